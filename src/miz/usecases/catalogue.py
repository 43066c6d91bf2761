"""The catalogue: units, the hosts who work there, and the services they do."""

from datetime import date

from attrs import evolve, frozen

from miz.domain.catalogue import Host, Service, Unit
from miz.domain.categories import Category
from miz.domain.ids import HostId, ServiceId, UnitId
from miz.domain.staff import Actor, Permission
from miz.domain.values import (
    Language,
    Mobile,
    PersonName,
    Text,
    free_text,
    name_text,
    number_within,
)
from miz.errors import InvalidValue
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep_setting
from miz.usecases.scope import mine

MINUTES = (5, 24 * 60)
SLOT_MINUTES = (5, 4 * 60)
SEATS = (0, 500)


@frozen
class Charge:
    """Who answers for a service: a unit, a person in charge, and who stands in."""

    unit: UnitId | None = None
    responsible: HostId | None = None
    deputy: HostId | None = None


@frozen
class Catalogue:
    """What visitors come for and to whom. Thread-safe; every change is in the journal."""

    storage: Storage
    clock: Clock
    ids: Ids

    def units(self, *, actor: Actor) -> tuple[Unit, ...]:
        """The site's units."""
        return tuple(self.storage.read(lambda uow: uow.units.of(actor.site)))

    def services(self, *, actor: Actor) -> tuple[Service, ...]:
        """The site's active services, by code."""
        found = self.storage.read(lambda uow: uow.services.of(actor.site))
        return tuple(service for service in found if service.active)

    def all_services(self, *, actor: Actor) -> tuple[Service, ...]:
        """The site's services, by code, those that are switched off included."""
        actor.must(Permission.MANAGE_CATALOGUE)
        return tuple(self.storage.read(lambda uow: uow.services.of(actor.site)))

    def hosts(self, *, actor: Actor) -> tuple[Host, ...]:
        """The site's hosts, retired ones included."""
        actor.must(Permission.MANAGE_CATALOGUE)
        return tuple(self.storage.read(lambda uow: uow.hosts.of(actor.site)))

    def find_hosts(self, *, actor: Actor, fragment: str, limit: int = 10) -> tuple[Host, ...]:
        """Active hosts by a piece of their name, for the desk."""
        actor.must(Permission.RECEIVE)
        return tuple(
            self.storage.read(lambda uow: uow.hosts.search(actor.site, fragment, limit=limit))
        )

    def add_unit(self, *, actor: Actor, name: Text, place: str = "") -> Unit:
        """A part of the organisation."""
        actor.must(Permission.MANAGE_CATALOGUE)
        where = free_text(place, field="place", limit=80)
        unit = Unit(UnitId(self.ids.new()), actor.site, name, where)
        return self.storage.write(lambda uow: keep_setting(uow, actor, unit, at=self.clock.now()))

    def add_host(
        self,
        *,
        actor: Actor,
        unit: UnitId,
        name: PersonName,
        room: str = "",
        mobile: Mobile | None = None,
        language: Language = Language.FA,
    ) -> Host:
        """An employee who receives visitors."""
        actor.must(Permission.MANAGE_CATALOGUE)
        host_id, where = HostId(self.ids.new()), free_text(room, field="room", limit=40)

        def work(uow: UnitOfWork) -> Host:
            owner = mine(actor, uow.units, unit)
            host = Host(host_id, actor.site, owner.id, name, where, mobile, language)
            return keep_setting(uow, actor, host, at=self.clock.now())

        return self.storage.write(work)

    def retire_host(self, *, actor: Actor, host: HostId) -> Host:
        """The employee receives nobody any more."""
        actor.must(Permission.MANAGE_CATALOGUE)

        def work(uow: UnitOfWork) -> Host:
            return keep_setting(
                uow, actor, mine(actor, uow.hosts, host).retire(), at=self.clock.now()
            )

        return self.storage.write(work)

    def send_away(self, *, actor: Actor, host: HostId, until: date | None) -> Host:
        """The employee is on leave to the end of that day, or is back (None); see routing."""
        actor.must(Permission.MANAGE_CATALOGUE)

        def work(uow: UnitOfWork) -> Host:
            found = mine(actor, uow.hosts, host)
            return keep_setting(uow, actor, evolve(found, away_until=until), at=self.clock.now())

        return self.storage.write(work)

    def add_service(
        self,
        *,
        actor: Actor,
        code: str,
        title: Text,
        category: str,
        gives_pass: bool | None = None,
        needs_agreement: bool = False,
        minutes: int = 90,
        charge: Charge | None = None,
        slot_minutes: int = 30,
        seats: int = 0,
    ) -> Service:
        """A service of the office; its code is unique at the site.

        ``category`` is the key of one of the site's, which says whether there is a pass;
        ``gives_pass`` may take it away. ``charge`` says who answers for the service.
        """
        actor.must(Permission.MANAGE_CATALOGUE)
        service = Service(
            id=ServiceId(self.ids.new()),
            site=actor.site,
            code=name_text(code, field="code"),
            title=title,
            category=category,
            needs_agreement=needs_agreement,
            minutes=number_within(minutes, MINUTES, field="minutes"),
            slot_minutes=number_within(slot_minutes, SLOT_MINUTES, field="slot_minutes"),
            seats=number_within(seats, SEATS, field="seats"),
        )

        def work(uow: UnitOfWork) -> Service:
            passes = _known(uow, actor, category).passes(gives_pass)
            fresh = evolve(service, gives_pass=passes)
            charged = _charged(uow, actor, fresh, charge=charge or Charge())
            return keep_setting(uow, actor, charged, at=self.clock.now())

        return self.storage.write(work)

    def put_in_charge(self, *, actor: Actor, service: ServiceId, charge: Charge) -> Service:
        """Who answers the service's requests from now on (SVC-09)."""
        actor.must(Permission.MANAGE_CATALOGUE)

        def work(uow: UnitOfWork) -> Service:
            charged = _charged(uow, actor, mine(actor, uow.services, service), charge=charge)
            return keep_setting(uow, actor, charged, at=self.clock.now())

        return self.storage.write(work)

    def set_slots(
        self, *, actor: Actor, service: ServiceId, slot_minutes: int, seats: int
    ) -> Service:
        """How many visits fit into a slot of so many minutes; no seat, no booking (EDK-03).

        What is booked stays booked; the new slots hold for who books from now on.
        """
        actor.must(Permission.MANAGE_CATALOGUE)
        minutes = number_within(slot_minutes, SLOT_MINUTES, field="slot_minutes")
        places = number_within(seats, SEATS, field="seats")

        def work(uow: UnitOfWork) -> Service:
            found = evolve(mine(actor, uow.services, service), slot_minutes=minutes, seats=places)
            return keep_setting(uow, actor, found, at=self.clock.now())

        return self.storage.write(work)

    def switch_service(self, *, actor: Actor, service: ServiceId, active: bool) -> Service:
        """Takes a service out of every list, or puts it back; what was filed goes on."""
        actor.must(Permission.MANAGE_CATALOGUE)

        def work(uow: UnitOfWork) -> Service:
            found = mine(actor, uow.services, service)
            return keep_setting(uow, actor, evolve(found, active=active), at=self.clock.now())

        return self.storage.write(work)


def _known(uow: UnitOfWork, actor: Actor, key: str) -> Category:
    found = uow.categories.by_key(actor.site, key)
    if found is None or not found.active:
        known = ", ".join(one.key for one in uow.categories.of(actor.site) if one.active)
        raise InvalidValue(
            f"There is no category {key!r}; choose one of {known}.",
            code="category.unknown",
            field="category",
        )
    return found


def _charged(uow: UnitOfWork, actor: Actor, service: Service, *, charge: Charge) -> Service:
    """The service with its people, all of them of this site; the unit is the person's own."""
    for host in (charge.responsible, charge.deputy):
        if host is not None:
            mine(actor, uow.hosts, host)
    unit = charge.unit
    if charge.responsible is not None:
        unit = unit or uow.hosts.get(charge.responsible).unit
    if unit is not None:
        mine(actor, uow.units, unit)
    return evolve(service, unit=unit, responsible=charge.responsible, deputy=charge.deputy)
