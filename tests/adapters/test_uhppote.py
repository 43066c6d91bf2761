"""UHPPOTE controllers: the contracts on an emulator of our own, written from the description."""

from collections.abc import Iterator

import pytest

from miz.domain.places import Direction
from miz_adapters.simulator.controller_rig import ControllerRig
from miz_contracts.gates import BarrierContract, CardContract, SensorContract

IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def rig() -> Iterator[ControllerRig]:
    """A turnstile whose two locks hang on a controller that pushes."""
    rig = ControllerRig()
    yield rig
    rig.close()


class TestControllerBarrier(BarrierContract):
    """The barrier that we ship keeps every rule."""


class TestControllerSensor(SensorContract):
    """The sensor that we ship keeps every rule."""


class TestControllerReader(CardContract):
    """The reader that we ship keeps every rule, for either format it is set to."""

    @pytest.fixture(params=[26, 34])
    def rig(self, request: pytest.FixtureRequest) -> Iterator[ControllerRig]:
        """A reader at door 1."""
        rig = ControllerRig(card_bits=request.param)
        yield rig
        rig.close()
