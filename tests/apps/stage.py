"""A lane with the real serial adapters, simulated devices and a gatehouse that plays a script."""

from collections.abc import Callable
from datetime import datetime
from threading import Condition

from attrs import evolve

from miz.domain.access import Access, GrantState, Reason
from miz.domain.ids import AccessId, GateId, LaneId, PersonId, SiteId, VisitId
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor, Permission
from miz.domain.values import Text
from miz.domain.visits import Visit, VisitState
from miz.ports.gates import Cue, Movement
from miz.usecases.gatehouse import Verdict
from miz_adapters.serial import RelayBoard, SerialReader
from miz_adapters.simulator import SimulatedGate
from miz_adapters.simulator.clocks import JumpClock
from miz_apps.gate import GateDuties, LaneDevices, LaneKeeper, Mode
from miz_contracts.gates.rules import soon

# ruff: noqa: D102 - the gatehouse's methods are explained where GateDuties is

IN, OUT = Direction.IN, Direction.OUT
SITE = SiteId("tehran")
LANE = Lane(LaneId("north-1"), SITE, GateId("north"), Text("شمالی ۱", "North 1"))
ACTOR = Actor.system(SITE, Permission.OPERATE_GATE, name="gate")
PATIENCE = 5.0
RECONNECTED = 5.0
ENTRY = ["present 1000", "released in", "passed 1000 in seen"]


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
        at: datetime | None = None,
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

    def observed(
        self,
        *,
        actor: Actor,
        lane: LaneId,
        movement: Movement,
        direction: Direction | None = None,
        at: datetime | None = None,
    ) -> None:
        self.note(movement.value)

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
