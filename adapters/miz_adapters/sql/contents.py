"""Aggregates kept whole as JSON, with columns beside them for what is searched by."""

from abc import abstractmethod
from functools import cached_property
from typing import Any, ClassVar, TypeVar

import msgspec
import sqlalchemy as sa
from attrs import evolve

from miz.errors import BadAnswer
from miz_adapters.sql.failures import unstorable
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import Aggregate, Records

I = TypeVar("I")  # noqa: E741 - the identity type of a repository
A = TypeVar("A", bound=Aggregate)


class Contents(Records[I, A]):
    """A subclass names the aggregate's class as ``shape`` and says which ``_keys`` it has."""

    shape: ClassVar[type[Any]]

    @abstractmethod
    def _keys(self, aggregate: A) -> tuple[Any, ...]:
        """The values of the columns between identity and content, in their order."""

    def _pack(self, aggregate: A) -> tuple[Any, ...]:
        bare: Any = aggregate
        if hasattr(bare, "events"):
            bare = evolve(bare, events=())
        text = self._written(bare)
        content = self._seal(bare.id, "content", text) if self._sealed else text
        return (bare.id, *self._keys(aggregate), content)

    def _unpack(self, row: Row) -> A:
        identity, content, version = row[0], row[-2], row[-1]
        text = self._read(identity, "content", content) if self._sealed else content
        try:
            record: Any = msgspec.json.decode(text, type=self.shape)
        except msgspec.DecodeError as error:
            raise BadAnswer(
                f"Record {identity} in {self.table.name} was damaged; restore it from a backup.",
                code="storage.damaged",
            ) from error
        whole: A = evolve(record, version=version)
        return whole

    def _written(self, record: object) -> str:
        """The record as JSON; a failure ends the unit of work, as one of the database does."""
        try:
            return msgspec.json.encode(record).decode()
        except UnicodeEncodeError as error:
            raise self._line.refuse(unstorable(error)) from error

    def _index(self, name: str, value: str) -> str:
        return self._vault.index(value, context=name)

    @cached_property
    def _sealed(self) -> bool:
        return isinstance(self.table.c.content.type, sa.LargeBinary)
