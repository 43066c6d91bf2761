"""Time that passes by itself and can be put forward, for rules about long waits."""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from miz.ports.clocks import Clock


class JumpClock(Clock):
    """The machine's clock plus what it was put forward by. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Puts the clock forward."""
        with self._lock:
            self._ahead += seconds
