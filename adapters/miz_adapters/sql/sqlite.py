"""SQLite: its connections, and the file that one process owns."""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import ClassVar, TextIO

from miz.errors import ConfigError, Unavailable
from miz.ports.vaults import Vault
from miz_adapters.sql.failures import of_sqlite
from miz_adapters.sql.lines import Line, Row
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.units import SqlUnit

_BUSY_MS = 5000
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL lost acknowledged commits in simulated power cuts
    "foreign_keys = ON",
    f"busy_timeout = {_BUSY_MS}",
    "temp_store = MEMORY",  # nothing is sorted into files that we do not own
    "cache_size = -32768",
    "journal_size_limit = 67108864",
)


class SqliteLine(Line):
    """One connection to the file, with its repositories."""

    dialect: ClassVar[str] = "sqlite"

    def __init__(self, path: Path, *, vault: Vault, reads_only: bool = False) -> None:
        super().__init__()
        try:
            self._connection = connect(path)
            if reads_only:
                self._connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise of_sqlite(error) from error
        self._cursor = self._connection.cursor()
        self.unit = SqlUnit(self, vault)

    def fetch(self, statement: Statement, *values: object) -> list[Row]:
        sql, arrange = statement.sqlite
        try:
            return self._cursor.execute(sql, arrange(values) if arrange else values).fetchall()
        except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
            raise self.refuse(of_sqlite(error)) from error

    def change(self, statement: Statement, *values: object) -> int:
        self.must_write()
        sql, arrange = statement.sqlite
        try:
            return self._cursor.execute(sql, arrange(values) if arrange else values).rowcount
        except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
            # A full disk ends the transaction by itself: whatever came after would be kept alone.
            raise self.refuse(of_sqlite(error)) from error

    def lock_journal(self) -> None:
        """Nothing to do: there is one writer."""

    def say(self, command: str) -> None:
        """Runs a command of the transaction itself; raises Unavailable."""
        try:
            self._cursor.execute(command)
        except sqlite3.Error as error:
            raise Unavailable(f"The database does not work ({error}); look at its disk.") from error

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; a full disk may end one by itself."""
        return self._connection.in_transaction

    @property
    def usable(self) -> bool:
        """Whether it is open and in no transaction."""
        try:
            return not self._connection.in_transaction
        except sqlite3.Error:
            return False

    def abandon(self) -> bool:
        """Rolls back what is open; False when not even that works any more."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            return False
        return True

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A connection that begins and ends transactions only when told to."""
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Ownership:
    """The right to write the file, which one process has at a time.

    A lock on a file beside it (flock) ends with the process, however it ends.
    """

    def __init__(self, path: Path) -> None:
        self._file = _locked(path)

    def release(self) -> None:
        """Another process may own the database now."""
        self._file.close()


def _locked(path: Path) -> TextIO:
    side = path.with_name(f"{path.name}.lock")
    try:
        side.touch(mode=0o600)
        file = side.open("r+")
    except OSError as error:
        raise ConfigError(
            f"The folder of {path} cannot be written ({error.strerror}); give miz the right to.",
            code="storage.unwritable",
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        owner = file.read().strip()
        file.close()
        raise ConfigError(
            f"Process {owner or 'of somebody else'} owns {path}; stop it first,"
            " or use PostgreSQL where several processes write.",
            code="storage.owned",
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
