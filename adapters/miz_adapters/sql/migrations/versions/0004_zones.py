"""Zones, escorts and anti-passback: who may be where inside, and what gates saw of it.

This step never changes: it tells how databases of version 0004 were made.
"""

from alembic import op

from miz_adapters.sql.migrations import shapes

revision = "0004"
down_revision = "0003"

COLUMNS = {
    "lanes": "zone? fire_at:big? exit_asked_at:big?",
    "hosts": "card:sealed? card_index?",
    "visits": "zone? seen_lane? seen_way? seen_at:big? pardoned_at:big? overstayed_at:big?",
    "accesses": "zone? host? mark?",
}
INDEXES = (
    ("zones_site", "zones", "site", "", False),
    ("hosts_card", "hosts", "card_index", "card_index IS NOT NULL", True),
    ("visits_zone", "visits", "zone", "zone IS NOT NULL", False),
    (
        *("accesses_zone", "accesses", "zone at id"),
        *("grant_state = 'issued' AND zone IS NOT NULL", False),
    ),
)


def upgrade() -> None:
    """From version 0003."""
    columns = [shapes.column(word) for word in ("id!", "site", "content", "version:int")]
    op.create_table("zones", *columns)
    op.add_column("sites", shapes.column("rules", server_default="{}"))
    for table in ("services", "visits"):
        op.add_column(table, shapes.column("zones", server_default="[]"))
    for table, words in COLUMNS.items():
        for word in words.split():
            op.add_column(table, shapes.column(word))
    for name, table, names, where, unique in INDEXES:
        shapes.index(name, table, names, where=where, unique=unique)
