"""Who overstays is told of once; at closing every guest card is accounted for (56, B17)."""

from datetime import timedelta

import pytest
from attrs import evolve

from miz import Actor, Permission
from miz.domain.access import Reason
from miz.domain.passes import CardState, PassState
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import HouseRules
from miz.usecases.closing import CardReport, HeldCard
from miz_apps.work import Worker
from tests.office import CARD, Office

CARDS = (CARD, "04B1B2B3", "04B4B5B6")
KEEPER = frozenset({Permission.RECEIVE, Permission.READ_FILES})


def holding(office: Office, number: int) -> Visit:
    """A visitor who was given a card and may come in."""
    visit = office.admitted(office.person(number))
    office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=CARDS[number])
    return visit


def come(office: Office, number: int) -> Visit:
    """A visitor who came in by the card."""
    holding(office, number)
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_in.id, code=CARDS[number]
    )
    return office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)


def go(office: Office, number: int) -> Visit:
    """And went out with it."""
    office.later(seconds=3)
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_out.id, code=CARDS[number]
    )
    return office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)


@pytest.fixture
def evening(office: Office) -> Office:
    """One card is taken home, one is with a visitor inside, one is in the box."""
    for number, code in enumerate(CARDS[1:], 2):
        office.core.cards.add(actor=office.actor, number=f"000{number}", code=code)
    come(office, 0)
    come(office, 1)
    office.later(minutes=20)
    go(office, 0)
    return office


def numbers(held: tuple[HeldCard, ...]) -> list[str]:
    """The printed numbers."""
    return [one.card.number for one in held]


def shape(report: CardReport) -> tuple[int, list[str], list[str]]:
    """In the box, with visitors, missing."""
    return report.free, numbers(report.held), numbers(report.missing)


def card(office: Office, number: int) -> tuple[CardState, str]:
    """Where a card is, and what a reader says of it."""
    found = office.core.storage.read(lambda uow: uow.cards.by_code(CARDS[number]))
    assert found is not None
    office.later(seconds=3)
    read = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_in.id, code=CARDS[number]
    )
    return found.state, read.access.reason.value


def test_every_card_is_accounted_for(evening: Office) -> None:
    """In, with a visitor inside, or missing; named with holder, host, last gate and since when."""
    report = evening.core.closing.cards(actor=evening.actor)
    missing = report.missing[0]

    assert (1, ["0002"], ["0001"]) == shape(report)
    assert missing.holder is not None
    assert missing.host == evening.host
    assert missing.gate is not None
    assert missing.gate.id == evening.lane_out.gate
    assert missing.since == evening.clock.now() - timedelta(minutes=20, seconds=3)
    assert VisitState.LEFT is missing.visit.state


@pytest.mark.parametrize(("lost", "state"), [(False, CardState.BLOCKED), (True, CardState.LOST)])
def test_closing_blocks_what_is_missing(evening: Office, *, lost: bool, state: CardState) -> None:
    """And nothing else: who is still inside must get out with his card (B17)."""
    rules = HouseRules(cards_lost=lost)
    evening.core.zones.rule(actor=evening.actor, rules=rules)
    report = evening.core.closing.close_day(actor=evening.actor)

    assert (1, ["0002"], ["0001"]) == shape(report)
    assert (state, f"card_{state}") == card(evening, 0)
    assert CardState.OUT is card(evening, 1)[0]
    assert VisitState.LEFT is go(evening, 1).state


def test_a_card_that_never_came_in_is_missing_and_its_pass_ends(evening: Office) -> None:
    """Admitted, gone home with the card: tomorrow it opens nothing (MIS-11)."""
    visit = holding(evening, 2)
    evening.core.closing.close_day(actor=evening.actor)
    passes = evening.core.storage.read(lambda uow: uow.passes.of_visit(visit.id))

    assert [PassState.REVOKED] == [one.state for one in passes]
    assert (CardState.BLOCKED, Reason.CARD_BLOCKED.value) == card(evening, 2)


def test_who_stands_in_a_lane_keeps_the_card(evening: Office) -> None:
    """A grant that waits for its passage is no missing card."""
    holding(evening, 2)
    evening.core.gatehouse.present(actor=evening.actor, lane=evening.lane_in.id, code=CARDS[2])

    assert (0, ["0002", "0003"], ["0001"]) == shape(
        evening.core.closing.close_day(actor=evening.actor)
    )


def test_the_morning_lists_what_the_evening_missed(evening: Office) -> None:
    """Until it turns up; closing again changes nothing, and the journal tells both times."""
    evening.core.closing.close_day(actor=evening.actor)
    evening.later(hours=14)
    morning = evening.core.closing.close_day(actor=evening.actor)
    evening.core.cards.mark(actor=evening.actor, card=evening.card.id, state=CardState.FREE)
    found = evening.core.closing.cards(actor=evening.actor)
    entries = evening.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    told = [s.entry.facts for s in entries if s.entry.kind == "CardsReconciled"]

    assert (1, ["0002"], ["0001"]) == shape(morning)
    assert (2, ["0002"], []) == shape(found)
    assert [{"free": 1, "held": 1, "missing": [evening.card.id]}] * 2 == [
        {**facts, "missing": list(facts["missing"])} for facts in told
    ]


def test_names_are_for_who_may_read_files(evening: Office) -> None:
    """An administrator sees cards and hosts, no visitors (threat model, actors)."""
    admin = Actor.system(evening.site.id, Permission.MANAGE_CARDS)
    guard = evolve(admin, permissions=KEEPER)
    seen = [evening.core.closing.cards(actor=who).missing[0].holder for who in (admin, guard)]

    assert [False, True] == [holder is not None for holder in seen]


class TestOverstay:
    def test_the_host_is_told_once_after_the_grace(self, office: Office) -> None:
        """At fifteen minutes past, to the second; not again on the next round (features 56)."""
        office.enter(office.slip())
        office.later(minutes=104, seconds=59)
        early = office.core.overstays.tell(actor=office.actor)
        office.later(seconds=1)
        rounds = [office.core.overstays.tell(actor=office.actor) for _ in range(2)]
        office.deliver()

        assert [0, 1, 0] == [early, *rounds]
        assert [True] == ["هنوز داخل است" in text for text in office.sent]  # the entry went stale
        inside = office.core.monitor.inside(actor=office.actor)
        assert [office.clock.now()] == [one.visit.overstayed_at for one in inside]

    def test_the_grace_is_the_sites(self, office: Office) -> None:
        """None at all, if it wants so."""
        office.core.zones.rule(actor=office.actor, rules=HouseRules(grace_minutes=0))
        office.enter(office.slip())
        office.later(minutes=90)

        assert 1 == office.core.overstays.tell(actor=office.actor)

    def test_who_left_or_never_came_is_not_told_of(self, office: Office) -> None:
        """Only who is inside can stay too long; nobody is let out by the clock."""
        office.slip(office.person(1))
        visit = office.enter(office.slip())
        office.core.gatehouse.let_out(actor=office.actor, visit=visit.id, lane=office.lane_out.id)
        office.later(hours=9)

        assert 0 == office.core.overstays.tell(actor=office.actor)

    def test_the_worker_does_it_on_its_round(self, office: Office) -> None:
        """And the event is one for plugins and the monitor."""
        visit = office.enter(office.slip())
        office.later(hours=2)
        Worker(office.core, "w").turn()
        entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
        told = [s.entry.facts for s in entries if s.entry.kind == "VisitorOverstayed"]

        assert [{"visit": visit.id, "person": visit.person, "host": visit.host}] == told
