"""What the lane machine believes of the office, in words (see test_lane_machine)."""

from collections import Counter

from attrs import define, field

from miz.domain.ids import AccessId, LaneId, VisitId
from miz.domain.places import LaneFlow
from miz.domain.visits import Visit
from tests.office import CARD

CARDS = (CARD, "04B1B2B3")


@define
class Grant:
    """A release, and what became of it."""

    who: int
    visit: VisitId
    lane: LaneId
    way: str
    deadline: float
    state: str = "issued"


@define
class Model:
    """What the machine believes, in words; times are seconds since it began."""

    now: float = 0.0
    state: dict[int, str] = field(factory=dict)
    visit: dict[int, Visit] = field(factory=dict)
    until: dict[int, float] = field(factory=dict)
    code: dict[int, str | None] = field(factory=dict)
    card: dict[str, int | None] = field(factory=lambda: dict.fromkeys(CARDS))
    issued: dict[str, VisitId] = field(factory=dict)
    grants: dict[AccessId, Grant] = field(factory=dict)
    reads: dict[tuple[str, str], tuple[float, AccessId]] = field(factory=dict)
    passages: Counter[str] = field(factory=Counter)
    unclear: set[VisitId] = field(factory=set)

    def of(self, person: int) -> str:
        """Where a person stands."""
        return self.state.get(person, "away")

    def holder(self, code: str) -> int | None:
        """Whose working pass has that code."""
        return next((who for who, held in self.code.items() if held == code), None)

    def awaited(self, person: int) -> bool:
        """Whether a lane waits for the person now."""
        visit = self.visit[person].id
        own = [grant for grant in self.grants.values() if grant.visit == visit]
        return any(grant.state == "issued" and self.now < grant.deadline for grant in own)

    def way(self, person: int, flow: LaneFlow) -> str:
        """Which way a lane would let the person go."""
        if flow is not LaneFlow.BOTH:
            return flow.value
        return "out" if self.of(person) == "inside" else "in"

    def opens(self, flow: LaneFlow, code: str) -> bool:
        """Whether that code may open a lane of that flow now."""
        who = self.holder(code)
        if who is None or self.awaited(who):
            return False
        if self.way(who, flow) == "out":
            return self.of(who) == "inside"
        clear = self.visit[who].id not in self.unclear
        return clear and self.of(who) == "admitted" and self.now < self.until[who]

    def lapse(self, visit: VisitId | None) -> None:
        """Grants that nobody closed in time end when the visitor is read again."""
        for grant in self.grants.values():
            late = grant.state == "issued" and self.now >= grant.deadline
            if late and grant.visit == visit:
                grant.state = "timed_out"
