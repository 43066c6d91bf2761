"""Gates that decide alone: how far each is with its server, and whom it let in against it.

This step never changes: it tells how databases of version 0005 were made.
"""

from alembic import op

from miz_adapters.sql.migrations import shapes

revision = "0005"
down_revision = "0004"

TABLES = {
    "nodes": "id! site content:sealed version:int",
    "clashes": "id! site access at:big content version:int",
}
INDEXES = (
    ("nodes_site", "nodes", "site id", False),
    ("clashes_site", "clashes", "site at id", False),
    ("clashes_access", "clashes", "access", True),
)


def upgrade() -> None:
    """From version 0004."""
    for name, columns in TABLES.items():
        op.create_table(name, *(shapes.column(word) for word in columns.split()))
    op.add_column("users", shapes.column("gate?"))
    op.add_column("passes", shapes.column("gate?"))
    op.add_column("visits", shapes.column("unclear_at:big?"))
    for name, table, columns, unique in INDEXES:
        shapes.index(name, table, columns, where="", unique=unique)
