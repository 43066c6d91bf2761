"""An OSDP reader, barrier and sensor on our emulator keep every rule of the gates (row 1)."""

from collections.abc import Iterator

import pytest

from miz_contracts.gates import BarrierContract, SensorContract
from miz_contracts.gates.cards import CardReaderContract
from miz_contracts.gates.emulators.osdp import OsdpRig
from tests.adapters.osdp_lanes import held, shipped


@pytest.fixture(params=["pulse", "held"])
def rig(request: pytest.FixtureRequest) -> Iterator[OsdpRig]:
    """A turnstile behind an OSDP device, in pulse and in level mode."""
    level = request.param == "held"
    rig = OsdpRig(held if level else shipped, held=level)
    yield rig
    rig.close()


class TestOsdpReader(CardReaderContract):
    """The reader that we ship keeps every rule."""


class TestOsdpBarrier(BarrierContract):
    """The barrier that we ship keeps every rule."""


class TestOsdpSensor(SensorContract):
    """The sensor that we ship keeps every rule."""
