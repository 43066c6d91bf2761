"""The electronic desk: forms, papers, drafts, filing (EDK-02, EDK-05, EDK-06)."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from miz.domain.correspondence import Author
from miz.domain.requests import Origin
from miz.domain.values import Mobile, NationalId, PersonName
from miz.errors import InvalidForm, NotFound, PoorSample, WrongState
from miz.usecases.intake import Taken
from tests.desk_office import (
    ANSWERS,
    CARD_SCAN,
    CITIZEN_ID,
    CITIZEN_MOBILE,
    LEASE_SCAN,
    LICENCE,
    OWN,
    Desk,
    picture,
)
from tests.office import NATIONAL_IDS

WRONG = {"why": " ", "partner": "yes", "partner_id": "1234567890", "copies": "9"}


def problems(desk: Desk, answers: dict[str, str], *papers: Taken) -> dict[str, str]:
    """What is wrong with a draft, by field."""
    citizen = desk.sign_in()
    draft = desk.core.portal.begin(citizen=citizen, service=desk.licence.id).draft.id
    desk.core.portal.fill(citizen=citizen, draft=draft, answers=answers)
    for paper in papers:
        desk.core.portal.add(citizen=citizen, draft=draft, paper=paper)
    with pytest.raises(InvalidForm) as checked:
        desk.core.portal.check(citizen=citizen, draft=draft)
    with pytest.raises(InvalidForm) as filed:
        desk.sent_off(citizen, draft)
    found = {key: error.code for key, error in checked.value.problems.items()}

    assert found == {key: error.code for key, error in filed.value.problems.items()}
    assert [] == desk.journal("RequestFiled", "PersonRegistered")
    return found


def test_the_service_s_own_form_makes_a_case(desk: Desk) -> None:
    """With answers in their kept form, the edition's papers, and the way it came (EDK-05)."""
    request = desk.filed()

    assert {"why": "سفر", "partner": "no", "copies": "2"} == request.answers
    assert (Origin.ONLINE, desk.licence.id, "پروانه") == (
        request.origin,
        request.service,
        request.subject,
    )
    assert [("card", False, Author.CITIZEN), ("lease", True, Author.CITIZEN)] == [
        (one.need, one.original, one.author) for one in request.papers
    ]


def test_an_incoming_letter_has_a_number_and_a_receipt(desk: Desk) -> None:
    """Number, code, promised time, officer: all of what the end page shows (EDK-02, J2 step 4)."""
    request = desk.filed()
    followed = desk.core.tracking.open(actor=desk.public, proof=desk.proof(request))

    assert ("1", 16) == (request.number, len(request.code))
    assert desk.local(date(2026, 1, 5), "14:00") == request.due_at
    assert desk.office.host == followed.file.officer
    assert 1 == len([text for text in desk.told() if "ثبت شد" in text])


def test_all_wrong_answers_are_told_at_once(desk: Desk) -> None:
    """Fields, papers and the citizen's own data, each at its place (J2 step 3, EDK-05)."""

    assert {
        "own_family": "name.length",
        "own_birth_date": "date.form",
        "why": "field.missing",
        "partner_id": "national_id.check",
        "copies": "number.range",
        "paper-card": "paper.missing",
        "paper-lease": "paper.missing",
    } == problems(desk, {**WRONG, "own_given": "زهرا"})


@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        ((), {"paper-card", "paper-lease"}),
        ((CARD_SCAN,), {"paper-lease"}),
        ((LEASE_SCAN, Taken(picture(), "a.png", "photo")), {"paper-card"}),
        ((evolve(CARD_SCAN, need="other"), LEASE_SCAN), {"paper-card"}),
    ],
)
def test_exactly_the_missing_documents_are_asked_for(
    desk: Desk, papers: tuple[Taken, ...], missing: set[str]
) -> None:
    """What the service names and what is not there; an optional one never (SVC-03, EDK-06)."""

    assert missing == set(problems(desk, {**ANSWERS, **OWN}, *papers))


def test_what_is_not_asked_is_not_kept(desk: Desk) -> None:
    """A question behind another answer, and fields that nobody defined (EDK-05)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen, partner_id=NATIONAL_IDS[1], hidden="x")

    assert {"why", "partner", "copies"} == set(desk.sent_off(citizen, draft).answers)


def test_a_question_behind_another_is_asked(desk: Desk) -> None:
    """And kept in ASCII digits, whatever was typed (EDK-05)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen, partner="yes", partner_id="۰۴۹۹۳۷۰۸۹۹")

    assert "0499370899" == desk.sent_off(citizen, draft).answers["partner_id"]


def test_filing_twice_makes_one_case(desk: Desk) -> None:
    """A double click, or a cut line and another try: the same request (J2 step 4)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    first = desk.sent_off(citizen, draft)
    desk.office.later(minutes=3)
    second = desk.sent_off(citizen, draft)

    assert (first.id, first.code, first.number) == (second.id, second.code, second.number)
    assert 1 == len(desk.journal("RequestFiled"))
    assert 1 == len([text for text in desk.told() if "ثبت شد" in text])
    assert () == desk.core.portal.drafts(citizen=citizen)


def test_a_filed_draft_changes_no_more(desk: Desk) -> None:
    """What was sent is what the office has (EDK-05)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    desk.sent_off(citizen, draft)
    with pytest.raises(WrongState) as caught:
        desk.core.portal.fill(citizen=citizen, draft=draft, answers={})
    with pytest.raises(WrongState):
        desk.core.portal.add(citizen=citizen, draft=draft, paper=CARD_SCAN)

    assert "draft.filed" == caught.value.code


def test_a_draft_is_left_and_taken_up_again(desk: Desk) -> None:
    """Right or wrong, all that was typed is there days later, after another sign-in (J2 step 3)."""
    citizen = desk.sign_in()
    draft = desk.core.portal.begin(citizen=citizen, service=desk.licence.id).draft.id
    desk.core.portal.fill(citizen=citizen, draft=draft, answers=WRONG)
    desk.core.portal.add(citizen=citizen, draft=draft, paper=CARD_SCAN)
    desk.office.later(days=6)
    back = desk.core.portal.begin(citizen=desk.sign_in(), service=desk.licence.id)

    assert (draft, WRONG, ["card"]) == (
        back.draft.id,
        back.draft.answers,
        [one.need for one in back.draft.papers],
    )


def test_a_draft_runs_out(desk: Desk) -> None:
    """After seven days it cannot be filed; the citizen begins again (J2 step 3)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    desk.office.later(days=7)
    with pytest.raises(WrongState) as caught:
        desk.sent_off(citizen, draft)

    assert "draft.over" == caught.value.code
    assert () == desk.core.portal.drafts(citizen=citizen)
    assert draft != desk.core.portal.begin(citizen=citizen, service=desk.licence.id).draft.id


def test_a_filed_draft_leads_to_its_request_for_ever(desk: Desk) -> None:
    """A late second click is still the same case (J2 step 4)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    first = desk.sent_off(citizen, draft)
    desk.office.later(days=8)

    assert first.id == desk.sent_off(citizen, draft).id


def test_a_paper_is_taken_away_again(desk: Desk) -> None:
    """That one and no other (EDK-06)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    card = desk.core.portal.open(citizen=citizen, draft=draft).draft.papers[0]
    kept = desk.core.portal.remove(citizen=citizen, draft=draft, digest=card.digest)

    assert ["lease"] == [one.need for one in kept.papers]


def test_a_file_that_is_no_document_is_refused(desk: Desk) -> None:
    """Told for that file; what was there before stays (EDK-06)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    with pytest.raises(PoorSample):
        desk.core.portal.add(citizen=citizen, draft=draft, paper=Taken(b"", "empty.png", "photo"))

    assert 2 == len(desk.core.portal.open(citizen=citizen, draft=draft).draft.papers)


def test_a_draft_takes_so_many_files(desk: Desk) -> None:
    """Twenty, and then the citizen is told to put pages together (EDK-06)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    for number in range(18):
        paper = Taken(picture(f"rgb({number}, 0, 0)"), "a.png", "photo")
        desk.core.portal.add(citizen=citizen, draft=draft, paper=paper)
    with pytest.raises(WrongState) as caught:
        desk.core.portal.add(citizen=citizen, draft=draft, paper=CARD_SCAN)

    assert "request.papers" == caught.value.code


def test_a_new_citizen_gets_a_file(desk: Desk) -> None:
    """From what he says of himself, under the number and mobile he signed in with (MIS-04)."""
    request = desk.filed()
    person = desk.core.files.open(actor=desk.operator, person=request.person).person

    assert (PersonName("زهرا", "امینی"), CITIZEN_ID, CITIZEN_MOBILE, date(1990, 1, 1)) == (
        person.name,
        person.identity.national_id,
        person.identity.mobile,
        person.identity.birth_date,
    )


def test_a_known_citizen_is_not_asked_for_himself(desk: Desk) -> None:
    """Whoever has a file types nothing of it again (MIS-04, C1-05)."""
    known = desk.office.person()
    citizen = desk.sign_in(NationalId.parse(NATIONAL_IDS[0]), Mobile.parse("09123456789"))
    sheet = desk.core.portal.begin(citizen=citizen, service=desk.licence.id)
    draft = desk.drafted(citizen, own_given="", own_family="", own_birth_date="")

    assert sheet.known
    assert known.id == desk.sent_off(citizen, draft).person


def test_a_file_with_another_mobile_is_not_taken_over(desk: Desk) -> None:
    """It came to be while he was typing; he is sent to the desk with his card (threat 8)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    identity = evolve(desk.office.person().identity, national_id=CITIZEN_ID)
    desk.core.files.register(actor=desk.operator, identity=identity)
    with pytest.raises(WrongState) as caught:
        desk.sent_off(citizen, draft)

    assert "citizen.other_mobile" == caught.value.code
    assert () == desk.core.portal.requests(citizen=citizen)


def test_a_citizen_sees_his_own_requests(desk: Desk) -> None:
    """Newest first, those of the desk too, and without what was said inside (EDK-11)."""
    citizen = desk.sign_in()
    first = desk.filed(citizen)
    desk.core.casework.write(actor=desk.officer, request=first.id, text="محرمانه", internal=True)
    desk.office.later(minutes=1)
    person = desk.core.storage.read(lambda uow: uow.people.get(first.person))
    second = desk.taken(person)
    found = desk.core.portal.requests(citizen=citizen)

    assert [second.id, first.id] == [one.id for one in found]
    assert [(), ()] == [one.thread for one in found]
    assert () == desk.core.portal.requests(
        citizen=evolve(citizen, mobile=Mobile.parse("09120000000"))
    )


def test_what_takes_no_request_cannot_be_begun(desk: Desk) -> None:
    """A service of category 1 says how to get it; one that is gone does not exist (C1-01)."""
    citizen = desk.sign_in()
    desk.core.catalogue.switch_service(actor=desk.actor, service=desk.licence.id, active=False)
    with pytest.raises(NotFound):
        desk.core.portal.begin(citizen=citizen, service=desk.licence.id)
    with pytest.raises(WrongState) as caught:
        desk.core.portal.begin(citizen=citizen, service=desk.office.service.id)

    assert "service.no_request" == caught.value.code


def test_a_draft_keeps_the_edition_it_was_begun_under(desk: Desk) -> None:
    """A new edition meanwhile asks nobody to begin again (SVC-01, EDK-05)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.licence.id,
        information=evolve(LICENCE, documents=()),
        valid_from=desk.now.date() + timedelta(days=1),
    )
    desk.office.later(days=1)
    request = desk.sent_off(citizen, draft)

    assert 1 == desk.core.casework.open(actor=desk.officer, request=request.id).edition.number
    fresh = desk.core.portal.begin(citizen=citizen, service=desk.licence.id)
    assert (2, {}) == (fresh.edition.number, fresh.draft.answers)
