"""Complaints and objections, each with its own clock (SVC-08, J2 step 11, right 10)."""

from datetime import date, datetime

import pytest

from miz.domain.codes import TrackingCode
from miz.domain.complaints import Complaint, ComplaintKind, ComplaintState
from miz.domain.decrees import DecreeKind, Reach
from miz.domain.requests import Outcome, Request
from miz.errors import InvalidValue, NotFound, WrongState
from tests.desk_office import Desk, equip_again
from tests.usecases.decrees import MONDAY, drafted, preview, switched_on

DUE = date(2026, 1, 17)
"""Ten working days after Saturday, the third: 4 to 7, 10 to 14, and the 17th."""


def complain(
    desk: Desk, request: Request, kind: ComplaintKind = ComplaintKind.COMPLAINT
) -> Complaint:  # fmt: skip
    """The citizen complains about his request."""
    return desk.core.tracking.complain(
        actor=desk.public, proof=desk.proof(request), kind=kind, text="پاسخ نادرست است"
    )


def answered(desk: Desk, number: int = 0) -> Request:
    """A request that was refused."""
    request = desk.taken(desk.office.person(number))
    return desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.REFUSED, text="نه"
    )


def make(desk: Desk, kind: ComplaintKind = ComplaintKind.REPORT) -> Complaint:
    """Somebody complains about nothing in particular."""
    return desk.core.complaints.make(
        actor=desk.public, kind=kind, text="صف طولانی است", service=desk.licence.id
    )


def reply(desk: Desk, complaint: Complaint) -> Complaint:
    """The head of the unit answers."""
    return desk.core.complaints.reply(actor=desk.head, complaint=complaint.id, text="رسیدگی شد")


def follow(desk: Desk, complaint: Complaint) -> Complaint:
    """The complaint by its own code."""
    return desk.core.complaints.follow(actor=desk.public, code=complaint.code)


def test_an_objection_has_ten_working_days(desk: Desk) -> None:
    """Its own clock, beside the request's; the request shows it (J2 step 11)."""
    request = answered(desk)
    objection = complain(desk, request, ComplaintKind.OBJECTION)
    followed = desk.core.tracking.open(actor=desk.public, proof=desk.proof(request))

    assert (desk.local(DUE, "14:00"), request.id, desk.licence.id, "") == (
        objection.due_at,
        objection.request,
        objection.service,
        objection.code,
    )
    assert [objection.id] == [one.id for one in followed.complaints]


def test_a_closed_day_is_no_working_day(desk: Desk) -> None:
    """The office's calendar decides, as for everything that is due (directive 3.8)."""
    switched_on(desk, kind=DecreeKind.CLOSED, first=MONDAY, last=MONDAY)

    assert desk.local(date(2026, 1, 18), "14:00") == make(desk).due_at


def test_there_is_no_objection_before_an_answer(desk: Desk) -> None:
    """A complaint is possible at any time (SVC-08)."""
    request = desk.taken()
    with pytest.raises(WrongState) as caught:
        complain(desk, request, ComplaintKind.OBJECTION)

    assert ("complaint.no_answer", "kind") == (caught.value.code, caught.value.field)
    assert ComplaintState.OPEN is complain(desk, request).state


def test_the_answer_to_a_complaint_is_told(desk: Desk) -> None:
    """Once, and it stands beside the request (SVC-08, EDK-12)."""
    request = answered(desk)
    complaint = complain(desk, request)
    replied = reply(desk, complaint)
    with pytest.raises(WrongState):
        reply(desk, complaint)
    followed = desk.core.tracking.open(actor=desk.public, proof=desk.proof(request))

    assert (ComplaintState.ANSWERED, "رسیدگی شد", desk.now, "head.1") == (
        replied.state,
        replied.answer,
        replied.answered_at,
        replied.answered_by,
    )
    assert ["رسیدگی شد"] == [one.answer for one in followed.complaints]
    assert 1 == len([text for text in desk.told() if "به شکایت شما" in text])


def test_what_is_not_answered_in_time_goes_up(desk: Desk) -> None:
    """After the due instant and once; an answer is possible still (J2 step 11)."""
    complaint = complain(desk, answered(desk))
    desk.go(DUE, "14:00")
    counts = [desk.core.complaints.escalate_overdue(actor=desk.actor)]
    desk.office.later(seconds=1)
    counts += [desk.core.complaints.escalate_overdue(actor=desk.actor) for _ in range(2)]
    escalated = desk.core.complaints.list(actor=desk.head)

    assert [0, 1, 0] == counts
    assert [(complaint.id, ComplaintState.ESCALATED)] == [(one.id, one.state) for one in escalated]
    assert ["open", "escalated"] == [facts["state"] for facts in desk.journal("ComplaintChanged")]
    assert ComplaintState.ANSWERED is reply(desk, complaint).state
    assert () == desk.core.complaints.list(actor=desk.head)


def test_what_was_answered_does_not_go_up(desk: Desk) -> None:
    """However long ago (J2 step 11)."""
    reply(desk, make(desk))
    desk.office.later(days=60)

    assert 0 == desk.core.complaints.escalate_overdue(actor=desk.actor)


def test_the_list_has_what_is_due_first_on_top(desk: Desk) -> None:
    """Unanswered ones of this site, escalated or not (SVC-08)."""
    first = complain(desk, answered(desk))
    desk.office.later(days=1)
    second = make(desk)
    make(equip_again(desk))
    reply(desk, make(desk))

    assert [first.id, second.id] == [one.id for one in desk.core.complaints.list(actor=desk.head)]


@pytest.mark.parametrize(
    "kind", [ComplaintKind.COMPLAINT, ComplaintKind.REPORT, ComplaintKind.SUGGESTION]
)
def test_anybody_may_complain_without_a_name(desk: Desk, kind: ComplaintKind) -> None:
    """From the page of a service; the answer is read by a code of its own (SVC-08, right 7)."""
    made = make(desk, kind)
    code = TrackingCode.find(made.code)
    reply(desk, made)
    followed = desk.core.complaints.follow(
        actor=desk.public, code=f" {made.code[:8]} {made.code[8:]}"
    )

    assert code is not None
    assert (kind, desk.licence.id, None, "رسیدگی شد") == (
        followed.kind,
        followed.service,
        followed.request,
        followed.answer,
    )
    assert [] == desk.told()


def test_an_objection_is_opened_from_its_request(desk: Desk) -> None:
    """There is nothing to object to otherwise (SVC-08)."""
    with pytest.raises(InvalidValue) as caught:
        make(desk, ComplaintKind.OBJECTION)

    assert ("complaint.no_answer", "kind") == (caught.value.code, caught.value.field)


def test_a_complaint_of_another_site_does_not_exist(desk: Desk) -> None:
    """Its code and its record are those of nobody here (ASVS V8.4.1)."""
    foreign, own = make(equip_again(desk)), make(desk)
    request = desk.taken()
    told = []
    for code in (foreign.code, "0000000000000000", "12", request.code):
        with pytest.raises(NotFound) as caught:
            desk.core.complaints.follow(actor=desk.public, code=code)
        told.append(caught.value.message)
    with pytest.raises(NotFound):
        reply(desk, foreign)

    assert 1 == len(set(told))
    assert own == follow(desk, own)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_a_complaint_says_something(desk: Desk, text: str) -> None:
    """Neither nothing nor a book (SVC-08)."""
    with pytest.raises(InvalidValue) as caught:
        desk.core.complaints.make(actor=desk.public, kind=ComplaintKind.REPORT, text=text)

    assert "text" == caught.value.field
    assert [] == desk.journal("ComplaintChanged")


def test_the_journal_has_no_word_of_it(desk: Desk) -> None:
    """Identities and states only (features 37, right 5)."""
    complaint = complain(desk, answered(desk))
    reply(desk, complaint)
    facts = str(desk.journal("ComplaintChanged"))

    assert complaint.id in facts
    assert [] == [word for word in ("نادرست", "رسیدگی") if word in facts]


def test_a_closed_day_moves_complaints_that_were_made_before_it(desk: Desk) -> None:
    """As if it had been known: those of requests are told so once, and all are listed (B4, B5)."""
    about, alone = complain(desk, answered(desk)), make(desk)
    decree = drafted(desk)
    foreseen = preview(desk, decree).postponed
    done = desk.core.hours.switch_on(actor=desk.head, decree=decree.id).postponed
    due = desk.local(date(2026, 1, 18), "14:00")
    rounds = [[text for text in desk.told() if "مهلت پاسخ به شکایت" in text] for _ in range(2)]
    kept = desk.core.complaints.list(actor=desk.head)

    assert {(about.id, due), (alone.id, due)} == {(one.complaint.id, one.at) for one in foreseen}
    assert foreseen == done
    assert [due, due] == [one.due_at for one in kept]
    assert due == make(desk).due_at
    assert [1, 1] == [len(found) for found in rounds]
    assert "یکشنبه ۲۸ دی ۱۴۰۴" in rounds[0][0]
    assert [due, due] == [
        datetime.fromisoformat(facts["until"])
        for facts in desk.journal("ComplaintChanged")
        if facts.get("until")
    ]


def test_what_is_late_already_is_no_later_by_a_decree(desk: Desk) -> None:
    """No closure mends a breach, answered complaints stay, and none is due earlier (B4)."""
    make(desk)
    reply(desk, make(desk))
    desk.go(DUE, "14:01")
    late = switched_on(desk, first=DUE, last=DUE)
    fresh = make(desk)
    closing = switched_on(desk, first=date(2026, 1, 19), last=date(2026, 1, 19))
    told = follow(desk, fresh).due_at
    gone = desk.core.hours.withdraw(actor=desk.head, decree=closing.decree.id)

    assert () == late.postponed
    assert [fresh.id] == [one.complaint.id for one in closing.postponed]
    assert ((), told) == (gone.postponed, follow(desk, fresh).due_at)


def test_another_site_s_complaints_are_moved_by_a_decree_for_all(desk: Desk) -> None:
    """And not by one of a single site (directive 3.8)."""
    other = equip_again(desk)
    there = make(other)
    own = switched_on(desk)
    everywhere = switched_on(desk, title="همه", reach=Reach.ORGANISATION)

    assert () == own.postponed
    assert [there.id] == [one.complaint.id for one in everywhere.postponed]
