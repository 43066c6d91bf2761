"""What anybody may ask, for sites that show the office's services themselves (EDK-01).

The same use cases as the portal and the kiosk: one record says it everywhere (SVC-01).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from attrs import frozen
from msgspec import Meta

from miz.core import Core
from miz.domain.codes import TrackingCode
from miz.domain.correspondence import Author
from miz.domain.editions import Step
from miz.domain.promises import PromiseKind, PromiseState
from miz.domain.requests import Outcome, RequestState
from miz.domain.staff import Actor
from miz.usecases.tracking import Followed, Proof
from miz_apps.web.actions.action import Answer, Command
from miz_apps.web.actions.fields import Code, Number
from miz_apps.web.actions.places import TextView
from miz_apps.web.actions.public_services import PublicServices
from miz_apps.web.actions.public_sheets import PublishedInformation

Letters = Annotated[str, Meta(min_length=1, max_length=4, description="Of the mobile in the file.")]


class FindServices(Command, frozen=True, kw_only=True):
    """Words that the services must hold; none for all of them."""

    q: Annotated[str, Meta(max_length=80)] = ""


class OfService(Command, frozen=True, kw_only=True):
    """One service, by the code that people see."""

    code: Number


class Follow(Command, frozen=True, kw_only=True):
    """A tracking code and the second factor: the last four digits of the mobile in the file.

    Where the file has no mobile they are those of the identity document.
    """

    code: Code
    digits: Letters


class PublicStep(Answer, frozen=True, kw_only=True):
    """A step of the work; without ``at`` it is done now or to come."""

    key: str
    title: TextView
    at: datetime | None
    now: bool


class PublicMessage(Answer, frozen=True, kw_only=True):
    """One turn of the thread, by the citizen or by the office."""

    by_citizen: bool
    text: str
    at: datetime


class PublicPromise(Answer, frozen=True, kw_only=True):
    """A time that was announced and then replaced by another one."""

    kind: PromiseKind
    at: datetime
    made_at: datetime


class PublicResult(Answer, frozen=True, kw_only=True):
    """What the office answered; anybody can verify it with ``code``."""

    outcome: Outcome
    text: str
    at: datetime
    code: str
    papers: list[str]


class PublicRequest(Answer, frozen=True, kw_only=True):
    """Where a request stands, as its citizen may see it; the name is not told."""

    service: str
    title: TextView
    number: str
    state: RequestState
    opened_at: datetime
    due_at: datetime | None
    visit_at: datetime | None
    steps: list[PublicStep]
    thread: list[PublicMessage]
    papers: list[str]
    moved: list[PublicPromise]
    result: PublicResult | None

    @classmethod
    def of(cls, followed: Followed) -> "PublicRequest":
        """The request without anything internal."""
        request, service = followed.request, followed.file.offer.service
        return cls(
            service=service.code,
            title=TextView.of(service.title),
            number=request.number,
            state=request.state,
            opened_at=_utc(request.opened_at),
            due_at=_utc(request.due_at) if request.due_at and request.undone else None,
            visit_at=_utc(request.visit_at) if request.visit_at else None,
            steps=[
                PublicStep(
                    key=one.step.key,
                    title=TextView.of(one.step.title),
                    at=_utc(one.at) if one.at else None,
                    now=one.now,
                )
                for one in progress(followed)
            ],
            thread=[
                PublicMessage(
                    by_citizen=one.author is Author.CITIZEN, text=one.text, at=_utc(one.at)
                )
                for one in request.thread
            ],
            papers=[one.name for one in request.papers],
            moved=[
                PublicPromise(kind=one.kind, at=_utc(one.at), made_at=_utc(one.made_at))
                for one in followed.file.promises
                if one.state is PromiseState.MOVED
            ],
            result=_result(followed),
        )


@frozen
class Progress:
    """A step of the work: done at a time, being done now, or to come."""

    step: Step
    at: datetime | None
    now: bool


def progress(followed: Followed) -> Iterator[Progress]:
    """How far a request came, step by step, for every face that shows it (EDK-10)."""
    request, file = followed.request, followed.file
    done = {one.step: one.at for one in request.steps}
    following = file.next_step if request.undone else None
    for one in file.edition.information.steps:
        yield Progress(one, done.get(one.key), now=one.key == following)


def services(core: Core, actor: Actor, command: FindServices) -> PublicServices:
    """The office's services, narrowed by words in either keyboard's letters."""
    return PublicServices.of(core.publishing.published(actor=actor, words=command.q))


def service(core: Core, actor: Actor, command: OfService) -> PublishedInformation:
    """Everything that is told of a service: steps, documents, laws, fees, duration, officer."""
    return PublishedInformation.of(core.publishing.by_code(actor=actor, code=command.code))


def follow(core: Core, actor: Actor, command: Follow) -> PublicRequest:
    """Where a request stands, for who has its code and the second factor."""
    proof = proof_of(command.code, command.digits)
    return PublicRequest.of(core.tracking.open(actor=actor, proof=proof))


def proof_of(code: str, digits: str) -> Proof:
    """What was typed as a proof; a code that reads as one loses its spaces."""
    found = TrackingCode.find(code)
    return Proof(found.digits if found else code, digits)


def _result(followed: Followed) -> PublicResult | None:
    found = followed.request.result
    if found is None:
        return None
    return PublicResult(
        outcome=found.outcome,
        text=found.text,
        at=_utc(found.at),
        code=found.code,
        papers=[one.name for one in found.papers],
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
