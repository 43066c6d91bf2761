"""What databases report, as errors of miz."""

import re
import sqlite3
from functools import cache

import psycopg
import sqlalchemy as sa
from psycopg import errors

from miz.errors import BadAnswer, Conflict, InvalidValue, MizError, Unavailable, WrongState
from miz_adapters.conflicts import RULES, stale
from miz_adapters.sql.tables import METADATA

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")


class Contended(Unavailable):
    """Another transaction was in the way; running the work again is right."""


class Lost(Unavailable):
    """The connection broke."""


def unstorable(error: Exception) -> InvalidValue:
    """A text that no database takes: lone surrogates, NUL."""
    failure = InvalidValue(
        "A text holds characters that cannot be stored; write it again.", code="text.unstorable"
    )
    failure.__cause__ = error
    return failure


def of_sqlite(error: Exception) -> MizError:
    """The error of miz for one of `sqlite3`; also for texts that it cannot encode."""
    if isinstance(error, sqlite3.IntegrityError):
        return _sqlite_conflict(str(error))
    if isinstance(error, (UnicodeEncodeError, sqlite3.DataError, OverflowError)):
        return unstorable(error)
    if isinstance(error, sqlite3.OperationalError) and "readonly" in str(error):
        return WrongState("This is a read; use write to change something.", code="storage.read")
    if isinstance(error, sqlite3.OperationalError) and _is_ours(error):
        return BadAnswer(f"The database does not fit this version of miz: {error}")
    return Unavailable(f"The database does not work ({error}); look at its disk.")


def _is_ours(error: sqlite3.OperationalError) -> bool:
    """A wrong statement or table, which trying again will not mend."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR


def _sqlite_conflict(message: str) -> MizError:
    found = _SQLITE_UNIQUE.fullmatch(message)
    if found is None:
        return BadAnswer(f"The database refuses a change: {message}", code="storage.refused")
    places = [name.strip().partition(".") for name in found[1].split(",")]
    table, columns = places[0][0], tuple(column for _, _, column in places)
    return _conflict(_unique_columns().get((table, columns)), table)


@cache
def _unique_columns() -> dict[tuple[str, tuple[str, ...]], str]:
    """The names of unique indexes by table and columns, for SQLite does not tell the names.

    Asked for at the first conflict: not every table is there yet when this module is imported.
    """
    indexes = (index for table in METADATA.tables.values() for index in table.indexes)
    return {
        (str(index.table), tuple(column.name for column in index.columns)): str(index.name)
        for index in indexes
        if index.unique and isinstance(index.table, sa.Table)
    }


def _conflict(name: str | None, table: str | None) -> Conflict:
    rule = RULES.get(name or "")
    return rule.broken() if rule else stale(table or "record")


def of_postgres(error: Exception) -> MizError:
    """The error of miz for one of psycopg; also for texts that it cannot encode."""
    if isinstance(error, errors.UniqueViolation):
        return _conflict(error.diag.constraint_name, error.diag.table_name)
    if isinstance(error, (UnicodeEncodeError, psycopg.DataError)):
        return unstorable(error)
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return WrongState("This is a read; use write to change something.", code="storage.read")
    if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return _away(error)
    return BadAnswer(f"The database refuses a statement: {_first_line(error)}")


def _away(error: Exception) -> Unavailable:
    if isinstance(error, _CONTENDED):
        return Contended("The database is busy with the same record; try again.")
    if isinstance(error, _FULL):
        return Unavailable(f"The database is full ({_first_line(error)}); give it room.")
    return Lost(f"The database is away ({_first_line(error)}); it will be tried again.")


_CONTENDED = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
)
_FULL = (errors.DiskFull, errors.OutOfMemory, errors.QueryCanceled)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
