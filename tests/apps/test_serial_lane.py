from miz import open_core
from miz.domain.ids import LaneId
from miz.domain.places import Direction
from miz.ports.gates import Walk
from miz_adapters.memory import ManualClock
from miz_adapters.simulator import SimulatedGate
from miz_apps.gate import Mode
from miz_apps.household import Household
from tests.office import CONFIG, TestParts, furnish


def test_a_lane_named_in_the_configuration_is_kept() -> None:
    """``[lanes.ID] provider = "serial"`` drives real lines: a slip opens, a walk enters (C1-09)."""
    gate, clock = SimulatedGate(), ManualClock()
    serial = {"provider": "serial", "reader": gate.reader.url, "board": gate.board.url, "stop": 2}
    config = {**CONFIG, "clock": {"provider": "system"}, "lanes": {LANE: serial}}
    with open_core(config, plugins=[TestParts(clock)]) as core:
        office = furnish(core, clock)
        assert LANE == office.lane_in.id
        with Household(core, works=False) as house:
            assert office.until(lambda: [Mode.IDLE] == [lane.mode for lane in house.lanes])
            gate.present(office.slip().code)
            assert office.until(lambda: bool(gate.view().released))

            assert Walk.PASSED is gate.walk(Direction.IN)
            assert office.until(lambda: 1 == core.monitor.counters(actor=office.actor).inside)
    gate.close()


LANE = LaneId("00000000000000000000000000000008")
