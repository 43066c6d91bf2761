"""A rig made of an emulator: the provider under test talks to it as to a device."""

from collections.abc import Callable
from typing import Any

from miz.errors import Unavailable
from miz.ports.gates import Barrier, LaneDevices, Reader, Sensor
from miz_contracts.gates.rules import soon
from miz_contracts.rigs.clocks import BenchClock, SteppedClock
from miz_contracts.rigs.far_ends import FarEnd


class EmulatorRig:
    """Opens a lane at its emulator; every further movement of the hand is the emulator's.

    ``open_lane`` takes settings by keyword and builds the lane's devices by their provider.
    """

    def __init__(
        self, far_end: FarEnd, open_lane: Callable[..., LaneDevices], clock: BenchClock
    ) -> None:
        self.far_end = far_end
        self._open = open_lane
        self._clock = clock
        self.lanes: list[LaneDevices] = []
        self._lane = self.lane()
        self.quiet()

    def __getattr__(self, name: str) -> Any:
        """What the emulator can do, the rig can do."""
        if name.startswith("_") or name == "far_end":
            raise AttributeError(name)
        return getattr(self.far_end, name)

    @property
    def reader(self) -> Reader:
        """The reader under test."""
        return self._lane.reader

    @property
    def barrier(self) -> Barrier:
        """The barrier under test."""
        return self._lane.barrier

    @property
    def sensor(self) -> Sensor | None:
        """The sensor under test, if the lane has one."""
        return self._lane.sensor

    def lane(self) -> LaneDevices:
        """One more lane at the same device."""
        self.lanes.append(self._open(**self.far_end.settings))
        return self.lanes[-1]

    def open(self) -> Reader:
        """One more reader on the same port."""
        return self.lane().reader

    def open_barrier(self) -> Barrier:
        """One more barrier on the same port."""
        return self.lane().barrier

    def open_sensor(self) -> Sensor | None:
        """One more sensor on the same port."""
        return self.lane().sensor

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Puts everything away."""
        for lane in self.lanes:
            lane.close()
        self.far_end.close()

    def quiet(self) -> None:
        """Opens every line, so that a rule begins with a lane at rest."""
        settle(self._lane, self._clock)


def settle(lane: LaneDevices, clock: SteppedClock) -> None:
    """Opens every line of a lane and sees that all its devices answer."""
    soon(lambda: _answers(lane, clock), expected=True)


def _answers(lane: LaneDevices, clock: SteppedClock) -> bool:
    try:
        lane.reader.read(0.0)
        lane.barrier.position()
        if lane.sensor is not None:
            lane.sensor.wait(0.0)
    except Unavailable:
        clock.advance(0.1)
        return False
    return True
