"""The catalogue: units, the hosts who work there, and the services they do."""

from attrs import frozen

from miz.domain.catalogue import Category, Host, Service, Unit
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
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep_setting
from miz.usecases.scope import mine

MINUTES = (5, 24 * 60)


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

    def add_service(
        self,
        *,
        actor: Actor,
        code: str,
        title: Text,
        category: Category,
        gives_pass: bool = True,
        needs_agreement: bool = False,
        minutes: int = 90,
        guidance: Text | None = None,
    ) -> Service:
        """A service of the office; its code is unique at the site."""
        actor.must(Permission.MANAGE_CATALOGUE)
        service = Service(
            id=ServiceId(self.ids.new()),
            site=actor.site,
            code=name_text(code, field="code"),
            title=title,
            category=category,
            gives_pass=gives_pass,
            needs_agreement=needs_agreement,
            minutes=number_within(minutes, MINUTES, field="minutes"),
            guidance=guidance or Text(""),
        )
        return self.storage.write(
            lambda uow: keep_setting(uow, actor, service, at=self.clock.now())
        )
