from datetime import timedelta

import pytest

from miz.domain.admissions import IdentificationMethod, RefusalReason
from miz.domain.events import VisitorIdentified, restore
from miz.domain.passes import CardState, PassState
from miz.domain.visits import VisitState
from miz.errors import Conflict, InvalidValue, Unavailable, WrongState
from tests.office import Office
from tests.usecases.steps import hand_card, passes_of, refuse, service, stored


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


def test_an_answer_without_a_name_is_the_host_s(office: Office) -> None:
    """Somebody always answers for it, by name (MIS-08)."""
    answered = office.core.reception.answer(
        actor=office.actor, visit=office.arrived().id, agreed=True
    )

    assert answered.agreement is not None
    assert office.host.name.full == answered.agreement.by


@pytest.mark.parametrize("by", ["", "  "])
def test_an_answer_of_nobody_is_none(office: Office, by: str) -> None:
    """Without a host and a name the desk would agree with itself (MIS-08)."""
    visit = office.core.reception.arrive(actor=office.actor, person=office.person().id)
    with pytest.raises(InvalidValue) as caught:
        office.core.reception.answer(actor=office.actor, visit=visit.id, agreed=True, by=by)

    assert ("agreement.who", "by") == (caught.value.code, caught.value.field)


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
