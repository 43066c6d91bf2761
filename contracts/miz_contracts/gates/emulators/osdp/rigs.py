"""The hand at an emulated OSDP device, for the rules of readers, barriers and sensors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from miz.domain.places import Direction
from miz.ports.gates import Barrier, Cue, LaneDevices, Reader, Sensor
from miz_contracts.gates.emulators.clocks import EmulatedClock
from miz_contracts.gates.emulators.osdp.device import EmulatedDevice
from miz_contracts.gates.rules import soon

KEY = bytes.fromhex("8d3a1be07c4f92d651a8f3042b6e9c17")
"""The made-up SCBK of an emulated device."""

RELEASES = {Direction.IN: 0, Direction.OUT: 1}
"""Which output of the emulated turnstile releases which direction."""
STOP = 2
"""The output on its stop input."""
PASSAGES = {Direction.IN: 0, Direction.OUT: 1}
"""Which input tells of which passage."""
FIRE = 2
"""The input on the fire panel's contact."""

_CUES = {1: Cue.DENIED, 2: Cue.GRANTED, 3: Cue.WAIT}
_TEXT_FROM = 20

Make = Callable[[str, bytes, Callable[[], float]], LaneDevices]
"""Builds the adapter under test from port, key and monotonic clock."""


class _OsdpRig:
    """What both rigs have in common."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._clock = EmulatedClock()
        self.device = EmulatedDevice(key=KEY, clock=self._clock.monotonic)
        self.made: list[LaneDevices] = []
        self.lane = self.build()
        soon(lambda: self.lane.reader.read(0.0), expected=None)

    @property
    def reader(self) -> Reader:
        """The reader under test."""
        return self.lane.reader

    def build(self) -> LaneDevices:
        """One more adapter on the same port."""
        self.made.append(self._make(self.device.url, KEY, self._clock.monotonic))
        return self.made[-1]

    def unplug(self) -> None:
        """Pulls the cable."""
        self.device.unplug()

    def replug(self) -> None:
        """Puts it back."""
        self.device.replug()

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Puts everything away."""
        for lane in self.made:
            lane.close()
        self.device.close()


class OsdpReaderRig(_OsdpRig):
    """A hand that holds cards and slips to an OSDP reader."""

    def open(self) -> Reader:
        """One more adapter on the same port."""
        return self.build().reader

    def send(self, data: bytes) -> None:
        """Reports each whole line as a read: long decimal ones as text, others as a card."""
        for line in data.split(b"\r\n")[:-1]:
            text = len(line) >= _TEXT_FROM and line.isdigit()
            self.device.present(line if text else bytes.fromhex(line.decode()), wiegand=not text)

    def shown(self) -> Cue | None:
        """What the lamp shows."""
        return _CUES.get(self.device.lamp)


class OsdpLaneRig(_OsdpRig):
    """A turnstile behind the outputs and inputs of an OSDP device.

    With ``held`` it is free while its output is on, else for ``window`` from the switching on.
    """

    window = 5.0

    def __init__(self, make: Make, *, held: bool = False) -> None:
        self._held = held
        self._free_until: dict[Direction, float] = {}
        self.releases = 0
        super().__init__(make)
        self.device.on_output(self._switched)
        soon(lambda: self.sensor.wait(0.0), expected=None)

    @property
    def barrier(self) -> Barrier:
        """The barrier under test."""
        return self.lane.barrier

    @property
    def sensor(self) -> Sensor:
        """The sensor under test."""
        return _sensor(self.lane)

    def open_barrier(self) -> Barrier:
        """One more adapter on the same port."""
        return self.build().barrier

    def open_sensor(self) -> Sensor:
        """One more adapter on the same port."""
        return _sensor(self.build())

    def is_free(self, direction: Direction) -> bool:
        """Whether the arm gives way."""
        if self._held:
            return self.device.is_on(RELEASES[direction])
        return self._clock.monotonic() < self._free_until.get(direction, 0.0)

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into the turnstile; the contact of the arm closes and opens."""
        if self.is_free(direction) or force:
            self._free_until.pop(direction, None)
            for active in (True, False):
                self.device.move(PASSAGES[direction], active=active)

    def mute(self, on: bool) -> None:
        """The device obeys the next release, and answers nothing from then on."""
        self.device.mute = on

    def fire(self, on: bool) -> None:
        """The fire panel's contact."""
        self.device.move(FIRE, active=on)

    @contextmanager
    def wired(self, wire: Callable[[bytes], bytes]) -> Iterator[None]:
        """Does something to the device's answers for a while."""
        self.device.wire = wire
        yield
        self.device.wire = bytes

    def _switched(self, output: int) -> None:
        if output == STOP:
            self._free_until.clear()
        for direction, own in RELEASES.items():
            if own == output:
                self.releases += 1
                self._free_until[direction] = self._clock.monotonic() + self.window


def _sensor(lane: LaneDevices) -> Sensor:
    if lane.sensor is None:
        raise TypeError("This rig is for a lane with a sensor.")
    return lane.sensor
