"""A lane with the real serial adapters, simulated devices and a gatehouse that plays a script."""

import time
from collections.abc import Callable, Iterator
from threading import Condition

import pytest
from attrs import evolve

from miz.domain.access import Access, GrantState, Reason
from miz.domain.ids import AccessId, GateId, LaneId, PersonId, SiteId, VisitId
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor, Permission
from miz.domain.values import Text
from miz.domain.visits import Visit, VisitState
from miz.errors import Unavailable
from miz.ports.gates import Cue, Presented
from miz.usecases.gatehouse import Verdict
from miz_adapters.serial import RelayBoard, SerialReader
from miz_adapters.simulator import SimulatedGate
from miz_adapters.simulator.clocks import JumpClock
from miz_apps.gate import GateDuties, LaneDevices, LaneKeeper, Mode
from miz_contracts.gates.rules import no_thread_left, soon

# ruff: noqa: D102 - the gatehouse's methods are explained where GateDuties is

IN, OUT = Direction.IN, Direction.OUT
SITE = SiteId("tehran")
LANE = Lane(LaneId("north-1"), SITE, GateId("north"), Text("شمالی ۱", "North 1"))
ACTOR = Actor.system(SITE, Permission.OPERATE_GATE, name="gate")
PATIENCE = 5.0
RECONNECTED = 5.0


class ScriptedGatehouse(GateDuties):
    """Denies codes that begin with 2, has seen those with 3, and lets those with 4 out."""

    def __init__(self, clock: JumpClock) -> None:
        self.clock = clock
        self.log: list[str] = []
        self.errors: dict[str, list[Exception]] = {}
        self.on_present: Callable[[], None] = lambda: None
        self._told = Condition()

    def note(self, what: str) -> None:
        """Keeps a line, or raises what the script has for its first word."""
        planned = self.errors.get(what.partition(" ")[0])
        if planned:
            raise planned.pop(0)
        with self._told:
            self.log.append(what)
            self._told.notify_all()

    def until(self, *lines: str) -> list[str]:
        """Waits for the lines, in any order; says what was told in all, links aside."""
        with self._told:
            self._told.wait_for(lambda: set(lines) <= set(self.log), PATIENCE)
            return [line for line in self.log if line.split()[0] not in {"settle", "link"}]

    def present(self, *, actor: Actor, lane: LaneId, code: str, key: str | None = None) -> Verdict:
        self.note(f"present {code}")
        self.on_present()
        at, allowed = self.clock.now(), not code.startswith("2")
        access = Access(AccessId(code), SITE, lane, at, code, Reason.UNKNOWN_CODE)
        if allowed:
            access = evolve(
                access,
                reason=Reason.GRANTED,
                direction=OUT if code.startswith("4") else IN,
                grant=GrantState.ISSUED,
                deadline=at + LANE.window,
            )
        return Verdict(access, fresh=not code.startswith("3"))

    def passed(
        self,
        *,
        actor: Actor,
        access: AccessId,
        direction: Direction | None = None,
        confirmed: bool = True,
    ) -> Visit:
        self.note(f"passed {access} {direction} {'seen' if confirmed else 'presumed'}")
        return Visit(VisitId("v"), SITE, PersonId("p"), VisitState.INSIDE, self.clock.now())

    def timed_out(self, *, actor: Actor, access: AccessId) -> None:
        self.note(f"timed_out {access}")

    def settle(self, *, actor: Actor, lane: LaneId) -> int:
        self.note(f"settle {lane}")
        return 0

    def link(self, *, actor: Actor, lane: LaneId, up: bool, detail: str = "") -> None:
        self.note(f"link {'up' if up else 'down'}")

    def forced(self, *, actor: Actor, lane: LaneId) -> None:
        self.note("forced")

    def links(self) -> list[str]:
        """What was told of the link."""
        return [line for line in self.log if line.startswith("link")]


class Stage:
    """One lane with all that stands around it."""

    def __init__(self, *, sensor: bool = True) -> None:
        self.clock = JumpClock()
        self.house = ScriptedGatehouse(self.clock)
        self.gate = SimulatedGate(clock=self.clock.monotonic)
        self.gate.board.on_release(lambda way: self.house.note(f"released {way}"))
        self.reader: SerialReader = self.gate.open_reader()
        self.board: RelayBoard = self.gate.open_board()
        devices = LaneDevices(
            self.reader, self.board.barrier, self.board.sensor if sensor else None
        )
        self.devices = devices
        self.keeper = LaneKeeper(LANE, devices, gatehouse=self.house, actor=ACTOR, clock=self.clock)

    def open(self) -> "Stage":
        self.keeper.start()
        self.house.until("link up")
        return self

    def lamp(self, expected: Cue) -> None:
        soon(lambda: self.gate.reader.lamp is expected, expected=True)

    def mode(self, expected: Mode) -> None:
        soon(lambda: self.keeper.state.mode, expected=expected)

    def link(self, *, up: bool) -> None:
        soon(lambda: self.keeper.state.link, expected=up)

    def let_in(self, code: str) -> list[str]:
        """A whole entry that goes well."""
        self.gate.present(code)
        self.house.until(f"present {code}", f"released {IN}")
        self.gate.walk(IN)
        return self.house.until(f"passed {code} {IN} seen")

    def close(self) -> None:
        self.keeper.stop()
        self.devices.close()
        self.gate.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An open lane."""
    stage = Stage().open()
    yield stage
    stage.close()


ENTRY = ["present 1000", "released in", "passed 1000 in seen"]


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
    """The monitor shows a fire alarm at a lane; nothing is opened by software."""
    stage.gate.fire(on=True)
    soon(lambda: stage.keeper.state.fire, expected=True)
    stage.gate.fire(on=False)
    soon(lambda: stage.keeper.state.fire, expected=False)

    assert [] == stage.house.until()


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
    """It may have opened: the passage is awaited, the release never repeated."""
    stage.gate.board.on_release(lambda _: stage.gate.board.unplug())
    stage.gate.present("1000")
    stage.house.until("released in", "link down")
    stage.gate.board.replug()
    stage.clock.advance(RECONNECTED)
    stage.link(up=True)
    stage.gate.walk(IN)

    assert ENTRY == stage.house.until(ENTRY[2])


def test_a_board_lost_while_somebody_may_pass(stage: Stage) -> None:
    """Nobody sees the passage: at the end of the window it counts as not passed."""
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
    """Somebody is inside: that must not be lost to a full disk (C1-10)."""
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


def test_stopping_an_idle_lane_takes_less_than_a_second() -> None:
    """A process that is told to end ends, and leaves no thread."""
    with no_thread_left():
        stage = Stage().open()
        began = time.monotonic()
        stage.keeper.stop()
        took = time.monotonic() - began
        stage.keeper.stop()
        stage.close()

    assert took < 1
    assert Mode.STOPPED is stage.keeper.state.mode


def test_stopping_takes_back_what_is_released() -> None:
    """No lane stays open behind a program that ended, and no grant stays open in the records."""
    stage = Stage().open()
    stage.gate.present("1000")
    stage.house.until("released in")
    began = time.monotonic()
    stage.keeper.stop()
    took, locked = time.monotonic() - began, stage.gate.view().locked
    stage.close()

    assert (True, True) == (took < 1, locked)
    assert [*ENTRY[:2], "timed_out 1000"] == stage.house.until()
