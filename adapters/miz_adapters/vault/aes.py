"""AES-256-GCM with a key number in front and the place of the value as associated data."""

import hashlib
import hmac
import os
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from miz.errors import BadAnswer, ConfigError
from miz.ports.vaults import Vault
from miz_adapters.vault import keyfile
from miz_adapters.vault.keyfile import Keys

_NONCE = 12
_HEAD = 1 + _NONCE
_LEAST = _HEAD + 16
"""Key number, nonce and the tag of an empty text."""


class AesVault(Vault):
    """Seals under the newest master key, opens under any, finds under the first (HKDF, RFC 5869).

    A sealed value is one byte of key number, twelve random bytes (NIST SP 800-38D, 8.2.2: at most
    2^32 seals a key), then ciphertext and tag.
    """

    def __init__(self, keys: Keys) -> None:
        self._aeads = {
            number: AESGCM(_derive(master, b"miz/seal")) for number, master in keys.masters.items()
        }
        self._current = self._aeads[keys.current]
        self._number = bytes([keys.current])
        self._index_key = _derive(keys.root, b"miz/index")
        self._journal_key = _derive(keys.root, b"miz/journal")
        self._slip_key = _derive(keys.root, b"miz/slip")
        self._badge_key = _derive(keys.root, b"miz/badge")

    @classmethod
    def load(cls, path: Path, *, create: bool = False) -> Self:
        """The vault of a key file; ``create`` makes the file (mode 0600) where there is none."""
        if create and not path.exists():
            try:
                keyfile.store(path, keyfile.fresh(), replace=False)
            except FileExistsError:
                pass  # another process was faster; its key counts
            except OSError as error:
                raise ConfigError(
                    f"No key file can be made at {path}: {error.strerror}", code="vault.unwritable"
                ) from error
        return cls(keyfile.load(path))

    @classmethod
    def parse(cls, text: str, *, place: str = "the environment") -> Self:
        """The vault of keys given as text, as a secret of the process would be."""
        return cls(keyfile.parse(text, place=place))

    @classmethod
    def fresh(cls) -> Self:
        """A vault whose key is nowhere else: for a demo and for tests."""
        return cls(keyfile.fresh())

    @classmethod
    def rotate(cls, path: Path) -> Self:
        """Adds a key to the file and seals under it; what was sealed before still opens."""
        keys = keyfile.load(path).rotated()
        try:
            keyfile.store(path, keys, replace=True)
        except OSError as error:
            raise ConfigError(
                f"The key file {path} cannot be written: {error.strerror}", code="vault.unwritable"
            ) from error
        return cls(keys)

    def seal(self, plain: bytes, *, context: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return self._number + nonce + self._current.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, *, context: str) -> bytes:
        aead = self._aeads.get(sealed[0]) if len(sealed) >= _LEAST else None
        if aead is None:
            raise BadAnswer(
                f"{context} is sealed under a key that is not here; add it to the key file.",
                code="vault.unknown_key",
            )
        try:
            return aead.decrypt(sealed[1:_HEAD], sealed[_HEAD:], context.encode())
        except InvalidTag as error:
            raise BadAnswer(
                f"{context} was damaged or moved; restore it from a backup.", code="vault.damaged"
            ) from error

    def index(self, value: str, *, context: str) -> str:
        message = f"{context}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._index_key, message, "sha256").hex()

    @property
    def journal_key(self) -> bytes:
        return self._journal_key

    @property
    def slip_key(self) -> bytes:
        return self._slip_key

    @property
    def badge_key(self) -> bytes:
        return self._badge_key

    def key_of(self, sealed: bytes) -> int:
        """The number of the key a value is sealed under, for rotating what lies at rest."""
        return sealed[0] if sealed else 0

    @property
    def current(self) -> int:
        """The number of the key that seals."""
        return self._number[0]


def _derive(master: bytes, purpose: bytes) -> bytes:
    length = hashlib.sha256().digest_size
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(master)
