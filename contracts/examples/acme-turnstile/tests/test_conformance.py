"""The rules of miz for a lane, on the emulator: `pytest` runs them in CI."""

from collections.abc import Iterator
from typing import Any

import pytest
from acme_turnstile.emulator import Emulator
from acme_turnstile.plugin import Settings, open_lane

from miz.ports.gates import LaneDevices
from miz_contracts.gates import BarrierContract, ReaderContract, SensorContract
from miz_contracts.rigs import BenchClock, EmulatorRig


@pytest.fixture
def rig() -> Iterator[EmulatorRig]:
    """The adapter in front of the emulator."""
    clock = BenchClock()

    def lane(**settings: Any) -> LaneDevices:
        return open_lane(Settings(**settings), clock.monotonic)

    rig = EmulatorRig(Emulator(clock=clock.monotonic), lane, clock)
    yield rig
    rig.close()


class TestReader(ReaderContract):
    """The reader keeps every rule that is about it."""


class TestBarrier(BarrierContract):
    """The barrier, too."""


class TestSensor(SensorContract):
    """And the sensor."""
