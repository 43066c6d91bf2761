"""An OSDP reader, barrier and sensor on our emulator: the contracts and what is its own."""

from collections.abc import Iterator

import pytest

from miz.ports.gates import Cue
from miz_contracts.gates import BarrierContract, SensorContract
from miz_contracts.gates.emulators.osdp import OsdpRig
from miz_contracts.gates.readers import ReaderContract
from tests.adapters.osdp_lanes import held, shipped

# Rules about how a line of text is framed; an OSDP reader reports reads, not bytes.
TEXT_LINES = {f"READER-{n:03}" for n in (2, 3, 5, 6, 7, 8, 9, 13)}
READER_RULES = [
    pytest.param(number, {"cue": cue} if number == "READER-020" else {}, id=f"{number}-{cue.value}")
    for number in sorted(ReaderContract.numbers().keys() - TEXT_LINES)
    for cue in (list(Cue) if number == "READER-020" else [Cue.WAIT])
]


@pytest.fixture(params=["pulse", "held"])
def rig(request: pytest.FixtureRequest) -> Iterator[OsdpRig]:
    """A turnstile behind an OSDP device, in pulse and in level mode."""
    level = request.param == "held"
    rig = OsdpRig(held if level else shipped, held=level)
    yield rig
    rig.close()


class TestOsdpBarrier(BarrierContract):
    """The barrier that we ship keeps every rule."""


class TestOsdpSensor(SensorContract):
    """The sensor that we ship keeps every rule."""


@pytest.mark.parametrize(("number", "more"), READER_RULES)
def test_the_reader_keeps_the_rules_of_reads(number: str, more: dict[str, Cue]) -> None:
    """Every rule holds that is not about lines of text (row 1 of Gates)."""
    rig = OsdpRig(shipped)
    try:
        getattr(ReaderContract(), ReaderContract.numbers()[number])(rig, **more)
    finally:
        rig.close()
