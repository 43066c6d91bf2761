"""An emulated OSDP device with our adapter in front of it, connected."""

from collections.abc import Callable, Iterator

import pytest

from miz.ports.gates import LaneDevices
from miz_adapters.osdp import DoorWiring
from miz_contracts.gates.emulators.osdp import EmulatedDevice
from miz_contracts.gates.emulators.osdp.turnstile import KEY
from miz_contracts.gates.rules import soon
from miz_contracts.rigs.clocks import BenchClock
from tests.adapters.osdp_lanes import WIRING, shipped

Open = Callable[..., tuple[EmulatedDevice, LaneDevices, BenchClock]]


@pytest.fixture
def connect() -> Iterator[Open]:
    """Builds a device and our adapter in front of it, connected."""
    made: list[tuple[EmulatedDevice, LaneDevices]] = []

    def build(
        wiring: DoorWiring = WIRING, *, outputs: int = 4, inputs: int = 8, keypad: bool = False
    ) -> tuple[EmulatedDevice, LaneDevices, BenchClock]:
        clock = BenchClock()
        device = EmulatedDevice(key=KEY, outputs=outputs, inputs=inputs, clock=clock.monotonic)
        lane = shipped(device.url, KEY, clock.monotonic, wiring=wiring, keypad=keypad)
        made.append((device, lane))
        soon(lambda: lane.reader.read(0.0), expected=None)
        return device, lane, clock

    yield build
    for device, lane in made:
        lane.close()
        device.close()
