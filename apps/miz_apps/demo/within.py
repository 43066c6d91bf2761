"""A storage inside one unit of work, so that a whole history is committed at once."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from attrs import frozen

from miz.errors import NotSupported
from miz.ports.storage import Storage, UnitOfWork

T = TypeVar("T")


@frozen
class WithinUnit(Storage):
    """Runs every work in the unit of work that it was given; nothing is durable before that is."""

    uow: UnitOfWork

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        return work(self.uow)

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return work(self.uow)

    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        future: Future[T] = Future()
        future.set_result(work(self.uow))
        return future

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        raise NotSupported("Watch the storage itself.")

    def health(self) -> str:
        return "inside a unit of work"

    def close(self) -> None:
        """The unit of work ends by itself."""
