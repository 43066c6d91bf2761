"""What the lane machine believes of the office, in words (see test_lane_machine)."""

from collections import Counter

from attrs import define, field

from miz.domain.ids import AccessId, LaneId, VisitId
from miz.domain.places import Lane, LaneFlow
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
    zoned: bool = False
    marked: bool = False
    state: str = "issued"
    passed_at: float = 0.0


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
    zoned: dict[int, bool] = field(factory=dict)
    pardoned: set[int] = field(factory=set)
    burning: set[LaneId] = field(factory=set)
    decided: dict[LaneId, list[AccessId | None]] = field(factory=dict)

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
        return any(self.waits(grant) for grant in own)

    def way(self, person: int, lane: Lane) -> str:
        """Which way a lane would let the person go."""
        if lane.flow is not LaneFlow.BOTH:
            return lane.flow.value
        behind = self.zoned.get(person) if lane.zone else self.of(person) == "inside"
        return "out" if behind else "in"

    def opens(self, lane: Lane, code: str) -> bool:
        """Whether that code may open that lane now."""
        who = self.holder(code)
        if who is None or self.awaited(who) or lane.id in self.burning:
            return False
        inside, way = self.of(who) == "inside", self.way(who, lane)
        if way == "out":
            return inside
        if self.visit[who].id in self.unclear and who not in self.pardoned:
            return False
        if lane.zone:
            return inside and self.now < self.until[who] and not self.full(who)
        again = inside and who in self.pardoned
        return (self.of(who) == "admitted" or again) and self.now < self.until[who]

    def full(self, person: int) -> bool:
        """Whether somebody else has the one place of the zone, or is on the way there."""
        going = {g.who for g in self.grants.values() if g.zoned and g.way == "in" and self.waits(g)}
        here = {who for who, zoned in self.zoned.items() if zoned}
        return bool((going | here) - {person})

    def waits(self, grant: Grant) -> bool:
        """Whether a passage of the grant is awaited."""
        return grant.state == "issued" and self.now < grant.deadline

    def behind(self, lane: LaneId, way: str) -> bool:
        """Whether somebody who passes unasked follows a visitor of that lane."""
        latest = self.decided.get(lane, [])[-10:]
        found = next((access for access in reversed(latest) if access is not None), None)
        grant = self.grants[found] if found is not None else None
        if grant is None or grant.state != "passed" or grant.way != way:
            return False
        return self.now <= max(grant.deadline, grant.passed_at + 3)

    def walks(self, grant: Grant) -> bool:
        """Whether a passage of the grant would move its visit."""
        if grant.state != "issued" or self.visit[grant.who].id != grant.visit:
            return False
        inside = self.of(grant.who) == "inside"
        if grant.zoned or grant.way == "out":
            return inside
        return self.of(grant.who) == "admitted" or (grant.marked and inside)

    def walk(self, grant: Grant) -> None:
        """Somebody passes by a grant."""
        grant.state, grant.passed_at = "passed", self.now
        if grant.zoned:
            self.zoned[grant.who] = grant.way == "in"
            self.pardoned.discard(grant.who)
            self.unclear.discard(grant.visit)
        else:
            self.walked(grant.who, grant.way)

    def walked(self, who: int, way: str) -> None:
        """Somebody is in, or out; going in twice is one entry."""
        self.zoned[who] = False
        self.pardoned.discard(who)
        self.unclear.discard(self.visit[who].id)
        if (way, self.of(who)) == ("in", "inside"):
            return
        self.passages[way] += 1
        self.state[who] = "inside" if way == "in" else "left"
        if way == "out":
            self.code[who] = None

    def lapse(self, visit: VisitId | None) -> None:
        """Grants that nobody closed in time end when the visitor is read again."""
        for grant in self.grants.values():
            late = grant.state == "issued" and self.now >= grant.deadline
            if late and grant.visit == visit:
                grant.state = "timed_out"
