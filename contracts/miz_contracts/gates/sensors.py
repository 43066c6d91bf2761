"""What every sensor promises."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.domain.places import Direction
from miz.errors import Unavailable
from miz.ports.gates import Capability, Movement, Sensed
from miz_contracts.gates.rigs import SensorRig
from miz_contracts.gates.rules import (
    RECONNECT_WITHIN,
    Contract,
    away,
    closes_cleanly,
    no_thread_left,
    rule,
    soon,
    within,
)

IN, OUT = Direction.IN, Direction.OUT
SEEN_WITHIN = 3.0


class SensorContract(Contract):
    """Rules for a sensor at a barrier; passages need Capability.CONFIRMS_PASSAGE."""

    @rule("SENSOR-001")
    def test_nothing_is_none_in_time(self, rig: SensorRig) -> None:
        """An empty lane has no news; wait returns soon after its timeout.

        Passages by themselves? A contact is wired the other way round, or has no pull-up.
        """
        with within(1.0):
            assert rig.sensor.wait(0.3) is None

    @rule("SENSOR-002")
    def test_a_passage_after_a_release_is_passed(self, rig: SensorRig) -> None:
        """An entry is recorded when somebody went through, once.

        Twice? The contact bounces longer than it is debounced.
        """
        self.let_through(rig, IN)

        assert [self.passed(rig, IN), None] == [rig.sensor.wait(SEEN_WITHIN), rig.sensor.wait(0.3)]

    @rule("SENSOR-003")
    @pytest.mark.parametrize("direction", list(Direction))
    def test_the_direction_is_told_or_left_open(self, rig: SensorRig, direction: Direction) -> None:
        """A sensor that cannot tell says None, never a guess."""
        self.let_through(rig, direction)

        assert self.passed(rig, direction) == rig.sensor.wait(SEEN_WITHIN)

    @rule("SENSOR-004")
    def test_a_forced_passage_is_seen(self, rig: SensorRig) -> None:
        """Who jumps over is news for the guard."""
        rig.walk(IN, force=True)
        sensed = rig.sensor.wait(SEEN_WITHIN)

        assert sensed is not None
        assert Movement.FORCED is sensed.movement

    @rule("SENSOR-005")
    def test_the_second_person_on_one_release_is_forced(self, rig: SensorRig) -> None:
        """One grant, two passages: the second one had no pass (tailgating)."""
        self.let_through(rig, IN)
        rig.walk(IN, force=True)
        seen = [rig.sensor.wait(SEEN_WITHIN), rig.sensor.wait(SEEN_WITHIN)]

        assert [Movement.PASSED, Movement.FORCED] == [one.movement for one in seen if one]

    @rule("SENSOR-006")
    def test_the_other_direction_is_forced(self, rig: SensorRig) -> None:
        """Somebody slipping out while another is let in is not his entry."""
        if Capability.TELLS_DIRECTION not in rig.sensor.capabilities:
            return
        rig.barrier.release(IN, within=rig.window)
        rig.walk(OUT, force=True)

        assert Sensed(Movement.FORCED, OUT) == rig.sensor.wait(SEEN_WITHIN)

    @rule("SENSOR-007")
    def test_a_passage_too_late_is_forced(self, rig: SensorRig) -> None:
        """After the window the grant is closed; the entry would belong to nobody."""
        rig.barrier.release(IN, within=rig.window)
        rig.advance(rig.window + 0.1)
        rig.walk(IN, force=True)
        sensed = rig.sensor.wait(SEEN_WITHIN)

        assert sensed is not None
        assert Movement.FORCED is sensed.movement

    @rule("SENSOR-008")
    def test_observations_wait_in_order(self, rig: SensorRig) -> None:
        """The lane may be busy with its disk; nothing that happened meanwhile is lost."""
        self.let_through(rig, IN)
        for _ in range(2):
            rig.walk(OUT, force=True)
        seen = [rig.sensor.wait(SEEN_WITHIN) for _ in range(3)]

        expected = [Movement.PASSED, Movement.FORCED, Movement.FORCED]
        assert expected == [one.movement for one in seen if one]

    @rule("SENSOR-009")
    def test_fire_is_observed_both_ways(self, rig: SensorRig) -> None:
        """What opens in a fire is wired by hand; the record says when it began and ended."""
        rig.fire(on=True)
        began = rig.sensor.wait(SEEN_WITHIN if self.sees_fire(rig) else 0.3)
        rig.fire(on=False)
        ended = rig.sensor.wait(SEEN_WITHIN if self.sees_fire(rig) else 0.3)

        both = [Sensed(Movement.FIRE_ON), Sensed(Movement.FIRE_OFF)]
        assert (both if self.sees_fire(rig) else [None, None]) == [began, ended]

    @rule("SENSOR-010")
    def test_a_pulled_cable_is_unavailable(self, rig: SensorRig) -> None:
        """Who cannot see must not say that nobody passed."""
        rig.unplug()

        away(lambda: rig.sensor.wait(0.1))

    @rule("SENSOR-011")
    def test_the_sensor_is_back_within_five_seconds(self, rig: SensorRig) -> None:
        """Nobody restarts a program because a cable was loose; and being back is no passage."""
        rig.unplug()
        away(lambda: rig.sensor.wait(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: rig.sensor.wait(0.3), expected=None)
        self.let_through(rig, IN)

        assert self.passed(rig, IN) == rig.sensor.wait(SEEN_WITHIN)

    @rule("SENSOR-012")
    def test_a_device_may_be_absent_at_the_start(self, rig: SensorRig) -> None:
        """The machine may boot faster than the board; making the adapter does not fail."""
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

    @rule("SENSOR-013")
    def test_it_watches_while_another_thread_releases(self, rig: SensorRig) -> None:
        """A guard's release comes from another thread than the lane's."""
        with ThreadPoolExecutor(1) as guard:
            done = guard.submit(self.let_through, rig, OUT)
            sensed = rig.sensor.wait(SEEN_WITHIN)
            done.result(SEEN_WITHIN)

        assert self.passed(rig, OUT) == sensed

    @rule("SENSOR-014")
    def test_a_port_has_one_user(self, rig: SensorRig) -> None:
        """Two programs on one port read each other's answers."""
        second = rig.open_sensor()
        with pytest.raises(Unavailable):
            second.wait(1.0)
        second.close()

    @rule("SENSOR-015")
    def test_closing_is_quick_and_leaves_nothing(self, rig: SensorRig) -> None:
        """A process that ends must not hang on a device, nor leave the port taken."""
        rig.sensor.close()
        with no_thread_left():
            again = rig.open_sensor()
            again.wait(0.0)
            closes_cleanly(again)

        with pytest.raises(Unavailable):
            again.wait(0.1)

    def let_through(self, rig: SensorRig, direction: Direction) -> None:
        """A release, and a person who uses it."""
        rig.barrier.release(direction, within=rig.window)
        soon(lambda: rig.is_free(direction), expected=True)
        rig.walk(direction)

    def passed(self, rig: SensorRig, direction: Direction) -> Sensed:
        """What the sensor has to say of that."""
        tells = Capability.TELLS_DIRECTION in rig.sensor.capabilities
        return Sensed(Movement.PASSED, direction if tells else None)

    def sees_fire(self, rig: SensorRig) -> bool:
        """Whether a fire input is wired."""
        return Capability.FIRE_INPUT in rig.sensor.capabilities
