"""Password hashing."""

from abc import abstractmethod
from typing import Protocol


class Passwords(Protocol):
    """Slow, salted hashing. Thread-safe; each call may take 50 ms of CPU."""

    @abstractmethod
    def hash(self, password: str) -> str:
        """The hash to store, with its parameters and salt."""

    @abstractmethod
    def verify(self, hashed: str | None, password: str) -> bool:
        """Whether the password fits; takes as long for ``None`` (an unknown user) as for any."""
