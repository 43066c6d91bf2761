"""What every repository has: records of one kind, by identity."""

from abc import abstractmethod
from typing import Protocol, TypeVar

I_contra = TypeVar("I_contra", contravariant=True)
A = TypeVar("A")


class Repository(Protocol[I_contra, A]):
    """Records of one kind.

    Aggregates come and go as values; ``events`` on them are never stored here.
    """

    @abstractmethod
    def get(self, identity: I_contra) -> A:
        """The record; raises NotFound."""

    @abstractmethod
    def find(self, identity: I_contra) -> A | None:
        """The record, or None."""

    @abstractmethod
    def save(self, aggregate: A) -> A:
        """Stores it and returns it with its next ``version``.

        Version 0 means new. Raises Conflict when another write came first, or when a value that
        must be unique is taken.
        """
