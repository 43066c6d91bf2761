"""The places of a site: the site itself, gates, lanes, desks, and the logo."""

from datetime import timedelta

from attrs import evolve, frozen

from miz.domain.ids import DeskId, GateId, LaneId, SiteId
from miz.domain.places import Desk, Gate, Lane, LaneFlow, Site
from miz.domain.staff import Actor, Permission
from miz.domain.values import Text, free_text, number_within
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.ids import Ids
from miz.ports.pictures import Pictures
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.categories import shipped
from miz.usecases.recording import keep_setting
from miz.usecases.scope import mine

WINDOW_SECONDS = (2, 300)


@frozen
class Places:
    """What an administrator sets up. Thread-safe; every change is in the journal."""

    storage: Storage
    documents: Documents
    pictures: Pictures
    clock: Clock
    ids: Ids

    def front(self, *, site: SiteId | None) -> Site | None:
        """The site of a page's frame; before sign-in the first one, as names are no secret."""
        sites = self.storage.read(lambda uow: uow.sites.all())
        if site is None:
            return next((one for one in sites if one.training_of is None), None)
        return next((one for one in sites if one.id == site), None)

    def gates(self, *, actor: Actor) -> tuple[Gate, ...]:
        """The site's gates."""
        return tuple(self.storage.read(lambda uow: uow.gates.of(actor.site)))

    def lanes(self, *, actor: Actor) -> tuple[Lane, ...]:
        """The site's lanes."""
        return tuple(self.storage.read(lambda uow: uow.lanes.of(actor.site)))

    def desks(self, *, actor: Actor) -> tuple[Desk, ...]:
        """The site's desks."""
        return tuple(self.storage.read(lambda uow: uow.desks.of(actor.site)))

    def found(
        self,
        *,
        organisation: Text,
        name: Text,
        timezone: str = "Asia/Tehran",
        province: str = "",
    ) -> Site:
        """The first step of an installation: a site; later sites are added the same way.

        It begins with the shipped categories of services.
        """
        where = free_text(province, field="province", limit=80)
        site = Site(SiteId(self.ids.new()), organisation, name, timezone, province=where)
        categories, at = shipped(site.id, self.ids), self.clock.now()
        actor = Actor.system(site.id, name="set-up")

        def work(uow: UnitOfWork) -> Site:
            for category in categories:
                keep_setting(uow, actor, category, at=at)
            return keep_setting(uow, actor, site, at=at)

        return self.storage.write(work)

    def set_logo(self, *, actor: Actor, content: bytes) -> Site:
        """The logo on monitor, slips and cards (CAP-17, CAP-18): PNG or JPEG."""
        actor.must(Permission.MANAGE_PLACES)
        digest = self.documents.put(self.pictures.clean(content, kind="logo").data)

        def work(uow: UnitOfWork) -> Site:
            site = uow.sites.get(actor.site)
            return keep_setting(uow, actor, evolve(site, logo=digest), at=self.clock.now())

        return self.storage.write(work)

    def logo(self, *, site: SiteId) -> bytes | None:
        """The logo as PNG, or None; no secret."""
        digest = self.storage.read(lambda uow: uow.sites.get(site)).logo
        return self.documents.open(digest) if digest else None

    def rename(
        self, *, actor: Actor, organisation: Text, name: Text, province: str | None = None
    ) -> Site:
        """The names on every page and slip, and the province whose decrees bind the site.

        Without a province it stays as it was; an empty one is none.
        """
        actor.must(Permission.MANAGE_PLACES)
        where = None if province is None else free_text(province, field="province", limit=80)

        def work(uow: UnitOfWork) -> Site:
            site = uow.sites.get(actor.site)
            renamed = evolve(
                site,
                organisation=organisation,
                name=name,
                province=site.province if where is None else where,
            )
            return keep_setting(uow, actor, renamed, at=self.clock.now())

        return self.storage.write(work)

    def add_gate(self, *, actor: Actor, name: Text) -> Gate:
        """An entrance."""
        actor.must(Permission.MANAGE_PLACES)
        gate = Gate(GateId(self.ids.new()), actor.site, name)
        return self.storage.write(lambda uow: keep_setting(uow, actor, gate, at=self.clock.now()))

    def add_lane(
        self,
        *,
        actor: Actor,
        gate: GateId,
        name: Text,
        flow: LaneFlow = LaneFlow.BOTH,
        window_seconds: int = 30,
        confirms: bool = True,
    ) -> Lane:
        """A lane of a gate; its devices are named in miz.toml."""
        actor.must(Permission.MANAGE_PLACES)
        window = timedelta(
            seconds=number_within(window_seconds, WINDOW_SECONDS, field="window_seconds")
        )
        lane_id = LaneId(self.ids.new())

        def work(uow: UnitOfWork) -> Lane:
            owner = mine(actor, uow.gates, gate)
            lane = Lane(lane_id, actor.site, owner.id, name, flow, window, confirms)
            return keep_setting(uow, actor, lane, at=self.clock.now())

        return self.storage.write(work)

    def switch_lane(self, *, actor: Actor, lane: LaneId, active: bool) -> Lane:
        """Opens or closes a lane; a closed lane lets nobody pass."""
        actor.must(Permission.MANAGE_PLACES)

        def work(uow: UnitOfWork) -> Lane:
            found = mine(actor, uow.lanes, lane)
            return keep_setting(uow, actor, evolve(found, active=active), at=self.clock.now())

        return self.storage.write(work)

    def add_desk(self, *, actor: Actor, name: Text) -> Desk:
        """A reception desk."""
        actor.must(Permission.MANAGE_PLACES)
        desk = Desk(DeskId(self.ids.new()), actor.site, name)
        return self.storage.write(lambda uow: keep_setting(uow, actor, desk, at=self.clock.now()))
