"""What is seen of a request, gathered at once: a line of a list, or the whole case."""

from collections.abc import Sequence
from datetime import date

from attrs import evolve, frozen

from miz.domain.catalogue import Host, Service
from miz.domain.correspondence import Author
from miz.domain.editions import Edition
from miz.domain.ids import RequestId
from miz.domain.notices import NoticeState
from miz.domain.people import Person
from miz.domain.promises import Promise
from miz.domain.requests import Request
from miz.domain.staff import Actor, Permission
from miz.domain.visits import Visit
from miz.errors import NotAllowed, NotFound
from miz.ports.documents import Documents
from miz.ports.storage import UnitOfWork
from miz.usecases.fates import unreached
from miz.usecases.publishing import Offer, offer_of
from miz.usecases.scope import mine


@frozen
class Row:
    """One line of an inbox."""

    request: Request
    person: Person
    service: Service
    officer: Host | None

    @property
    def replied(self) -> bool:
        """Whether the citizen wrote or sent something since the office last did anything."""
        case = self.request
        theirs = [one.at for one in case.thread if one.author is Author.CITIZEN]
        theirs += [one.added_at for one in case.papers if one.author is Author.CITIZEN]
        ours = [one.at for one in case.thread if one.author is Author.OFFICER]
        ours += [one.at for one in case.steps] + [one.since for one in case.pauses]
        return bool(theirs) and case.undone and max(theirs) > max(ours, default=case.opened_at)


@frozen
class CaseFile:
    """All that the unit sees of a request.

    ``fate`` says why the last message about it did not arrive (EDK-13).
    """

    request: Request
    person: Person
    offer: Offer
    edition: Edition
    officer: Host | None
    promises: Sequence[Promise]
    visits: Sequence[Visit]
    fate: NoticeState | None = None

    @property
    def next_step(self) -> str | None:
        """The key of the step to be done next."""
        done = {one.step for one in self.request.steps}
        steps = self.edition.information.steps
        return next((one.key for one in steps if one.key not in done), None)


def case_file(uow: UnitOfWork, request: Request, today: date) -> CaseFile:
    """The request with everything that belongs to it."""
    return CaseFile(
        request=request,
        person=uow.people.get(request.person),
        offer=offer_of(uow, uow.services.get(request.service), today),
        edition=uow.editions.get(request.edition),
        officer=uow.hosts.find(request.officer) if request.officer else None,
        promises=uow.promises.of_request(request.id),
        visits=uow.visits.of_request(request.id),
        fate=unreached(uow, request.person, about=request.id),
    )


def employee(uow: UnitOfWork, actor: Actor) -> Host | None:
    """The employee that the actor is; None for the head of the office and for the system."""
    if actor.may(Permission.READ_REPORTS):
        return None
    user = uow.users.find(actor.id)  # type: ignore[arg-type]
    host = uow.hosts.find(user.host) if user and user.host else None
    if host is None:
        raise NotAllowed(
            "You are no employee of a unit yet; ask an administrator to say which one you are."
        )
    return host


def seen(uow: UnitOfWork, actor: Actor, request: RequestId) -> Request:
    """A request that the actor may see: the desk all, an employee his own and his unit's."""
    found = mine(actor, uow.requests, request)
    if actor.may(Permission.RECEIVE):
        return found
    me = employee(uow, actor)
    if me is not None and found.officer != me.id and found.unit != me.unit:
        raise NotFound("Nothing with that identity exists here; look it up again.")
    return found


def shown(request: Request) -> Request:
    """The request as its citizen may see it: nothing that was said inside (features 30)."""
    return evolve(request, thread=request.visible, carriages=())


def paper_of(documents: Documents, request: Request, digest: str) -> tuple[bytes, str, str]:
    """A document that the request names; any other digest does not exist."""
    named = (*request.papers, *(request.result.papers if request.result else ()))
    found = next((one for one in named if one.digest == digest), None)
    if found is None:
        raise NotFound("This request has no such document.", code="document.not_found")
    return documents.open(digest), found.media_type, found.name


def row_of(uow: UnitOfWork, request: Request) -> Row:
    """The request as a line."""
    return Row(
        request,
        uow.people.get(request.person),
        uow.services.get(request.service),
        uow.hosts.find(request.officer) if request.officer else None,
    )
