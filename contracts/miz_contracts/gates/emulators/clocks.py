"""Time that passes by itself and can be put forward, for rules about long waits."""

import time
from threading import Lock


class EmulatedClock:
    """The machine's monotonic clock plus what it was put forward by. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ahead = 0.0

    def monotonic(self) -> float:
        """Now, in seconds."""
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Puts the clock forward."""
        with self._lock:
            self._ahead += seconds
