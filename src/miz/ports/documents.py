"""Pictures and scans, kept by digest beside the database."""

from abc import abstractmethod
from typing import Protocol


class Documents(Protocol):
    """A content-addressed store, sealed at rest. Thread-safe.

    ``put`` returns only when the content is durable, so that a record may name it.
    """

    @abstractmethod
    def put(self, content: bytes) -> str:
        """The digest (a keyed SHA-256, 64 hexadecimal characters) under which it is kept."""

    @abstractmethod
    def open(self, digest: str) -> bytes:
        """The content; raises NotFound when nothing is kept there, BadAnswer when it is damaged."""

    @abstractmethod
    def delete(self, digest: str) -> None:
        """Removes the content; silent when there is none."""
