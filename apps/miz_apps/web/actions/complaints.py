"""Complaints as the office answers them (SVC-08, right 10)."""

from datetime import datetime
from typing import Annotated, Self

from msgspec import Meta

from miz.core import Core
from miz.domain.complaints import Complaint, ComplaintKind, ComplaintState
from miz.domain.ids import ComplaintId
from miz.domain.staff import Actor
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Identity


class AnswerComplaint(Command, frozen=True, kw_only=True):
    """What the office has to say to it."""

    complaint: Identity
    text: Annotated[str, Meta(min_length=1, max_length=4000)]


class ComplaintView(Answer, frozen=True, kw_only=True):
    """A complaint; escalated ones passed their time without an answer."""

    id: str
    kind: ComplaintKind
    state: ComplaintState
    text: str
    opened_at: datetime
    due_at: datetime
    service: str | None
    request: str | None
    answer: str
    answered_at: datetime | None
    answered_by: str

    @classmethod
    def of(cls, complaint: Complaint) -> Self:
        """The complaint; its code is its writer's alone."""
        return cls(
            id=complaint.id,
            kind=complaint.kind,
            state=complaint.state,
            text=complaint.text,
            opened_at=complaint.opened_at,
            due_at=complaint.due_at,
            service=complaint.service,
            request=complaint.request,
            answer=complaint.answer,
            answered_at=complaint.answered_at,
            answered_by=complaint.answered_by,
        )


class ComplaintList(Answer, frozen=True, kw_only=True):
    """Complaints without an answer, due first."""

    complaints: list[ComplaintView]


def unanswered(core: Core, actor: Actor, command: Nothing) -> ComplaintList:
    """Complaints without an answer, due first."""
    found = core.complaints.list(actor=actor)
    return ComplaintList(complaints=[ComplaintView.of(one) for one in found])


def reply(core: Core, actor: Actor, command: AnswerComplaint) -> ComplaintView:
    """Answers a complaint; who complained about a request is told of it."""
    answered = core.complaints.reply(
        actor=actor, complaint=ComplaintId(command.complaint), text=command.text
    )
    return ComplaintView.of(answered)
