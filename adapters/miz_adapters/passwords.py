"""Passwords hashed by Argon2id (RFC 9106; 19 MiB, two passes, one lane, as OWASP advises)."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import HashingError, InvalidHashError, VerificationError

from miz.errors import Unavailable
from miz.ports.passwords import Passwords

_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1


class Argon2Passwords(Passwords):
    """Hashes and verifies; an unknown user costs as much as a known one."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(
            time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES
        )
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """The hash; raises Unavailable when the machine has no memory left for it."""
        try:
            return self._hasher.hash(password)
        except HashingError as error:
            raise Unavailable("There is no memory for hashing a password; try again.") from error

    def verify(self, hashed: str | None, password: str) -> bool:
        """Whether it fits; a hash that cannot be read fits nothing."""
        try:
            self._hasher.verify(hashed or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None
