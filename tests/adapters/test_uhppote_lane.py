"""What a controller does to a lane: its own cards, buttons, doors left open, settings."""

from collections.abc import Callable, Iterator

import pytest

from miz.domain.places import Direction
from miz.errors import InvalidValue, NotSupported, Refused, Unavailable
from miz.ports.gates import Capability, Movement, Position, Sensed
from miz_adapters.simulator.controller import SERIAL, SimulatedController
from miz_adapters.simulator.controller_rig import ControllerRig
from miz_adapters.uhppote import Place, UhppoteController
from miz_contracts.gates.rules import soon

IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def lane() -> Iterator[ControllerRig]:
    """A turnstile on a controller that pushes."""
    rig = ControllerRig()
    yield rig
    rig.close()


def _away(rig: ControllerRig) -> bool:
    try:
        rig.barrier.position()
    except Unavailable:
        return True
    return False


def test_a_controller_with_cards_of_its_own_is_refused() -> None:
    """It would open for them without asking, and miz would deny what stands open."""
    device = SimulatedController()
    device.cards = 3
    owner = UhppoteController(Place(device.address, SERIAL))
    with pytest.raises(Refused, match="3 cards"):
        owner.barrier.release(IN, within=5)
    with pytest.raises(Unavailable, match="3 cards"):
        owner.reader.read(2)
    owner.close()
    opened = device.opened
    device.close()

    assert [] == opened


def test_a_button_asks_and_its_passage_is_not_forced(lane: ControllerRig) -> None:
    """The controller opens by itself for the button beside the door."""
    lane.device.press(2)
    lane.walk(OUT)

    asked, passed = Sensed(Movement.EXIT_ASKED), Sensed(Movement.PASSED, OUT)
    assert [asked, passed] == [lane.sensor.wait(2), lane.sensor.wait(2)]


def test_a_door_left_open_is_told(lane: ControllerRig) -> None:
    """After its patience, and when it shuts again (held open, §1)."""
    lane.barrier.release(IN, within=5)
    lane.device.stand(1, open_=True)
    seen = [lane.sensor.wait(2), lane.sensor.wait(0.5)]
    lane.advance(31)
    seen.append(lane.sensor.wait(2))
    lane.device.stand(1, open_=False)
    seen.append(lane.sensor.wait(2))

    expected = [Movement.PASSED, None, Movement.DOOR_OPEN, Movement.DOOR_SHUT]
    assert expected == [one and one.movement for one in seen]


def test_a_controller_found_again_is_brought_to_rest(lane: ControllerRig) -> None:
    """A door that an earlier program held open is shut by the next one."""
    lane.barrier.hold_open(open_=True)
    held = lane.barrier.position()
    lane.unplug()
    soon(lambda: _away(lane), expected=True)
    lane.replug()
    soon(lambda: _away(lane), expected=False)

    assert (Position.HELD_OPEN, False) == (held, lane.is_free(IN))
    assert Position.LOCKED is lane.barrier.position()


def test_the_time_is_the_grants(lane: ControllerRig) -> None:
    """A lane with a window of 12 s has its doors open for 12."""
    lane.barrier.release(IN, within=11.2)

    assert 12 == lane.device.doors[1].seconds


def test_one_door_for_both_directions_tells_none() -> None:
    """Who came through one door may have gone either way (capabilities)."""
    device = SimulatedController()
    single = UhppoteController(Place(device.address, SERIAL), doors={IN: 1, OUT: 1})
    single.barrier.release(OUT, within=5)
    device.walk(1)
    seen, abilities = single.sensor.wait(2), single.sensor.capabilities
    single.close()
    device.close()

    assert Sensed(Movement.PASSED) == seen
    assert Capability.TELLS_DIRECTION not in abilities
    assert Capability.FIRE_INPUT not in abilities


def test_who_it_is(lane: ControllerRig) -> None:
    """The monitor shows which controller it is."""

    assert (str(SERIAL), "v8.92") == (lane.barrier.info.serial, lane.sensor.info.firmware)


def test_a_direction_without_door_is_not_supported() -> None:
    """A lane for entries only has no door for exits."""
    entry = UhppoteController(Place("127.0.0.1:9", SERIAL), doors={IN: 1})
    with pytest.raises(NotSupported):
        entry.barrier.release(OUT, within=5)
    entry.close()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Place("nowhere", SERIAL),
        lambda: Place("192.168.1.100:70000", SERIAL),
        lambda: Place("192.168.1.100", 0),
        lambda: Place("192.168.1.100", SERIAL, "here:1"),
        lambda: UhppoteController(Place("127.0.0.1", SERIAL), doors={IN: 5}),
        lambda: UhppoteController(Place("127.0.0.1", SERIAL), card_bits=37),
    ],
)
def test_settings_that_could_never_work_are_refused(make: Callable[[], object]) -> None:
    """A mistake is told when the lane is built."""
    with pytest.raises(InvalidValue):
        make()
