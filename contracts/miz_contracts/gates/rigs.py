"""The hand at the device: what a rule needs done in front of the gate.

An emulator, a jig with relays, or a person who reads prompts can be a rig.
Each rule gets a fresh rig whose line is open and quiet.
"""

from abc import abstractmethod
from typing import Protocol

from miz.domain.places import Direction
from miz.ports.gates import Barrier, Cue, Reader, Sensor


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
    """A hand that holds slips to a reader."""

    @property
    @abstractmethod
    def reader(self) -> Reader:
        """The adapter under test."""

    @abstractmethod
    def open(self) -> Reader:
        """One more adapter on the same port."""

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Lets the device put these bytes on the line."""

    @abstractmethod
    def shown(self) -> Cue | None:
        """What the device's lamp shows; None for a device without one."""


class BarrierRig(Rig, Protocol):
    """A hand on the arm of a turnstile."""

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
