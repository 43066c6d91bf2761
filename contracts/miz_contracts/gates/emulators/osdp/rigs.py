"""The hand at an emulated OSDP device, for the rules of readers, barriers and sensors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from miz.ports.gates import LaneDevices
from miz_contracts.gates.emulators.osdp.turnstile import KEY, EmulatedTurnstile
from miz_contracts.gates.rules import soon
from miz_contracts.rigs.clocks import BenchClock
from miz_contracts.rigs.emulated import EmulatorRig

Make = Callable[[str, bytes, Callable[[], float]], LaneDevices]
"""Builds the adapter under test from port, key and monotonic clock."""


class OsdpRig(EmulatorRig):
    """Opens the adapter at an emulated turnstile, whose ``device`` can be done things to."""

    def __init__(self, make: Make, *, held: bool = False) -> None:
        clock = BenchClock()
        turnstile = EmulatedTurnstile(clock=clock.monotonic, held=held)
        self.device = turnstile.device
        super().__init__(turnstile, lambda **_: make(self.device.url, KEY, clock.monotonic), clock)

    def quiet(self) -> None:
        """The bus is found, whatever a door with a planted fault says."""
        soon(lambda: self.reader.read(0.0), expected=None)

    def send(self, data: bytes) -> None:
        """Presents what each whole line says, for rules that were written for text."""
        for line in data.split(b"\r\n")[:-1]:
            self.far_end.present(line.decode("ascii"))

    @contextmanager
    def wired(self, wire: Callable[[bytes], bytes]) -> Iterator[None]:
        """Does something to the device's answers for a while."""
        self.device.wire = wire
        yield
        self.device.wire = bytes
