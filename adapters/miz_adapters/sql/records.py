"""Between rows and aggregates: what every repository on SQL is made of."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import sqlalchemy as sa
from attrs import evolve

from miz.domain.ids import SiteId
from miz.errors import NotFound
from miz.ports.vaults import Vault
from miz_adapters.conflicts import stale
from miz_adapters.sql.lines import Line, Row
from miz_adapters.sql.statements import Statement

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Aggregate(Protocol):
    """An attrs class that can be kept: it has an identity and a version."""

    @property
    def id(self) -> Any:
        """Its identity."""

    @property
    def version(self) -> int:
        """How often it was saved."""


I = TypeVar("I")  # noqa: E741 - the identity type of a repository
A = TypeVar("A", bound=Aggregate)


def micros(at: datetime) -> int:
    """An instant as it is stored."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def instant(stored: int) -> datetime:
    """An instant as it was."""
    return EPOCH + timedelta(0, 0, stored)


def micros_or_none(at: datetime | None) -> int | None:
    """An instant that may be missing, as it is stored."""
    return None if at is None else micros(at)


def instant_or_none(stored: int | None) -> datetime | None:
    """An instant that may be missing, as it was."""
    return None if stored is None else EPOCH + timedelta(0, 0, stored)


def columns_of(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns that hold the aggregate, in the order of the table."""
    serial = table.c.number if "number" in table.primary_key.columns else None
    return [column for column in table.c if column is not serial]


class Records(Generic[I, A]):
    """Aggregates of one kind in one table.

    A subclass says how to ``_pack`` one into a row (without its version) and ``_unpack`` it.
    """

    table: ClassVar[sa.Table]
    _find_one: ClassVar[Statement]
    _insert: ClassVar[Statement]
    _update: ClassVar[Statement]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "table" not in vars(cls):
            return
        columns = columns_of(cls.table)
        names = [column.name for column in columns]
        cls._find_one = cls._select("id")
        cls._insert = Statement(
            sa.insert(cls.table).inline().values({name: sa.bindparam(name) for name in names}),
            *names,
        )
        cls._update = _update(cls.table, names)

    def __init__(self, line: Line, vault: Vault) -> None:
        self._line = line
        self._vault = vault

    @abstractmethod
    def _pack(self, aggregate: A) -> tuple[Any, ...]:
        """The values of a row in the order of the table's columns, all but the version."""

    @abstractmethod
    def _unpack(self, row: Row) -> A:
        """The aggregate of a row."""

    def find(self, identity: I) -> A | None:
        return self._one(self._find_one, identity)

    def get(self, identity: I) -> A:
        found = self.find(identity)
        if found is None:
            raise NotFound(
                f"No record {identity} is kept in {self.table.name}; look it up again.",
                code="record.not_found",
            )
        return found

    def save(self, aggregate: A) -> A:
        self._line.must_write()
        values, version = self._pack(aggregate), aggregate.version
        if version == 0:
            self._line.change(self._insert, *values, 1)
        elif not self._line.change(self._update, *values[1:], version + 1, values[0], version):
            raise self._line.refuse(stale(self.table.name))
        bare: Any = aggregate
        saved: A = evolve(bare, version=version + 1)
        return saved

    def _one(self, statement: Statement, *values: object) -> A | None:
        rows = self._line.fetch(statement, *values)
        return self._unpack(rows[0]) if rows else None

    def _many(self, statement: Statement, *values: object) -> list[A]:
        return [self._unpack(row) for row in self._line.fetch(statement, *values)]

    def _seal(self, identity: str, name: str, plain: str | None) -> bytes | None:
        """A text as it lies at rest, bound to its row and column."""
        if plain is None:
            return None
        context = f"{self.table.name}/{identity}/{name}"
        return self._vault.seal(plain.encode("utf-8", "surrogatepass"), context=context)

    def _open(self, identity: str, name: str, sealed: bytes | None) -> str | None:
        """What a sealed text says."""
        return None if sealed is None else self._read(identity, name, sealed)

    def _read(self, identity: str, name: str, sealed: bytes) -> str:
        """What a sealed text says that is never missing."""
        context = f"{self.table.name}/{identity}/{name}"
        return self._vault.open(sealed, context=context).decode("utf-8", "surrogatepass")

    @classmethod
    def _select(cls, *equal: str) -> Statement:
        return Statement(where_equal(cls.table, *equal), *equal)


def where_equal(table: sa.Table, *names: str) -> sa.Select[Any]:
    """The rows whose columns equal parameters of the same names."""
    query = sa.select(*columns_of(table))
    return query.where(*(table.c[name] == sa.bindparam(name) for name in names))


def limited(query: sa.Select[Any]) -> sa.Select[Any]:
    """A query that ends after the parameter ``most``."""
    return query.limit(sa.bindparam("most", type_=sa.BigInteger))


def _update(table: sa.Table, names: list[str]) -> Statement:
    """Everything but the identity, where the version is still the old one."""
    changes: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names[1:]}
    condition = (
        table.c.id == sa.bindparam("old_id"),
        table.c.version == sa.bindparam("old_version"),
    )
    given = [f"new_{name}" for name in names[1:]]
    return Statement(
        sa.update(table).where(*condition).values(changes), *given, "old_id", "old_version"
    )


class SitedRecords(Records[I, A]):
    """Records that are listed by site, oldest first."""

    _of_site: ClassVar[Statement]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "table" in vars(cls):
            cls._of_site = Statement(where_equal(cls.table, "site").order_by("id"), "site")

    def of(self, site: SiteId) -> Sequence[A]:
        return self._many(self._of_site, site)
