"""The other end of the line: what an emulator offers to be the hand at itself."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from miz.domain.places import Direction
from miz.ports.gates import Cue


class FarEnd(Protocol):
    """A device that is not there, at the far end of a pty or socket. Thread-safe.

    It is made with ``clock``, a function that tells monotonic seconds, and with the further keys
    of the bench's ``[rig]``; nothing in the adapter under test knows of it.
    An emulator may also have ``send`` (bytes from a text reader), ``spoil`` and ``present_bits``
    (cards), ``answer_late``, ``turn_back`` and ``switch``, as the rigs of
    `miz_contracts.gates.rigs` do; rules that need one of them are "not run" without it.
    """

    @property
    @abstractmethod
    def settings(self) -> Mapping[str, Any]:
        """Settings of the lane that lead to it: an address, a port."""

    @property
    @abstractmethod
    def cards(self) -> Sequence[str]:
        """Two codes that it can present, as the adapter is to say them."""

    @property
    @abstractmethod
    def window(self) -> float:
        """How many seconds it waits for a person."""

    @property
    @abstractmethod
    def releases(self) -> int:
        """How often it was released."""

    @abstractmethod
    def present(self, card: str) -> None:
        """Somebody holds a card to its reader."""

    @abstractmethod
    def shown(self) -> Cue | None:
        """What its lamp shows."""

    @abstractmethod
    def is_free(self, direction: Direction) -> bool:
        """Whether its arm gives way."""

    @abstractmethod
    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into it."""

    @abstractmethod
    def fire(self, on: bool) -> None:
        """The fire panel."""

    @abstractmethod
    def mute(self, on: bool) -> None:
        """It obeys the next release without an answer, and answers nothing from then on."""

    @abstractmethod
    def unplug(self) -> None:
        """The cable comes out; the host's end is gone on return."""

    @abstractmethod
    def replug(self) -> None:
        """The cable is put back."""

    @abstractmethod
    def close(self) -> None:
        """Takes it away."""
