"""Complaints, objections, reports and suggestions, each with its own clock (SVC-08, right 10)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from miz.domain.calendar import OfficeTime
from miz.domain.events import Event
from miz.domain.ids import ComplaintId, RequestId, ServiceId, SiteId, VisitId
from miz.domain.request_events import ComplaintChanged
from miz.errors import WrongState

ANSWER_WITHIN = OfficeTime(days=10)
"""Ten working days, the shorter of the clocks in use (directive 3.5)."""


class ComplaintKind(StrEnum):
    """What it is; an objection is against an answer, a report may be anonymous."""

    COMPLAINT = "complaint"
    OBJECTION = "objection"
    REPORT = "report"
    SUGGESTION = "suggestion"


class ComplaintState(StrEnum):
    """Escalated ones passed their time without an answer and lie with the head of the office."""

    OPEN = "open"
    ESCALATED = "escalated"
    ANSWERED = "answered"


@frozen
class Complaint:
    """One complaint, followed under the request's own code (B3).

    One that is about no request has a ``code`` of its own, sixteen digits alike.
    """

    id: ComplaintId
    site: SiteId
    kind: ComplaintKind
    text: str = field(repr=False)
    opened_at: datetime
    due_at: datetime
    request: RequestId | None = None
    service: ServiceId | None = None
    visit: VisitId | None = None
    code: str = field(default="", repr=False)
    state: ComplaintState = ComplaintState.OPEN
    answer: str = field(default="", repr=False)
    answered_at: datetime | None = None
    answered_by: str = ""
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    def open(self) -> "Complaint":
        """The complaint is made."""
        return self._with(self.opened_at, state=ComplaintState.OPEN)

    def postpone(self, due: datetime, *, at: datetime) -> "Complaint":
        """It is due later, for the office is closed meanwhile."""
        if self.state is not ComplaintState.OPEN:
            raise WrongState(
                f"This complaint is {self.state} already.", code="complaint.wrong_state"
            )
        return self._with(at, until=due.isoformat(), due_at=due)

    def escalate(self, *, at: datetime) -> "Complaint":
        """Its time is over; somebody above decides."""
        if self.state is not ComplaintState.OPEN:
            raise WrongState(
                f"This complaint is {self.state} already.", code="complaint.wrong_state"
            )
        return self._with(at, state=ComplaintState.ESCALATED)

    def reply(self, text: str, *, at: datetime, by: str) -> "Complaint":
        """The office answers, once."""
        if self.state is ComplaintState.ANSWERED:
            raise WrongState(
                "This complaint is answered already.", code="complaint.wrong_state"
            )  # fmt: skip
        return self._with(
            at, state=ComplaintState.ANSWERED, answer=text, answered_at=at, answered_by=by
        )

    def _with(self, at: datetime, *, until: str | None = None, **changes: Any) -> "Complaint":
        changed = evolve(self, **changes)
        event = ComplaintChanged(
            site=self.site,
            at=at,
            complaint=self.id,
            state=changed.state.value,
            request=self.request,
            until=until,
        )
        return evolve(changed, events=(*self.events, event))
