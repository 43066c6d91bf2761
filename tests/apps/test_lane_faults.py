"""What a lane does when a cable, a driver or the storage fails, and when it stops."""

import time
from collections.abc import Callable, Iterator

import pytest

from miz.errors import Unavailable
from miz.ports.gates import Cue, Presented
from miz_apps.gate import Mode
from miz_contracts.gates.rules import no_thread_left, soon
from tests.apps.stage import ENTRY, IN, LANE, RECONNECTED, Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An open lane."""
    stage = Stage().open()
    yield stage
    stage.close()


@pytest.mark.parametrize("device", ["reader", "board"])
def test_a_pulled_cable_is_reported_once_and_its_return_once(stage: Stage, device: str) -> None:
    """The monitor shows one loss, not one each second; the lane works again by itself."""
    far = getattr(stage.gate, device)
    far.unplug()
    stage.link(up=False)
    for _ in range(3):
        stage.clock.advance(RECONNECTED)
        soon(lambda: stage.keeper.state.link, expected=False)
    far.replug()
    stage.clock.advance(RECONNECTED)
    stage.link(up=True)
    stage.let_in("1000")

    assert ["link up", "link down", "link up"] == stage.house.links()


def test_a_lane_may_start_without_its_devices() -> None:
    """The first report of a link is true, and the lane opens when the cable is in."""
    stage = Stage()
    stage.gate.unplug()
    stage.keeper.start()
    stage.house.until("link down")
    stage.gate.replug()
    stage.clock.advance(RECONNECTED)
    stage.house.until("link up")
    told = stage.let_in("1000")
    stage.close()

    assert (ENTRY, ["link down", "link up"]) == (told, stage.house.links())


def test_a_board_lost_before_the_release_opens_nothing(stage: Stage) -> None:
    """Granted, but the cable is out: recorded as not passed, and not opened later (G4)."""
    stage.house.on_present = stage.gate.board.unplug
    stage.gate.present("1000")
    stage.house.until("timed_out 1000", "link down")
    stage.gate.board.replug()
    stage.clock.advance(RECONNECTED)
    stage.link(up=True)

    assert ["present 1000", "timed_out 1000"] == stage.house.until()
    assert stage.gate.view().locked


def test_a_board_lost_before_its_answer_is_not_asked_again(stage: Stage) -> None:
    """LANE-005: It may have opened: the passage is awaited, the release never repeated."""
    stage.gate.board.on_release(lambda _: stage.gate.board.unplug())
    stage.gate.present("1000")
    stage.house.until("released in", "link down")
    stage.gate.board.replug()
    stage.clock.advance(RECONNECTED)
    stage.link(up=True)
    stage.gate.walk(IN)

    assert ENTRY == stage.house.until(ENTRY[2])


def test_a_board_lost_while_somebody_may_pass(stage: Stage) -> None:
    """LANE-004: Nobody sees the passage: at the end of the window it counts as not passed."""
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.board.unplug()
    stage.house.until("link down")
    stage.clock.advance(LANE.window.total_seconds())

    assert [*ENTRY[:2], "timed_out 1000"] == stage.house.until("timed_out 1000")


def test_a_reader_lost_while_somebody_passes(stage: Stage) -> None:
    """The entry is recorded all the same; the loss is told afterwards."""
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.reader.unplug()
    stage.gate.walk(IN)

    assert ENTRY == stage.house.until(ENTRY[2], "link down")


@pytest.mark.parametrize("error", [Unavailable("no disk"), RuntimeError("a bug")])
def test_a_gatehouse_that_fails_opens_nothing(stage: Stage, error: Exception) -> None:
    """Everything denies by default, also on an exception; the next visitor is served (G4)."""
    stage.house.errors["present"] = [error]
    stage.gate.present("1000")
    stage.lamp(Cue.DENIED)

    assert stage.gate.view().locked
    assert ["present 1001", "released in", "passed 1001 in seen"] == stage.let_in("1001")


@pytest.mark.parametrize("error", [Unavailable("no disk"), RuntimeError("a bug")])
def test_a_passage_that_could_not_be_recorded_is_recorded_later(
    stage: Stage, error: Exception
) -> None:
    """LANE-006: Somebody is inside: that must not be lost to a full disk (C1-10)."""
    stage.house.errors["passed"] = [error, error]
    stage.gate.present("1000")
    stage.house.until("released in")
    stage.gate.walk(IN)
    stage.mode(Mode.IDLE)
    stage.clock.advance(1)
    soon(lambda: len(stage.house.errors["passed"]), expected=0)
    stage.clock.advance(1)

    assert ENTRY == stage.house.until(ENTRY[2])


def test_a_driver_with_a_bug_is_a_link_that_is_down(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vendor's faulty driver stops neither the thread nor the monitor."""

    def buggy(_: float) -> Presented | None:
        raise ValueError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(stage.reader, "read", buggy)
        stage.house.until("link down")
    stage.link(up=True)

    assert ENTRY == stage.let_in("1000")


def test_stopping_an_idle_lane_leaves_no_thread(
    record_property: Callable[[str, object], None],
) -> None:
    """A process that is told to end ends."""
    with no_thread_left():
        stage = Stage().open()
        began = time.monotonic()
        stage.keeper.stop()
        record_property("seconds_to_stop", time.monotonic() - began)
        stage.keeper.stop()
        stage.close()

    assert Mode.STOPPED is stage.keeper.state.mode


def test_stopping_takes_back_what_is_released(
    record_property: Callable[[str, object], None],
) -> None:
    """LANE-003: No lane stays open behind a program that ended, nor a grant in the records."""
    stage = Stage().open()
    stage.gate.present("1000")
    stage.house.until("released in")
    began = time.monotonic()
    stage.keeper.stop()
    record_property("seconds_to_stop", time.monotonic() - began)
    locked = stage.gate.view().locked
    stage.close()

    assert locked
    assert [*ENTRY[:2], "timed_out 1000"] == stage.house.until()
