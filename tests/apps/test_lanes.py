"""What a lane does with readings and passages (see tests/apps/stage.py)."""

from collections.abc import Iterator

import pytest

from miz.ports.gates import Cue, Movement, Sensed
from miz_apps.gate import Mode
from miz_contracts.gates.rules import soon
from tests.apps.stage import ENTRY, IN, LANE, OUT, Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An open lane."""
    stage = Stage().open()
    yield stage
    stage.close()


def test_an_entry_is_decided_kept_opened_and_confirmed(stage: Stage) -> None:
    """The decision is kept before anything opens, the entry when it was seen (G2, Q1)."""
    told = stage.let_in("1000")
    stage.lamp(Cue.GRANTED)

    assert told == ENTRY
    assert ["settle north-1", "link up"] == stage.house.log[:2]


def test_an_exit_opens_the_other_way(stage: Stage) -> None:
    """One lane serves both directions; the decision says which."""
    stage.gate.present("4000")
    stage.house.until("released out")
    stage.gate.walk(OUT)

    assert "passed 4000 out seen" in stage.house.until("passed 4000 out seen")


@pytest.mark.parametrize(("code", "lamp"), [("2000", Cue.DENIED), ("3000", Cue.WAIT)])
def test_a_denial_and_a_repetition_open_nothing(stage: Stage, code: str, lamp: Cue) -> None:
    """Only a fresh, allowed decision opens; a repeated one is not opened again (G3)."""
    stage.gate.present(code)
    stage.lamp(lamp)

    assert [f"present {code}"] == stage.house.until(f"present {code}")


def test_nobody_passing_is_a_timeout(stage: Stage) -> None:
    """Granted, not entered: the lane locks and the visit stays as it was (C1-10)."""
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.mode(Mode.PASSING)
    stage.clock.advance(LANE.window.total_seconds())
    told = stage.house.until("timed_out 1000")
    stage.lamp(Cue.DENIED)

    assert ["present 1000", "released in", "timed_out 1000"] == told
    assert stage.gate.view().locked


def test_a_forced_passage_is_reported(stage: Stage) -> None:
    """Somebody who jumps over is news, not an entry."""
    stage.gate.walk(OUT, force=True)

    assert ["forced"] == stage.house.until("forced")


def test_a_passage_the_other_way_is_not_this_entry(stage: Stage) -> None:
    """Who slips out while another is let in does not become his entry."""
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.walk(OUT, force=True)
    stage.house.until("forced")
    stage.gate.walk(IN)

    assert [*ENTRY[:2], "forced", ENTRY[2]] == stage.house.until(ENTRY[2])


def test_a_card_shown_while_another_passes_is_read_afterwards(stage: Stage) -> None:
    """The next visitor need not try again."""
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.present("1001")
    stage.gate.walk(IN)
    stage.house.until(ENTRY[2], "present 1001")
    soon(lambda: stage.gate.walk(IN).value, expected="passed")

    assert "passed 1001 in seen" in stage.house.until("passed 1001 in seen")


def test_without_a_sensor_a_passage_is_presumed() -> None:
    """What was not seen is recorded as presumed, right after the release (Q1)."""
    stage = Stage(sensor=False).open()
    stage.gate.present("1000")
    told = stage.house.until("passed 1000 in presumed")
    stage.close()

    assert ["present 1000", "released in", "passed 1000 in presumed"] == told


def test_a_fire_is_shown(stage: Stage) -> None:
    """The monitor shows a fire alarm at a lane; nothing is opened by software (features 63)."""
    stage.gate.fire(on=True)
    stage.mode(Mode.EMERGENCY)
    fire = stage.keeper.state.fire
    stage.gate.fire(on=False)
    stage.mode(Mode.IDLE)

    assert (True, False) == (fire, stage.keeper.state.fire)
    assert ["fire_on", "fire_off"] == stage.house.until("fire_off")


def test_a_fire_ends_the_grant_and_none_is_replayed(stage: Stage) -> None:
    """Who walks then is nobody's entry, and after the fire the pass is read anew (features 63)."""
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.fire(on=True)
    stage.house.until("fire_on")
    stage.mode(Mode.EMERGENCY)
    stage.gate.walk(IN)
    stage.gate.fire(on=False)
    told = stage.house.until("fire_off")

    assert ENTRY[:2] == told[:2]
    assert not [line for line in told if line.startswith(("passed 1000", "timed_out"))]
    assert 1 == told.count("released in")


def test_who_turns_back_has_not_entered(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lane locks at once and the grant ends as reversed, once (features 55)."""
    stage.gate.present("1000")
    stage.house.until("released in")
    sensed = iter([Sensed(Movement.REVERSED, IN)])
    monkeypatch.setattr(stage.devices.sensor, "wait", lambda _: next(sensed, None))
    stage.house.until("reversed")
    stage.mode(Mode.IDLE)

    assert [*ENTRY[:2], "reversed"] == stage.house.until()
    assert stage.gate.view().locked


SHOWN = {
    Movement.DOOR_OPEN: (True, False),
    Movement.TAMPER_ON: (False, True),
    Movement.EXIT_ASKED: (False, False),
}


@pytest.mark.parametrize("movement", SHOWN)
def test_other_contacts_are_told(
    stage: Stage, movement: Movement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A door held open, an opened housing, the button inside: told, and shown where it lasts."""
    sensed = iter([Sensed(movement)])
    monkeypatch.setattr(stage.devices.sensor, "wait", lambda _: next(sensed, None))
    told = stage.house.until(movement.value)

    assert [movement.value] == told
    assert SHOWN[movement] == (stage.keeper.state.held_open, stage.keeper.state.tampered)
