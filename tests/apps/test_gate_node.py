"""A gate of several lanes, and reports that wait for a storage that is away."""

from collections.abc import Iterator

import pytest

from miz.domain.ids import GateId, LaneId, SiteId
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor, Permission
from miz.domain.values import Text
from miz.errors import ConfigError, Conflict, NotAllowed, Unavailable
from miz_adapters.simulator import SimulatedGate
from miz_adapters.simulator.clocks import JumpClock
from miz_apps.gate import GateDuties, GateNode, LaneDevices, Mode
from miz_apps.gate.reports import TRIES, Reports
from miz_contracts.gates.rules import no_thread_left, soon

SITE = SiteId("tehran")
ACTOR = Actor.system(SITE, Permission.OPERATE_GATE, name="gate")
LANES = [Lane(LaneId(name), SITE, GateId("north"), Text(name)) for name in ("one", "two", "three")]


class DenyingGatehouse(GateDuties):
    """Has no storage today, so it decides nothing."""

    def _away(self, **_: object) -> None:
        raise Unavailable("The storage is away.")

    present = passed = timed_out = settle = link = observed = _away  # type: ignore[assignment]


class House:
    """Simulated gates for all lanes, and the node that keeps them."""

    def __init__(self) -> None:
        self.clock = JumpClock()
        self.gates = {lane.id: SimulatedGate(clock=self.clock.monotonic) for lane in LANES}
        self.node = GateNode(
            LANES, self.devices, gatehouse=DenyingGatehouse(), actor=ACTOR, clock=self.clock
        )

    def devices(self, lane: Lane) -> LaneDevices:
        """What stands at a lane."""
        board = self.gates[lane.id].open_board()
        return LaneDevices(self.gates[lane.id].open_reader(), board.barrier, board.sensor)

    def close(self) -> None:
        """Puts everything away."""
        self.node.stop()
        for gate in self.gates.values():
            gate.close()


@pytest.fixture
def house() -> Iterator[House]:
    """A house of three lanes."""
    house = House()
    yield house
    house.close()


def test_every_lane_is_kept_and_shown(house: House) -> None:
    """The monitor shows each lane with its link and mode, also while the storage is away."""
    house.node.start()
    soon(lambda: {state.mode for state in house.node.states}, expected={Mode.IDLE})
    house.gates[LaneId("two")].unplug()
    soon(lambda: [state.link for state in house.node.states], expected=[True, False, True])
    soon(lambda: {"reader", "sensor"} <= set(house.node.states[1].down), expected=True)
    house.node.stop()

    assert ["one", "two", "three"] == [state.lane for state in house.node.states]
    assert {Mode.STOPPED} == {state.mode for state in house.node.states}
    assert all(state.last_event is not None for state in house.node.states)


def test_without_a_storage_nothing_opens(house: House) -> None:
    """A decision that cannot be kept opens nothing (G2)."""
    released: list[Direction] = []
    gate = house.gates[LaneId("one")]
    gate.board.on_release(released.append)
    house.node.start()
    soon(lambda: {state.mode for state in house.node.states}, expected={Mode.IDLE})
    gate.present("1000")
    soon(lambda: gate.reader.lamp is not None, expected=True)

    assert ([], True) == (released, gate.view().locked)


def test_a_wrong_setting_starts_nothing() -> None:
    """A gate with half of its lanes would look open and be closed to some."""
    with no_thread_left():
        house = House()
        opened: list[LaneDevices] = []

        def devices(lane: Lane) -> LaneDevices:
            if lane.id == "three":
                raise ConfigError("Lane three has no port; write one.")
            opened.append(house.devices(lane))
            opened[-1].barrier.position()
            return opened[-1]

        node = GateNode(
            LANES, devices, gatehouse=DenyingGatehouse(), actor=ACTOR, clock=house.clock
        )
        with pytest.raises(ConfigError):
            node.start()
        house.close()

    assert (2, []) == (len(opened), node.states)


def test_stopping_twice_or_before_the_start_is_safe() -> None:
    """A process that failed early still ends cleanly."""
    with no_thread_left():
        house = House()
        house.node.stop()
        house.node.start()
        house.node.stop()
        house.close()


# Reports


def failing(*errors: Exception, told: list[str], name: str) -> "Call":
    """A report that fails so many times."""
    return Call(list(errors), told, name)


class Call:
    """A report with a script."""

    def __init__(self, errors: list[Exception], told: list[str], name: str) -> None:
        self.errors, self.told, self.name = errors, told, name

    def __call__(self) -> None:
        """Fails as planned, then tells."""
        if self.errors:
            raise self.errors.pop(0)
        self.told.append(self.name)


@pytest.mark.parametrize("error", [Unavailable("no disk"), Conflict("stale"), RuntimeError("bug")])
def test_reports_wait_in_order(error: Exception) -> None:
    """An entry and the exit after it are told in that order, however often the storage fails."""
    clock, told = JumpClock(), list[str]()
    reports = Reports(clock)
    reports.add(failing(error, error, told=told, name="entry"))
    reports.add(failing(told=told, name="exit"))
    waiting = list(told)
    for _ in range(2):
        clock.advance(0.6)
        reports.flush()

    assert ([], ["entry", "exit"]) == (waiting, told)


def test_a_report_is_not_tried_all_the_time() -> None:
    """A storage that is away is not asked by every lane at every turn."""
    clock, told = JumpClock(), list[str]()
    reports, call = Reports(clock), failing(Unavailable("a"), told=told, name="entry")
    reports.add(call)
    for _ in range(5):
        reports.flush()

    assert [] == told

    clock.advance(0.6)
    reports.flush()

    assert ["entry"] == told


@pytest.mark.parametrize("errors", [[NotAllowed("no")], [RuntimeError("bug")] * TRIES])
def test_a_hopeless_report_does_not_stop_the_others(errors: list[Exception]) -> None:
    """What is refused, or fails ten times for no known reason, is dropped and logged."""
    clock, told = JumpClock(), list[str]()
    reports = Reports(clock)
    reports.add(failing(*errors, told=told, name="lost"))
    reports.add(failing(told=told, name="next"))
    for _ in range(TRIES):
        clock.advance(0.6)
        reports.flush()

    assert ["next"] == told
