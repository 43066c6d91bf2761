from datetime import timedelta

import pytest

from miz.domain.catalogue import Category, Service
from miz.domain.events import PassHandedOut, VisitorIdentified, restore
from miz.domain.passes import CardState, Pass, PassForm, PassState
from miz.domain.places import Direction
from miz.domain.values import PassCode, PersonName, Text
from miz.domain.visits import IdentificationMethod, RefusalReason, Visit, VisitState
from miz.errors import Conflict, InvalidValue, NotFound, Unavailable, WrongState
from tests.office import CARD, Office, furnish_again

OTHER_CARD = "04B1B2B3"


def stored(office: Office, visit: Visit | Pass) -> Visit:
    """The visit as the storage has it."""
    identity = visit.visit if isinstance(visit, Pass) else visit.id
    return office.core.storage.read(lambda uow: uow.visits.get(identity))


def passes_of(office: Office, visit: Visit) -> list[PassState]:
    """The states of the visit's passes, newest first."""
    found = office.core.storage.read(lambda uow: uow.passes.of_visit(visit.id))
    return [pass_.state for pass_ in found]


def service(office: Office, code: str, **options: bool | int) -> Service:
    """One more service."""
    return office.core.catalogue.add_service(
        actor=office.actor,
        code=code,
        title=Text("خدمت"),
        category=Category.DOCUMENTS_WITH_ENTRY,
        **options,  # type: ignore[arg-type]
    )


def refuse(office: Office, visit: Visit, reason: RefusalReason = RefusalReason.SECURITY) -> Visit:
    """Turns the visitor away."""
    return office.core.reception.refuse(actor=office.actor, visit=visit.id, reason=reason)


def hand_card(office: Office, visit: Visit, card: str = CARD) -> Pass:
    """Hands a guest card over."""
    return office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=card)


def test_a_known_person_is_received_without_typing_again(office: Office) -> None:
    """A second visit asks for no identity field (CAP-16, MIS-04)."""
    person = office.person()
    first = office.enter(office.slip(person))
    office.core.gatehouse.let_out(actor=office.actor, visit=first.id, lane=office.lane_out.id)
    second = office.core.reception.arrive(actor=office.actor, person=person.id)

    assert (person.id, VisitState.ARRIVED) == (second.person, second.state)
    assert first.id != second.id


def test_identity_is_checked_before_admission(office: Office) -> None:
    """Who, how, with what result, when and by whom precedes the pass (C1-02, C3-02)."""
    visit = office.core.reception.arrive(actor=office.actor, person=office.person().id)
    with pytest.raises(WrongState, match="identity"):
        office.core.reception.admit(actor=office.actor, visit=visit.id)
    checked = office.core.reception.identify(
        actor=office.actor, visit=visit.id, method=IdentificationMethod.KNOWN_FACE, matched=True
    )
    admitted = office.core.reception.admit(actor=office.actor, visit=visit.id)

    assert checked.identification is not None
    assert (IdentificationMethod.KNOWN_FACE, True, office.clock.now(), office.actor.id) == (
        checked.identification.method,
        checked.identification.matched,
        checked.identification.at,
        checked.identification.by,
    )
    assert VisitState.ADMITTED is admitted.state


def test_a_failed_check_forbids_admission(office: Office) -> None:
    """Papers of somebody else open nothing (C1-02)."""
    visit = office.arrived()
    office.core.reception.identify(
        actor=office.actor, visit=visit.id, method=IdentificationMethod.PASSPORT, matched=False
    )
    with pytest.raises(WrongState, match="identity"):
        office.core.reception.admit(actor=office.actor, visit=visit.id)


def test_the_check_is_in_the_journal(office: Office) -> None:
    """The check of identity can be proven later (C1-02, G8)."""
    visit = office.arrived()
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    entry = next(s.entry for s in entries if s.entry.kind == "VisitorIdentified")

    assert VisitorIdentified(
        site=office.site.id, at=visit.opened_at, visit=visit.id, person=visit.person,
        method="national_card", matched=True,
    ) == restore(entry.kind, entry.facts, site=entry.site, at=entry.at)  # fmt: skip
    assert (office.actor.id, office.actor.origin) == (entry.actor, entry.origin)


def test_the_met_person_is_kept(office: Office) -> None:
    """Whom the visitor meets, and that host's unit, are on the visit (C3-07)."""
    visit = office.arrived()

    assert (office.host.id, office.host.unit) == (visit.host, visit.unit)


def test_a_retired_host_receives_nobody(office: Office) -> None:
    """The desk is told to choose another (C3-07)."""
    person = office.person()
    office.core.catalogue.retire_host(actor=office.actor, host=office.host.id)
    with pytest.raises(WrongState) as caught:
        office.arrived(person)

    assert "host.retired" == caught.value.code


def test_one_open_visit_at_a_time(office: Office) -> None:
    """A person who is here already is not received again (C1-07, I1)."""
    person = office.person()
    office.admitted(person)
    with pytest.raises(Conflict) as caught:
        office.arrived(person)

    assert "visit.already_open" == caught.value.code


def test_the_host_agrees_first(office: Office) -> None:
    """Where coordination is needed, no pass exists without its record (MIS-08)."""
    asking = service(office, "301", needs_agreement=True)
    visit = office.core.reception.arrive(
        actor=office.actor,
        person=office.person().id,
        host=office.host.id,
        service=asking.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )

    assert "agreement" == visit.waiting
    with pytest.raises(WrongState, match="Ask the host"):
        office.core.reception.admit(actor=office.actor, visit=visit.id)

    answered = office.core.reception.answer(
        actor=office.actor, visit=visit.id, agreed=True, by="  خانم نوری "
    )

    assert answered.agreement is not None
    assert ("خانم نوری", office.clock.now()) == (answered.agreement.by, answered.agreement.at)
    admitted = office.core.reception.admit(actor=office.actor, visit=visit.id)
    assert VisitState.ADMITTED is admitted.state


def test_an_answer_without_a_name_is_the_desk_s(office: Office) -> None:
    """Somebody always answers for it (MIS-08)."""
    answered = office.core.reception.answer(
        actor=office.actor, visit=office.arrived().id, agreed=True
    )

    assert answered.agreement is not None
    assert office.actor.name == answered.agreement.by


def test_a_host_who_declines_is_heard(office: Office) -> None:
    """Also where nobody had to ask (MIS-08)."""
    visit = office.arrived()
    office.core.reception.answer(actor=office.actor, visit=visit.id, agreed=False)
    with pytest.raises(WrongState, match="declined"):
        office.core.reception.admit(actor=office.actor, visit=visit.id)


def test_a_service_at_the_desk_gives_no_pass(office: Office) -> None:
    """Services of categories 2 and 4 need no entry (C2-01, C4-04, I3)."""
    desk = service(office, "401", gives_pass=False)
    visit = office.core.reception.arrive(
        actor=office.actor,
        person=office.person().id,
        service=desk.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    with pytest.raises(WrongState) as caught:
        office.core.reception.admit(actor=office.actor, visit=visit.id)

    assert "service.no_pass" == caught.value.code


@pytest.mark.parametrize("minutes", [5, 240])
def test_a_pass_lasts_as_long_as_the_service(office: Office, minutes: int) -> None:
    """The window of admission is the service's (J3 step 3)."""
    wanted = service(office, "302", minutes=minutes)
    visit = office.core.reception.arrive(
        actor=office.actor,
        person=office.person().id,
        service=wanted.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    admitted = office.core.reception.admit(actor=office.actor, visit=visit.id)

    assert admitted.window is not None
    assert timedelta(minutes=minutes) == admitted.window.until - admitted.window.start


def test_a_slip_is_bound_to_one_visit(office: Office) -> None:
    """Twenty digits that scanners survive, good for this visit's window (C1-08, C3-04)."""
    visit = office.admitted()
    slip = office.core.reception.hand_slip(actor=office.actor, visit=visit.id)

    assert PassCode(slip.code) == PassCode.find(slip.code)
    assert (visit.id, visit.window, PassForm.SLIP) == (slip.visit, slip.window, slip.form)


def test_a_pass_needs_an_admission(office: Office) -> None:
    """The desk cannot print or hand out before admitting (C3-02)."""
    visit = office.arrived()
    with pytest.raises(WrongState, match="Admit"):
        office.core.reception.hand_slip(actor=office.actor, visit=visit.id)
    with pytest.raises(WrongState, match="Admit"):
        hand_card(office, visit)
    card = office.core.storage.read(lambda uow: uow.cards.get(office.card.id))

    assert CardState.FREE is card.state


def test_a_slip_lost_inside_is_replaced(office: Office) -> None:
    """Whoever is inside gets a new slip to leave with, and the old one dies (C1-08)."""
    visit = office.enter(office.slip())
    slip = office.core.reception.hand_slip(actor=office.actor, visit=visit.id)
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_out.id, code=slip.code
    )

    assert (True, Direction.OUT) == (verdict.opens, verdict.access.direction)
    assert [PassState.LIVE, PassState.REVOKED] == passes_of(office, visit)


def test_a_card_is_bound_to_one_visit(office: Office) -> None:
    """A card that is out cannot go out again (C1-07, J1 step 6)."""
    visit = office.admitted()
    pass_ = hand_card(office, visit)
    card = office.core.storage.read(lambda uow: uow.cards.get(office.card.id))

    assert (CardState.OUT, visit.id) == (card.state, card.visit)
    assert (PassForm.CARD, card.id, CARD) == (pass_.form, pass_.card, pass_.code)
    other = office.admitted(office.person(1))
    with pytest.raises(Conflict) as caught:
        hand_card(office, other)

    assert "card.out" == caught.value.code
    assert [] == passes_of(office, other)


def test_handing_out_is_in_the_journal(office: Office) -> None:
    """Which card went out with which visit can be proven later (C1-07, G8)."""
    pass_ = hand_card(office, office.admitted())
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    told = [restore(s.entry.kind, s.entry.facts, site=s.entry.site, at=s.entry.at) for s in entries]
    handed = [event for event in told if isinstance(event, PassHandedOut)]

    assert [(pass_.id, "card", office.card.id)] == [(e.pass_, e.form, e.card) for e in handed]


def test_a_card_replaces_the_slip(office: Office) -> None:
    """One visit has one working pass (C1-07, C1-08)."""
    slip = office.slip()
    visit = stored(office, slip)
    hand_card(office, visit)

    assert [PassState.LIVE, PassState.REVOKED] == passes_of(office, visit)


@pytest.mark.parametrize(
    ("card", "error"),
    [(OTHER_CARD, NotFound), ("04D4E5F6", NotFound), ("no card", InvalidValue)],
)
def test_what_is_no_card_of_the_site_is_refused(
    office: Office, card: str, error: type[Exception]
) -> None:
    """Unknown cards, cards of another site and noise name the field (Q2)."""
    furnish_again(office)
    visit = office.admitted()
    with pytest.raises(error):
        hand_card(office, visit, card)
    with pytest.raises(error):
        office.core.reception.take_back(actor=office.actor, card=card)


def test_a_card_that_came_back_opens_nothing(office: Office) -> None:
    """The box is safe: a returned card is free and its pass revoked (Q2)."""
    visit = office.admitted()
    hand_card(office, visit)
    card = office.core.reception.take_back(actor=office.actor, card="۰۴ a1 b2 c3")

    assert (CardState.FREE, None) == (card.state, card.visit)
    assert [PassState.REVOKED] == passes_of(office, visit)


def test_a_returned_card_serves_the_next_visitor(office: Office) -> None:
    """The pool turns (Q2)."""
    visit = office.admitted()
    hand_card(office, visit)
    office.core.reception.take_back(actor=office.actor, card=CARD)
    hand_card(office, office.admitted(office.person(1)))
    verdict = office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code=CARD)

    assert verdict.opens
    assert visit.id != verdict.access.visit


def test_a_refusal_names_its_reason_and_revokes(office: Office) -> None:
    """What was handed out before stops working in the same step (MIS-10)."""
    slip = office.slip()
    visit = stored(office, slip)
    refused = refuse(office, visit, RefusalReason.HOST_ABSENT)

    assert (VisitState.REFUSED, RefusalReason.HOST_ABSENT) == (refused.state, refused.refusal)
    assert [PassState.REVOKED] == passes_of(office, visit)
    with pytest.raises(WrongState):
        refuse(office, visit)


def test_nobody_inside_is_refused(office: Office) -> None:
    """Whoever is in can only go out."""
    visit = office.enter(office.slip())
    with pytest.raises(WrongState):
        refuse(office, visit)

    assert VisitState.INSIDE is stored(office, visit).state


def test_a_step_happens_wholly_or_not_at_all(office: Office) -> None:
    """When storing fails at any point, nothing of the step is kept (C1-06)."""
    visit = office.admitted()
    steps = 0
    while True:
        steps += 1
        office.core.storage.faulty.step(steps)  # type: ignore[attr-defined]
        try:
            hand_card(office, visit)
            break
        except Unavailable:
            office.core.storage.faulty.calm()  # type: ignore[attr-defined]
        card = office.core.storage.read(lambda uow: uow.cards.get(office.card.id))
        assert (CardState.FREE, []) == (card.state, passes_of(office, visit))

    assert steps > 4


class TestAnnounced:
    def test_an_announced_visit_begins_on_arrival(self, office: Office) -> None:
        """The same visit, its host and its purpose known already (CAP-16, C3-07)."""
        visit = self.announced(office, hours=2)
        arrived = office.core.reception.arrive(actor=office.actor, person=visit.person)

        assert (visit.id, VisitState.ARRIVED) == (arrived.id, arrived.state)
        assert (office.host.id, "قرارداد") == (arrived.host, arrived.purpose)

    def test_what_the_desk_says_now_counts(self, office: Office) -> None:
        """Another host or service at the desk is not lost for an announcement (C3-07, MIS-08)."""
        asking = service(office, "301", needs_agreement=True, minutes=10)
        other = office.core.catalogue.add_host(
            actor=office.actor, unit=office.host.unit, name=PersonName.parse("رضا", "امینی")
        )
        visit = self.announced(office, hours=2)
        arrived = office.core.reception.arrive(
            actor=office.actor, person=visit.person, host=other.id, service=asking.id
        )

        assert visit.id == arrived.id
        assert (other.id, asking.id, "قرارداد", True) == (
            arrived.host,
            arrived.service,
            arrived.purpose,
            arrived.needs_agreement,
        )

    def test_an_announcement_is_no_way_round_the_service(self, office: Office) -> None:
        """A service without a pass gives none to announced visitors either (C2-01, C4-04)."""
        desk = service(office, "401", gives_pass=False)
        visit = self.announced(office, hours=1)
        arrived = office.core.reception.arrive(
            actor=office.actor,
            person=visit.person,
            service=desk.id,
            identified_by=IdentificationMethod.NATIONAL_CARD,
        )
        with pytest.raises(WrongState, match="no pass"):
            office.core.reception.admit(actor=office.actor, visit=arrived.id)

    def test_a_visit_far_ahead_waits(self, office: Office) -> None:
        """Who comes today is not the visit of next week."""
        visit = self.announced(office, hours=24 * 7)
        arrived = office.core.reception.arrive(actor=office.actor, person=visit.person)

        assert visit.id != arrived.id
        assert VisitState.EXPECTED is stored(office, visit).state

    def test_an_announcement_may_be_refused(self, office: Office) -> None:
        """The desk need not wait for somebody who must not come."""

        assert VisitState.REFUSED is refuse(office, self.announced(office, hours=2)).state

    def announced(self, office: Office, *, hours: int) -> Visit:
        """A visit that is expected in so many hours."""
        return office.core.reception.announce(
            actor=office.actor,
            person=office.person().id,
            host=office.host.id,
            when=office.clock.now() + timedelta(hours=hours),
            purpose="قرارداد",
        )


class TestOverdue:
    def test_a_visit_that_nobody_entered_ends(self, office: Office) -> None:
        """When the window is over the visit expires and its pass is revoked, once."""
        visit = office.admitted()
        office.core.reception.hand_slip(actor=office.actor, visit=visit.id)
        office.later(minutes=90)

        assert (1, 0) == (self.expire(office), self.expire(office))
        assert VisitState.EXPIRED is stored(office, visit).state
        assert [PassState.REVOKED] == passes_of(office, visit)

    def test_whoever_is_inside_stays(self, office: Office) -> None:
        """A clock ends no visit of somebody inside."""
        visit = office.enter(office.slip())
        office.later(days=3)

        assert 0 == self.expire(office)
        assert VisitState.INSIDE is stored(office, visit).state

    def test_an_announced_visitor_has_a_day(self, office: Office) -> None:
        """Who does not come within a day is not expected any more."""
        TestAnnounced().announced(office, hours=2)
        office.later(hours=25, minutes=59)

        assert 0 == self.expire(office)
        office.later(minutes=1)
        assert 1 == self.expire(office)

    def test_a_visitor_in_the_lane_is_not_expired(self, office: Office) -> None:
        """A grant in the last second ends in an entry, not in a lost passage (Q1, C1-10)."""
        slip = office.slip()
        office.later(minutes=89, seconds=59)
        verdict = office.core.gatehouse.present(
            actor=office.actor, lane=office.lane_in.id, code=slip.code
        )
        office.later(seconds=5)

        assert 0 == self.expire(office)
        visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
        assert VisitState.INSIDE is visit.state

    def test_a_grant_that_lapsed_holds_nothing_up(self, office: Office) -> None:
        """A lane that stopped does not keep a visit open for ever."""
        slip = office.slip()
        office.later(minutes=89, seconds=59)
        office.core.gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=slip.code)
        office.later(seconds=31)

        assert 1 == self.expire(office)

    def expire(self, office: Office) -> int:
        """One round of the worker."""
        return office.core.reception.expire_overdue(actor=office.actor)
