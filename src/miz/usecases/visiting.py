"""What the steps of a visit share: a visit to begin with, who may hold a pass, what is revoked."""

from datetime import datetime

from miz.domain.admissions import Window
from miz.domain.catalogue import Host, Service
from miz.domain.categories import Category
from miz.domain.ids import GateId, HostId, PersonId, RequestId, ServiceId, SiteId, VisitId
from miz.domain.passes import GuestCard, PassState
from miz.domain.places import Gate
from miz.domain.slipkeys import gate_group
from miz.domain.staff import Actor
from miz.domain.tokens import SlipToken, TokenMint, next_serial
from miz.domain.values import free_text
from miz.domain.visits import Visit, VisitState
from miz.errors import NotFound, WrongState
from miz.ports.storage import UnitOfWork
from miz.usecases.recording import keep
from miz.usecases.scope import mine


def blank(
    uow: UnitOfWork,
    actor: Actor,
    visit_id: VisitId,
    *,
    person: PersonId,
    at: datetime,
    host: HostId | None = None,
    service: ServiceId | None = None,
    purpose: str = "",
    request: RequestId | None = None,
) -> Visit:  # fmt: skip
    """A visit that nobody announced yet, of records that exist at the actor's site.

    A visit for a request has the request's service, and its officer where no other is named.
    """
    case = mine(actor, uow.requests, request) if request else None
    if case is not None and case.person != person:
        raise WrongState(
            "This request is another person's; look its holder up.", code="request.other_person"
        )
    visited = _visited(uow, actor, host or (case.officer if case else None))
    chosen = case.service if case else service
    wanted = mine(actor, uow.services, chosen) if chosen else None
    unit = visited.unit if visited else (case.unit if case else None)
    return Visit(
        id=visit_id,
        site=actor.site,
        person=mine(actor, uow.people, person).id,
        state=VisitState.EXPECTED,
        opened_at=at,
        host=visited.id if visited else None,
        unit=unit or (wanted.unit if wanted else None),
        service=wanted.id if wanted else None,
        purpose=free_text(purpose, field="purpose", limit=200),
        needs_agreement=category_of(uow, wanted).asks_first(wanted) if wanted else False,
        request=case.id if case else None,
    )


def category_of(uow: UnitOfWork, service: Service) -> Category:
    """The category of a service; one that is missing is an error, for it decides entries."""
    found = uow.categories.by_key(service.site, service.category)
    if found is None:
        raise WrongState(
            f"The service {service.code} names a category that does not exist; mend the service.",
            code="category.missing",
        )
    return found


def _visited(uow: UnitOfWork, actor: Actor, host: HostId | None) -> Host | None:
    visited = mine(actor, uow.hosts, host) if host else None
    if visited is not None and not visited.active:
        raise WrongState("This host receives nobody now; choose another.", code="host.retired")
    return visited


def passing(uow: UnitOfWork, visit: VisitId, at: datetime) -> bool:
    """Whether a lane is open for the visitor now: the passage must find the visit admitted."""
    grant = uow.accesses.pending(visit)
    return grant is not None and not grant.lapsed(at)


def holder(uow: UnitOfWork, actor: Actor, visit: VisitId) -> Visit:
    """The visit, when its visitor may hold a pass."""
    found = mine(actor, uow.visits, visit)
    if found.state not in {VisitState.ADMITTED, VisitState.INSIDE}:
        raise WrongState("Admit the visitor first, then hand out a pass.", code="visit.no_pass_yet")
    return found


def window(visit: Visit) -> Window:
    """When the visitor may pass."""
    if visit.window is None:
        raise WrongState("Admit the visitor first, then hand out a pass.", code="visit.no_pass_yet")
    return visit.window


def slip_code(uow: UnitOfWork, visit: Visit, *, fresh: str) -> str:
    """The request's code for the first slip of its visit, else the fresh one."""
    case = uow.requests.find(visit.request) if visit.request else None
    if case is None or any(one.code == case.code for one in uow.passes.of_visit(visit.id)):
        return fresh
    other = uow.passes.by_code(case.code)
    return fresh if other is not None and other.state is PassState.LIVE else case.code


def named_gate(uow: UnitOfWork, actor: Actor, gate: GateId | None) -> Gate | None:
    """The gate that lets the visitor in while it cannot ask: the one chosen, else the oldest."""
    if gate is not None:
        return mine(actor, uow.gates, gate)
    return next((one for one in uow.gates.of(actor.site) if one.active), None)


def signed_code(
    uow: UnitOfWork, visit: Visit, mint: TokenMint | None, *, serial: int, gate: Gate | None
) -> str | None:  # fmt: skip
    """A number that the gate verifies by itself; None without a mint or a gate in use (B17).

    All slips of a visit carry its number, so that a gate that decides alone takes an old slip and
    its reprint for the same visit; ``serial`` numbers a visit that has none yet.
    """
    if mint is None or gate is None:
        return None
    earlier = (SlipToken.find(one.code) for one in uow.passes.of_visit(visit.id))
    serial = next_serial((one for one in earlier if one is not None), fresh=serial)
    group, zone = gate_group(visit.site, gate.id), uow.sites.get(visit.site).zone
    return mint.mint(serial, window(visit), group=group, zone=zone).digits


def pooled(uow: UnitOfWork, site: SiteId, code: str) -> GuestCard:
    """The site's guest card that readers see as that code."""
    card = uow.cards.by_code(code)
    if card is None or card.site != site:
        raise NotFound(
            "This is no guest card of this site; take one from the box.",
            code="card.unknown",
            field="card",
        )
    return card


def revoke_all(
    uow: UnitOfWork, actor: Actor, visit: VisitId, *, reason: str, at: datetime
) -> None:  # fmt: skip
    """Whatever the visitor holds opens nothing any more."""
    for pass_ in uow.passes.of_visit(visit):
        if pass_.state is PassState.LIVE:
            keep(uow, actor, pass_.revoke(reason, at=at))
