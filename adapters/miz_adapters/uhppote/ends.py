"""The three ends of a controller: the lane's reader, its barrier and its sensor."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Protocol

from miz.domain.places import Direction
from miz.ports.gates import (
    Barrier,
    Capability,
    Cue,
    DeviceInfo,
    Position,
    Presented,
    Reader,
    Sensed,
    Sensor,
)


class Controller(Protocol):
    """What the ends ask of their controller; as in the ports."""

    info: DeviceInfo
    doors: dict[Direction, int]
    fire_input: bool

    @abstractmethod
    def release(self, direction: Direction, *, within: float) -> None:
        """Lets one person pass."""

    @abstractmethod
    def lock(self) -> None:
        """Takes back a release."""

    @abstractmethod
    def hold_open(self, *, open_: bool) -> None:
        """Stands open until told otherwise."""

    @abstractmethod
    def position(self) -> Position:
        """How it stands."""

    @abstractmethod
    def read(self, timeout: float) -> Presented | None:
        """The next card."""

    @abstractmethod
    def wait(self, timeout: float) -> Sensed | None:
        """The next observation."""

    @abstractmethod
    def close(self) -> None:
        """Closes all ends."""


class _End:
    """One end of a controller."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller

    @property
    def info(self) -> DeviceInfo:
        return self._controller.info

    def close(self) -> None:
        self._controller.close()


class ControllerReader(_End, Reader):
    """The card readers at the lane's doors; their lamps are the controller's."""

    @property
    def capabilities(self) -> Capability:
        return Capability.NONE

    def read(self, timeout: float) -> Presented | None:
        return self._controller.read(timeout)

    def cue(self, cue: Cue, text: str = "") -> None:
        """A controller lights its readers by itself."""


class ControllerBarrier(_End, Barrier):
    """The locks of the lane's doors."""

    @property
    def capabilities(self) -> Capability:
        return Capability.CONFIRMS_UNLOCK | Capability.HOLDS_OPEN

    def release(self, direction: Direction, *, within: float) -> None:
        self._controller.release(direction, within=within)

    def lock(self) -> None:
        self._controller.lock()

    def hold_open(self, open_: bool) -> None:
        self._controller.hold_open(open_=open_)

    def position(self) -> Position:
        return self._controller.position()


class ControllerSensor(_End, Sensor):
    """Door contacts, buttons and the fire input."""

    @property
    def capabilities(self) -> Capability:
        doors: Mapping[Direction, int] = self._controller.doors
        found = Capability.CONFIRMS_PASSAGE | Capability.EXIT_INPUT | Capability.DOOR_INPUT
        found |= Capability.FIRE_INPUT if self._controller.fire_input else Capability.NONE
        one_each = len(set(doors.values())) == len(doors)
        return found | (Capability.TELLS_DIRECTION if one_each else Capability.NONE)

    def wait(self, timeout: float) -> Sensed | None:
        return self._controller.wait(timeout)
