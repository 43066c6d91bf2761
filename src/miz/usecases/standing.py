"""What a desk sees of one person, and what stands on a slip: gathered at once."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from miz.domain.admissions import Passage
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.categories import Category
from miz.domain.comings import comings
from miz.domain.editions import in_force
from miz.domain.notices import NoticeState
from miz.domain.passes import Pass, PassForm, PassState
from miz.domain.people import Person
from miz.domain.places import Gate, Site
from miz.domain.requests import Request
from miz.domain.visits import Visit
from miz.errors import NotFound
from miz.ports.storage import UnitOfWork
from miz.usecases.fates import unreached


@frozen
class Standing:
    """Who stands at the desk, with what is open for him; ``card`` is a printed number or empty.

    ``responsible`` answers for the service, ``phone`` is what its sheet says. The fates say why
    the last message to the person or to the host did not arrive (EDK-13).
    """

    site: Site
    person: Person
    visit: Visit | None
    visits: Sequence[Visit]
    requests: Sequence[Request]
    host: Host | None
    unit: Unit | None
    service: Service | None
    responsible: Host | None
    phone: str
    category: Category | None
    slip: Pass | None
    card: str
    gate: Gate | None
    person_fate: NoticeState | None
    host_fate: NoticeState | None

    @property
    def barred(self) -> bool:
        """Whether the visit's service gives no pass, and nobody overrode that (C2-01, I3)."""
        if self.visit is None or self.service is None or self.visit.override is not None:
            return False
        return self.category is None or not self.category.lets_in(self.service)

    @property
    def earlier(self) -> Sequence[datetime]:
        """When the person came before the visit that is open, newest first (MIS-03).

        A request that was taken in that visit is no coming of its own.
        """
        now, zone = self.visit, self.site.zone
        visits = [one for one in self.visits if one.entry is not None]
        if now is None:
            return comings(visits, self.requests, zone)
        today = now.opened_at.astimezone(zone).date()
        return comings(
            [one for one in visits if one.id != now.id],
            [one for one in self.requests if one.opened_at.astimezone(zone).date() != today],
            zone,
        )


@frozen
class Printable:
    """All that a slip shows; no number of the person (threat 26)."""

    site: Site
    visit: Visit
    pass_: Pass
    person: Person
    host: Host | None
    unit: Unit | None


def standing_of(uow: UnitOfWork, person: Person, visit: Visit | None) -> Standing:
    """The person and that visit."""
    live = _live(uow, visit)
    card = next((one.card for one in live if one.form is PassForm.CARD), None)
    held = uow.cards.find(card) if card else None
    last = (visit.exit or visit.entry) if visit else None
    service = uow.services.find(visit.service) if visit and visit.service else None
    return Standing(
        site=uow.sites.get(person.site),
        person=person,
        visit=visit,
        visits=uow.visits.of_person(person.id),
        requests=uow.requests.of_person(person.id),
        host=uow.hosts.find(visit.host) if visit and visit.host else None,
        unit=uow.units.find(visit.unit) if visit and visit.unit else None,
        service=service,
        responsible=uow.hosts.find(service.responsible)
        if service and service.responsible
        else None,
        phone=_phone(uow, service, visit),
        category=uow.categories.by_key(service.site, service.category) if service else None,
        slip=_slip(live),
        card=held.number if held else "",
        gate=_gate(uow, last),
        person_fate=unreached(uow, person.id),
        host_fate=unreached(uow, visit.host) if visit and visit.host else None,
    )


def printable_of(uow: UnitOfWork, visit: Visit) -> Printable:
    """The visit's live slip and what stands on it; NotFound when it has none."""
    slip = _slip(_live(uow, visit))
    if slip is None:
        raise NotFound(
            "This visit has no slip now; hand one out first.", code="slip.none", field="visit"
        )
    return Printable(
        site=uow.sites.get(visit.site),
        visit=visit,
        pass_=slip,
        person=uow.people.get(visit.person),
        host=uow.hosts.find(visit.host) if visit.host else None,
        unit=uow.units.find(visit.unit) if visit.unit else None,
    )


def _live(uow: UnitOfWork, visit: Visit | None) -> Sequence[Pass]:
    passes = uow.passes.of_visit(visit.id) if visit else ()
    return [one for one in passes if one.state is PassState.LIVE]


def _slip(live: Sequence[Pass]) -> Pass | None:
    return next((one for one in live if one.form is PassForm.SLIP), None)


def _phone(uow: UnitOfWork, service: Service | None, visit: Visit | None) -> str:
    """Where the unit is called, as the service's sheet of that day says."""
    if service is None or visit is None:
        return ""
    day = visit.opened_at.astimezone(uow.sites.get(service.site).zone).date()
    edition = in_force(uow.editions.of(service.id), day)
    return edition.information.sheet.phone if edition else ""


def _gate(uow: UnitOfWork, passage: Passage | None) -> Gate | None:
    lane = uow.lanes.find(passage.lane) if passage else None
    return uow.gates.find(lane.gate) if lane else None
