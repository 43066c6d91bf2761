"""Made-up gates' machines and clashes."""

from datetime import timedelta
from typing import Any

from attrs import evolve

from miz.domain.ids import ClashId, GateId, LaneId, PersonId, VisitId
from miz.domain.nodes import Clash, Node
from miz.domain.places import Direction
from miz.domain.slipkeys import DayKey, DayKeys
from miz_contracts.storage.fresh import MOMENT, NOON, SITE, Fresh


class GateSamples(Fresh):
    """What is kept of gates that decide alone; keyword arguments replace what is made up."""

    def node(self, **values: Any) -> Node:
        """A gate's machine that was heard a moment ago."""
        node = Node(
            GateId(self.id()),
            SITE,
            "journal-1",
            taken=7,
            number=40,
            snapshot_at=NOON,
            max_age=timedelta(hours=1),
            seen_at=NOON + MOMENT,
            keys=DayKeys("site-1/gate-1", "Asia/Tehran", (DayKey(1, NOON.date(), bytes(32)),)),
        )
        return evolve(node, **values)

    def clash(self, **values: Any) -> Clash:
        """Somebody came in who would have been refused, and somebody looked into it."""
        clash = Clash(
            ClashId(self.id()),
            SITE,
            GateId("gate-1"),
            LaneId("lane-1"),
            f"access-{self.number()}",
            "pass_revoked",
            NOON,
            NOON + MOMENT,
            direction=Direction.IN,
            visit=VisitId("visit-1"),
            person=PersonId("person-1"),
            entered=True,
            seen_by="security-1",
            seen_at=NOON + MOMENT * 2,
        )
        return evolve(clash, **values)
