"""The hardware of a lane: reader, barrier, sensor.

Devices are pulled with a timeout by the one thread of their lane; they never call back.
Timeouts are in seconds. A device that went away raises Unavailable from every call until it is
back; the adapter reopens it by itself when called again (at most every 0.2 s to 5 s).
"""

from abc import abstractmethod
from enum import Enum, Flag, auto
from typing import Protocol

from attrs import field, frozen

from miz.domain.places import Direction


class Capability(Flag):
    """What a device can do beyond the minimum."""

    NONE = 0
    CONFIRMS_UNLOCK = auto()
    CONFIRMS_PASSAGE = auto()
    TELLS_DIRECTION = auto()
    HOLDS_OPEN = auto()
    CUES = auto()
    FIRE_INPUT = auto()


@frozen
class DeviceInfo:
    """What is at the other end of the line."""

    maker: str
    model: str
    serial: str = ""
    firmware: str = ""


@frozen
class Presented:
    """One read: the code as text, and the raw bytes it came from."""

    code: str = field(repr=False)
    raw: bytes = field(repr=False, default=b"")


class Cue(Enum):
    """What a reader shows or sounds."""

    GRANTED = "granted"
    DENIED = "denied"
    WAIT = "wait"


class Position(Enum):
    """How a barrier stands, as far as it tells."""

    LOCKED = "locked"
    RELEASED = "released"
    HELD_OPEN = "held_open"
    UNKNOWN = "unknown"


class Movement(Enum):
    """What a sensor saw."""

    PASSED = "passed"
    FORCED = "forced"
    FIRE_ON = "fire_on"
    FIRE_OFF = "fire_off"


@frozen
class Sensed:
    """One observation; ``direction`` is None where the sensor cannot tell."""

    movement: Movement
    direction: Direction | None = None


class Device(Protocol):
    """What all devices of a lane have in common."""

    @property
    @abstractmethod
    def info(self) -> DeviceInfo:
        """Maker and model."""

    @property
    @abstractmethod
    def capabilities(self) -> Capability:
        """What it can do."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of the line within 1 s; safe to call twice."""


class Reader(Device, Protocol):
    """Reads slips or cards."""

    @abstractmethod
    def read(self, timeout: float) -> Presented | None:
        """The next read, or None after ``timeout``; noise and half frames are no read.

        The same code within 2 s of its last read is the same event and is not returned again.
        """

    @abstractmethod
    def cue(self, cue: Cue, text: str = "") -> None:
        """Lights or sounds; silent where Capability.CUES is absent."""


class Barrier(Device, Protocol):
    """A turnstile, a door, a boom."""

    @abstractmethod
    def release(self, direction: Direction, *, within: float) -> None:
        """Lets one person pass in that direction within so many seconds, then locks again.

        Returns when the command is on the line (with CONFIRMS_UNLOCK: when it is acknowledged).
        Raises Unavailable when the line is away: then nothing was released.
        """

    @abstractmethod
    def lock(self) -> None:
        """Takes back a release."""

    @abstractmethod
    def hold_open(self, open_: bool) -> None:
        """Stands open until told otherwise; NotSupported without HOLDS_OPEN."""

    @abstractmethod
    def position(self) -> Position:
        """How it stands."""


class Sensor(Device, Protocol):
    """Sees passages."""

    @abstractmethod
    def wait(self, timeout: float) -> Sensed | None:
        """The next observation, in order, or None after ``timeout``."""


@frozen
class RigState:
    """What a person standing at a simulated lane would see."""

    plugged: bool
    released: Direction | None
    lamp: Cue | None
    fire: bool


class Rig(Protocol):
    """The hand at a simulated device: it does what a visitor or a fault would do.

    Thread-safe. Only simulators have one; it never decides anything.
    """

    @abstractmethod
    def present(self, code: str) -> None:
        """Holds a slip or card to the reader."""

    @abstractmethod
    def walk(self, direction: Direction) -> bool:
        """Pushes the arm; False when it is locked and does not give way."""

    @abstractmethod
    def plug(self, *, connected: bool) -> None:
        """Pulls the lines out, or puts them back."""

    @abstractmethod
    def state(self) -> RigState:
        """How the lane looks."""


@frozen
class LaneDevices:
    """All devices of one lane; without a sensor passages are presumed (Q1).

    ``rig`` is there for simulated lanes only.
    """

    reader: Reader
    barrier: Barrier
    sensor: Sensor | None = None
    rig: Rig | None = None

    def close(self) -> None:
        """Lets go of every line."""
        for device in (self.reader, self.barrier, self.sensor):
            if device is not None:
                device.close()
