"""Training: where operators practise, who practises there, and what he has learnt (MIS-02).

This step never changes: it tells how databases of version 0003 were made.
"""

from alembic import op

from miz_adapters.sql.migrations import shapes

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """From version 0002."""
    op.add_column("sites", shapes.column("training_of?"))
    op.add_column("sessions", shapes.column("training?"))
    op.add_column("users", shapes.column("lessons", server_default="{}"))
