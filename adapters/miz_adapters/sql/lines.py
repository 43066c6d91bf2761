"""What repositories see of a database: one connection within one transaction."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from miz.errors import MizError, WrongState
from miz_adapters.sql.statements import Statement

Row = Any
"""A tuple in the order of the statement's columns."""


class Line(ABC):
    """A connection in a transaction. Used by one thread at a time."""

    dialect: ClassVar[str]

    def __init__(self) -> None:
        self.writable = False
        self.spoilt: MizError | None = None

    @abstractmethod
    def fetch(self, statement: Statement, *values: object) -> list[Row]:
        """All rows of a query."""

    @abstractmethod
    def change(self, statement: Statement, *values: object) -> int:
        """Changes rows and says how many; raises Conflict, and WrongState in a read."""

    @abstractmethod
    def lock_journal(self) -> None:
        """Waits until nobody else may number entries before this transaction ends."""

    def must_write(self) -> None:
        """Raises WrongState in a read, and a failure again that this work met before."""
        if not self.writable:
            raise WrongState("This is a read; use write to change something.", code="storage.read")
        if self.spoilt is not None:
            raise self.spoilt

    def refuse(self, error: MizError) -> MizError:
        """A failure ends the unit of work, even if the work swallows it."""
        self.spoilt = error
        return error

    def check(self) -> None:
        """Raises the failure that the work met, if it swallowed one."""
        if self.spoilt is not None:
            raise self.spoilt
