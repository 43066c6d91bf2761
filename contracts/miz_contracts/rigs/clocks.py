"""Two ways for time to pass on a bench."""

import time
from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from typing import Protocol

from miz.ports.clocks import Clock


class SteppedClock(Clock, Protocol):
    """A clock that a rule can ask to go on."""

    @abstractmethod
    def advance(self, seconds: float) -> None:
        """Lets so many seconds pass."""


class BenchClock(SteppedClock):
    """The machine's clock plus what it was put forward by, for emulators. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ahead = 0.0

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC) + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        """Seconds from an arbitrary start."""
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Puts the clock forward."""
        with self._lock:
            self._ahead += seconds


class WaitingClock(SteppedClock):
    """The machine's clock, for real devices: what a rule wants to pass really passes."""

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds from an arbitrary start."""
        return time.monotonic()

    def advance(self, seconds: float) -> None:
        """Waits."""
        Event().wait(seconds)
