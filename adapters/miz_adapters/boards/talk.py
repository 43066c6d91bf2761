"""What a relay board must be able to say and do, in its own words."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol

from miz.errors import BadAnswer, Unavailable
from miz.ports.gates import DeviceInfo


class Unanswered(Unavailable):
    """The question left, but no answer came: what the board did is not known."""

    default_code = "board.unanswered"


class Unsure(BadAnswer):
    """The board acknowledged a command and then showed something else: its fate is not known."""

    default_code = "board.unsure"


class Talk(Protocol):
    """One board at the other end of a line, for one thread at a time.

    Each call takes at most half a second; Unavailable means that nothing left, `Unanswered` and
    `Unsure` that something did and its fate is not known.
    """

    @property
    @abstractmethod
    def place(self) -> str:
        """Where the board is, for messages."""

    @property
    @abstractmethod
    def confirms(self) -> bool:
        """Whether the board acknowledges a command."""

    @abstractmethod
    def connect(self) -> int:
        """Opens the line unless it is open; says for the how-manieth time it is."""

    @abstractmethod
    def reset(self) -> None:
        """Ends what an earlier program left half said."""

    @abstractmethod
    def who(self) -> DeviceInfo:
        """Asks who is there."""

    @abstractmethod
    def switch(self, relay: int, *, on: bool) -> None:
        """Switches a relay; returns when the board said so, or when it is told where it is mute."""

    @abstractmethod
    def levels(self, pins: Sequence[int]) -> Mapping[int, bool]:
        """Whether each of these inputs is high; also called with none, to notice a lost line."""

    @abstractmethod
    def drop(self) -> None:
        """Lets go of a line that is there but useless, to open it afresh."""

    @abstractmethod
    def close(self) -> None:
        """Lets go for good."""
