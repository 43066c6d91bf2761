"""The hardware of a lane: reader, barrier, sensor.

Devices are pulled with a timeout by the one thread of their lane; they never call back.
A device whose timing cannot wait for that thread may keep a thread of its own inside.
Timeouts are in seconds. A device that went away raises Unavailable from every call until it is
back; the adapter reopens it by itself when called again (at most every 0.2 s to 5 s).
"""

from abc import abstractmethod
from contextlib import ExitStack
from enum import Enum, Flag, StrEnum, auto
from typing import Protocol

from attrs import field, frozen

from miz.domain.places import Direction


class Capability(Flag):
    """What a device can do beyond the minimum.

    The ``…_INPUT`` ones say that a contact is wired: fire, request to exit, a door that stands
    open, tamper. ``TELLS_REVERSAL`` is for turnstiles that see somebody turn back.
    """

    NONE = 0
    CONFIRMS_UNLOCK = auto()
    CONFIRMS_PASSAGE = auto()
    TELLS_DIRECTION = auto()
    HOLDS_OPEN = auto()
    CUES = auto()
    FIRE_INPUT = auto()
    EXIT_INPUT = auto()
    DOOR_INPUT = auto()
    TAMPER_INPUT = auto()
    TELLS_REVERSAL = auto()


@frozen
class DeviceInfo:
    """What is at the other end of the line."""

    maker: str
    model: str
    serial: str = ""
    firmware: str = ""


@frozen
class Presented:
    """One read: the code as text, and the raw bytes it came from.

    ``bits`` is how many bits a card had (Wiegand 26, 34…), None where the reader sends text: the
    same number in another format is another card.
    """

    code: str = field(repr=False)
    raw: bytes = field(repr=False, default=b"")
    bits: int | None = None


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
    """What a sensor saw.

    ``reversed`` is somebody who began to pass and turned back; ``exit_asked`` the button beside a
    door; ``door_open`` a door that has stood open for too long, ``door_shut`` its end.
    """

    PASSED = "passed"
    REVERSED = "reversed"
    FORCED = "forced"
    FIRE_ON = "fire_on"
    FIRE_OFF = "fire_off"
    EXIT_ASKED = "exit_asked"
    DOOR_OPEN = "door_open"
    DOOR_SHUT = "door_shut"
    TAMPER_ON = "tamper_on"
    TAMPER_OFF = "tamper_off"


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
        Any other PortError means that the fate of the command is unknown
        (``gate.unconfirmed``); it is never repeated, and a passage may still follow.
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


class Walk(StrEnum):
    """What becomes of somebody who walks into a simulated turnstile."""

    PASSED = "passed"
    BLOCKED = "blocked"
    FORCED = "forced"


@frozen
class RigView:
    """A simulated lane as somebody in front of it sees it."""

    link: bool
    lamp: Cue | None
    released: tuple[Direction, ...]
    burning: bool
    last_code: str = field(repr=False)

    @property
    def locked(self) -> bool:
        """Whether nobody may pass."""
        return not (self.released or self.burning)


class Rig(Protocol):
    """The hand at a simulated device: it does what a visitor or a fault would do.

    Thread-safe; nothing blocks for longer than a moment. It never decides anything.
    """

    @abstractmethod
    def present(self, code: str) -> None:
        """Somebody holds a slip or card to the reader."""

    @abstractmethod
    def walk(self, direction: Direction, *, force: bool = False) -> Walk:
        """Somebody walks into the turnstile; it stops him unless it was released."""

    @abstractmethod
    def fire(self, on: bool) -> None:
        """The fire panel closes or opens its contact."""

    @abstractmethod
    def unplug(self) -> None:
        """Pulls the cables."""

    @abstractmethod
    def replug(self) -> None:
        """Puts them back."""

    @abstractmethod
    def view(self) -> RigView:
        """How the lane looks."""

    @abstractmethod
    def close(self) -> None:
        """Takes the lane away; safe to call twice."""


@frozen
class LaneDevices:
    """All devices of one lane; without a sensor that confirms, passages are presumed (Q1).

    ``rig`` is there for simulated lanes only.
    """

    reader: Reader
    barrier: Barrier
    sensor: Sensor | None = None
    rig: Rig | None = None

    @property
    def confirms(self) -> bool:
        """Whether a passage is seen."""
        sensor = self.sensor
        return sensor is not None and Capability.CONFIRMS_PASSAGE in sensor.capabilities

    def close(self) -> None:
        """Lets go of every line, even where one fails."""
        with ExitStack() as stack:
            for part in (self.rig, self.sensor, self.barrier, self.reader):
                if part is not None:
                    stack.callback(part.close)
