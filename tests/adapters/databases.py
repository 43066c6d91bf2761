"""What tests do to databases behind the storage's back."""

import sqlalchemy as sa

from miz_adapters.sql import schema
from miz_adapters.sql.tables import METADATA


def empty(url: str) -> None:
    """Takes every record out of a database, the guarded ones too."""
    with schema.engine(schema.parse(url)) as opened, opened.begin() as connection:
        for guard in unguard(connection):
            connection.exec_driver_sql(guard)
        for table in METADATA.sorted_tables:
            connection.execute(table.delete())


def unguard(connection: sa.Connection) -> list[str]:
    """What takes the guards off the journal, as an administrator of the database could."""
    if connection.dialect.name == "sqlite":
        return [f"DROP TRIGGER IF EXISTS journal_no_{deed}" for deed in ("update", "delete")]
    return ["DROP TRIGGER IF EXISTS journal_no_change ON journal_entries"]
