from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from attrs import evolve, frozen, has

from miz.domain.access import Access, Decision, Facts, GrantState, Reason, Rule, decide
from miz.domain.admissions import Window
from miz.domain.events import AccessDecided
from miz.domain.ids import AccessId, CardId, GateId, LaneId, PassId, PersonId, SiteId, VisitId
from miz.domain.passes import CardState, GuestCard, Pass, PassForm, PassState
from miz.domain.places import Direction, Gate, Lane, LaneFlow
from miz.domain.values import Text
from miz.domain.visits import Visit, VisitState
from miz.errors import Unavailable, WrongState

HERE, THERE = SiteId("here"), SiteId("there")
START = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
UNTIL = START + timedelta(minutes=90)
TICK = timedelta(microseconds=1)
VISIT = Visit(VisitId("visit"), HERE, PersonId("person"), VisitState.ADMITTED, START)
PASS = Pass(
    PassId("pass"), HERE, VISIT.id, PassForm.SLIP, "1234", window=Window(START, UNTIL),
    issued_at=START,
)  # fmt: skip
CARD = GuestCard(CardId("card"), HERE, "0001", "1234", CardState.OUT)
GATE = Gate(GateId("gate"), HERE, Text("۱"))
LANE = Lane(LaneId("lane"), HERE, GATE.id, Text("۱"), LaneFlow.BOTH)
GRANT = Access(AccessId("grant"), HERE, LANE.id, START, "1234", Reason.GRANTED)
GOOD = Facts(at=START, site=HERE, lane=LANE, gate=GATE, pass_=PASS, card=CARD, visit=VISIT)

ELSEWHERE = {
    *(Reason.PASSBACK, Reason.ZONE_NOT_ALLOWED, Reason.ZONE_CLOSED_NOW, Reason.ZONE_FULL),
    *(Reason.ESCORT_MISSING, Reason.ESCORT_NOTED, Reason.EMERGENCY),
}
"""These have a table of their own (see test_zone_access)."""
LANES: dict[str, tuple[Lane | None, Gate | None]] = {
    "in": (evolve(LANE, flow=LaneFlow.IN), GATE),
    "out": (evolve(LANE, flow=LaneFlow.OUT), GATE),
    "both": (LANE, GATE),
    "lane closed": (evolve(LANE, active=False), GATE),
    "gate closed": (LANE, evolve(GATE, active=False)),
    "no lane": (None, GATE),
    "no gate": (LANE, None),
}
CARDS: dict[str, GuestCard | None] = {
    "none": None,
    **{state.value: evolve(CARD, state=state) for state in CardState},
    "other site": evolve(CARD, site=THERE),
    "other site, free": evolve(CARD, site=THERE, state=CardState.FREE),
}
PASSES: dict[str, Pass | None] = {
    "none": None,
    **{state.value: evolve(PASS, state=state) for state in PassState},
    **{f"{state.value}, other site": evolve(PASS, state=state, site=THERE) for state in PassState},
    "live, other visit": evolve(PASS, visit=VisitId("another")),
    "revoked, other visit": evolve(PASS, visit=VisitId("another"), state=PassState.REVOKED),
}
VISITS: dict[str, Visit | None] = {
    "none": None,
    **{state.value: evolve(VISIT, state=state) for state in VisitState},
    **{f"{s.value}, other site": evolve(VISIT, state=s, site=THERE) for s in VisitState},
}
TIMES = {
    "early": START - TICK,
    "first": START,
    "last": UNTIL - TICK,
    "over": UNTIL,
    "long over": UNTIL + timedelta(days=2),
}


@frozen
class Case:
    """One row of the table, in words."""

    lane: str
    readable: bool
    card: str
    pass_: str
    visit: str
    time: str
    pending: bool

    @property
    def facts(self) -> Facts:
        """What the gate would find."""
        lane, gate = LANES[self.lane]
        return Facts(
            at=TIMES[self.time],
            site=HERE,
            lane=lane,
            gate=gate,
            readable=self.readable,
            pass_=PASSES[self.pass_],
            card=CARDS[self.card],
            visit=VISITS[self.visit],
            pending=GRANT if self.pending else None,
        )


def cases() -> Iterator[Case]:
    """Every row."""
    flags = (True, False)
    rows = product(LANES, flags, CARDS, PASSES, VISITS, TIMES, flags)
    return (Case(*row) for row in rows)


def way(case: Case) -> str:
    """Which way the lane would let the visitor go."""
    inside = case.visit == "inside"
    return case.lane if case.lane != "both" else "out" if inside else "in"


def oracle(case: Case) -> Reason:
    """The reason by the words of the row alone: the first line that is true."""
    inside = case.visit == "inside"
    goes_in, goes_out = way(case) == "in", way(case) == "out"
    lines = [
        (case.lane not in {"in", "out", "both"}, Reason.LANE_CLOSED),
        (not case.readable, Reason.MALFORMED),
        (case.card.startswith("other site"), Reason.OTHER_SITE),
        (case.card == "free", Reason.CARD_NOT_ASSIGNED),
        (case.card == "lost", Reason.CARD_LOST),
        (case.card == "blocked", Reason.CARD_BLOCKED),
        ("none" in {case.pass_, case.visit}, Reason.UNKNOWN_CODE),
        ("other site" in case.pass_ + case.visit, Reason.OTHER_SITE),
        (case.pass_.startswith("revoked"), Reason.PASS_REVOKED),
        (case.pass_ == "spent" or case.visit == "left", Reason.PASS_USED),
        (case.pass_ == "live, other visit", Reason.UNKNOWN_CODE),
        (goes_out and not inside, Reason.NOT_INSIDE),
        (goes_in and inside, Reason.ALREADY_INSIDE),
        (goes_in and case.visit != "admitted", Reason.NOT_ADMITTED),
        (goes_in and case.time == "early", Reason.PASS_NOT_YET),
        (goes_in and case.time in {"over", "long over"}, Reason.PASS_EXPIRED),
        (case.pending, Reason.GRANT_PENDING),
    ]
    return next((reason for true, reason in lines if true), Reason.GRANTED)


def may_pass(case: Case) -> bool:
    """When a lane may open at all, said the other way round: everything must be right."""
    enters = case.visit == "admitted" and case.time in {"first", "last"}
    fits = (case.lane in {"in", "both"} and enters) or (
        case.lane in {"out", "both"} and case.visit == "inside"
    )
    right = case.readable and case.card in {"none", "out"} and case.pass_ == "live"
    return right and fits and not case.pending


def test_the_whole_table() -> None:
    """Every combination of lane, card, pass, visit, time and grant equals the oracle (row 13)."""
    differ, count = [], 0
    for case in cases():
        count += 1
        decision = decide(case.facts)
        if (oracle(case), may_pass(case)) != (decision.reason, decision.allowed):
            differ.append((case, decision))

    assert [] == differ[:5]
    assert count >= 100_000


def test_the_table_reaches_every_reason() -> None:
    """No reason is without a row, but those of rules, faults, zones, contacts and lone gates."""
    reached = {oracle(case) for case in cases()}
    elsewhere = {Reason.FORBIDDEN_BY_RULE, Reason.FAULT, Reason.OUT_OF_DATE, Reason.OTHER_GATE}
    elsewhere |= {Reason.FATE_UNKNOWN}

    assert elsewhere | ELSEWHERE == set(Reason) - reached


def test_a_denial_for_the_way_names_it() -> None:
    """The monitor shows which way somebody wanted to go (MIS-10)."""
    inside = evolve(GOOD, visit=evolve(VISIT, state=VisitState.INSIDE))

    assert Decision(Reason.GRANTED, Direction.IN) == decide(GOOD)
    assert Decision(Reason.GRANTED, Direction.OUT) == decide(inside)
    assert Decision(Reason.LANE_CLOSED) == decide(evolve(GOOD, lane=None))


def forbids(_: Facts) -> str:
    """A rule that forbids."""
    return "lunch break"


def permits(_: Facts) -> None:
    """A rule that has nothing against it."""


def breaks(_: Facts) -> str | None:
    """A faulty rule."""
    raise ZeroDivisionError


def is_away(_: Facts) -> str | None:
    """A rule whose database is away."""
    raise Unavailable("The list is away.")


@pytest.mark.parametrize(
    ("rules", "reason", "detail"),
    [
        ([permits, permits], Reason.GRANTED, ""),
        ([permits, forbids], Reason.FORBIDDEN_BY_RULE, "lunch break"),
        ([forbids, breaks], Reason.FORBIDDEN_BY_RULE, "lunch break"),
        ([permits, breaks, permits], Reason.FAULT, "rule failed"),
        ([is_away], Reason.FAULT, "rule failed"),
        ([lambda: None], Reason.FAULT, "rule failed"),
        ([lambda _: ""], Reason.FORBIDDEN_BY_RULE, ""),
        ([None], Reason.FAULT, "rule failed"),
    ],
)
def test_rules_may_only_forbid(rules: Sequence[Rule], reason: Reason, detail: str) -> None:
    """Every rule is asked until one objects; one that fails denies (G4, ASVS V16.5.3)."""

    assert Decision(reason, Direction.IN, detail) == decide(GOOD, rules)


@pytest.mark.parametrize("said", [True, False, 0, "yes", "granted", Reason.GRANTED, object()])
def test_no_answer_of_a_rule_allows(said: object) -> None:
    """Whatever a rule answers but None forbids: it has no word that opens."""
    rules: Sequence[Any] = [lambda _: said]

    assert not decide(GOOD, rules).allowed


def test_rules_are_not_asked_for_what_is_denied_anyway() -> None:
    """A rule sees only passages that would be granted, so it cannot tell one denial as another."""
    asked: list[Facts] = []

    def rule(facts: Facts) -> str | None:
        asked.append(facts)
        return None

    denied = [case.facts for case in cases() if case.lane == "in" and not may_pass(case)]
    for facts in denied[::50]:
        decide(facts, [rule])

    assert [] == asked


class Brittle:
    """Facts of which the n-th look fails; what is inside is as brittle."""

    def __init__(self, inside: object, count: Callable[[], None]) -> None:
        self._inside = inside
        self._count = count

    def __getattr__(self, name: str) -> Any:
        self._count()
        value = getattr(self._inside, name)
        return Brittle(value, self._count) if has(type(value)) else value


@frozen
class Counter:
    """Raises at one look and lets the others be."""

    fails_at: int
    looks: list[int]
    error: type[BaseException]

    def __call__(self) -> None:
        """One look."""
        self.looks.append(1)
        if len(self.looks) == self.fails_at:
            raise self.error


def looks_of(facts: Facts) -> int:
    """How often a decision looks at its facts."""
    looks: list[int] = []
    decide(Brittle(facts, Counter(0, looks, ValueError)))  # type: ignore[arg-type]
    return len(looks)


@pytest.mark.parametrize("error", [ValueError, OSError, AttributeError, KeyError])
def test_no_fault_in_the_facts_allows(error: type[Exception]) -> None:
    """Whichever look at the facts fails, nothing is granted (row 14)."""
    sites = range(1, looks_of(GOOD) + 1)
    granted = [site for site in sites if _allowed(site, error)]

    assert len(sites) > 20
    assert [] == granted


def _allowed(site: int, error: type[BaseException]) -> bool:
    facts: Any = Brittle(GOOD, Counter(site, [], error))
    try:
        return decide(facts).allowed
    except error:
        return False


def test_rules_that_cannot_be_listed_allow_nothing() -> None:
    """A fault between two rules is no permission."""

    def rules() -> Iterator[Rule]:
        yield permits
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        decide(GOOD, rules())


def test_a_decision_is_told() -> None:
    """Allowed or not, with its one reason and without the code (MIS-10)."""
    access = evolve(
        GRANT, direction=Direction.IN, visit=VISIT.id, person=VISIT.person, grant=GrantState.ISSUED
    )

    assert (
        AccessDecided(
            site=HERE, at=START, access=access.id, lane=LANE.id, allowed=True, reason="granted",
            direction="in", visit=VISIT.id, person=VISIT.person,
        ),
    ) == access.announce().events  # fmt: skip
    denied = evolve(GRANT, reason=Reason.MALFORMED).announce().events
    assert (
        AccessDecided(
            site=HERE, at=START, access=access.id, lane=LANE.id, allowed=False, reason="malformed"
        ),
    ) == denied
    assert "1234" not in repr(access)


@pytest.mark.parametrize("end", [GrantState.PASSED, GrantState.PRESUMED, GrantState.TIMED_OUT])
def test_a_grant_ends_once(end: GrantState) -> None:
    """One passage for one grant (I2)."""
    closed = evolve(GRANT, grant=GrantState.ISSUED).close(end, at=UNTIL)

    assert (end, UNTIL, False) == (closed.grant, closed.closed_at, closed.pending)
    with pytest.raises(WrongState, match=end.value):
        closed.close(GrantState.PASSED, at=UNTIL)


def test_a_denial_has_no_end() -> None:
    """What was never granted cannot be passed."""
    with pytest.raises(WrongState):
        evolve(GRANT, reason=Reason.FAULT).close(GrantState.PASSED, at=UNTIL)
