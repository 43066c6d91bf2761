"""A rule that must break on a faulty OSDP lane."""

from collections.abc import Callable

import pytest

from miz.errors import Unavailable
from miz_adapters.osdp.lane import OsdpReader
from miz_contracts.gates.emulators.osdp import OsdpRig
from tests.adapters.osdp_lanes import shipped

BROKEN = (AssertionError, pytest.fail.Exception, Unavailable)


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault shows at once; waiting for it longer would only cost time."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.8)
    monkeypatch.setattr("miz_contracts.gates.sensors.SEEN_WITHIN", 0.5)


def breaks(monkeypatch: pytest.MonkeyPatch, rule: Callable[[OsdpRig], None]) -> None:
    """Says that the rule breaks on a rig of its own, and puts everything away."""
    rig = OsdpRig(shipped)
    impatient(monkeypatch)
    try:
        with pytest.raises(BROKEN):
            rule(rig)
    finally:
        for lane in rig.lanes:
            assert isinstance(lane.reader, OsdpReader)
            lane.reader._bus.close()
        rig.device.close()
