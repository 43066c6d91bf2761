"""The desk guides: category 1, and every visitor who wants to know (MIS-05, C1)."""

import pytest
from attrs import evolve

from miz.domain.admissions import IdentificationMethod
from miz.domain.people import DocumentKind, Identity, Person, PersonKind
from miz.domain.values import Language, NationalId, PersonName
from miz.domain.visits import Visit
from miz.errors import NotFound, Unavailable, WrongState
from tests.desk_office import LICENCE, Desk, equip_again, picture, publish
from tests.office import NATIONAL_IDS


def arrived(desk: Desk, person: Person | None = None) -> Visit:
    """An identified visitor for the information service."""
    publish(desk.office, desk.office.service.id, LICENCE)
    return desk.office.arrived(person)


def send(desk: Desk, visit: Visit, language: Language = Language.FA) -> Visit:
    """The guidance as a message."""
    return desk.core.guidance.send(
        actor=desk.operator, visit=visit.id, service=desk.licence.id, language=language
    )


def test_category_one_goes_from_arrival_to_guidance_to_pass(desk: Desk) -> None:
    """Registered, identified, guided, let in; no request is needed (C1-01, C1-02, C1-03)."""
    visit = arrived(desk)
    desk.core.guidance.give(actor=desk.operator, visit=visit.id, service=desk.office.service.id)
    desk.core.reception.admit(actor=desk.operator, visit=visit.id)
    slip = desk.core.reception.hand_slip(actor=desk.operator, visit=visit.id)

    assert desk.office.enter(slip).entry is not None
    assert () == desk.core.intake.of_person(actor=desk.operator, person=visit.person)


def test_picking_a_service_shows_its_sheet(desk: Desk) -> None:
    """Steps, documents, fees: what the portal shows too, from one record (MIS-05, C1-04)."""
    visit = arrived(desk)
    given = desk.core.guidance.give(actor=desk.operator, visit=visit.id, service=desk.licence.id)

    assert desk.core.publishing.offer(actor=desk.public, service=desk.licence.id) == given


def test_guided_is_kept_with_time_and_service(desk: Desk) -> None:
    """In the journal, in the name of who guided (C1-03)."""
    visit = arrived(desk)
    desk.core.guidance.give(actor=desk.operator, visit=visit.id, service=desk.licence.id)
    entries = desk.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))
    kept = [sealed.entry for sealed in entries if sealed.entry.kind == "VisitorGuided"]

    assert [(visit.id, desk.licence.id)] == [
        (one.facts["visit"], one.facts["service"]) for one in kept
    ]
    assert [(desk.now, desk.operator.id)] == [(one.at, one.actor) for one in kept]


def test_the_steps_are_sent_to_the_mobile(desk: Desk) -> None:
    """Documents and steps in order, with the office's name; that is guidance too (C1-04)."""
    send(desk, arrived(desk))

    assert [
        "پروانهٔ کسب\nمدارک: کارت ملی، اجاره‌نامه، عکس\nمراحل: بررسی مدارک، صدور پروانه\nسازمان"
    ] == desk.told()
    assert 1 == len(desk.journal("VisitorGuided"))


def test_a_visitor_is_written_to_in_his_language(desk: Desk) -> None:
    """A visitor who reads English gets the English sheet (EDK-13, C1-04)."""
    send(desk, arrived(desk), Language.EN)

    assert [
        "Licence\nDocuments: National card, Lease, Photo\nSteps: Checking, Issuing\nOffice"
    ] == desk.told()


def test_the_same_guidance_is_sent_once(desk: Desk) -> None:
    """A second press of the button does not write a second message (I5)."""
    visit = arrived(desk)
    for _ in range(3):
        send(desk, visit)

    assert 1 == len(desk.told())


def test_without_a_mobile_the_desk_is_told_to_print(desk: Desk) -> None:
    """Nothing is logged as guidance that nobody got (MIS-05)."""
    plain = Identity(
        PersonKind.IRANIAN,
        PersonName.parse("علی", "کریمی"),
        national_id=NationalId.parse(NATIONAL_IDS[1]),
    )
    person = desk.core.files.register(actor=desk.operator, identity=plain)
    visit = arrived(desk, person)
    with pytest.raises(WrongState) as caught:
        send(desk, visit)

    assert "guidance.no_mobile" == caught.value.code
    assert [] == desk.journal("VisitorGuided")


def test_a_visit_of_another_site_is_not_guided(desk: Desk) -> None:
    """Neither its visit nor its service exists here (ASVS V8.4.1)."""
    other, visit = equip_again(desk), arrived(desk)
    with pytest.raises(NotFound):
        desk.core.guidance.give(actor=other.actor, visit=visit.id, service=other.licence.id)
    with pytest.raises(NotFound):
        desk.core.guidance.give(actor=desk.actor, visit=visit.id, service=other.licence.id)


def test_a_file_has_identity_face_and_card(desk: Desk) -> None:
    """What is missing is shown as missing until it is there (C1-05)."""
    person = desk.office.person()
    missing = [desk.core.files.open(actor=desk.operator, person=person.id).missing]
    for kind in (DocumentKind.FACE, DocumentKind.ID_CARD):
        desk.core.files.attach(actor=desk.operator, person=person.id, kind=kind, content=picture())
        missing.append(desk.core.files.open(actor=desk.operator, person=person.id).missing)

    assert [(DocumentKind.FACE, DocumentKind.ID_CARD), (DocumentKind.ID_CARD,), ()] == missing


@pytest.mark.parametrize("step", range(1, 8))
def test_what_could_not_be_stored_is_not_gone_on_from(desk: Desk, step: int) -> None:
    """The operator sees the failure, and neither guidance nor message is left behind (C1-06)."""
    visit = arrived(desk)
    desk.core.storage.faulty.step(step)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        send(desk, visit)
    desk.core.storage.faulty.calm()  # type: ignore[attr-defined]

    assert ([], []) == (desk.journal("VisitorGuided"), desk.told())


def test_a_service_without_an_edition_says_so(desk: Desk) -> None:
    """The message is worded for all that, with a dash for what nobody wrote (C1-04)."""
    visit = desk.office.arrived()
    desk.core.guidance.send(
        actor=evolve(desk.operator), visit=visit.id, service=desk.office.service.id
    )

    assert ["پرداخت\nمدارک: -\nمراحل: -\nسازمان"] == desk.told()


def test_a_visitor_identified_wrongly_goes_no_further(desk: Desk) -> None:
    """The check with its result comes before guidance turns into a pass (C1-02, C3-02)."""
    visit = desk.core.reception.arrive(
        actor=desk.operator, person=desk.office.person().id, service=desk.office.service.id
    )
    desk.core.reception.identify(
        actor=desk.operator,
        visit=visit.id,
        method=IdentificationMethod.NATIONAL_CARD,
        matched=False,
    )
    with pytest.raises(WrongState) as caught:
        desk.core.reception.admit(actor=desk.operator, visit=visit.id)

    assert "visit.not_identified" == caught.value.code
