"""The hand at an emulated OSDP device, for the rules of readers, barriers and sensors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from miz.ports.gates import Barrier, LaneDevices, Reader, Sensor
from miz_contracts.gates.emulators.clocks import EmulatedClock
from miz_contracts.gates.emulators.osdp.turnstile import KEY, EmulatedTurnstile
from miz_contracts.gates.rules import soon

Make = Callable[[str, bytes, Callable[[], float]], LaneDevices]
"""Builds the adapter under test from port, key and monotonic clock."""


class OsdpRig:
    """Opens the adapter at an emulated turnstile; every further movement is the turnstile's."""

    def __init__(self, make: Make, *, held: bool = False) -> None:
        self._make = make
        self._clock = EmulatedClock()
        self.far_end = EmulatedTurnstile(clock=self._clock.monotonic, held=held)
        self.device = self.far_end.device
        self.made: list[LaneDevices] = []
        self.lane = self.build()
        soon(lambda: self.lane.reader.read(0.0), expected=None)

    def __getattr__(self, name: str) -> Any:
        """What the turnstile can do, the rig can do."""
        if name.startswith("_") or name == "far_end":
            raise AttributeError(name)
        return getattr(self.far_end, name)

    @property
    def reader(self) -> Reader:
        """The reader under test."""
        return self.lane.reader

    @property
    def barrier(self) -> Barrier:
        """The barrier under test."""
        return self.lane.barrier

    @property
    def sensor(self) -> Sensor:
        """The sensor under test."""
        return _sensor(self.lane)

    def build(self) -> LaneDevices:
        """One more adapter on the same port."""
        self.made.append(self._make(self.device.url, KEY, self._clock.monotonic))
        return self.made[-1]

    def open(self) -> Reader:
        """One more reader on the same port."""
        return self.build().reader

    def open_barrier(self) -> Barrier:
        """One more barrier on the same port."""
        return self.build().barrier

    def open_sensor(self) -> Sensor:
        """One more sensor on the same port."""
        return _sensor(self.build())

    def send(self, data: bytes) -> None:
        """Presents what each whole line says, for rules that were written for text."""
        for line in data.split(b"\r\n")[:-1]:
            self.far_end.present(line.decode("ascii"))

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Puts everything away."""
        for lane in self.made:
            lane.close()
        self.far_end.close()

    @contextmanager
    def wired(self, wire: Callable[[bytes], bytes]) -> Iterator[None]:
        """Does something to the device's answers for a while."""
        self.device.wire = wire
        yield
        self.device.wire = bytes


def _sensor(lane: LaneDevices) -> Sensor:
    if lane.sensor is None:
        raise TypeError("This rig is for a lane with a sensor.")
    return lane.sensor
