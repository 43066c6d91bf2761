"""Filing a request inside a unit of work: the same for the desk and the portal (EDK-05, C2-01)."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, field, frozen

from miz.domain.codes import TrackingCode
from miz.domain.correspondence import Contact, Paper
from miz.domain.editions import Edition, in_force
from miz.domain.forms import Answers
from miz.domain.ids import DeskId, HostId, PersonId, RequestId, ServiceId
from miz.domain.notices import Medium
from miz.domain.requests import Origin, Request
from miz.domain.staff import Actor
from miz.domain.templates import REQUEST_FILED
from miz.domain.values import Mobile, name_text, parse_email
from miz.errors import InvalidForm, InvalidValue, WrongState
from miz.ports.storage import UnitOfWork
from miz.usecases.promising import Promising
from miz.usecases.publishing import active_service
from miz.usecases.recording import keep
from miz.usecases.routing import route_of
from miz.usecases.scope import mine
from miz.usecases.telling import Telling
from miz.usecases.visiting import category_of


@frozen
class Filing:
    """What is to be filed; ``random`` are 15 fresh digits for the tracking code.

    ``checked`` is False where the desk takes what there is and asks for the rest later.
    """

    id: RequestId
    random: str
    person: PersonId
    service: ServiceId
    origin: Origin
    subject: str
    letter: str = ""
    answers: Answers = field(factory=dict)
    papers: Sequence[Paper] = ()
    contact: Contact = Contact()
    desk: DeskId | None = None
    at_desk: bool = False
    named: HostId | None = None
    edition: Edition | None = None
    checked: bool = True


@frozen
class Registrar:
    """Files requests. What it does happens wholly or not at all, within the caller's work."""

    promising: Promising
    telling: Telling

    def file(self, uow: UnitOfWork, actor: Actor, filing: Filing, *, at: datetime) -> Request:
        """The request with its code, its officer, its due time and its notice; once for its id."""
        before = uow.requests.find(filing.id)
        if before is not None and before.site == actor.site:
            return before
        service = active_service(uow, actor, filing.service)
        if filing.desk is not None:
            mine(actor, uow.desks, filing.desk)
        if not category_of(uow, service).flow.takes_request:
            raise WrongState(
                "This service takes no request; the desk guides its visitors.",
                code="service.no_request",
                field="service",
            )
        day = at.astimezone(uow.sites.get(actor.site).zone).date()
        edition = filing.edition or in_force(uow.editions.of(service.id), day)
        if edition is None:
            raise WrongState(
                "Nothing is published of this service yet; publish its information first.",
                code="service.unpublished",
                field="service",
            )
        request = self._made(uow, actor, filing, edition=edition, at=at).file()
        route = route_of(uow, service, named=filing.named, day=day)
        routed = request.route(route.officer, route.unit, at=at, deputy=route.deputy)
        promised = self.promising.answer(
            uow, actor, routed, takes=edition.information.duration, at=at
        )
        kept = keep(uow, actor, promised)
        self.telling.citizen(uow, kept, REQUEST_FILED.key, key="filed", at=at, when=kept.due_at)
        return kept

    def _made(
        self, uow: UnitOfWork, actor: Actor, filing: Filing, *, edition: Edition, at: datetime
    ) -> Request:
        answers = edition.information.form.check(filing.answers) if filing.checked else {}
        if filing.checked:
            _must_hold_needed(edition, filing.papers)
        return Request(
            id=filing.id,
            site=actor.site,
            code=TrackingCode.issue(filing.random).digits,
            person=filing.person,
            service=filing.service,
            edition=edition.id,
            origin=filing.origin,
            opened_at=at,
            opened_by=actor.name or actor.id,
            subject=name_text(filing.subject, field="subject"),
            number=str(uow.sequences.next(actor.site, "letters")),
            desk=filing.desk,
            at_desk=filing.at_desk,
            contact=reached(filing.contact, by_desk=filing.origin is Origin.DESK),
            letter=filing.letter,
            answers=answers or dict(filing.answers),
            papers=tuple(filing.papers),
        )


def reached(contact: Contact, *, by_desk: bool = False) -> Contact:
    """The wish with its address in form; InvalidValue where it has none.

    A citizen's SMS goes to the mobile of the file whatever he typed, so that nobody has the office
    write to others (threat 2); the desk may write down another mobile (``by_desk``).
    """
    address = ""
    if contact.medium is Medium.EMAIL:
        address = parse_email(contact.address)
    elif contact.medium is Medium.SMS and contact.address and by_desk:
        address = Mobile.parse(contact.address).number
    return evolve(contact, address=address)


def missing_papers(edition: Edition, papers: Sequence[Paper]) -> list[str]:
    """The keys of documents that are asked for and not there."""
    there = {paper.need for paper in papers}
    asked = edition.information.documents
    return [one.key for one in asked if one.required and one.key not in there]


def _must_hold_needed(edition: Edition, papers: Sequence[Paper]) -> None:
    """The request asks for exactly the documents that the service names (SVC-03)."""
    lacking = {f"paper-{key}" for key in missing_papers(edition, papers)}
    if lacking:
        raise InvalidForm({name: paper_missing(name) for name in sorted(lacking)})


def paper_missing(name: str) -> InvalidValue:
    """What is said where a document should be."""
    return InvalidValue("Add this document.", code="paper.missing", field=name)
