"""Requests as units work on them: inbox, steps, questions, results (EDK-07, MIS-07)."""

from typing import Annotated, Self

from msgspec import Meta

from miz.core import Core
from miz.domain.ids import HostId, RequestId
from miz.domain.requests import Outcome
from miz.domain.staff import Actor
from miz.usecases.casefiles import CaseFile, Row
from miz_apps.web.actions.action import Answer, Command, File, Nothing
from miz_apps.web.actions.fields import Digest, Identity
from miz_apps.web.actions.reception import Instant
from miz_apps.web.actions.requests import PaperView, RequestView

Message = Annotated[str, Meta(min_length=1, max_length=2000)]


class Inbox(Command, frozen=True, kw_only=True):
    """One's own requests, or the whole unit's."""

    everybody: bool = False


class OfRequest(Command, frozen=True, kw_only=True):
    """One request."""

    request: Identity


class FinishStep(OfRequest, frozen=True, kw_only=True):
    """A step of the work that is done."""

    step: Annotated[str, Meta(min_length=1, max_length=64)]


class Ask(OfRequest, frozen=True, kw_only=True):
    """What the citizen is to bring or do; the clock stands until then.

    ``need`` is the key of a document of the service, ``text`` what is said of it.
    """

    text: Annotated[str, Meta(max_length=2000)] = ""
    need: Annotated[str, Meta(max_length=64)] = ""


class Write(OfRequest, frozen=True, kw_only=True):
    """A message to the citizen, or a note that stays inside."""

    text: Message
    internal: bool = False


class AnswerRequest(OfRequest, frozen=True, kw_only=True):
    """The result."""

    outcome: Outcome
    text: Message


class AnnounceVisit(OfRequest, frozen=True, kw_only=True):
    """When the citizen is to come; without a time it is the next one there is."""

    when: Instant | None = None


class Reassign(OfRequest, frozen=True, kw_only=True):
    """Who takes the request over."""

    officer: Identity


class PaperOf(OfRequest, frozen=True, kw_only=True):
    """One document of a request."""

    digest: Digest


class Requests(Answer, frozen=True, kw_only=True):
    """Requests, due first."""

    requests: list[RequestView]

    @classmethod
    def of(cls, rows: tuple[Row, ...]) -> Self:
        """The rows of a list."""
        return cls(requests=[RequestView.of(one.request) for one in rows])


class MessageView(Answer, frozen=True, kw_only=True):
    """One turn of the thread."""

    author: str
    text: str
    at: str
    internal: bool


class StepView(Answer, frozen=True, kw_only=True):
    """A step that is done."""

    step: str
    at: str
    by: str


class PromiseView(Answer, frozen=True, kw_only=True):
    """A time that was announced, and what became of it."""

    kind: str
    at: str
    state: str
    made_at: str
    reason: str | None


class CaseView(Answer, frozen=True, kw_only=True):
    """The whole case as the unit sees it."""

    request: RequestView
    letter: str
    answers: dict[str, str]
    papers: list[PaperView]
    thread: list[MessageView]
    steps: list[StepView]
    next_step: str | None
    promises: list[PromiseView]

    @classmethod
    def of(cls, file: CaseFile) -> Self:
        """Everything, internal notes included."""
        request = file.request
        return cls(
            request=RequestView.of(request),
            letter=request.letter,
            answers=dict(request.answers),
            papers=[PaperView.of(one) for one in request.papers],
            thread=[
                MessageView(
                    author=one.author.value,
                    text=one.text,
                    at=one.at.isoformat(),
                    internal=one.internal,
                )
                for one in request.thread
            ],
            steps=[
                StepView(step=one.step, at=one.at.isoformat(), by=one.by) for one in request.steps
            ],
            next_step=file.next_step,
            promises=[
                PromiseView(
                    kind=one.kind.value,
                    at=one.at.isoformat(),
                    state=one.state.value,
                    made_at=one.made_at.isoformat(),
                    reason=one.reason.value if one.reason else None,
                )
                for one in file.promises
            ],
        )


def inbox(core: Core, actor: Actor, command: Inbox) -> Requests:
    """Requests that wait for an answer, due first."""
    return Requests.of(core.casework.inbox(actor=actor, everybody=command.everybody))


def answered(core: Core, actor: Actor, command: Nothing) -> Requests:
    """Requests whose result is ready to be handed over."""
    return Requests.of(core.casework.answered(actor=actor))


def open_case(core: Core, actor: Actor, command: OfRequest) -> CaseView:
    """The whole case; the look is journalled."""
    return CaseView.of(core.casework.open(actor=actor, request=RequestId(command.request)))


def paper(core: Core, actor: Actor, command: PaperOf) -> File:
    """A document of a request."""
    data, media_type, name = core.casework.paper(
        actor=actor, request=RequestId(command.request), digest=command.digest
    )
    return File(data, media_type, name)


def finish(core: Core, actor: Actor, command: FinishStep) -> RequestView:
    """Finishes a step of the work."""
    return RequestView.of(
        core.casework.finish(actor=actor, request=RequestId(command.request), step=command.step)
    )


def ask(core: Core, actor: Actor, command: Ask) -> RequestView:
    """Asks the citizen for something; the clock stands until it comes."""
    return RequestView.of(
        core.casework.ask(
            actor=actor,
            request=RequestId(command.request),
            text=command.text,
            need=command.need,
        )
    )


def resume(core: Core, actor: Actor, command: OfRequest) -> RequestView:
    """Goes on although nothing came."""
    return RequestView.of(core.casework.resume(actor=actor, request=RequestId(command.request)))


def write(core: Core, actor: Actor, command: Write) -> RequestView:
    """Writes to the citizen, or a note that stays inside."""
    return RequestView.of(
        core.casework.write(
            actor=actor,
            request=RequestId(command.request),
            text=command.text,
            internal=command.internal,
        )
    )


def answer(core: Core, actor: Actor, command: AnswerRequest) -> RequestView:
    """Gives the result."""
    return RequestView.of(
        core.casework.answer(
            actor=actor,
            request=RequestId(command.request),
            outcome=command.outcome,
            text=command.text,
        )
    )


def announce(core: Core, actor: Actor, command: AnnounceVisit) -> RequestView:
    """Tells the citizen when to come."""
    return RequestView.of(
        core.bookings.announce(actor=actor, request=RequestId(command.request), when=command.when)
    )


def reassign(core: Core, actor: Actor, command: Reassign) -> RequestView:
    """Gives the request to another employee."""
    return RequestView.of(
        core.casework.reassign(
            actor=actor, request=RequestId(command.request), officer=HostId(command.officer)
        )
    )


def receive(core: Core, actor: Actor, command: OfRequest) -> RequestView:
    """Signs for paper that arrived."""
    return RequestView.of(core.casework.receive(actor=actor, request=RequestId(command.request)))


def forward(core: Core, actor: Actor, command: OfRequest) -> RequestView:
    """Hands the request over to the letter system."""
    return RequestView.of(core.letters.forward(actor=actor, request=RequestId(command.request)))
