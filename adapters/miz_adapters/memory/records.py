"""Records in dictionaries, with a way back: what every repository in memory is made of."""

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from attrs import evolve

from miz.errors import MizError, NotFound, WrongState
from miz_adapters.conflicts import Unique, stale


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
Rule = tuple[Unique, Callable[[A], Hashable | None]]
"""A rule of uniqueness and the value that must be unique; None where there is none."""


class Ledger:
    """How to undo the unit of work that is running, and whether it may write at all."""

    def __init__(self) -> None:
        self.writable = False
        self.spoilt: MizError | None = None
        self._steps: list[Callable[[], object]] = []

    def begin(self) -> None:
        """A unit of work begins that may write."""
        self.writable, self.spoilt = True, None
        self._steps.clear()

    def end(self) -> None:
        """What was done stays."""
        self.writable = False
        self._steps.clear()

    def revert(self) -> None:
        """Takes back what was done, last first."""
        while self._steps:
            self._steps.pop()()
        self.writable = False

    def must_write(self) -> None:
        """Raises WrongState in a read, and a conflict again that this work met before."""
        if not self.writable:
            raise WrongState("This is a read; use write to change something.", code="storage.read")
        self.check()

    def undo(self, step: Callable[[], object]) -> None:
        """Something changed; ``step`` takes it back."""
        self._steps.append(step)

    def check(self) -> None:
        """Raises the conflict that the work met, if it swallowed one."""
        if self.spoilt is not None:
            raise self.spoilt

    def refuse(self, error: MizError) -> MizError:
        """A conflict ends the unit of work, even if the work swallows it."""
        self.spoilt = error
        return error


class Records(Generic[I, A]):
    """Aggregates of one kind by identity, kept unique by ``rules``."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ()

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rows: dict[I, A] = {}
        self._taken: dict[tuple[str, Hashable], I] = {}

    def get(self, identity: I) -> A:
        found = self._rows.get(identity)
        if found is None:
            raise NotFound(
                f"No record {identity} is kept in {self.kind}; look it up again.",
                code="record.not_found",
            )
        return found

    def find(self, identity: I) -> A | None:
        return self._rows.get(identity)

    def save(self, aggregate: A) -> A:
        self._ledger.must_write()
        before = self._rows.get(aggregate.id)
        if (before.version if before else 0) != aggregate.version:
            raise self._ledger.refuse(stale(self.kind))
        for rule, key in self._keys(aggregate):
            if self._taken.get(key, aggregate.id) != aggregate.id:
                raise self._ledger.refuse(rule.broken())
        saved = _changed(aggregate, version=aggregate.version + 1)
        after = _changed(saved, events=()) if hasattr(saved, "events") else saved
        self._put(before, after)
        self._ledger.undo(lambda: self._put(after, before))
        return saved

    @property
    def kind(self) -> str:
        """What is kept here, for errors."""
        return type(self).__name__.removeprefix("Memory").lower()

    def _remove(self, old: Callable[[A], bool]) -> int:
        """Deletes what is old; says how many."""
        self._ledger.must_write()
        gone = [record for record in self._rows.values() if old(record)]
        for record in gone:
            self._put(record, None)
            self._ledger.undo(partial(self._put, None, record))
        return len(gone)

    def _put(self, before: A | None, after: A | None) -> None:
        if before is not None:
            del self._rows[before.id]
            for _, key in self._keys(before):
                del self._taken[key]
        if after is not None:
            self._rows[after.id] = after
            self._taken |= {key: after.id for _, key in self._keys(after)}

    def _keys(self, aggregate: A) -> Iterable[tuple[Unique, tuple[str, Hashable]]]:
        for rule, value_of in self.rules:
            value = value_of(aggregate)
            if value is not None:
                yield rule, (rule.name, value)

    def _all(self, *, by: Callable[[A], Any], newest: bool = False) -> list[A]:
        """Everything, in the order of ``by``."""
        return sorted(self._rows.values(), key=by, reverse=newest)

    def _owner(self, rule: Unique, value: Hashable) -> A | None:
        identity = self._taken.get((rule.name, value))
        return None if identity is None else self._rows.get(identity)


def _changed(aggregate: A, **changes: Any) -> A:
    """The aggregate with other values; attrs cannot see that a type variable is attrs."""
    bare: Any = aggregate
    changed: A = evolve(bare, **changes)
    return changed
