"""Rules of a whole lane, LANE-007 and on: a real LaneKeeper over real adapters and emulators.

They are ours and not a vendor's, because they are about miz behind the port; their numbers stand
in contracts/RULES.md beside those of the contracts. LANE-001 to 006 are in `test_lanes` and
`test_lane_faults`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from acme_turnstile.emulator import Emulator
from acme_turnstile.plugin import Settings, open_lane

from miz_apps.gate import LaneKeeper, Mode
from miz_contracts.gates.rules import soon
from tests.apps.stage import ACTOR, ENTRY, IN, LANE, ScriptedGatehouse, Stage

HOUR = timedelta(hours=1)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An open lane."""
    stage = Stage().open()
    yield stage
    stage.close()


def test_an_answer_that_comes_late_opens_nothing_again(stage: Stage) -> None:
    """LANE-007: No answer is "unknown": the passage is awaited, the release never repeated (Q1)."""
    stage.gate.board.mute = True
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.board.answer_late()
    stage.gate.board.mute = False
    stage.clock.advance(5.0)
    stage.gate.walk(IN)
    told = stage.house.until(ENTRY[2])

    assert 1 == told.count("released in")
    assert ENTRY[2] in told


@pytest.mark.parametrize("skew", [HOUR, -HOUR])
def test_a_wall_clock_that_jumps_moves_no_deadline(stage: Stage, skew: timedelta) -> None:
    """LANE-008: A clock put right by an hour, either way, ends no grant and prolongs none."""
    right = stage.clock.now

    def skewed() -> datetime:
        return right() + skew

    stage.gate.present("1000")
    stage.house.until("released in")
    stage.clock.now = skewed  # type: ignore[method-assign]
    stage.gate.walk(IN)
    first = stage.house.until(ENTRY[2])
    stage.gate.present("1001")
    stage.house.until("present 1001")
    stage.mode(Mode.PASSING)
    stage.clock.now = right  # type: ignore[method-assign]
    stage.clock.advance(LANE.window.total_seconds())
    second = stage.house.until("timed_out 1001")

    assert ENTRY == first
    assert [*ENTRY, "present 1001", "released in", "timed_out 1001"] == second
    assert stage.gate.view().locked


def test_two_readers_at_once_do_not_mix() -> None:
    """LANE-009: Two visitors at two lanes in the same moment get each his own passage."""
    north, south = Stage().open(), Stage().open()
    for stage, code in ((north, "1000"), (south, "1001")):
        stage.gate.present(code)
    for stage in (north, south):
        stage.house.until("released in")
        stage.gate.walk(IN)
    told = [north.house.until(ENTRY[2]), south.house.until("passed 1001 in seen")]
    for stage in (north, south):
        stage.close()

    assert [ENTRY, ["present 1001", "released in", "passed 1001 in seen"]] == told


def test_a_fire_during_a_grant_leaves_nothing_behind(stage: Stage) -> None:
    """LANE-010: The fire ends the grant; when it is over nothing is released again."""
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.fire(on=True)
    soon(lambda: stage.keeper.state.fire, expected=True)
    stage.gate.fire(on=False)
    soon(lambda: stage.keeper.state.fire, expected=False)

    assert [*ENTRY[:2], "fire_on", "fire_off"] == stage.house.until("fire_off")
    soon(lambda: stage.gate.view().locked, expected=True)


class VendorsLane:
    """A lane with the vendor's sample in it, which sees who turns back."""

    def __init__(self) -> None:
        scripted = Stage()
        scripted.gate.close()
        self.clock, self.house = scripted.clock, ScriptedGatehouse(scripted.clock)
        self.emulator = Emulator(clock=self.clock.monotonic, window=LANE.window.total_seconds())
        self.devices = open_lane(Settings(**self.emulator.settings), self.clock.monotonic)
        self.keeper = LaneKeeper(
            LANE, self.devices, gatehouse=self.house, actor=ACTOR, clock=self.clock
        )

    def close(self) -> None:
        """Puts everything away."""
        self.keeper.stop()
        self.devices.close()
        self.emulator.close()


@pytest.fixture
def lane() -> Iterator[VendorsLane]:
    """That lane, open."""
    lane = VendorsLane()
    lane.keeper.start()
    lane.house.until("link up")
    yield lane
    lane.close()


def test_who_turns_back_shows_the_pass_again(lane: VendorsLane) -> None:
    """LANE-011: Turning back ends the grant; who passes without showing the pass again is told."""
    lane.emulator.present("1000")
    soon(lambda: lane.emulator.is_free(IN), expected=True)
    lane.emulator.turn_back(IN)
    told = lane.house.until("present 1000")
    lane.emulator.walk(IN)

    assert ["present 1000"] == told[:1]
    assert ["present 1000", "reversed", "passed"] == lane.house.until("passed")


def test_who_turns_back_and_goes_has_not_entered(lane: VendorsLane) -> None:
    """LANE-012: The grant ends, the lane locks, and the visit stays as it was."""
    lane.emulator.present("1000")
    soon(lambda: lane.emulator.is_free(IN), expected=True)
    lane.emulator.turn_back(IN)

    assert ["present 1000", "reversed"] == lane.house.until("reversed")
    soon(lambda: lane.emulator.is_free(IN), expected=False)
