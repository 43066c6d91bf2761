from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from miz.domain.calendar import OfficeTime
from miz.domain.complaints import ANSWER_WITHIN, Complaint, ComplaintKind, ComplaintState
from miz.domain.ids import ComplaintId, RequestId, SiteId
from miz.domain.request_events import ComplaintChanged
from miz.errors import WrongState

AT = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
DUE = AT + timedelta(days=14)
SITE, COMPLAINT, REQUEST = SiteId("site"), ComplaintId("complaint"), RequestId("request")
OPEN = Complaint(
    COMPLAINT,
    SITE,
    ComplaintKind.OBJECTION,
    "چرا رد شد؟",
    AT,
    DUE,
    REQUEST,
    code="1234567890123452",
)
ESCALATED = OPEN.escalate(at=DUE)
ANSWERED = OPEN.reply("بررسی شد.", at=DUE, by="رئیس")


def told(state: str, at: datetime) -> ComplaintChanged:
    """The event of a complaint about a request."""
    return ComplaintChanged(site=SITE, at=at, complaint=COMPLAINT, state=state, request=REQUEST)


def test_ten_working_days() -> None:
    """A complaint has its own clock, the shorter of those in use (directive 3.5, J2.11)."""

    assert OfficeTime(days=10) == ANSWER_WITHIN


def test_it_is_opened_with_an_event() -> None:
    """That somebody complained is told, not what (SVC-08)."""

    assert (told("open", AT),) == OPEN.open().events
    assert OPEN == OPEN.open()


@pytest.mark.parametrize("before", [OPEN, ESCALATED])
def test_it_is_answered_before_or_after_its_time(before: Complaint) -> None:
    """The answer counts by name and time, also when it came from above (SVC-08)."""
    answered = before.reply("بررسی شد.", at=DUE, by="رئیس")

    assert evolve(
        OPEN, state=ComplaintState.ANSWERED, answer="بررسی شد.", answered_at=DUE, answered_by="رئیس"
    ) == answered  # fmt: skip
    assert told("answered", DUE) == answered.events[-1]
    assert len(before.events) + 1 == len(answered.events)


def test_it_is_escalated_at_its_time() -> None:
    """Without an answer somebody above decides (J2.11)."""

    assert (ComplaintState.ESCALATED, (told("escalated", DUE),)) == (
        ESCALATED.state,
        ESCALATED.events,
    )


def test_it_may_be_due_later() -> None:
    """Where the office is closed meanwhile; the event tells until when (SVC-08, B4)."""
    later = OPEN.postpone(DUE + timedelta(days=1), at=AT)

    assert (DUE + timedelta(days=1), ComplaintState.OPEN) == (later.due_at, later.state)
    assert (evolve(told("open", AT), until="2026-07-16T06:00:00+00:00"),) == later.events


@pytest.mark.parametrize("before", [ESCALATED, ANSWERED])
def test_what_is_over_is_not_postponed(before: Complaint) -> None:
    """Nobody makes a breach good by closing the office (SVC-08)."""
    with pytest.raises(WrongState, match=f"{before.state} already"):
        before.postpone(DUE + timedelta(days=1), at=AT)


@pytest.mark.parametrize("before", [ESCALATED, ANSWERED])
def test_it_is_escalated_once(before: Complaint) -> None:
    """What lies above already, or is answered, does not rise again."""
    with pytest.raises(WrongState, match=f"{before.state} already") as caught:
        before.escalate(at=DUE)

    assert "complaint.wrong_state" == caught.value.code


def test_it_is_answered_once() -> None:
    """An answer is not rewritten; who is not content objects anew (B3)."""
    with pytest.raises(WrongState) as caught:
        ANSWERED.reply("دوباره", at=DUE, by="رئیس")

    assert "complaint.wrong_state" == caught.value.code


def test_one_about_no_request_stands_alone() -> None:
    """A report needs no request; its event names none (B3)."""
    alone = evolve(OPEN, request=None, kind=ComplaintKind.REPORT).open()

    assert (evolve(told("open", AT), request=None),) == alone.events


def test_nobody_shows_a_complaint_by_accident() -> None:
    """Neither its words nor its code nor the answer is in a log line (G8)."""

    assert not any(
        words in repr(ANSWERED) for words in (OPEN.text, OPEN.code, ANSWERED.answer)
    )  # fmt: skip
