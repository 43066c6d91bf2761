"""Whether a lane opens: facts in, one decision with exactly one reason out.

`decide` is pure and denies by default. Plugins add rules that may only forbid.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from miz.domain.events import AccessDecided, Event
from miz.domain.ids import AccessId, LaneId, PassId, PersonId, SiteId, VisitId
from miz.domain.passes import CardState, GuestCard, Pass, PassState
from miz.domain.places import Direction, Gate, Lane, LaneFlow
from miz.domain.visits import Visit, VisitState
from miz.errors import WrongState

REPEAT_WITHIN = timedelta(seconds=2)
CODE_KEPT = 64


class Reason(StrEnum):
    """Why a lane opens or stays shut."""

    GRANTED = "granted"
    MALFORMED = "malformed"
    UNKNOWN_CODE = "unknown_code"
    CARD_NOT_ASSIGNED = "card_not_assigned"
    CARD_LOST = "card_lost"
    CARD_BLOCKED = "card_blocked"
    PASS_REVOKED = "pass_revoked"  # noqa: S105 - a reason, not a password
    PASS_USED = "pass_used"  # noqa: S105
    PASS_NOT_YET = "pass_not_yet"  # noqa: S105
    PASS_EXPIRED = "pass_expired"  # noqa: S105
    OTHER_SITE = "other_site"
    NOT_ADMITTED = "not_admitted"
    ALREADY_INSIDE = "already_inside"
    NOT_INSIDE = "not_inside"
    LANE_CLOSED = "lane_closed"
    GRANT_PENDING = "grant_pending"
    OUT_OF_DATE = "out_of_date"
    OTHER_GATE = "other_gate"
    FORBIDDEN_BY_RULE = "forbidden_by_rule"
    FAULT = "fault"


class GrantState(StrEnum):
    """What became of a grant; ``none`` for a denial."""

    NONE = "none"
    ISSUED = "issued"
    PASSED = "passed"
    PRESUMED = "presumed"
    TIMED_OUT = "timed_out"


@frozen
class Access:
    """One read at a lane and what was decided: the record behind every entry (I2)."""

    id: AccessId
    site: SiteId
    lane: LaneId
    at: datetime
    code: str = field(repr=False)
    reason: Reason
    key: str | None = None
    detail: str = ""
    direction: Direction | None = None
    visit: VisitId | None = None
    person: PersonId | None = None
    pass_: PassId | None = None
    grant: GrantState = GrantState.NONE
    deadline: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def allowed(self) -> bool:
        """Whether the lane was to open."""
        return self.reason is Reason.GRANTED

    @property
    def pending(self) -> bool:
        """Whether a passage is still awaited."""
        return self.grant is GrantState.ISSUED

    def lapsed(self, at: datetime) -> bool:
        """Whether its time is over."""
        return self.deadline is not None and at >= self.deadline

    def announce(self) -> "Access":
        """The record with its event, to be kept."""
        event = AccessDecided(
            site=self.site,
            at=self.at,
            access=self.id,
            lane=self.lane,
            allowed=self.allowed,
            reason=self.reason.value,
            direction=self.direction.value if self.direction else None,
            visit=self.visit,
            person=self.person,
        )
        return evolve(self, events=(event,))

    def close(self, grant: GrantState, *, at: datetime) -> "Access":
        """The grant ended, once: by a passage, a presumption or the clock."""
        if not self.pending:
            raise WrongState(
                f"This grant is {self.grant} already; present the pass again.",
                code="grant.closed",
            )
        return evolve(self, grant=grant, closed_at=at)


@frozen
class Decision:
    """What the gate does, and the one reason; a denial is a value, never an exception."""

    reason: Reason
    direction: Direction | None = None
    detail: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the lane opens."""
        return self.reason is Reason.GRANTED


@frozen
class Facts:
    """All that a decision may look at; every part may be missing."""

    at: datetime
    site: SiteId
    lane: Lane | None = None
    gate: Gate | None = None
    readable: bool = True
    pass_: Pass | None = None
    card: GuestCard | None = None
    visit: Visit | None = None
    pending: Access | None = None


Rule = Callable[[Facts], str | None]
"""A plugin's rule: None, or the text that says why it forbids."""


def decide(facts: Facts, rules: Iterable[Rule] = ()) -> Decision:
    """The decision on a read; also any fault in a rule denies (G4)."""
    for check in (_check_lane, _check_code, _check_pass):
        reason = check(facts)
        if reason is not None:
            return Decision(reason)
    return _decide_passage(facts, rules)


def _check_lane(facts: Facts) -> Reason | None:
    lane, gate = facts.lane, facts.gate
    if lane is None or gate is None or not (lane.active and gate.active):
        return Reason.LANE_CLOSED
    return None


def _check_code(facts: Facts) -> Reason | None:
    if not facts.readable:
        return Reason.MALFORMED
    if facts.card is not None and facts.card.site != facts.site:
        return Reason.OTHER_SITE
    if facts.card is not None and facts.card.state is not CardState.OUT:
        return {
            CardState.FREE: Reason.CARD_NOT_ASSIGNED,
            CardState.LOST: Reason.CARD_LOST,
            CardState.BLOCKED: Reason.CARD_BLOCKED,
        }.get(facts.card.state, Reason.CARD_BLOCKED)
    return Reason.UNKNOWN_CODE if facts.pass_ is None else None


def _check_pass(facts: Facts) -> Reason | None:
    pass_, visit = facts.pass_, facts.visit
    if pass_ is None or visit is None:
        return Reason.UNKNOWN_CODE
    if facts.site != pass_.site or visit.site != facts.site:
        return Reason.OTHER_SITE
    if pass_.state is PassState.REVOKED:
        return Reason.PASS_REVOKED
    if pass_.state is PassState.SPENT or visit.state is VisitState.LEFT:
        return Reason.PASS_USED
    if pass_.visit != visit.id:
        return Reason.UNKNOWN_CODE
    return None


def _decide_passage(facts: Facts, rules: Iterable[Rule]) -> Decision:
    lane, visit = facts.lane, facts.visit
    if lane is None or visit is None:
        return Decision(Reason.FAULT)
    direction = _direction(lane, visit)
    reason = _check_direction(facts, visit, direction) or _check_time(facts, direction)
    if reason is not None:
        return Decision(reason, direction)
    if facts.pending is not None:
        return Decision(Reason.GRANT_PENDING, direction)
    return _ask_rules(facts, rules, direction)


def _direction(lane: Lane, visit: Visit) -> Direction:
    if lane.flow is LaneFlow.BOTH:
        return Direction.OUT if visit.state is VisitState.INSIDE else Direction.IN
    return Direction(lane.flow.value)


def _check_direction(facts: Facts, visit: Visit, direction: Direction) -> Reason | None:
    if direction is Direction.OUT:
        return None if visit.state is VisitState.INSIDE else Reason.NOT_INSIDE
    if visit.state is VisitState.INSIDE:
        return Reason.ALREADY_INSIDE
    return None if visit.state is VisitState.ADMITTED else Reason.NOT_ADMITTED


def _check_time(facts: Facts, direction: Direction) -> Reason | None:
    """Nobody is kept inside by a clock: the window is asked on the way in only."""
    if direction is Direction.OUT or facts.pass_ is None:
        return None
    if facts.at < facts.pass_.window.start:
        return Reason.PASS_NOT_YET
    return Reason.PASS_EXPIRED if facts.at >= facts.pass_.window.until else None


def _ask_rules(facts: Facts, rules: Iterable[Rule], direction: Direction) -> Decision:
    for rule in rules:
        try:
            objection = rule(facts)
        except Exception:  # noqa: BLE001 - a faulty plugin must never open a gate
            return Decision(Reason.FAULT, direction, detail="rule failed")
        if objection is not None:
            return Decision(Reason.FORBIDDEN_BY_RULE, direction, detail=objection)
    return Decision(Reason.GRANTED, direction)
