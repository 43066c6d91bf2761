"""Setting up where visitors may go: zones, the lanes that lead there, and the site's own rules."""

from collections.abc import Sequence

from attrs import evolve, field, frozen

from miz.domain.catalogue import Host, Service
from miz.domain.codes import card_code
from miz.domain.decrees import Week, check_week
from miz.domain.ids import HostId, LaneId, ServiceId, ZoneId
from miz.domain.places import Lane, Site
from miz.domain.staff import Actor, Permission
from miz.domain.values import Text
from miz.domain.zones import HouseRules, Passback, Zone
from miz.errors import Conflict
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep_setting
from miz.usecases.scope import mine


@frozen
class Limits:
    """What a zone asks of visitors (see `miz.domain.zones.Zone`)."""

    public: bool = False
    capacity: int | None = None
    passback: Passback = field(factory=Passback)
    escort: bool = False
    week: Week | None = None


@frozen
class Zones:
    """What an administrator sets up, and security's cards of escorts. Thread-safe."""

    storage: Storage
    clock: Clock
    ids: Ids

    def list(self, *, actor: Actor) -> tuple[Zone, ...]:
        """The site's zones."""
        return tuple(self.storage.read(lambda uow: uow.zones.of(actor.site)))

    def add(self, *, actor: Actor, name: Text, limits: Limits) -> Zone:
        """A zone; nobody gets there until a lane leads to it."""
        actor.must(Permission.MANAGE_PLACES)
        zone = _limited(Zone(ZoneId(self.ids.new()), actor.site, name), limits)
        return self.storage.write(lambda uow: keep_setting(uow, actor, zone, at=self.clock.now()))

    def change(self, *, actor: Actor, zone: ZoneId, limits: Limits) -> Zone:
        """Other limits, for whoever comes from now on."""
        actor.must(Permission.MANAGE_PLACES)

        def work(uow: UnitOfWork) -> Zone:
            changed = _limited(mine(actor, uow.zones, zone), limits)
            return keep_setting(uow, actor, changed, at=self.clock.now())

        return self.storage.write(work)

    def switch(self, *, actor: Actor, zone: ZoneId, active: bool) -> Zone:
        """Closes a zone to visitors, or opens it again; whoever is there may leave."""
        actor.must(Permission.MANAGE_PLACES)

        def work(uow: UnitOfWork) -> Zone:
            found = evolve(mine(actor, uow.zones, zone), active=active)
            return keep_setting(uow, actor, found, at=self.clock.now())

        return self.storage.write(work)

    def lead(self, *, actor: Actor, lane: LaneId, zone: ZoneId | None) -> Lane:
        """Where a lane leads to: into a zone, or into the site itself (None)."""
        actor.must(Permission.MANAGE_PLACES)

        def work(uow: UnitOfWork) -> Lane:
            found = mine(actor, uow.lanes, lane)
            target = mine(actor, uow.zones, zone).id if zone else None
            return keep_setting(uow, actor, evolve(found, zone=target), at=self.clock.now())

        return self.storage.write(work)

    def allow(self, *, actor: Actor, service: ServiceId, zones: Sequence[ZoneId]) -> Service:
        """Where a service's visitors may go beside public zones; for whoever is admitted then."""
        actor.must(Permission.MANAGE_CATALOGUE)

        def work(uow: UnitOfWork) -> Service:
            found = mine(actor, uow.services, service)
            named = tuple(dict.fromkeys(mine(actor, uow.zones, one).id for one in zones))
            return keep_setting(uow, actor, evolve(found, zones=named), at=self.clock.now())

        return self.storage.write(work)

    def rule(self, *, actor: Actor, rules: HouseRules) -> Site:
        """What the site wants at its gates: anti-passback, grace, what missing cards become."""
        actor.must(Permission.MANAGE_PLACES)

        def work(uow: UnitOfWork) -> Site:
            site = evolve(uow.sites.get(actor.site), rules=rules)
            return keep_setting(uow, actor, site, at=self.clock.now())

        return self.storage.write(work)

    def give_card(self, *, actor: Actor, host: HostId, card: str | None) -> Host:
        """The card by which a host vouches for visitors; None takes it back."""
        actor.must(Permission.MANAGE_CARDS)
        code = card_code(card) if card else None

        def work(uow: UnitOfWork) -> Host:
            found = mine(actor, uow.hosts, host)
            if code is not None and uow.cards.by_code(code) is not None:
                raise Conflict(
                    "This is a guest card; give the host another one.",
                    code="card.known",
                    field="card",
                )
            return keep_setting(uow, actor, evolve(found, card=code), at=self.clock.now())

        return self.storage.write(work)


def _limited(zone: Zone, limits: Limits) -> Zone:
    if limits.week is not None:
        check_week(limits.week)
    return evolve(
        zone,
        public=limits.public,
        capacity=limits.capacity,
        passback=limits.passback,
        escort=limits.escort,
        week=limits.week,
    )
