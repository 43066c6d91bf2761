"""The hand at the device: what a rule needs done in front of the gate.

An emulator, a jig with relays, or a person who reads prompts can be a rig
(see `miz_contracts.rigs`).
Each rule gets a fresh rig whose line is open and quiet.
A rule that needs more of a hand than its rig can do is reported "not run".
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from miz.domain.places import Direction
from miz.ports.gates import Barrier, Capability, Cue, Reader, Sensor


class Rig(Protocol):
    """What all rigs can do."""

    @abstractmethod
    def unplug(self) -> None:
        """Pulls the cable; the adapter's end is gone on return."""

    @abstractmethod
    def replug(self) -> None:
        """Puts the cable back; the port can be opened on return."""

    @abstractmethod
    def advance(self, seconds: float) -> None:
        """Lets so many seconds pass on the adapter's monotonic clock; a bench really waits."""


class ReaderRig(Rig, Protocol):
    """A hand that holds slips or cards to a reader."""

    @property
    @abstractmethod
    def reader(self) -> Reader:
        """The adapter under test."""

    @property
    @abstractmethod
    def cards(self) -> Sequence[str]:
        """The codes of two slips or cards that the hand holds, as the adapter is to say them."""

    @abstractmethod
    def open(self) -> Reader:
        """One more adapter on the same port."""

    @abstractmethod
    def present(self, card: str) -> None:
        """Holds one of the cards to the reader and takes it away again."""

    @abstractmethod
    def shown(self) -> Cue | None:
        """What the device's lamp shows; None for a device without one."""


class DwellingRig(Protocol):
    """A hand whose card can lie on the reader, for hands that are not quick enough to repeat."""

    @abstractmethod
    def dwell(self, card: str, seconds: float) -> None:
        """Leaves a card on the reader for so many seconds."""


class TextReaderRig(ReaderRig, Protocol):
    """A hand inside the device: it writes on the line what a scanner might."""

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Lets the device put these bytes on the line."""


class CardReaderRig(ReaderRig, Protocol):
    """A hand with cards of several formats."""

    @abstractmethod
    def spoil(self, card: str) -> None:
        """Presents a card in a frame whose checksum or parity is wrong."""

    @abstractmethod
    def present_bits(self, number: int, bits: int) -> None:
        """Presents a card with this number in the format of so many bits (26 or 34)."""


class BarrierRig(Rig, Protocol):
    """A hand on the arm of a turnstile.

    A lane for one direction says so by an attribute ``directions``.
    """

    @property
    @abstractmethod
    def barrier(self) -> Barrier:
        """The adapter under test."""

    @property
    @abstractmethod
    def window(self) -> float:
        """How many seconds the turnstile waits for a person; rules release for so long."""

    @property
    @abstractmethod
    def releases(self) -> int:
        """How often the turnstile was released since the rig was set up."""

    @abstractmethod
    def open_barrier(self) -> Barrier:
        """One more adapter on the same port."""

    @abstractmethod
    def is_free(self, direction: Direction) -> bool:
        """Whether the arm gives way."""

    @abstractmethod
    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Walks into the turnstile; with ``force`` also through a locked one."""

    @abstractmethod
    def mute(self, on: bool) -> None:
        """Lets the device obey the next release without its answer arriving, nor any after it."""


class LateRig(Protocol):
    """A hand that can let a swallowed answer arrive after all."""

    @abstractmethod
    def answer_late(self) -> None:
        """Sends what the muted device did not say, late."""


class SensorRig(BarrierRig, Protocol):
    """A hand on the arm, and eyes on what the sensor tells."""

    @property
    @abstractmethod
    def sensor(self) -> Sensor:
        """The adapter under test; its barrier releases the same lane."""

    @abstractmethod
    def open_sensor(self) -> Sensor:
        """One more adapter on the same port."""

    @abstractmethod
    def fire(self, on: bool) -> None:
        """The fire panel's contact, where the device has an input for it."""


class TurningRig(Protocol):
    """A hand that can turn back in the turnstile."""

    @abstractmethod
    def turn_back(self, direction: Direction) -> None:
        """Begins to pass in this direction and turns back."""


class ContactRig(Protocol):
    """A hand at the contacts beside the lane."""

    @abstractmethod
    def switch(self, contact: Capability, on: bool) -> None:
        """Closes or opens the contact of EXIT_INPUT, DOOR_INPUT or TAMPER_INPUT."""
