"""PostgreSQL: its connections."""

from typing import Any, ClassVar

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus

from miz.errors import MizError
from miz.ports.vaults import Vault
from miz_adapters.sql.failures import of_postgres
from miz_adapters.sql.lines import Line, Row
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.units import SqlUnit

_JOURNAL_LOCK = "SELECT pg_advisory_xact_lock(1835629146)"
"""The number is "miz" and "j" in ASCII; it must not change while versions run side by side."""

_PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "miz",
    "options": "-c lock_timeout=5s -c statement_timeout=60s -c timezone=UTC"
    " -c idle_in_transaction_session_timeout=60s -c synchronous_commit=on",
}


class PostgresLine(Line):
    """One connection to the server, with its repositories."""

    dialect: ClassVar[str] = "postgresql"

    def __init__(self, url: sa.URL, *, vault: Vault) -> None:
        super().__init__()
        self._connection = connect(url)
        self._cursor = self._connection.cursor()
        self.unit = SqlUnit(self, vault)

    def fetch(self, statement: Statement, *values: object) -> list[Row]:
        sql, arrange = statement.postgresql
        try:
            arranged = arrange(values) if arrange else values
            return self._cursor.execute(sql, arranged).fetchall()
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise self._failure(error) from error

    def change(self, statement: Statement, *values: object) -> int:
        self.must_write()
        sql, arrange = statement.postgresql
        try:
            return self._cursor.execute(sql, arrange(values) if arrange else values).rowcount
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise self._failure(error) from error

    def lock_journal(self) -> None:
        self.say(_JOURNAL_LOCK)

    def say(self, command: str) -> None:
        """Runs a command without parameters; raises PortError."""
        try:
            self._cursor.execute(command.encode())
        except psycopg.Error as error:
            raise self._failure(error) from error

    @property
    def usable(self) -> bool:
        """Whether it is connected and in no transaction."""
        return self._connection.info.transaction_status is TransactionStatus.IDLE

    def abandon(self) -> None:
        """Rolls back what is open, if the server still hears us."""
        if self._connection.info.transaction_status is TransactionStatus.IDLE:
            return
        try:
            self._cursor.execute(b"ROLLBACK")
        except psycopg.Error:
            self._connection.close()

    def close(self) -> None:
        """Lets go of the server."""
        self._connection.close()

    def _failure(self, error: Exception) -> MizError:
        """What to raise: after a first failure PostgreSQL refuses everything until the end."""
        if self.spoilt is not None:
            return self.spoilt
        return self.refuse(of_postgres(error))


def connect(url: sa.URL) -> "psycopg.Connection[Row]":
    """A connection that begins and ends transactions only when told to."""
    words = url.translate_connect_args(username="user", database="dbname")
    try:
        return psycopg.connect(autocommit=True, **{**_PATIENCE, **words, **url.query})
    except psycopg.Error as error:
        raise of_postgres(error) from error
