"""Time and chance from the machine itself."""

import secrets
import threading
import time
from datetime import UTC, datetime

from miz.ports.clocks import Clock
from miz.ports.ids import Ids

_RANDOM_BITS = 62
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << _RANDOM_BITS


class SystemClock(Clock):
    """The machine's clock, to be kept right by NTP."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class RandomIds(Ids):
    """Identities of version 7 (RFC 9562, 5.7) that rise within the process, and `secrets`.

    The twelve bits below the millisecond carry its fraction (RFC 9562, 6.2, method 3); where the
    clock stands still or jumps back, they count on.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> str:
        stamp = self._stamp()
        tail = secrets.randbits(_RANDOM_BITS)
        milliseconds, fraction = stamp >> 12, stamp & 0xFFF
        return f"{milliseconds << 80 | _VERSION_7 | fraction << 64 | _VARIANT | tail:032x}"

    def digits(self, count: int) -> str:
        return f"{secrets.randbelow(10**count):0{count}d}"

    def secret(self) -> str:
        return secrets.token_urlsafe(32)

    def _stamp(self) -> int:
        """Milliseconds since 1970 with twelve bits of their fraction, higher every time."""
        now = (time.time_ns() << 12) // 1_000_000
        with self._lock:
            self._last = max(now, self._last + 1)
            return self._last
