"""Requests at the desk: taken with their papers, waited for, handed over (MIS-06, C2 to C4)."""

from typing import Annotated, Self

import msgspec
from msgspec import Meta

from miz.core import Core
from miz.domain.correspondence import Contact, Paper
from miz.domain.ids import DeskId, PersonId, RequestId, ServiceId
from miz.domain.notices import Medium
from miz.domain.requests import Request
from miz.domain.staff import Actor
from miz.domain.values import Language, parse_email
from miz.usecases.intake import Case, Taken
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Digest, Identity, Line, Name

Fresh = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{32}$",
        description="An identity of your own: sent again, it is the same request.",
    ),
]
Letter = Annotated[str, Meta(max_length=2000)]
Answers = Annotated[dict[str, Annotated[str, Meta(max_length=4000)]], Meta(max_length=60)]


class FileRequest(Command, frozen=True, kw_only=True):
    """A request as the desk takes it; documents follow one by one."""

    id: Fresh
    person: Identity
    service: Identity
    subject: Name
    letter: Letter = ""
    answers: Answers = msgspec.field(default_factory=dict)
    medium: Medium | None = Medium.SMS
    email: Line = ""
    language: Language = Language.FA
    desk: Identity | None = None
    at_desk: bool = False

    def case(self) -> Case:
        """What the use case takes."""
        address = parse_email(self.email) if self.medium is Medium.EMAIL else ""
        return Case(
            id=RequestId(self.id),
            person=PersonId(self.person),
            service=ServiceId(self.service),
            subject=self.subject,
            letter=self.letter,
            answers=self.answers,
            contact=Contact(self.medium, address, self.language),
            desk=DeskId(self.desk) if self.desk else None,
            at_desk=self.at_desk,
        )


class DoAtOnce(FileRequest, frozen=True, kw_only=True):
    """A request that is done on the spot, with what was done."""

    result: Annotated[str, Meta(min_length=1, max_length=2000)]


class OfRequest(Command, frozen=True, kw_only=True):
    """One request."""

    request: Identity


class AttachPaper(OfRequest, frozen=True, kw_only=True):
    """One document: ``need`` is the key of what the service asks for, empty for anything else."""

    content: bytes
    name: Line = ""
    need: Annotated[str, Meta(max_length=64)] = ""
    original: bool = False


class Wait(OfRequest, frozen=True, kw_only=True):
    """Whether the citizen waits at the desk."""

    at_desk: bool


class Carry(OfRequest, frozen=True, kw_only=True):
    """Paper that leaves the desk: to whom, and what."""

    receiver: Name
    items: Line = ""


class PaperView(Answer, frozen=True, kw_only=True):
    """A document of a request."""

    digest: Digest
    name: str
    media_type: str
    pages: int
    need: str
    original: bool
    author: str

    @classmethod
    def of(cls, paper: Paper) -> Self:
        """The document by its digest."""
        return cls(
            digest=paper.digest,
            name=paper.name,
            media_type=paper.media_type,
            pages=paper.pages,
            need=paper.need,
            original=paper.original,
            author=paper.author.value,
        )


class RequestView(Answer, frozen=True, kw_only=True):
    """A request without what was written in it."""

    id: str
    code: str
    number: str
    person: str
    service: str
    state: str
    origin: str
    subject: str
    opened_at: str
    due_at: str | None
    visit_at: str | None
    officer: str | None
    unit: str | None
    at_desk: bool
    papers: int
    reference: str

    @classmethod
    def of(cls, request: Request) -> Self:
        """Where the request stands."""
        return cls(
            id=request.id,
            code=request.code,
            number=request.number,
            person=request.person,
            service=request.service,
            state=request.state.value,
            origin=request.origin.value,
            subject=request.subject,
            opened_at=request.opened_at.isoformat(),
            due_at=request.due_at.isoformat() if request.due_at else None,
            visit_at=request.visit_at.isoformat() if request.visit_at else None,
            officer=request.officer,
            unit=request.unit,
            at_desk=request.at_desk,
            papers=len(request.papers),
            reference=request.reference,
        )


class RequestList(Answer, frozen=True, kw_only=True):
    """Requests."""

    requests: list[RequestView]


class Identified(Answer, frozen=True, kw_only=True):
    """A fresh identity."""

    id: str


def fresh(core: Core, actor: Actor, command: Nothing) -> Identified:
    """An identity for a request that is about to be filed."""
    return Identified(id=core.intake.fresh(actor=actor))


def file(core: Core, actor: Actor, command: FileRequest) -> RequestView:
    """Takes a request; sent again under the same identity it is the same one."""
    return RequestView.of(core.intake.file(actor=actor, case=command.case()))


def do_at_once(core: Core, actor: Actor, command: DoAtOnce) -> RequestView:
    """Opens, does and closes a request of a one-step service."""
    done = core.intake.do_at_once(actor=actor, case=command.case(), result=command.result)
    return RequestView.of(done)


def attach(core: Core, actor: Actor, command: AttachPaper) -> RequestView:
    """Adds a document that the citizen brought."""
    taken = Taken(command.content, command.name, command.need, command.original)
    changed = core.intake.attach(actor=actor, request=RequestId(command.request), paper=taken)
    return RequestView.of(changed)


def wait(core: Core, actor: Actor, command: Wait) -> RequestView:
    """The citizen waits at the desk, or no longer."""
    return RequestView.of(
        core.intake.wait(actor=actor, request=RequestId(command.request), at_desk=command.at_desk)
    )


def waiting(core: Core, actor: Actor, command: Nothing) -> RequestList:
    """Requests whose citizens wait at the desk, the longest wait first."""
    found = core.intake.waiting(actor=actor)
    return RequestList(requests=[RequestView.of(one.request) for one in found])


def hand_over(core: Core, actor: Actor, command: OfRequest) -> RequestView:
    """Hands the result to the citizen."""
    return RequestView.of(core.intake.hand_over(actor=actor, request=RequestId(command.request)))


def carry(core: Core, actor: Actor, command: Carry) -> RequestView:
    """Records that paper left the desk with a liaison."""
    return RequestView.of(
        core.intake.carry(
            actor=actor,
            request=RequestId(command.request),
            receiver=command.receiver,
            items=command.items,
        )
    )
