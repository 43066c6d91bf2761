"""Whether a lane opens: facts in, one decision with exactly one reason out.

`decide` is pure and denies by default. Plugins add rules that may only forbid.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from miz.domain.accesses import (
    CODE_KEPT,
    REPEAT_WITHIN,
    Access,
    GrantState,
    Mark,
    Reason,
)
from miz.domain.catalogue import Host
from miz.domain.ids import SiteId
from miz.domain.passes import CardState, GuestCard, Pass, PassState
from miz.domain.places import Direction, Gate, Lane, LaneFlow
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import HouseRules, Passback, PassbackMode, Zone

__all__ = [
    "CODE_KEPT",
    "ESCORT_WITHIN",
    "REPEAT_WITHIN",
    "Access",
    "Decision",
    "Facts",
    "GrantState",
    "Mark",
    "Reason",
    "Rule",
    "decide",
]
ESCORT_WITHIN = timedelta(seconds=10)
"""How long before the visitor's read the host's card must have been read at the same lane."""


@frozen
class Decision:
    """What the gate does, and the one reason; a denial is a value, never an exception."""

    reason: Reason
    direction: Direction | None = None
    detail: str = ""
    mark: Mark | None = None

    @property
    def allowed(self) -> bool:
        """Whether the lane opens."""
        return self.reason is Reason.GRANTED


@frozen
class Facts:
    """All that a decision may look at; every part may be missing.

    ``house`` and ``clock`` are the site's. ``zone`` is the one that the lane leads into, with
    ``inside`` persons in it or on their way; ``host`` is whose card was read, and ``escorts`` are
    those whose cards were read at this lane just before.
    """

    at: datetime
    site: SiteId
    lane: Lane | None = None
    gate: Gate | None = None
    readable: bool = True
    pass_: Pass | None = None
    card: GuestCard | None = None
    visit: Visit | None = None
    pending: Access | None = None
    house: HouseRules = HouseRules()
    clock: ZoneInfo = ZoneInfo("UTC")
    zone: Zone | None = None
    inside: int = 0
    host: Host | None = None
    escorts: tuple[Host, ...] = ()


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
    return Reason.EMERGENCY if lane.fire_at is not None else None


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
    if facts.pass_ is None and facts.host is not None:
        return _check_host(facts, facts.host)
    return Reason.UNKNOWN_CODE if facts.pass_ is None else None


def _check_host(facts: Facts, host: Host) -> Reason:
    """A host's card opens nothing by itself; it lets a visitor follow."""
    if host.site != facts.site:
        return Reason.OTHER_SITE
    return Reason.ESCORT_NOTED if host.active else Reason.CARD_BLOCKED


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
    mark = _mark(facts, visit, direction)
    reason = (
        _check_direction(facts, visit, direction)
        or _check_time(facts, direction)
        or _check_zone(facts, visit, direction)
    )
    if reason is not None:
        return Decision(reason, direction)
    if facts.pending is not None:
        return Decision(Reason.GRANT_PENDING, direction)
    return evolve(_ask_rules(facts, rules, direction), mark=mark)


def _direction(lane: Lane, visit: Visit) -> Direction:
    if lane.flow is not LaneFlow.BOTH:
        return Direction(lane.flow.value)
    return Direction.OUT if _is_behind(lane, visit) else Direction.IN


def _is_behind(lane: Lane, visit: Visit) -> bool:
    """Whether the visitor stands on the inner side of the lane, as far as is known."""
    inside = visit.state is VisitState.INSIDE
    return inside if lane.zone is None else inside and visit.zone == lane.zone


def _check_direction(facts: Facts, visit: Visit, direction: Direction) -> Reason | None:
    """The way that the visitor may go; passing the same way again is what the mark is about."""
    lane, inside = facts.lane, visit.state is VisitState.INSIDE
    if lane is None:
        return Reason.FAULT
    if direction is Direction.IN and visit.unclear_at and not visit.pardoned_at:
        return Reason.FATE_UNKNOWN
    if _again(lane, visit, direction):
        return _check_again(facts, visit, direction)
    if lane.zone is not None or direction is Direction.OUT:
        return None if inside else Reason.NOT_INSIDE
    return None if visit.state is VisitState.ADMITTED else Reason.NOT_ADMITTED


def _again(lane: Lane, visit: Visit, direction: Direction) -> bool:
    """Whether the visitor goes the way that he went last: in when in, or out when out."""
    if visit.state not in {VisitState.INSIDE, VisitState.ADMITTED}:
        return False
    if lane.zone is not None and visit.state is VisitState.ADMITTED:
        return False
    return _is_behind(lane, visit) is (direction is Direction.IN)


def _check_again(facts: Facts, visit: Visit, direction: Direction) -> Reason | None:
    """Nobody is kept in a zone by what is believed of him: that is asked on the way in only."""
    zoned = facts.lane is not None and facts.lane.zone is not None
    if visit.pardoned_at is not None or (zoned and direction is Direction.OUT):
        return None
    seen = visit.seen.at if visit.seen else None
    passback = _passback(facts)
    if direction is Direction.OUT:
        return Reason.NOT_INSIDE if passback.mode is PassbackMode.HARD else None
    if not passback.refuses(seen, facts.at):
        return None
    hard = passback.mode is PassbackMode.HARD
    return Reason.ALREADY_INSIDE if hard and not zoned else Reason.PASSBACK


def _passback(facts: Facts) -> Passback:
    if facts.lane is not None and facts.lane.zone is not None:
        return facts.zone.passback if facts.zone is not None else Passback()
    return facts.house.passback


def _mark(facts: Facts, visit: Visit, direction: Direction) -> Mark | None:
    if facts.lane is None or not _again(facts.lane, visit, direction):
        return None
    if visit.pardoned_at is not None:
        return Mark.PARDONED
    unasked = _passback(facts).mode is PassbackMode.NONE
    return Mark.UNCHECKED if unasked else Mark.PASSBACK


def _check_time(facts: Facts, direction: Direction) -> Reason | None:
    """Nobody is kept inside by a clock: the window is asked on the way in only."""
    if direction is Direction.OUT or facts.pass_ is None:
        return None
    if facts.at < facts.pass_.window.start:
        return Reason.PASS_NOT_YET
    return Reason.PASS_EXPIRED if facts.at >= facts.pass_.window.until else None


def _check_zone(facts: Facts, visit: Visit, direction: Direction) -> Reason | None:
    """What stands for good comes first, then what the visitor can change, then what passes."""
    lane, zone = facts.lane, facts.zone
    if lane is None or lane.zone is None or direction is Direction.OUT:
        return None
    if zone is None or zone.id != lane.zone or not zone.admits(visit.zones):
        return Reason.ZONE_NOT_ALLOWED
    if not zone.open_at(facts.at, facts.clock):
        return Reason.ZONE_CLOSED_NOW
    if zone.escort and not any(_escorts(host, visit) for host in facts.escorts):
        return Reason.ESCORT_MISSING
    return Reason.ZONE_FULL if zone.full(facts.inside) else None


def _escorts(host: Host, visit: Visit) -> bool:
    """The visit's own host, or a colleague of the unit; anybody where the visit names neither."""
    if not host.active or host.site != visit.site:
        return False
    if visit.host is None and visit.unit is None:
        return True
    return host.id == visit.host or host.unit == visit.unit


def _ask_rules(facts: Facts, rules: Iterable[Rule], direction: Direction) -> Decision:
    for rule in rules:
        try:
            objection = rule(facts)
        except Exception:  # noqa: BLE001 - a faulty plugin must never open a gate
            return Decision(Reason.FAULT, direction, detail="rule failed")
        if objection is not None:
            return Decision(Reason.FORBIDDEN_BY_RULE, direction, detail=objection)
    return Decision(Reason.GRANTED, direction)
