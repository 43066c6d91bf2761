"""Complaints as the office works on them: due first, answered, escalated (SVC-08, right 10)."""

from attrs import frozen

from miz.domain.complaints import Complaint, ComplaintState
from miz.domain.correspondence import message_text
from miz.domain.ids import ComplaintId
from miz.domain.staff import Actor, Permission
from miz.domain.templates import COMPLAINT_ANSWERED
from miz.ports.clocks import Clock
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep
from miz.usecases.scope import mine
from miz.usecases.telling import Telling

UNANSWERED = (ComplaintState.ESCALATED, ComplaintState.OPEN)


@frozen
class Complaints:
    """What the head of a unit does with complaints. Thread-safe."""

    storage: Storage
    telling: Telling
    clock: Clock

    def list(self, *, actor: Actor) -> tuple[Complaint, ...]:
        """Unanswered complaints, due first."""
        actor.must(Permission.ANSWER_COMPLAINTS)
        return tuple(
            self.storage.read(lambda uow: uow.complaints.in_state(actor.site, *UNANSWERED))
        )

    def reply(self, *, actor: Actor, complaint: ComplaintId, text: str) -> Complaint:
        """The answer; who complained about a request is told of it."""
        actor.must(Permission.ANSWER_COMPLAINTS)
        at, written = self.clock.now(), message_text(text)

        def work(uow: UnitOfWork) -> Complaint:
            found = mine(actor, uow.complaints, complaint)
            answered = keep(uow, actor, found.reply(written, at=at, by=actor.name or actor.id))
            if answered.request is not None:
                request = uow.requests.get(answered.request)
                key = f"complaint/{answered.id}"
                self.telling.citizen(uow, request, COMPLAINT_ANSWERED.key, key=key, at=at)
            return answered

        return self.storage.write(work)

    def escalate_overdue(self, *, actor: Actor) -> int:
        """Puts complaints whose time is over before the head of the office; says how many."""
        actor.must(Permission.DELIVER)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            open_ = uow.complaints.in_state(actor.site, ComplaintState.OPEN)
            overdue = [one for one in open_ if one.due_at < at]
            for complaint in overdue:
                keep(uow, actor, complaint.escalate(at=at))
            return len(overdue)

        return self.storage.write(work)
