"""The tables of gates that decide alone; a gate's record holds keys and is sealed."""

from miz_adapters import conflicts
from miz_adapters.sql.tables import index, instants, sealed, table, text, texts, unique

NODES = table("nodes", text("site"), *sealed("content"), index("nodes_site", "site", "id"))
CLASHES = table(
    "clashes",
    *texts("site", "access"),
    *instants("at"),
    text("content"),
    unique(conflicts.CLASH_ACCESS, "access"),
    index("clashes_site", "site", "at", "id"),
)
