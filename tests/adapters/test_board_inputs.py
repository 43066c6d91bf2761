"""What the inputs of a relay board mean: open doors, buttons, tamper, and all at once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.places import Direction
from miz.ports.gates import Capability, Movement, Sensed
from miz_adapters.boards.watches import Door, watches
from miz_adapters.boards.wiring import Contact, Input, Wiring
from miz_adapters.simulator.rigs import SimulatedLaneRig

IN, OUT = Direction.IN, Direction.OUT
BUTTON, DOOR, TAMPER = Input(3), Input(4), Input(5, active_low=True)
EVERYTHING = Wiring(fire=Input(2), exit_button=BUTTON, door=DOOR, tamper=TAMPER)


def door(patience: float = 30.0) -> Door:
    """A shut door."""
    return Door(Contact(DOOR, 0.0, active=False), patience)


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        ([(True, 0), (True, 29.9), (False, 30)], []),
        ([(True, 0), (True, 30.0), (True, 99), (False, 100)], ["door_open", "door_shut"]),
        ([(True, 0), (False, 20), (True, 21), (True, 50)], []),
        ([(False, 0), (False, 99)], []),
    ],
)
def test_a_door_is_told_when_it_stands_open(
    looks: list[tuple[bool, float]], told: list[str]
) -> None:
    """After its patience and once; shutting is news only where opening was (held open, §1)."""
    contact = door()
    seen = [contact.look(high=high, at=at) for high, at in looks]

    assert told == [one.movement.value for one in seen if one]


@given(looks=st.lists(st.tuples(st.booleans(), st.floats(0.001, 20)), max_size=60))
def test_open_and_shut_take_turns(looks: list[tuple[bool, float]]) -> None:
    """However a door is slammed, no end comes without its beginning, and none comes twice."""
    contact, at, told = door(10.0), 0.0, [Movement.DOOR_SHUT]
    for high, pause in looks:
        at += pause
        sensed = contact.look(high=high, at=at)
        told.extend([sensed.movement] if sensed else [])

    assert all(one is not other for one, other in pairwise(told))
    assert set(told) <= {Movement.DOOR_OPEN, Movement.DOOR_SHUT}


@given(
    looks=st.lists(st.tuples(st.integers(0, 63), st.floats(0.001, 60)), max_size=40),
    one_eye=st.booleans(),
)
def test_any_levels_are_news_or_nothing(looks: list[tuple[int, float]], one_eye: bool) -> None:
    """Whatever stands on the inputs, only what is wired is told, and beginnings before ends."""
    wiring = Wiring(fire=Input(2), passages={IN: DOOR, OUT: DOOR} if one_eye else {}, door=DOOR)
    found = watches(wiring, lambda _, __: Sensed(Movement.FORCED))
    at, told = 0.0, []
    for levels, pause in looks:
        at += pause
        for watch in found:
            high = bool(levels >> watch.contact.input.pin & 1)
            sensed = watch.look(high=high, at=at)
            told.extend([sensed.movement] if sensed else [])

    fires = [one for one in told if one in {Movement.FIRE_ON, Movement.FIRE_OFF}]
    assert all(one is not other for one, other in pairwise([Movement.FIRE_OFF, *fires]))
    assert one_eye or Movement.FORCED not in told
    assert Movement.TAMPER_ON not in told


def test_a_board_tells_all_that_is_wired() -> None:
    """Button, door and tamper are told as they happen (rows 49 to 64)."""
    rig = SimulatedLaneRig(wiring=EVERYTHING)
    turnstile = rig.device.turnstile
    turnstile.press(BUTTON)
    seen = [rig.sensor.wait(3)]
    turnstile.hold(TAMPER, active=True)
    seen.append(rig.sensor.wait(3))
    turnstile.hold(TAMPER, active=False)
    seen.append(rig.sensor.wait(3))
    turnstile.hold(DOOR, active=True)
    seen.append(rig.sensor.wait(0.3))
    rig.advance(31)
    seen.append(rig.sensor.wait(3))
    turnstile.hold(DOOR, active=False)
    seen.append(rig.sensor.wait(3))
    rig.close()

    assert [
        Sensed(Movement.EXIT_ASKED),
        Sensed(Movement.TAMPER_ON),
        Sensed(Movement.TAMPER_OFF),
        None,
        Sensed(Movement.DOOR_OPEN),
        Sensed(Movement.DOOR_SHUT),
    ] == seen


def test_abilities_follow_the_wiring() -> None:
    """What is not wired is not promised (capabilities)."""
    rig = SimulatedLaneRig(wiring=EVERYTHING)
    every = rig.sensor.capabilities
    rig.close()

    wired = Capability.FIRE_INPUT | Capability.EXIT_INPUT
    wired |= Capability.DOOR_INPUT | Capability.TAMPER_INPUT
    assert Capability.CONFIRMS_PASSAGE | Capability.TELLS_DIRECTION | wired == every


def test_a_door_contact_may_be_the_passage_too() -> None:
    """A door without a turnstile: opening it is the passage, leaving it open is news."""
    strike = Wiring(
        relays={IN: 0}, passages={IN: DOOR}, door=DOOR, door_patience=10, pulse=None, fire=Input(2)
    )
    rig = SimulatedLaneRig(wiring=strike)
    rig.barrier.release(IN, within=5)
    rig.device.turnstile.hold(DOOR, active=True)
    passed = rig.sensor.wait(3)
    free = rig.is_free(IN)
    rig.advance(11)
    left_open = rig.sensor.wait(3)
    rig.close()

    assert (Sensed(Movement.PASSED, IN), False) == (passed, free)
    assert Sensed(Movement.DOOR_OPEN) == left_open


def test_a_door_open_at_the_start_is_news_in_time() -> None:
    """A lane that starts beside an open door says so after the door's patience."""
    contact = door(10.0)
    seen = [contact.look(high=True, at=at) for at in (0, 9.9, 10)]

    assert [None, None, Sensed(Movement.DOOR_OPEN)] == seen
