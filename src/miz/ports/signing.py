"""Signatures that whoever checks them cannot make: for badges, which live for years (B17)."""

from abc import abstractmethod
from typing import Protocol


class Verifier(Protocol):
    """Knows a public key only. Thread-safe."""

    @property
    @abstractmethod
    def public(self) -> bytes:
        """The key to hand to gates: 32 bytes (Ed25519, RFC 8032)."""

    @abstractmethod
    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the key's owner signed the message; False for any other bytes, never raises."""


class Signer(Verifier, Protocol):
    """Owns the private key, and stays on the server. Thread-safe."""

    @abstractmethod
    def sign(self, message: bytes) -> bytes:
        """The signature: 64 bytes, the same for the same message."""
