"""Letters on their way through the organisation's own letter system (C2-04, Q6)."""

from attrs import evolve, frozen

from miz.domain.forms import Field
from miz.domain.ids import RequestId
from miz.domain.requests import Request
from miz.domain.staff import Actor, Permission
from miz.errors import WrongState
from miz.ports.automation import Attachment, Letter, OfficeAutomation, Progress
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.casefiles import seen
from miz.usecases.recording import keep


@frozen
class Letters:
    """Hands requests over to the letter system and follows them there. Thread-safe."""

    storage: Storage
    documents: Documents
    automation: OfficeAutomation
    clock: Clock

    def forward(self, *, actor: Actor, request: RequestId) -> Request:
        """Hands a request over; asked again, it is the same letter with the same reference."""
        _must_work(actor)
        found, letter = self.storage.read(lambda uow: _letter(uow, actor, request))
        if not (found.undone or found.reference):
            raise WrongState(
                "This request is over; nothing of it goes out any more.", code="request.wrong_state"
            )
        files = tuple(
            Attachment(one.name, one.media_type, self.documents.open(one.digest))
            for one in found.papers
        )
        letter = evolve(letter, attachments=files)
        reference, at = self.automation.send(letter), self.clock.now()

        def work(uow: UnitOfWork) -> Request:
            found = seen(uow, actor, request)
            if found.reference == reference:
                return found
            return keep(uow, actor, found.forward(reference, at=at))

        return self.storage.write(work)

    def follow(self, *, actor: Actor, request: RequestId) -> Progress:
        """The number the letter got, and the answer once there is one."""
        _must_work(actor)
        found = self.storage.read(lambda uow: seen(uow, actor, request))
        if not found.reference:
            raise WrongState(
                "This request was not handed over to the letter system yet.",
                code="request.not_forwarded",
            )
        return self.automation.follow(found.reference)


def _letter(uow: UnitOfWork, actor: Actor, request: RequestId) -> tuple[Request, Letter]:
    """The letter but for its attachments, which are read outside of the unit of work."""
    found = seen(uow, actor, request)
    unit = uow.units.find(found.unit) if found.unit else None
    asked = uow.editions.get(found.edition).information.form.asked(found.answers)
    answers = "\n".join(
        _answer(one, found.answers[one.key]) for one in asked if one.key in found.answers
    )
    letter = Letter(
        key=found.id,
        tracking=found.code,
        subject=found.subject,
        text="\n\n".join(part for part in (found.letter, answers) if part),
        sender=uow.people.get(found.person).name.full,
        unit=unit.name.fa if unit else "",
    )
    return found, letter


def _answer(asked: Field, text: str) -> str:
    """The question and what was said, in the words that the citizen saw."""
    labels = {one.value: one.label.fa for one in asked.choices}
    said = "، ".join(labels.get(one, one) for one in text.split(",")) if labels else text
    return f"{asked.label.fa}: {said}"


def _must_work(actor: Actor) -> None:
    """The desk or the unit."""
    if not actor.may(Permission.SERVE):
        actor.must(Permission.RECEIVE)
