"""One device that is barrier and sensor of a lane: a board, a door or a controller, and its ends.

Whoever closes one end closes the device, and so the others.
"""

from abc import abstractmethod
from typing import Protocol

from miz.domain.places import Direction
from miz.ports.gates import Barrier, Capability, DeviceInfo, Position, Sensed, Sensor


class Machine(Protocol):
    """A device with a barrier and a sensor; each call is as in the ports."""

    @property
    def info(self) -> DeviceInfo:
        """What the device says of itself."""

    @property
    def barrier_can(self) -> Capability:
        """What its barrier declares."""

    @property
    def sensor_can(self) -> Capability:
        """What its sensor declares."""

    @abstractmethod
    def release(self, direction: Direction, *, within: float) -> None:
        """Lets one person pass."""

    @abstractmethod
    def lock(self) -> None:
        """Takes back a release."""

    @abstractmethod
    def hold_open(self, open_: bool) -> None:
        """Stands open until told otherwise."""

    @abstractmethod
    def position(self) -> Position:
        """How it stands."""

    @abstractmethod
    def wait(self, timeout: float) -> Sensed | None:
        """The next observation."""

    @abstractmethod
    def close(self) -> None:
        """Closes all ends."""


class MachineBarrier(Barrier):
    """The barrier of a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @property
    def info(self) -> DeviceInfo:
        return self._machine.info

    @property
    def capabilities(self) -> Capability:
        return self._machine.barrier_can

    def release(self, direction: Direction, *, within: float) -> None:
        self._machine.release(direction, within=within)

    def lock(self) -> None:
        self._machine.lock()

    def hold_open(self, open_: bool) -> None:
        self._machine.hold_open(open_)

    def position(self) -> Position:
        return self._machine.position()

    def close(self) -> None:
        self._machine.close()


class MachineSensor(Sensor):
    """The sensor of a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @property
    def info(self) -> DeviceInfo:
        return self._machine.info

    @property
    def capabilities(self) -> Capability:
        return self._machine.sensor_can

    def wait(self, timeout: float) -> Sensed | None:
        return self._machine.wait(timeout)

    def close(self) -> None:
        self._machine.close()
