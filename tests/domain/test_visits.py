from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from miz.domain.admissions import (
    Agreement,
    Identification,
    IdentificationMethod,
    PardonGrounds,
    Passage,
    RefusalReason,
    Sighting,
    Window,
)
from miz.domain.events import (
    Event,
    HostAnswered,
    PassageTimedOut,
    VisitExpired,
    VisitorAdmitted,
    VisitorArrived,
    VisitorEntered,
    VisitorExpected,
    VisitorIdentified,
    VisitorLeft,
    VisitorRefused,
)
from miz.domain.gate_events import (
    PassageReversed,
    VisitorEnteredAgain,
    VisitorMoved,
    VisitorOverstayed,
    VisitorPardoned,
)
from miz.domain.ids import AccessId, HostId, LaneId, PersonId, SiteId, VisitId, ZoneId
from miz.domain.places import Direction
from miz.domain.visits import OPEN, Visit, VisitState
from miz.errors import WrongState

AT = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
SITE, VISIT, PERSON, HOST = SiteId("site"), VisitId("visit"), PersonId("person"), HostId("host")
ACCESS, LANE = AccessId("access"), LaneId("lane")
WINDOW = Window.of(AT, 90)
WHO: dict[str, Any] = {"site": SITE, "at": AT, "visit": VISIT, "person": PERSON}
BLANK = Visit(VISIT, SITE, PERSON, VisitState.EXPECTED, AT, host=HOST)


def passage(direction: Direction, *, confirmed: bool = True) -> Passage:
    """A passage of the lane."""
    return Passage(ACCESS, LANE, direction, AT, confirmed)


def identified(visit: Visit, *, matched: bool = True) -> Visit:
    """The visit after a check of identity."""
    check = Identification(IdentificationMethod.NATIONAL_CARD, matched, AT, "guard")
    return visit.identify(check)


def answered(visit: Visit, *, agreed: bool = True) -> Visit:
    """The visit after the host's answer."""
    return visit.answer(Agreement(agreed, AT, "host"))


SEEN: dict[str, Any] = {**WHO, "access": ACCESS, "lane": LANE, "confirmed": True}
PASSED: dict[str, Any] = {**SEEN, "host": HOST}
ZONE = ZoneId("zone")
S = VisitState
Step = tuple[Callable[[Visit], Visit], set[VisitState], VisitState | None, Event]
STEPS: dict[str, Step] = {
    "expect": (
        lambda visit: visit.expect(when=AT, at=AT),
        {S.EXPECTED},
        None,
        VisitorExpected(**WHO, host=HOST),
    ),
    "arrive": (
        lambda visit: visit.arrive(at=AT),
        {S.EXPECTED},
        S.ARRIVED,
        VisitorArrived(**WHO, host=HOST),
    ),
    "identify": (
        identified,
        {S.ARRIVED},
        None,
        VisitorIdentified(**WHO, method="national_card", matched=True),
    ),
    "mistake": (
        lambda visit: identified(visit, matched=False),
        {S.ARRIVED},
        None,
        VisitorIdentified(**WHO, method="national_card", matched=False),
    ),
    "agree": (
        answered,
        {S.EXPECTED, S.ARRIVED},
        None,
        HostAnswered(**WHO, agreed=True, host=HOST),
    ),
    "decline": (
        lambda visit: answered(visit, agreed=False),
        {S.EXPECTED, S.ARRIVED},
        None,
        HostAnswered(**WHO, agreed=False, host=HOST),
    ),
    "admit": (
        lambda visit: visit.admit(WINDOW, at=AT),
        {S.ARRIVED},
        S.ADMITTED,
        VisitorAdmitted(**WHO),
    ),
    "refuse": (
        lambda visit: visit.refuse(RefusalReason.SECURITY, at=AT),
        {S.EXPECTED, S.ARRIVED, S.ADMITTED},
        S.REFUSED,
        VisitorRefused(**WHO, reason="security"),
    ),
    "expire": (
        lambda visit: visit.expire(at=AT),
        {S.EXPECTED, S.ARRIVED, S.ADMITTED},
        S.EXPIRED,
        VisitExpired(**WHO),
    ),
    "enter": (
        lambda visit: visit.enter(passage(Direction.IN)),
        {S.ADMITTED},
        S.INSIDE,
        VisitorEntered(**PASSED),
    ),
    "leave": (
        lambda visit: visit.leave(passage(Direction.OUT)),
        {S.INSIDE},
        S.LEFT,
        VisitorLeft(**PASSED),
    ),
    "leave unseen": (
        lambda visit: visit.leave(passage(Direction.OUT), unseen=True),
        {S.ADMITTED},
        S.LEFT,
        VisitorLeft(**PASSED),
    ),
    "enter again": (
        lambda visit: visit.enter_again(passage(Direction.IN)),
        {S.INSIDE},
        None,
        VisitorEnteredAgain(**SEEN),
    ),
    "move": (
        lambda visit: visit.move(passage(Direction.IN), ZONE),
        {S.INSIDE},
        None,
        VisitorMoved(**SEEN, zone=ZONE),
    ),
    "pardon": (
        lambda visit: visit.pardon(PardonGrounds.LEFT_UNSEEN, at=AT),
        {S.ADMITTED, S.INSIDE},
        None,
        VisitorPardoned(**WHO, grounds="left_unseen"),
    ),
    "overstay": (
        lambda visit: evolve(visit, zone=None).overstay(at=AT),
        {S.INSIDE},
        None,
        VisitorOverstayed(**WHO, host=HOST),
    ),
    "turn back": (
        lambda visit: visit.turn_back(ACCESS, LANE, at=AT),
        set(S),
        None,
        PassageReversed(**WHO, access=ACCESS, lane=LANE),
    ),
    "miss": (
        lambda visit: visit.miss(ACCESS, LANE, at=AT),
        set(S),
        None,
        PassageTimedOut(**WHO, access=ACCESS, lane=LANE),
    ),
}


class VisitLife(RuleBasedStateMachine):
    """Any step at any time: what is allowed happens and is told, the rest changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.visit = BLANK
        self.state = VisitState.EXPECTED
        self.told: list[Event] = []
        self.unseen = False
        self.matched: bool | None = None
        self.agreed: bool | None = None

    @rule(needed=st.booleans())
    def start_again(self, needed: bool) -> None:
        """Another visit, with or without the need to ask the host."""
        self.visit = evolve(BLANK, needs_agreement=needed)
        self.state, self.told = VisitState.EXPECTED, []
        self.matched = self.agreed = None
        self.unseen = False

    @rule(name=st.sampled_from(sorted(STEPS)))
    def take(self, name: str) -> None:
        """One step, as the table says."""
        step, sources, target, event = STEPS[name]
        if self.state not in sources or (name == "admit" and not self.ready()):
            before = self.visit
            with pytest.raises(WrongState):
                step(self.visit)
            assert before == self.visit
            return
        self.visit = step(self.visit)
        self.unseen = self.unseen or name == "leave unseen"
        self.state = target or self.state
        self.told.append(event)
        self.remember(name)

    def remember(self, name: str) -> None:
        """What the desk knows by now."""
        if name in {"identify", "mistake"}:
            self.matched = name == "identify"
        if name in {"agree", "decline"}:
            self.agreed = name == "agree"

    def ready(self) -> bool:
        """Identity proven, and the host not against it, nor unasked where he must be asked."""
        return bool(self.matched) and (
            self.agreed is True or (self.agreed is None and not self.visit.needs_agreement)
        )

    @invariant()
    def stands_where_the_table_says(self) -> None:
        """State and events are those of the steps that were allowed."""
        assert self.state is self.visit.state
        assert tuple(self.told) == self.visit.events

    @invariant()
    def what_is_over_stays_over(self) -> None:
        """A visit is open until it ended in one of three ways, and then has an end."""
        over = self.state in {S.LEFT, S.REFUSED, S.EXPIRED}
        assert over is not self.visit.is_open
        assert over is (self.visit.closed_at is not None)

    @invariant()
    def inside_has_an_entry(self) -> None:
        """Only a passage makes an entry; who left unseen never had one (Q1, C1-10)."""
        came = self.state in {S.INSIDE, S.LEFT} and not self.unseen
        assert (self.visit.entry is not None) is came
        assert (self.visit.exit is not None) is (self.state is S.LEFT)


TestVisitLife = VisitLife.TestCase
TestVisitLife.__doc__ = "Only the steps of the table succeed; others raise and change nothing (I1)."


@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("name", sorted(set(STEPS) - {"admit"}))
def test_every_step_from_every_state(name: str, state: VisitState) -> None:
    """The whole table once: a step succeeds from its states and raises from all others."""
    step, sources, target, _ = STEPS[name]
    visit = evolve(BLANK, state=state)
    if state in sources:
        assert (target or state) is step(visit).state
        return
    with pytest.raises(WrongState) as caught:
        step(visit)

    assert "visit.wrong_state" == caught.value.code


def test_open_states() -> None:
    """Three states are the end; nothing follows them."""

    assert {S.EXPECTED, S.ARRIVED, S.ADMITTED, S.INSIDE} == OPEN


ARRIVED = evolve(BLANK, state=VisitState.ARRIVED)
ASKING = evolve(ARRIVED, needs_agreement=True)


@pytest.mark.parametrize(
    ("visit", "code"),
    [
        (ARRIVED, "visit.not_identified"),
        (identified(ARRIVED, matched=False), "visit.not_identified"),
        (identified(answered(ARRIVED, agreed=False)), "visit.declined"),
        (identified(ASKING), "visit.not_agreed"),
        (identified(answered(ASKING, agreed=False)), "visit.declined"),
        (BLANK, "visit.wrong_state"),
    ],
)
def test_admission_needs_identity_and_agreement(visit: Visit, code: str) -> None:
    """Identity first, then the host's word where it is needed (C1-02, C3-02, MIS-08)."""
    with pytest.raises(WrongState) as caught:
        visit.admit(WINDOW, at=AT)

    assert code == caught.value.code


def test_a_second_check_counts() -> None:
    """A visitor whose papers did not match may show better ones."""
    visit = identified(identified(ARRIVED, matched=False))

    assert VisitState.ADMITTED is visit.admit(WINDOW, at=AT).state


@pytest.mark.parametrize(
    ("visit", "waiting"),
    [
        (BLANK, None),
        (ARRIVED, "identification"),
        (ASKING, "agreement"),
        (answered(ASKING), "identification"),
        (identified(ASKING), "agreement"),
        (identified(answered(ASKING)), None),
        (evolve(ARRIVED, state=VisitState.INSIDE), None),
    ],
)
def test_the_desk_sees_what_is_waited_for(visit: Visit, waiting: str | None) -> None:
    """What stands between arrival and admission, the first thing first (MIS-08)."""

    assert waiting == visit.waiting


def test_a_window_counts_minutes() -> None:
    """A pass is valid from now, for so many minutes."""

    assert (AT, AT + timedelta(minutes=90)) == (WINDOW.start, WINDOW.until)


def test_a_presumed_entry_says_so() -> None:
    """Without a sensor the entry and its event say that nobody saw it (Q1)."""
    admitted = evolve(BLANK, state=VisitState.ADMITTED)
    entered = admitted.enter(passage(Direction.IN, confirmed=False))

    assert entered.entry is not None
    assert not entered.entry.confirmed
    assert VisitorEntered(**{**PASSED, "confirmed": False}) == entered.events[-1]


def test_the_end_keeps_its_reason_and_time() -> None:
    """A refusal names its reason; an exit ends the visit at its own instant (C1-10)."""
    refused = ARRIVED.refuse(RefusalReason.HOST_ABSENT, at=AT)
    inside = evolve(BLANK, state=VisitState.INSIDE)
    later = evolve(passage(Direction.OUT), at=AT + timedelta(minutes=5))

    assert (RefusalReason.HOST_ABSENT, AT) == (refused.refusal, refused.closed_at)
    assert AT + timedelta(minutes=5) == inside.leave(later).closed_at


def test_a_passage_says_where_the_visitor_is() -> None:
    """In a zone, then in none; each passage is where he was seen last, and uses a pardon up."""
    inside = evolve(BLANK, state=VisitState.INSIDE).pardon(PardonGrounds.EMERGENCY, at=AT)
    there = inside.move(passage(Direction.IN), ZONE)
    back = there.move(passage(Direction.OUT), None)

    assert (AT, None, None) == (inside.pardoned_at, there.pardoned_at, back.pardoned_at)
    assert (ZONE, None) == (there.zone, back.zone)
    assert Sighting(LANE, Direction.OUT, AT) == back.seen
    assert there.leave(passage(Direction.OUT)).zone is None
