"""Complaints as the office works on them: due first, answered, escalated (SVC-08, right 10)."""

from attrs import frozen

from miz.domain.codes import TrackingCode
from miz.domain.complaints import ANSWER_WITHIN, Complaint, ComplaintKind, ComplaintState
from miz.domain.correspondence import message_text
from miz.domain.ids import ComplaintId, ServiceId
from miz.domain.staff import Actor, Permission
from miz.domain.templates import COMPLAINT_ANSWERED
from miz.errors import InvalidValue, NotFound
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.promising import Promising
from miz.usecases.publishing import active_service
from miz.usecases.recording import keep
from miz.usecases.scope import mine
from miz.usecases.telling import Telling

UNANSWERED = (ComplaintState.ESCALATED, ComplaintState.OPEN)


@frozen
class Complaints:
    """What the head of a unit does with complaints. Thread-safe."""

    storage: Storage
    promising: Promising
    telling: Telling
    clock: Clock
    ids: Ids

    def make(
        self, *, actor: Actor, kind: ComplaintKind, text: str, service: ServiceId | None = None
    ) -> Complaint:
        """A complaint about no request in particular, by anybody, also without a name (SVC-08).

        It has a code of its own, by which its answer is read.
        """
        complaint_id, at = ComplaintId(self.ids.new()), self.clock.now()
        code, written = TrackingCode.issue(self.ids.digits(15)).digits, message_text(text)
        if kind is ComplaintKind.OBJECTION:
            raise InvalidValue(
                "An objection is against an answer; open it from your request.",
                code="complaint.no_answer",
                field="kind",
            )

        def work(uow: UnitOfWork) -> Complaint:
            about = active_service(uow, actor, service).id if service else None
            calendar = self.promising.calendar(uow, uow.sites.get(actor.site))
            complaint = Complaint(
                id=complaint_id,
                site=actor.site,
                kind=kind,
                text=written,
                opened_at=at,
                due_at=calendar.due(at, ANSWER_WITHIN),
                service=about,
                code=code,
            )
            return keep(uow, actor, complaint.open())

        return self.storage.write(work)

    def follow(self, *, actor: Actor, code: str) -> Complaint:
        """The complaint of a code: what was written, when it is due, what was answered."""
        read = TrackingCode.find(code)
        found = self.storage.read(lambda uow: uow.complaints.by_code(read.digits) if read else None)
        if found is None or found.site != actor.site:
            raise NotFound("No complaint has this code; compare it with what you noted.")
        return found

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
