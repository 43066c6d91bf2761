"""The desk takes requests and papers, and hands results over (MIS-06, C2)."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from miz.domain.codes import TrackingCode
from miz.domain.correspondence import Author
from miz.domain.persian import persian_digits
from miz.domain.requests import Origin, Outcome, RequestState
from miz.domain.values import Text
from miz.errors import InvalidValue, NotFound, Unavailable, WrongState
from miz.usecases.intake import Taken
from tests.desk_office import CARD_SCAN, LEASE_SCAN, Desk, equip_again, picture

PAPER = Taken(picture("red"), "photo.png", "photo")


def answer(desk: Desk, request: str) -> None:
    """The unit answers."""
    desk.core.casework.answer(
        actor=desk.officer,
        request=request,  # type: ignore[arg-type]
        outcome=Outcome.GRANTED,
        text="صادر شد",
    )


def test_request_and_papers_are_taken(desk: Desk) -> None:
    """Who, what, when, with a number, a code and a time to answer (C2-01, MIS-06, EDK-02)."""
    person, place = (
        desk.office.person(),
        desk.core.places.add_desk(actor=desk.actor, name=Text("۱")),
    )
    request = desk.taken(
        person, letter="لطفاً رسیدگی کنید", papers=[CARD_SCAN, LEASE_SCAN], desk=place.id
    )

    assert (person.id, desk.licence.id, Origin.DESK, place.id, "1") == (
        request.person,
        request.service,
        request.origin,
        request.desk,
        request.number,
    )
    assert (desk.now, RequestState.OPEN) == (request.opened_at, request.state)
    assert "لطفاً رسیدگی کنید" == desk.stored(request).letter
    assert (request,) == desk.core.intake.of_person(actor=desk.operator, person=person.id)


def test_a_letter_with_attachments_begins_a_case(desk: Desk) -> None:
    """Numbered one after the other at each site; paragraphs stay (C2-02, EDK-02)."""
    other = equip_again(desk)
    first = desk.taken(letter="بند ۱\n\nبند ۲", papers=[CARD_SCAN])
    numbers = [first.number, desk.taken(desk.office.person(1)).number, other.taken().number]

    assert ["1", "2", "1"] == numbers
    assert ("بند ۱\n\nبند ۲", 1) == (first.letter, len(first.papers))


def test_each_paper_is_kept_with_what_it_is(desk: Desk) -> None:
    """Need, pages, original or copy, when and by whom; the content can be read (C2-03)."""
    request = desk.taken(papers=[CARD_SCAN, LEASE_SCAN])
    card, lease = desk.stored(request).papers
    content, media_type, name = desk.core.casework.paper(
        actor=desk.officer, request=request.id, digest=lease.digest
    )

    assert [("card", 1, False), ("lease", 1, True)] == [
        (one.need, one.pages, one.original) for one in (card, lease)
    ]
    assert [(Author.DESK, desk.now)] * 2 == [(one.author, one.added_at) for one in (card, lease)]
    assert (lease.media_type, lease.name) == (media_type, name)
    assert content


def test_what_is_missing_is_asked_for_later(desk: Desk) -> None:
    """The desk takes what there is; a form that is not filled stops nobody (C2-01)."""
    request = desk.taken(answers={"why": "سفر"})
    desk.core.intake.attach(actor=desk.operator, request=request.id, paper=PAPER)

    assert ({"why": "سفر"}, ["photo"]) == (
        desk.stored(request).answers,
        [one.need for one in desk.stored(request).papers],
    )


def test_a_missing_paper_that_is_brought_ends_the_pause(desk: Desk) -> None:
    """At the desk as well as online: the clock goes on from that minute (J2 step 6, C2-03)."""
    request = desk.taken()
    desk.core.casework.ask(actor=desk.officer, request=request.id, text="عکس")
    desk.office.later(hours=1)
    attached = desk.core.intake.attach(actor=desk.operator, request=request.id, paper=PAPER)

    assert (RequestState.OPEN, desk.local(date(2026, 1, 6), "08:00")) == (
        attached.state,
        attached.due_at,
    )
    assert "ادامه یافت" in desk.told()[-1]


def test_documents_give_a_tracking_code(desk: Desk) -> None:
    """On the answer and in the message, with the time to answer (C2-07, C2-06, EDK-09)."""
    request = desk.taken(papers=[CARD_SCAN])
    code = TrackingCode.find(request.code)

    assert code is not None
    assert request.due_at == desk.local(date(2026, 1, 5), "14:00")
    until = "درخواست «پروانهٔ کسب» ثبت شد. پاسخ تا دوشنبه ۱۵ دی ۱۴۰۴، ساعت ۱۴:۰۰."
    assert [f"{until}\nسازمان، کد پیگیری {persian_digits(code.grouped)}"] == desk.told()


def test_the_same_form_sent_twice_is_one_case(desk: Desk) -> None:
    """A double click or a cut line: the same request, one number, one message (J2 step 4)."""
    case = desk.case(desk.office.person(), papers=[CARD_SCAN])
    first = desk.core.intake.file(actor=desk.operator, case=case)
    desk.office.later(minutes=5)
    second = desk.core.intake.file(actor=desk.operator, case=case)

    assert (first.id, first.code, first.due_at) == (second.id, second.code, second.due_at)
    assert 1 == len(desk.told())
    assert [first.id] == [facts["request"] for facts in desk.journal("RequestFiled")]
    assert "2" == desk.taken(desk.office.person(1)).number


@pytest.mark.parametrize("step", range(1, 15))
def test_a_case_is_kept_wholly_or_not_at_all(desk: Desk, step: int) -> None:
    """A failing storage leaves neither half a case nor a message; sent again it is one (C1-06)."""
    case = desk.case(desk.office.person())
    storage = desk.core.storage
    # The first two calls look person and service up for the office's own routing.
    storage.faulty.step(step + 2)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        desk.core.intake.file(actor=desk.operator, case=case)
    storage.faulty.calm()  # type: ignore[attr-defined]

    assert ([], [], ()) == (
        desk.journal("RequestFiled", "PromiseMade"),
        desk.told(),
        desk.core.intake.of_person(actor=desk.operator, person=case.person),
    )
    assert "1" == desk.core.intake.file(actor=desk.operator, case=case).number


def test_who_waits_at_the_desk_is_listed(desk: Desk) -> None:
    """The longest wait first, until the result is in his hands (C2-08)."""
    first = desk.taken(at_desk=True)
    desk.office.later(minutes=10)
    second = desk.taken(desk.office.person(1))
    waiting = [[one.request.id for one in desk.core.intake.waiting(actor=desk.operator)]]
    desk.core.intake.wait(actor=desk.operator, request=second.id, at_desk=True)
    waiting.append([one.request.id for one in desk.core.intake.waiting(actor=desk.operator)])
    answer(desk, first.id)
    waiting.append([one.request.id for one in desk.core.intake.waiting(actor=desk.operator)])
    desk.core.intake.hand_over(actor=desk.operator, request=first.id)
    waiting.append([one.request.id for one in desk.core.intake.waiting(actor=desk.operator)])
    desk.core.intake.wait(actor=desk.operator, request=second.id, at_desk=False)

    assert [[first.id], [first.id, second.id], [first.id, second.id], [second.id]] == waiting
    assert () == desk.core.intake.waiting(actor=desk.operator)


def test_nobody_waits_for_what_is_over(desk: Desk) -> None:
    """A closed case cannot come back into the list of who waits (C2-08)."""
    request = desk.taken()
    answer(desk, request.id)
    desk.core.intake.hand_over(actor=desk.operator, request=request.id)
    with pytest.raises(WrongState) as caught:
        desk.core.intake.wait(actor=desk.operator, request=request.id, at_desk=True)

    assert "request.closed" == caught.value.code
    assert () == desk.core.intake.waiting(actor=desk.operator)


def test_the_result_is_handed_over_once(desk: Desk) -> None:
    """From the desk's inbox into the citizen's hands; then the case is closed (MIS-07)."""
    request = desk.taken()
    with pytest.raises(WrongState):
        desk.core.intake.hand_over(actor=desk.operator, request=request.id)
    answer(desk, request.id)
    rows = desk.core.casework.answered(actor=desk.operator)
    closed = desk.core.intake.hand_over(actor=desk.operator, request=request.id)
    with pytest.raises(WrongState):
        desk.core.intake.hand_over(actor=desk.operator, request=request.id)

    assert [request.id] == [row.request.id for row in rows]
    assert (RequestState.CLOSED, desk.now) == (closed.state, closed.closed_at)
    assert () == desk.core.casework.answered(actor=desk.operator)


def test_paper_is_carried_from_hand_to_hand(desk: Desk) -> None:
    """From, to, when and what; it has one place, and both sign by name (C2-05)."""
    request = desk.taken()
    carried = desk.core.intake.carry(
        actor=desk.operator, request=request.id, receiver="رابط مالی", items="یک پوشه"
    )
    sent = desk.now
    with pytest.raises(WrongState) as caught:
        desk.core.intake.carry(actor=desk.operator, request=request.id, receiver="او", items="نامه")
    desk.office.later(minutes=20)
    received = desk.core.casework.receive(actor=desk.officer, request=request.id)
    with pytest.raises(WrongState):
        desk.core.casework.receive(actor=desk.officer, request=request.id)

    assert ("request.paper", [None]) == (
        caught.value.code,
        [one.received_at for one in carried.carriages],
    )
    assert [("operator.1", "رابط مالی", "یک پوشه", sent, desk.now, "officer.1")] == [
        (one.sender, one.receiver, one.items, one.sent_at, one.received_at, one.received_by)
        for one in received.carriages
    ]
    assert [False, True] == [facts["received"] for facts in desk.journal("RequestCarried")]


def test_the_desk_passes_on_what_the_citizen_said(desk: Desk) -> None:
    """To the officer alone; the citizen is not written to (C2-01)."""
    request = desk.taken()
    before = len(desk.told())
    desk.core.intake.say(actor=desk.operator, request=request.id, text="فردا می‌آید")
    thread = desk.core.casework.open(actor=desk.officer, request=request.id).request.thread

    assert [(Author.DESK, "فردا می‌آید", True)] == [
        (one.author, one.text, one.internal) for one in thread
    ]
    assert before == len(desk.told())


def test_a_service_without_requests_takes_none(desk: Desk) -> None:
    """Category 1 is followed up by the client himself (C1-01)."""
    with pytest.raises(WrongState) as caught:
        desk.taken(service=desk.office.service)

    assert "service.no_request" == caught.value.code


def test_a_service_that_says_nothing_takes_no_request(desk: Desk) -> None:
    """Without an edition there is no time to promise (SVC-06)."""
    service = desk.core.catalogue.add_service(
        actor=desk.actor, code="202", title=Text("نو"), category="documents"
    )
    with pytest.raises(WrongState) as caught:
        desk.taken(service=service)

    assert "service.unpublished" == caught.value.code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"letter": "x" * 2001}, "text"),
        ({"subject": "x" * 81}, "subject"),
    ],
)
def test_a_letter_has_limits(desk: Desk, changes: dict[str, Any], field: str) -> None:
    """A wrong letter is told at its field, and nothing is kept (EDK-02)."""
    with pytest.raises(InvalidValue) as caught:
        desk.taken(**changes)

    assert field == caught.value.field
    assert [] == desk.journal("RequestFiled")


@pytest.mark.parametrize("part", ["person", "service", "desk"])
def test_a_case_is_of_the_own_site(desk: Desk, part: str) -> None:
    """Neither person, service nor desk of another site can be named (ASVS V8.4.1)."""
    other = equip_again(desk)
    foreign: dict[str, Any] = {
        "person": other.office.person().id,
        "service": other.licence.id,
        "desk": other.core.places.add_desk(actor=other.actor, name=Text("۱")).id,
    }
    case = evolve(desk.case(desk.office.person()), **{part: foreign[part]})
    with pytest.raises(NotFound):
        desk.core.intake.file(actor=desk.operator, case=case)

    assert [] == desk.journal("RequestFiled")


def test_one_person_is_visitor_applicant_and_client(desk: Desk) -> None:
    """Visits, requests at the desk and online, and a later return are in one file (MIS-04)."""
    citizen = desk.sign_in()
    online = desk.filed(citizen)
    person = desk.core.storage.read(lambda uow: uow.people.get(online.person))
    desk.office.arrived(person)
    desk.taken(person)

    assert [online.person] == list(
        {one.person for one in desk.core.intake.of_person(actor=desk.operator, person=person.id)}
    )
    assert 1 == len(desk.core.files.open(actor=desk.operator, person=person.id).visits)
    assert 2 == len(desk.core.portal.requests(citizen=citizen))
