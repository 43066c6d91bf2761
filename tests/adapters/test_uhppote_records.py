"""What a controller keeps: old records, jumping clocks, new counts, other lanes' doors."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from miz.domain.places import Direction
from miz.errors import Unavailable
from miz_adapters.simulator.controller import SERIAL, SimulatedController
from miz_adapters.simulator.controller_rig import ControllerRig
from miz_adapters.uhppote import Place, UhppoteController
from miz_contracts.gates.rules import soon

IN, OUT = Direction.IN, Direction.OUT
CARD = 1837848  # printed 018,37848
CODE = "B26F018C37848"


@pytest.fixture
def lane() -> Iterator[ControllerRig]:
    """A turnstile on a controller that pushes."""
    rig = ControllerRig()
    yield rig
    rig.close()


def codes(rig: ControllerRig, count: int) -> list[str]:
    """The next reads."""
    seen = [rig.reader.read(2.0) for _ in range(count)]
    return [one.code for one in seen if one]


def test_what_was_recorded_before_is_not_read() -> None:
    """A program that starts at eight does not let in who came at seven."""
    device = SimulatedController()
    device.swipe(CARD)
    late = UhppoteController(Place(device.address, SERIAL))
    seen = [late.reader.read(0.5)]
    device.swipe(CARD + 1)
    seen.append(late.reader.read(2))
    late.close()
    device.close()

    assert [None, "B26F018C37849"] == [one and one.code for one in seen]


def test_what_was_kept_while_the_network_was_away_is_old(lane: ControllerRig) -> None:
    """A card held up a minute ago belongs to nobody now; one held up just now is read."""
    lane.unplug()
    lane.device.swipe(CARD)
    lane.advance(60)
    lane.device.swipe(CARD + 1)
    lane.replug()
    seen: list[str] = []

    def read() -> list[str]:
        try:
            found = lane.reader.read(0.2)
        except Unavailable:
            return seen
        seen.extend([found.code] if found else [])
        return seen

    soon(read, expected=["B26F018C37849"])


@pytest.mark.parametrize("hours", [-2, 2, 24])
def test_a_clock_that_jumps_lets_nobody_in_twice(lane: ControllerRig, hours: int) -> None:
    """Records carry the clock that they were made by; a jump makes none of them new (row 6)."""
    lane.device.swipe(CARD)
    first = codes(lane, 1)
    lane.device.ahead = timedelta(hours=hours)
    second = lane.reader.read(0.6)
    lane.device.swipe(CARD + 1)

    assert ([CODE], None, ["B26F018C37849"]) == (first, second, codes(lane, 1))


def test_a_controller_that_counts_anew_is_followed(lane: ControllerRig) -> None:
    """A controller that was reset begins at one: what it records from then on is read."""
    for _ in range(3):
        lane.device.press(1)
    while lane.sensor.wait(0.5):
        pass
    lane.device.records.clear()
    soon(lambda: lane.reader.read(0.3), expected=None)
    lane.device.swipe(CARD)

    assert [CODE] == codes(lane, 1)


def test_an_overwritten_record_is_passed_over(lane: ControllerRig) -> None:
    """The controller keeps so many records; what it lost it lost, the rest is told."""
    lane.unplug()
    for number in range(4):
        lane.device.swipe(CARD + number)
    lane.device.forgotten, lane.device.records = 2, lane.device.records[2:]
    lane.replug()
    seen: list[str] = []

    def read() -> int:
        try:
            found = lane.reader.read(0.2)
        except Unavailable:
            return len(seen)
        seen.extend([found.code] if found else [])
        return len(seen)

    soon(read, expected=2)

    assert ["B26F018C37850", "B26F018C37851"] == seen


def test_another_lanes_door_is_not_told(lane: ControllerRig) -> None:
    """Four doors may be four lanes; each hears of its own."""
    lane.device.swipe(CARD, door=3)
    lane.device.walk(4, force=True)

    assert (None, None) == (lane.reader.read(0.5), lane.sensor.wait(0.1))
