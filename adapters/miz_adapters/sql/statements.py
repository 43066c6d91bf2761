"""Statements written in SQLAlchemy Core, compiled once for each database.

What runs is the text on the driver's own cursor: a gate decision costs a quarter of what it
costs through SQLAlchemy's connection (see ``docs/decisions/0003-storage.md``).
"""

from collections.abc import Callable
from functools import cached_property
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

Values = tuple[Any, ...]
Compiled = tuple[str, Callable[[Values], Values] | None]
Encoded = tuple[bytes, Callable[[Values], Values] | None]
"""The text, and what brings values into its order; None where they are in order already."""


class _SqliteCompiler(SQLiteCompiler):
    """Without the OFFSET 0 that SQLAlchemy writes after every LIMIT: one value fewer to bind."""

    def limit_clause(self, select: Any, **kw: Any) -> str:
        return "\n LIMIT " + str(self.process(select._limit_clause, **kw))  # noqa: SLF001


_SQLITE = SQLiteDialect_pysqlite(paramstyle="qmark")
_SQLITE.statement_compiler = _SqliteCompiler
_POSTGRESQL = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]


class Statement:
    """One statement; ``names`` are its parameters in the order in which callers give them.

    ``sqlite`` is what SQLite gets where SQLAlchemy spells it apart.
    """

    def __init__(
        self,
        build: sa.sql.expression.Executable,
        *names: str,
        sqlite: sa.sql.expression.Executable | None = None,
    ) -> None:
        self._build = build
        self._sqlite = sqlite if sqlite is not None else build
        self._names = names

    @cached_property
    def sqlite(self) -> Compiled:
        """For SQLite."""
        return self._compiled(self._sqlite, _SQLITE)

    @cached_property
    def postgresql(self) -> Encoded:
        """For PostgreSQL."""
        sql, arrange = self._compiled(self._build, _POSTGRESQL)
        return sql.encode(), arrange

    def _compiled(
        self, build: sa.sql.expression.Executable, dialect: sa.engine.Dialect
    ) -> Compiled:
        compiled: Any = build.compile(dialect=dialect)  # type: ignore[attr-defined]
        places = [self._names.index(name) for name in compiled.positiontup or ()]
        if places == list(range(len(self._names))):
            return str(compiled), None
        return str(compiled), _arranger(places)


def _arranger(places: list[int]) -> Callable[[Values], Values]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple(values[place] for place in places)


def word(value: str) -> sa.ColumnElement[str]:
    """A constant written into the statement, so that partial indexes can serve it."""
    if not value.replace("_", "").isalnum():
        raise ValueError(value)
    return sa.literal_column(f"'{value}'", sa.Text)


def words(*values: str) -> list[sa.ColumnElement[str]]:
    """Constants for an IN."""
    return [word(value) for value in values]
