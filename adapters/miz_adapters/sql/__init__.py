"""Everything that is remembered, in SQLite or PostgreSQL."""

from miz_adapters.sql.storage import SqlStorage

__all__ = ["SqlStorage"]
