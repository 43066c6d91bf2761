"""Identities and randomness, injected so that tests are repeatable."""

from abc import abstractmethod
from typing import Protocol


class Ids(Protocol):
    """Fresh identities and unguessable numbers. Thread-safe."""

    @abstractmethod
    def new(self) -> str:
        """A new identity: 32 hexadecimal characters that sort by time (RFC 9562, version 7)."""

    @abstractmethod
    def digits(self, count: int) -> str:
        """So many unguessable decimal digits."""

    @abstractmethod
    def secret(self) -> str:
        """An unguessable text of at least 256 bits, safe in a URL and a cookie."""
