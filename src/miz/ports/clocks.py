"""Time, injected so that every rule about time can be tested without waiting."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time of the machine. Thread-safe."""

    @abstractmethod
    def now(self) -> datetime:
        """The instant, aware and in UTC."""

    @abstractmethod
    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never jump; for deadlines."""
