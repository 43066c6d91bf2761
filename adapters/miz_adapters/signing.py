"""Ed25519 (RFC 8032) by the package cryptography."""

from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from miz.errors import ConfigError
from miz.ports.signing import Signer, Verifier


class Ed25519Verifier(Verifier):
    """Checks with a public key of 32 bytes."""

    def __init__(self, public: bytes) -> None:
        try:
            self._key = Ed25519PublicKey.from_public_bytes(public)
        except ValueError as error:
            raise ConfigError(
                "A public key for badges has 32 bytes; fetch it from the server again.",
                code="signing.key",
            ) from error
        self._public = public

    @property
    def public(self) -> bytes:
        return self._public

    def verify(self, message: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Ed25519Signer(Signer):
    """Signs with a seed of 32 bytes, as `miz.ports.vaults.Vault.badge_key` is."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._verifier = Ed25519Verifier(key.public_key().public_bytes_raw())

    @classmethod
    def of(cls, seed: bytes) -> Self:
        """The signer of a seed."""
        try:
            return cls(Ed25519PrivateKey.from_private_bytes(seed))
        except ValueError as error:
            raise ConfigError("A seed for badges has 32 bytes.", code="signing.key") from error

    @property
    def public(self) -> bytes:
        return self._verifier.public

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        return self._verifier.verify(message, signature)
