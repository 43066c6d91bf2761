"""Short words for what the rules do over and over."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import attrs
import pytest

from miz.errors import Conflict
from miz.ports.storage import Storage, UnitOfWork

T = TypeVar("T")
PLANNED = "planned"


class Planned(Exception):
    """Raised by a work that is to fail."""


def save(storage: Storage, repository: str, record: Any) -> Any:
    """Saves a record in its own unit of work and returns what came back."""
    return storage.write(lambda uow: getattr(uow, repository).save(record))


def keep(storage: Storage, repository: str, *records: Any) -> None:
    """Saves several records in one unit of work, in that order."""
    storage.write(lambda uow: [getattr(uow, repository).save(record) for record in records])


def saving(repository: str, record: Any) -> Callable[[UnitOfWork], str]:
    """A work that saves the record and returns its identity."""

    def work(uow: UnitOfWork) -> str:
        identity: str = getattr(uow, repository).save(record).id
        return identity

    return work


def find(storage: Storage, repository: str, identity: str) -> Any:
    """The stored record, or None."""
    return storage.read(lambda uow: getattr(uow, repository).find(identity))


def comes_back(storage: Storage, repository: str, *records: Any) -> None:
    """Each record is saved as its first version and read as it was, down to the types.

    Its events are told by whoever saved it, and not kept.
    """
    for record in records:
        saved = save(storage, repository, record)
        read = storage.read(lambda uow, r=record: getattr(uow, repository).get(r.id))  # type: ignore[misc]

        assert attrs.evolve(record, version=1) == saved
        assert saved == read
        assert types(record) == types(read)
        assert () == getattr(read, "events", ())


def types(value: Any) -> Any:
    """The types within a record: a StrEnum equals its text, and True equals 1."""
    if attrs.has(type(value)):
        inner = {a.name: types(getattr(value, a.name)) for a in attrs.fields(type(value)) if a.eq}
        return type(value), inner
    if isinstance(value, Mapping):
        return {key: types(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [types(one) for one in value]
    return type(value)


def refusal(storage: Storage, repository: str, record: Any) -> Conflict:
    """The conflict that saving the record must raise; nothing of it may be kept."""
    before = find(storage, repository, record.id)
    with pytest.raises(Conflict) as caught:
        save(storage, repository, record)

    assert before == find(storage, repository, record.id)
    return caught.value


def fails(storage: Storage, work: Callable[[UnitOfWork], Any]) -> None:
    """Runs the work and lets it fail at its end, so that nothing of it may be kept."""

    def planned(uow: UnitOfWork) -> None:
        work(uow)
        raise Planned

    with pytest.raises(Planned):
        storage.write(planned)


def race(storage: Storage, works: Sequence[Callable[[UnitOfWork], T]]) -> list[T | str]:
    """Runs every work in a thread of its own, all at once: results, or what conflicts say."""
    start = Barrier(len(works))

    def run(work: Callable[[UnitOfWork], T]) -> T | str:
        start.wait()
        try:
            return storage.write(work)
        except Conflict as conflict:
            return conflict.code
        except Planned:
            return PLANNED

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def ids(records: Any) -> list[str]:
    """The identities, in order."""
    return [record.id for record in records]
