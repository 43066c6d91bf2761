"""What every barrier promises."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.domain.places import Direction
from miz.errors import NotSupported, PortError, Unavailable
from miz.ports.gates import Capability, Position
from miz_contracts.gates.rigs import BarrierRig, LateRig
from miz_contracts.gates.rules import (
    RECONNECT_WITHIN,
    Contract,
    able,
    away,
    closes_cleanly,
    no_thread_left,
    rule,
    soon,
    within,
)

IN, OUT = Direction.IN, Direction.OUT


def ways(rig: BarrierRig) -> tuple[Direction, ...]:
    """The directions that the lane has; both, unless the rig says otherwise."""
    return tuple(getattr(rig, "directions", Direction))


class BarrierContract(Contract, part="barrier"):
    """Rules for a barrier that lets one person pass at a time."""

    @rule("BARRIER-001")
    def test_it_is_locked_at_the_start(self, rig: BarrierRig) -> None:
        """Power and a program's start open nothing.

        Free at once? The relay is wired to its normally closed contact.
        """
        assert [False, False] == [rig.is_free(IN), rig.is_free(OUT)]

    @rule("BARRIER-002")
    @pytest.mark.parametrize("direction", list(Direction))
    def test_a_release_frees_its_direction_only(
        self, rig: BarrierRig, direction: Direction
    ) -> None:
        """Who may come in does not let somebody else out; a way that is not wired is refused.

        The other way opens? The two relays are swapped.
        """
        if direction not in ways(rig):
            with pytest.raises(NotSupported):
                rig.barrier.release(direction, within=rig.window)
            assert 0 == rig.releases
            return
        rig.barrier.release(direction, within=rig.window)

        soon(lambda: [way for way in Direction if rig.is_free(way)], expected=[direction])

    @rule("BARRIER-003")
    def test_a_release_is_for_one_person(self, rig: BarrierRig) -> None:
        """The second person needs a pass of his own.

        Still free? The pulse is longer than the passage: see the turnstile's manual.
        """
        rig.barrier.release(IN, within=rig.window)
        soon(lambda: rig.is_free(IN), expected=True)
        rig.walk(IN)

        soon(lambda: rig.is_free(IN), expected=False)

    @rule("BARRIER-004")
    def test_it_locks_when_nobody_passes(self, rig: BarrierRig) -> None:
        """A grant that nobody used must not wait for the next passer-by.

        Still free? Set the device's own time for a passage to the lane's window.
        """
        rig.barrier.release(IN, within=rig.window)
        rig.advance(rig.window + 0.1)

        soon(lambda: rig.is_free(IN), expected=False)
        soon(lambda: rig.barrier.position() is Position.RELEASED, expected=False)

    @rule("BARRIER-005", level="should")
    def test_a_release_does_not_hold_up_the_lane(self, rig: BarrierRig) -> None:
        """From read to open there are 300 ms, and the sensor wants to be watched.

        Slower? End pulses in a thread or in the device, not inside release.
        """
        with within(0.3):
            rig.barrier.release(IN, within=rig.window)

    @rule("BARRIER-006")
    def test_a_release_can_be_taken_back(self, rig: BarrierRig) -> None:
        """A lane that stops, or a guard who objects, locks at once.

        Still free? A turnstile in pulse mode needs a relay on its stop input.
        """
        rig.barrier.release(IN, within=rig.window)
        soon(lambda: rig.is_free(IN), expected=True)
        rig.barrier.lock()

        soon(lambda: rig.is_free(IN), expected=False)

    @rule("BARRIER-007")
    def test_nothing_is_released_over_a_pulled_cable(self, rig: BarrierRig) -> None:
        """Unavailable means: nothing was released, and nothing will be.

        No error? A write into a buffer is not yet a command on the line.
        """
        rig.unplug()

        away(lambda: rig.barrier.release(IN, within=rig.window))
        assert not rig.is_free(IN)

    @rule("BARRIER-008")
    def test_an_old_release_is_not_played_again(self, rig: BarrierRig) -> None:
        """Whoever stood there has gone by the time the cable is back.

        It opens? Drop what could not be sent; bring the device to rest when it is back.
        """
        rig.unplug()
        away(lambda: rig.barrier.release(IN, within=rig.window))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: rig.barrier.position() is Position.RELEASED, expected=False)

        assert (0, False) == (rig.releases, rig.is_free(IN))

    @rule("BARRIER-009", needs=Capability.CONFIRMS_UNLOCK)
    def test_an_unanswered_release_is_not_repeated(self, rig: BarrierRig) -> None:
        """No answer is no "no": the second try might let a second person in.

        Released twice? Raise a PortError instead of trying again, also inside your library.
        """
        rig.mute(on=True)
        with pytest.raises(PortError):
            rig.barrier.release(IN, within=rig.window)
        rig.mute(on=False)
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: isinstance(rig.barrier.position(), Position), expected=True)

        assert rig.releases <= 1

    @rule("BARRIER-010", needs=Capability.HOLDS_OPEN)
    def test_it_can_be_held_open(self, rig: BarrierRig) -> None:
        """A delegation or a wheelchair passes without a card each, until a guard shuts it again.

        Not free, or not shut again? Look at the command for permanent opening in the manual.
        """
        rig.barrier.hold_open(open_=True)
        soon(lambda: all(rig.is_free(way) for way in ways(rig)), expected=True)
        rig.barrier.hold_open(open_=False)

        soon(lambda: rig.is_free(IN) or rig.is_free(OUT), expected=False)

    @rule("BARRIER-011")
    def test_it_tells_how_it_stands_or_that_it_cannot(self, rig: BarrierRig) -> None:
        """The monitor shows a position; a wrong one is worse than none.

        Wrong? A device that does not tell is Position.UNKNOWN, always.
        """
        before = rig.barrier.position()
        rig.barrier.release(IN, within=rig.window)
        after = rig.barrier.position()

        known = (Position.LOCKED, Position.RELEASED)
        assert (before, after) in {known, (Position.UNKNOWN, Position.UNKNOWN)}

    @rule("BARRIER-012")
    def test_the_barrier_is_back_within_five_seconds(self, rig: BarrierRig) -> None:
        """Nobody restarts a program because a cable was loose.

        Still away? Try the port again when called, at least every five seconds.
        """
        rig.unplug()
        away(rig.barrier.position)
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: isinstance(rig.barrier.position(), Position), expected=True)
        rig.barrier.release(IN, within=rig.window)

        soon(lambda: rig.is_free(IN), expected=True)

    @rule("BARRIER-013")
    def test_a_device_may_be_absent_at_the_start(self, rig: BarrierRig) -> None:
        """The machine may boot faster than the board; making the adapter does not fail.

        An error at once? Open the port when it is first used, not when the adapter is made.
        """
        rig.barrier.close()
        rig.unplug()
        late = rig.open_barrier()
        away(lambda: late.release(IN, within=rig.window))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: isinstance(late.position(), Position), expected=True)
        late.release(IN, within=rig.window)
        soon(lambda: rig.is_free(IN), expected=True)
        late.close()

        assert 1 == rig.releases

    @rule("BARRIER-014")
    def test_a_port_has_one_user(self, rig: BarrierRig) -> None:
        """Two programs on one port read each other's answers.

        The second releases? Ask for the port exclusively.
        """
        second = rig.open_barrier()
        with pytest.raises(Unavailable):
            second.release(IN, within=rig.window)
        second.close()

        assert 0 == rig.releases

    @rule("BARRIER-015")
    def test_threads_may_share_it(self, rig: BarrierRig) -> None:
        """The lane releases while a guard's page asks how the barrier stands.

        Answers get mixed up? One question and its answer hold a lock together.
        """
        with ThreadPoolExecutor(3) as guards:
            asked = [guards.submit(rig.barrier.position) for _ in range(30)]
            rig.barrier.release(IN, within=rig.window)
            told = {one.result(RECONNECT_WITHIN) for one in asked}

        assert told <= {*Position}
        assert 1 == rig.releases

    @rule("BARRIER-016")
    def test_closing_is_quick_and_leaves_nothing(self, rig: BarrierRig) -> None:
        """A process that ends must not hang on a device, nor leave the port taken.

        A thread is left? Wake it up when closing, and wait for its end for less than a second.
        """
        rig.barrier.close()
        with no_thread_left():
            again = rig.open_barrier()
            again.position()
            closes_cleanly(again)

        with pytest.raises(Unavailable):
            again.release(IN, within=rig.window)

    @rule("BARRIER-017", unless=Capability.HOLDS_OPEN)
    def test_holding_open_is_refused(self, rig: BarrierRig) -> None:
        """A caller must not believe that a gate stands open which does not.

        No error? Raise NotSupported from hold_open, or declare HOLDS_OPEN.
        """
        with pytest.raises(NotSupported):
            rig.barrier.hold_open(open_=True)

        assert not rig.is_free(IN)

    @rule("BARRIER-018", needs=Capability.CONFIRMS_UNLOCK)
    def test_a_late_answer_belongs_to_no_other_question(self, rig: BarrierRig) -> None:
        """The answer to a release that came too late must not confirm the next one.

        The wrong one is confirmed? Number your commands, or empty the line before each.
        """
        slow = able(rig, LateRig)
        rig.mute(on=True)
        with pytest.raises(PortError):
            rig.barrier.release(IN, within=rig.window)
        slow.answer_late()
        rig.advance(RECONNECT_WITHIN)

        with pytest.raises(PortError):
            rig.barrier.release(ways(rig)[-1], within=rig.window)
