"""Time, injected so that every rule about time can be tested without waiting."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol, runtime_checkable


class Clock(Protocol):
    """The time of the machine. Thread-safe."""

    @abstractmethod
    def now(self) -> datetime:
        """The instant, aware and in UTC."""

    @abstractmethod
    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never jump; for deadlines."""


@runtime_checkable
class FollowingClock(Clock, Protocol):
    """A clock that is told the time by somebody who knows it better. Thread-safe."""

    @property
    @abstractmethod
    def doubtful(self) -> bool:
        """Whether the time may be earlier than the true one."""

    @abstractmethod
    def follow(self, instant: datetime) -> None:
        """It is that instant now; time that was told before never comes again."""
