"""Zones, escorts and anti-passback at the gate: a table beside an oracle in words."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen

from miz.domain.access import Decision, Facts, Mark, Reason, decide
from miz.domain.admissions import Sighting, Window
from miz.domain.catalogue import Host
from miz.domain.decrees import Span
from miz.domain.ids import (
    GateId,
    HostId,
    LaneId,
    PassId,
    PersonId,
    SiteId,
    UnitId,
    VisitId,
    ZoneId,
)
from miz.domain.passes import Pass, PassForm
from miz.domain.places import Direction, Gate, Lane, LaneFlow
from miz.domain.values import PersonName, Text
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import HouseRules, Passback, PassbackMode, Zone

SITE, VAULT, OTHER = SiteId("site"), ZoneId("vault"), ZoneId("other")
NOON = datetime(2026, 1, 3, 8, 30, tzinfo=UTC)  # a Saturday, 12:00 in Tehran
TEHRAN = ZoneInfo("Asia/Tehran")
UNIT, COLLEAGUES = UnitId("unit"), UnitId("colleagues")
HOST = Host(HostId("host"), SITE, UNIT, PersonName("الهام", "نوری"))
GATE = Gate(GateId("gate"), SITE, Text("۱"))
INNER = Lane(LaneId("inner"), SITE, GATE.id, Text("۱"), LaneFlow.IN, zone=VAULT)
PERIMETER = evolve(INNER, zone=None)
VISIT = Visit(
    VisitId("visit"), SITE, PersonId("person"), VisitState.INSIDE, NOON,
    host=HOST.id, unit=UNIT, zones=(VAULT,),
    seen=Sighting(LaneId("door"), Direction.IN, NOON - timedelta(minutes=5)),
)  # fmt: skip
PASS = Pass(
    PassId("pass"), SITE, VISIT.id, PassForm.SLIP, "1",
    window=Window.of(NOON - timedelta(hours=1), 90), issued_at=NOON,
)  # fmt: skip
WEEK = {5: (Span(time(11), time(13)),)}
ZONE = Zone(VAULT, SITE, Text("خزانه"), capacity=2, escort=True, week=WEEK)
GOOD = Facts(
    at=NOON, site=SITE, lane=INNER, gate=GATE, pass_=PASS, visit=VISIT, clock=TEHRAN, zone=ZONE,
    inside=1, escorts=(HOST,),
)  # fmt: skip
MODES = {
    "none": Passback(PassbackMode.NONE),
    "soft": Passback(PassbackMode.SOFT),
    "hard": Passback(PassbackMode.HARD),
    "timed, just seen": Passback(PassbackMode.TIMED, 6),
    "timed, long ago": Passback(PassbackMode.TIMED, 5),
}


@frozen
class Case:
    """One row, in words."""

    way: str
    stands: str
    may: str
    hours: str
    mode: str
    pardoned: bool
    escort: str
    full: bool

    @property
    def facts(self) -> Facts:
        """What the gate would find."""
        week = {"open": WEEK, "closed": {5: (Span(time(8), time(12)),)}, "always": None}
        zone = evolve(
            ZONE,
            public=self.may == "public",
            week=week.get(self.hours),
            active=self.hours != "inactive",
            passback=MODES[self.mode],
            escort=self.escort != "not asked",
        )
        state = VisitState.ADMITTED if self.stands == "outside" else VisitState.INSIDE
        visit = evolve(
            VISIT,
            state=state,
            zone={"here": VAULT, "elsewhere": OTHER}.get(self.stands),
            zones=(VAULT, OTHER) if self.may == "named" else (OTHER,),
            pardoned_at=NOON if self.pardoned else None,
        )
        other = evolve(HOST, id=HostId("colleague"))
        escorts = {
            "host": (HOST,),
            "colleague": (other,),
            "stranger": (evolve(other, unit=COLLEAGUES),),
            "retired": (evolve(HOST, active=False),),
        }
        return evolve(
            GOOD,
            lane=evolve(INNER, flow=LaneFlow(self.way)),
            zone=zone,
            visit=visit,
            escorts=escorts.get(self.escort, ()),
            inside=2 if self.full else 1,
        )


def cases() -> Iterator[Case]:
    """Every row."""
    flags = (True, False)
    escorts = ("not asked", "host", "colleague", "stranger", "retired", "nobody")
    stands, may = ("outside", "inside", "here", "elsewhere"), ("named", "public", "not named")
    hours = ("open", "closed", "always", "inactive")
    rows = product(("in", "out", "both"), stands, may, hours, MODES, flags, escorts, flags)
    return (Case(*row) for row in rows)


def way(case: Case) -> str:
    """Which way the lane would let the visitor go."""
    if case.way != "both":
        return case.way
    return "out" if case.stands == "here" else "in"


def oracle(case: Case) -> Reason:
    """The reason by the words of the row alone: the first line that is true."""
    comes = way(case) == "in"
    again = comes and case.stands == "here" and not case.pardoned
    lines = [
        (case.stands == "outside", Reason.NOT_INSIDE),
        (again and case.mode in {"hard", "timed, just seen"}, Reason.PASSBACK),
        (comes and case.may == "not named", Reason.ZONE_NOT_ALLOWED),
        (comes and case.hours in {"closed", "inactive"}, Reason.ZONE_CLOSED_NOW),
        (comes and case.escort in {"stranger", "retired", "nobody"}, Reason.ESCORT_MISSING),
        (comes and case.full, Reason.ZONE_FULL),
    ]
    return next((reason for true, reason in lines if true), Reason.GRANTED)


def marked(case: Case) -> Mark | None:
    """What is unusual about a grant, in words: in when in, or out when not in."""
    if (way(case) == "in") is not (case.stands == "here"):
        return None
    if case.pardoned:
        return Mark.PARDONED
    return Mark.UNCHECKED if case.mode == "none" else Mark.PASSBACK


def test_the_whole_table() -> None:
    """Every combination equals the oracle, and only unusual grants are marked (row 13)."""
    differ, count = [], 0
    for case in cases():
        count += 1
        decision = decide(case.facts)
        reason, mark = oracle(case), marked(case)
        expected = (reason, mark if reason is Reason.GRANTED else None)
        if expected != (decision.reason, decision.mark if decision.allowed else None):
            differ.append((case, decision))

    assert [] == differ[:5]
    assert count >= 17_000


def test_the_table_reaches_every_reason_of_zones() -> None:
    """No reason of a zone is without a row."""
    reached = {oracle(case) for case in cases()}

    assert {
        *(Reason.GRANTED, Reason.NOT_INSIDE, Reason.PASSBACK, Reason.ZONE_NOT_ALLOWED),
        *(Reason.ZONE_CLOSED_NOW, Reason.ESCORT_MISSING, Reason.ZONE_FULL),
    } == reached


PERIMETER_ROWS = [
    ("hard", "in", VisitState.INSIDE, Reason.ALREADY_INSIDE, None),
    ("timed, just seen", "in", VisitState.INSIDE, Reason.PASSBACK, None),
    ("timed, long ago", "in", VisitState.INSIDE, Reason.GRANTED, Mark.PASSBACK),
    ("soft", "in", VisitState.INSIDE, Reason.GRANTED, Mark.PASSBACK),
    ("none", "in", VisitState.INSIDE, Reason.GRANTED, Mark.UNCHECKED),
    ("hard", "out", VisitState.ADMITTED, Reason.NOT_INSIDE, None),
    ("soft", "out", VisitState.ADMITTED, Reason.GRANTED, Mark.PASSBACK),
    ("timed, just seen", "out", VisitState.ADMITTED, Reason.GRANTED, Mark.PASSBACK),
    ("none", "out", VisitState.ADMITTED, Reason.GRANTED, Mark.UNCHECKED),
    ("hard", "in", VisitState.ADMITTED, Reason.GRANTED, None),
    ("hard", "out", VisitState.INSIDE, Reason.GRANTED, None),
    ("soft", "out", VisitState.ARRIVED, Reason.NOT_INSIDE, None),
    ("soft", "in", VisitState.ARRIVED, Reason.NOT_ADMITTED, None),
]


@pytest.mark.parametrize("row", PERIMETER_ROWS, ids=str)
def test_the_perimeter_follows_the_sites_rule(
    row: tuple[str, str, VisitState, Reason, Mark | None],
) -> None:
    """Today's rule is hard; soft grants and marks, timed refuses for a while (features 54)."""
    mode, flow, state, reason, mark = row
    facts = evolve(
        GOOD,
        lane=evolve(PERIMETER, flow=LaneFlow(flow)),
        house=HouseRules(MODES[mode]),
        visit=evolve(VISIT, state=state),
        zone=None,
    )
    decision = decide(facts)

    assert (reason, mark) == (decision.reason, decision.mark if decision.allowed else None)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("flow", "state"), [("in", VisitState.INSIDE), ("out", VisitState.ADMITTED)]
)
def test_a_pardon_lets_the_next_passage_through(mode: str, flow: str, state: VisitState) -> None:
    """In whatever mode, and the grant says so (features 54)."""
    facts = evolve(
        GOOD,
        lane=evolve(PERIMETER, flow=LaneFlow(flow)),
        house=HouseRules(MODES[mode]),
        visit=evolve(VISIT, state=state, pardoned_at=NOON),
    )

    assert Decision(Reason.GRANTED, Direction(flow), mark=Mark.PARDONED) == decide(facts)


def test_a_hosts_card_opens_nothing() -> None:
    """It is noted, so that a visitor may follow; a retired or foreign one is refused."""
    read = evolve(GOOD, pass_=None, visit=None, host=HOST)
    foreign = evolve(HOST, site=SiteId("other"))

    assert Decision(Reason.ESCORT_NOTED) == decide(read)
    assert Reason.CARD_BLOCKED is decide(evolve(read, host=evolve(HOST, active=False))).reason
    assert Reason.OTHER_SITE is decide(evolve(read, host=foreign)).reason


def test_anybody_may_vouch_for_who_visits_nobody_in_particular() -> None:
    """A visit without host and unit has no colleague to look for."""
    stranger = evolve(HOST, id=HostId("other"), unit=COLLEAGUES)
    alone = evolve(GOOD, visit=evolve(VISIT, host=None, unit=None), escorts=(stranger,))

    assert decide(alone).allowed
    assert not decide(evolve(alone, escorts=(evolve(stranger, site=SiteId("other")),))).allowed


def test_in_a_fire_nothing_is_decided() -> None:
    """The way is open by wire; miz lets nobody in and counts nobody out (features 63)."""
    burning = evolve(GOOD, lane=evolve(INNER, fire_at=NOON))

    assert Decision(Reason.EMERGENCY) == decide(burning)


@pytest.mark.parametrize("zone", [None, evolve(ZONE, id=OTHER)])
def test_a_zone_that_is_not_there_lets_nobody_in(zone: Zone | None) -> None:
    """A lane that leads nowhere known denies; out of it everybody may go (G4)."""
    facts = evolve(GOOD, zone=zone)
    leaving = evolve(facts, lane=evolve(INNER, flow=LaneFlow.OUT))

    assert Reason.ZONE_NOT_ALLOWED is decide(facts).reason
    assert decide(leaving).allowed


def test_the_window_of_the_pass_holds_for_zones_too() -> None:
    """Who overstays may go out and not deeper in."""
    over = evolve(GOOD, at=NOON + timedelta(minutes=30))

    assert Reason.PASS_EXPIRED is decide(over).reason
    assert decide(evolve(over, lane=evolve(INNER, flow=LaneFlow.OUT))).allowed
