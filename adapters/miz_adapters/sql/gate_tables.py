"""The tables of gates that decide alone: identities only, so that the content is legible."""

from miz_adapters import conflicts
from miz_adapters.sql.tables import index, instants, table, text, texts, unique

GATE_NODES = table("gate_nodes", *texts("site", "content"), index("gate_nodes_site", "site", "id"))
CLASHES = table(
    "clashes",
    *texts("site", "access"),
    *instants("at"),
    text("content"),
    unique(conflicts.CLASH_ACCESS, "access"),
    index("clashes_site", "site", "at", "id"),
)
