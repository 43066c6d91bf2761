"""What a storage needs of the database behind it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar, cast

from miz.ports.storage import UnitOfWork
from miz_adapters.sql.units import SqlUnit

T = TypeVar("T")


class Database(ABC):
    """SQLite or PostgreSQL, opened. Thread-safe; the promises are those of the storage port."""

    sees_others: bool
    """Whether other processes may write too, so that watchers have to ask."""

    @abstractmethod
    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs the work and returns when its effect is durable."""

    @abstractmethod
    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        """The same, without waiting."""

    @abstractmethod
    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs the work on a snapshot."""

    def prove(self) -> None:
        """Raises ConfigError when the vault is not the one that the database was made with."""
        if not self.read(lambda uow: cast("SqlUnit", uow).proven()):
            self.write(lambda uow: cast("SqlUnit", uow).prove())

    @abstractmethod
    def health(self) -> str:
        """One line for a person; raises Unavailable."""

    @abstractmethod
    def backup(self, target: Path) -> None:
        """Writes a consistent copy while others go on writing."""

    @abstractmethod
    def close(self) -> None:
        """Finishes queued writes and lets go."""
