"""Gates that decide alone: how far each is with its server, and whom it let in against it.

This step never changes: it tells how databases of version 0004 were made.
"""

from alembic import op

from miz_adapters.sql.migrations import shapes

revision = "0004"
down_revision = "0003"

TABLES = {
    "gate_nodes": "id! site content version:int",
    "clashes": "id! site access at:big content version:int",
}
INDEXES = (
    ("gate_nodes_site", "gate_nodes", "site id", False),
    ("clashes_site", "clashes", "site at id", False),
    ("clashes_access", "clashes", "access", True),
)


def upgrade() -> None:
    """From version 0003."""
    for name, columns in TABLES.items():
        op.create_table(name, *(shapes.column(word) for word in columns.split()))
    op.add_column("passes", shapes.column("gate?"))
    for name, table, columns, unique in INDEXES:
        shapes.index(name, table, columns, where="", unique=unique)
