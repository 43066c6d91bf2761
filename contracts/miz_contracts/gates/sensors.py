"""What every sensor promises."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.domain.places import Direction
from miz.errors import Unavailable
from miz.ports.gates import Capability, Movement, Sensed
from miz_contracts.gates.barriers import ways
from miz_contracts.gates.rigs import ContactRig, SensorRig, TurningRig
from miz_contracts.gates.rules import (
    RECONNECT_WITHIN,
    Contract,
    able,
    away,
    closes_cleanly,
    no_thread_left,
    not_applicable,
    rule,
    soon,
    within,
)

IN, OUT = Direction.IN, Direction.OUT
SEEN_WITHIN = 3.0
SEES = Capability.CONFIRMS_PASSAGE


def let_through(rig: SensorRig, direction: Direction) -> None:
    """A release, and a person who uses it."""
    rig.barrier.release(direction, within=rig.window)
    soon(lambda: rig.is_free(direction), expected=True)
    rig.walk(direction)


def seen(rig: SensorRig, movement: Movement, direction: Direction) -> Sensed:
    """What the sensor has to say of a movement."""
    tells = Capability.TELLS_DIRECTION in rig.sensor.capabilities
    return Sensed(movement, direction if tells else None)


def switched(rig: SensorRig, contact: Capability) -> list[Movement]:
    """What the sensor tells when a contact closes and opens again."""
    hand, told = able(rig, ContactRig), []
    for on in (True, False):
        hand.switch(contact, on)
        told.append(rig.sensor.wait(SEEN_WITHIN))
    return [one.movement for one in told if one is not None]


class SensorContract(Contract, part="sensor"):
    """Rules for a sensor at a barrier."""

    @rule("SENSOR-001")
    def test_nothing_is_none_in_time(self, rig: SensorRig) -> None:
        """An empty lane has no news; wait returns soon after its timeout.

        Passages by themselves? A contact is wired the other way round, or has no pull-up.
        """
        with within(1.0):
            assert rig.sensor.wait(0.3) is None

    @rule("SENSOR-002", needs=SEES)
    def test_a_passage_after_a_release_is_passed(self, rig: SensorRig) -> None:
        """An entry is recorded when somebody went through, once.

        Twice? The contact bounces longer than it is debounced.
        """
        let_through(rig, IN)

        passed = seen(rig, Movement.PASSED, IN)
        assert [passed, None] == [rig.sensor.wait(SEEN_WITHIN), rig.sensor.wait(0.3)]

    @rule("SENSOR-003", needs=SEES)
    @pytest.mark.parametrize("direction", list(Direction))
    def test_the_direction_is_told_or_left_open(self, rig: SensorRig, direction: Direction) -> None:
        """A sensor that cannot tell says None, never a guess.

        The other direction? The two contacts are swapped.
        """
        if direction not in ways(rig):
            not_applicable(f"the lane has no way {direction}")
        let_through(rig, direction)

        assert seen(rig, Movement.PASSED, direction) == rig.sensor.wait(SEEN_WITHIN)

    @rule("SENSOR-004", needs=SEES)
    def test_a_forced_passage_is_seen(self, rig: SensorRig) -> None:
        """Who jumps over is news for the guard.

        Nothing, or passed? A passage without a release before it is FORCED.
        """
        rig.walk(IN, force=True)
        sensed = rig.sensor.wait(SEEN_WITHIN)

        assert sensed is not None
        assert Movement.FORCED is sensed.movement

    @rule("SENSOR-005", needs=SEES)
    def test_the_second_person_on_one_release_is_forced(self, rig: SensorRig) -> None:
        """One grant, two passages: the second one had no pass (tailgating).

        Passed twice? The first passage uses up the release.
        """
        let_through(rig, IN)
        rig.walk(IN, force=True)
        told = [rig.sensor.wait(SEEN_WITHIN), rig.sensor.wait(SEEN_WITHIN)]

        assert [Movement.PASSED, Movement.FORCED] == [one.movement for one in told if one]

    @rule("SENSOR-006", needs=SEES | Capability.TELLS_DIRECTION)
    def test_the_other_direction_is_forced(self, rig: SensorRig) -> None:
        """Somebody slipping out while another is let in is not his entry.

        Passed? Compare the direction with that of the release.
        """
        rig.barrier.release(IN, within=rig.window)
        rig.walk(OUT, force=True)

        assert Sensed(Movement.FORCED, OUT) == rig.sensor.wait(SEEN_WITHIN)

    @rule("SENSOR-007", needs=SEES)
    def test_a_passage_too_late_is_forced(self, rig: SensorRig) -> None:
        """After the window the grant is closed; the entry would belong to nobody.

        Passed? A release ends with its window, also where the device keeps no time.
        """
        rig.barrier.release(IN, within=rig.window)
        rig.advance(rig.window + 0.1)
        rig.walk(IN, force=True)
        sensed = rig.sensor.wait(SEEN_WITHIN)

        assert sensed is not None
        assert Movement.FORCED is sensed.movement

    @rule("SENSOR-008", needs=SEES)
    def test_observations_wait_in_order(self, rig: SensorRig) -> None:
        """The lane may be busy with its disk; nothing that happened meanwhile is lost.

        Some are missing? Keep observations in a queue until the lane asks for them.
        """
        let_through(rig, IN)
        for _ in range(2):
            rig.walk(IN, force=True)
        told = [rig.sensor.wait(SEEN_WITHIN) for _ in range(3)]

        expected = [Movement.PASSED, Movement.FORCED, Movement.FORCED]
        assert expected == [one.movement for one in told if one]

    @rule("SENSOR-009", needs=Capability.FIRE_INPUT)
    def test_fire_is_observed_both_ways(self, rig: SensorRig) -> None:
        """What opens in a fire is wired by hand; the record says when it began and ended.

        Nothing? A fire contact is normally closed: look at active_low or its like.
        """
        rig.fire(on=True)
        began = rig.sensor.wait(SEEN_WITHIN)
        rig.fire(on=False)
        ended = rig.sensor.wait(SEEN_WITHIN)

        assert [Sensed(Movement.FIRE_ON), Sensed(Movement.FIRE_OFF)] == [began, ended]

    @rule("SENSOR-010")
    def test_a_pulled_cable_is_unavailable(self, rig: SensorRig) -> None:
        """Who cannot see must not say that nobody passed.

        No error? The adapter takes the end of the file for an empty lane.
        """
        rig.unplug()

        away(lambda: rig.sensor.wait(0.1))

    @rule("SENSOR-011", needs=SEES)
    def test_the_sensor_is_back_within_five_seconds(self, rig: SensorRig) -> None:
        """Nobody restarts a program because a cable was loose; and being back is no passage.

        A passage by itself? The first look at a contact only tells how it rests.
        """
        rig.unplug()
        away(lambda: rig.sensor.wait(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: rig.sensor.wait(0.3), expected=None)
        let_through(rig, IN)

        assert seen(rig, Movement.PASSED, IN) == rig.sensor.wait(SEEN_WITHIN)

    @rule("SENSOR-012", needs=SEES)
    def test_a_device_may_be_absent_at_the_start(self, rig: SensorRig) -> None:
        """The machine may boot faster than the board; making the adapter does not fail.

        An error at once? Open the port when it is first used, not when the adapter is made.
        """
        rig.sensor.close()
        rig.unplug()
        late = rig.open_sensor()
        away(lambda: late.wait(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: late.wait(0.3), expected=None)
        rig.walk(IN, force=True)
        sensed = late.wait(SEEN_WITHIN)
        late.close()

        assert sensed is not None

    @rule("SENSOR-013", needs=SEES)
    def test_it_watches_while_another_thread_releases(self, rig: SensorRig) -> None:
        """A guard's release comes from another thread than the lane's.

        Nothing seen, or a deadlock? Do not hold the line's lock while waiting for news.
        """
        way = ways(rig)[-1]
        with ThreadPoolExecutor(1) as guard:
            done = guard.submit(let_through, rig, way)
            sensed = rig.sensor.wait(SEEN_WITHIN)
            done.result(SEEN_WITHIN)

        assert seen(rig, Movement.PASSED, way) == sensed

    @rule("SENSOR-014")
    def test_a_port_has_one_user(self, rig: SensorRig) -> None:
        """Two programs on one port read each other's answers.

        The second watches? Ask for the port exclusively.
        """
        second = rig.open_sensor()
        with pytest.raises(Unavailable):
            second.wait(1.0)
        second.close()

    @rule("SENSOR-015")
    def test_closing_is_quick_and_leaves_nothing(self, rig: SensorRig) -> None:
        """A process that ends must not hang on a device, nor leave the port taken.

        A thread is left? Wake it up when closing, and wait for its end for less than a second.
        """
        rig.sensor.close()
        with no_thread_left():
            again = rig.open_sensor()
            again.wait(0.0)
            closes_cleanly(again)

        with pytest.raises(Unavailable):
            again.wait(0.1)

    @rule("SENSOR-016", needs=Capability.TELLS_REVERSAL)
    def test_who_turns_back_has_not_passed(self, rig: SensorRig) -> None:
        """Somebody who began to pass and turned back is not inside.

        Passed? Wait for the device's word that the passage is complete.
        """
        hand = able(rig, TurningRig)
        rig.barrier.release(IN, within=rig.window)
        soon(lambda: rig.is_free(IN), expected=True)
        hand.turn_back(IN)
        sensed = rig.sensor.wait(SEEN_WITHIN)

        assert sensed is not None
        assert Movement.REVERSED is sensed.movement

    @rule("SENSOR-017", needs=Capability.FIRE_INPUT)
    def test_a_fire_that_ends_plays_no_release_again(self, rig: SensorRig) -> None:
        """Everybody leaves by a fire's opening; afterwards the lane is as shut as any other.

        Free, or released again? A grant that a fire fell into is over.
        """
        rig.barrier.release(IN, within=rig.window)
        soon(lambda: rig.is_free(IN), expected=True)
        rig.fire(on=True)
        rig.sensor.wait(SEEN_WITHIN)
        rig.advance(rig.window + 0.1)
        rig.fire(on=False)
        rig.sensor.wait(SEEN_WITHIN)
        rig.sensor.wait(0.3)  # whoever plays an old release again needs a moment for it
        soon(lambda: rig.is_free(IN) or rig.is_free(OUT), expected=False)

        assert 1 == rig.releases

    @rule("SENSOR-018", unless=Capability.FIRE_INPUT)
    def test_without_an_input_a_fire_is_not_told(self, rig: SensorRig) -> None:
        """Nobody relies on news of a fire from a lane that has no contact for it.

        Told? Then the contact is wired: declare FIRE_INPUT.
        """
        rig.fire(on=True)
        told = rig.sensor.wait(0.3)
        rig.fire(on=False)

        assert [None, None] == [told, rig.sensor.wait(0.3)]

    @rule("SENSOR-019", needs=Capability.EXIT_INPUT)
    def test_the_exit_button_is_told(self, rig: SensorRig) -> None:
        """Who presses the button beside the door asks to leave; miz decides and opens.

        Nothing? Look at the contact's rest position. Twice? It bounces.
        """
        assert [Movement.EXIT_ASKED] == switched(rig, Capability.EXIT_INPUT)

    @rule("SENSOR-020", needs=Capability.DOOR_INPUT)
    def test_an_open_door_is_told_and_its_end(self, rig: SensorRig) -> None:
        """A door that a chair holds open is no door; the guard hears of it.

        Nothing? The contact says when the door is shut: look at its rest position.
        """
        assert [Movement.DOOR_OPEN, Movement.DOOR_SHUT] == switched(rig, Capability.DOOR_INPUT)

    @rule("SENSOR-021", needs=Capability.TAMPER_INPUT)
    def test_tampering_is_told_and_its_end(self, rig: SensorRig) -> None:
        """Who opens the case can open the gate.

        Nothing? The tamper contact is often left unwired in the case.
        """
        both = [Movement.TAMPER_ON, Movement.TAMPER_OFF]

        assert both == switched(rig, Capability.TAMPER_INPUT)

    @rule("SENSOR-022", unless=SEES)
    def test_what_is_not_seen_is_not_told(self, rig: SensorRig) -> None:
        """Without a contact for passages an entry is presumed, and says so; it is never "seen".

        Passed? Do not turn a release into a passage; or declare CONFIRMS_PASSAGE.
        """
        rig.barrier.release(IN, within=rig.window)
        soon(lambda: rig.is_free(IN), expected=True)
        rig.walk(IN)
        sensed = rig.sensor.wait(0.5)

        assert sensed is None or Movement.PASSED is not sensed.movement
