"""Sealing of personal data at rest, and finding it again without reading it."""

from abc import abstractmethod
from typing import Protocol


class Vault(Protocol):
    """Keys that never leave it. Thread-safe.

    Sealed values carry the identity of their key, so that keys can be rotated.
    """

    @abstractmethod
    def seal(self, plain: bytes, *, context: str) -> bytes:
        """Ciphertext bound to ``context`` (record and field), e.g. ``person/7f3a/national_id``.

        Two seals of the same value differ.
        """

    @abstractmethod
    def open(self, sealed: bytes, *, context: str) -> bytes:
        """The plain bytes; raises BadAnswer when key, bytes or context do not fit."""

    @abstractmethod
    def index(self, value: str, *, context: str) -> str:
        """A keyed hash (64 hexadecimal characters) for finding ``value``; equal in, equal out.

        ``context`` separates fields (``national_id``, ``mobile``), so that they cannot be joined.
        """

    @property
    @abstractmethod
    def journal_key(self) -> bytes:
        """The key of the journal's chains (32 bytes)."""

    @property
    @abstractmethod
    def slip_key(self) -> bytes:
        """The master of the keys that sign slips (32 bytes); only what is derived leaves."""

    @property
    @abstractmethod
    def badge_key(self) -> bytes:
        """The seed that badges are signed with (32 bytes); it never leaves the server."""
