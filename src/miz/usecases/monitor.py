"""The live monitor: who is inside, what each lane just did, what happened since (CAP-19)."""

from collections.abc import Callable, Sequence
from datetime import datetime, time

from attrs import frozen

from miz.domain.access import Access
from miz.domain.catalogue import Host, Unit
from miz.domain.journal import Sealed
from miz.domain.people import Person
from miz.domain.places import Gate, Lane, Site
from miz.domain.staff import Actor, Permission
from miz.domain.visits import Visit, VisitState
from miz.errors import NotFound
from miz.ports.clocks import Clock
from miz.ports.storage import Storage, UnitOfWork

WALL_LIMIT = 60
MOST_INSIDE = 10_000


@frozen
class Inside:
    """A person inside, as the wall shows him."""

    visit: Visit
    person: Person
    host: Host | None
    unit: Unit | None


@frozen
class LaneView:
    """A lane with its newest decision."""

    lane: Lane
    gate: Gate
    access: Access | None
    person: Person | None
    visit: Visit | None


@frozen
class Counters:
    """How many are inside, waiting at the desk, expected, and entered today."""

    inside: int
    waiting: int
    expected: int
    entered_today: int
    notices_waiting: int


@frozen
class Monitor:
    """What the wall and the desk's side panels show. Thread-safe; only reads."""

    storage: Storage
    clock: Clock

    def site(self, *, actor: Actor) -> Site:
        """The actor's site, for name, clock and logo (CAP-17)."""
        return self.storage.read(lambda uow: uow.sites.get(actor.site))

    def inside(self, *, actor: Actor, limit: int = WALL_LIMIT) -> tuple[Inside, ...]:
        """Persons inside, latest entry first."""
        return self._visits(actor, VisitState.INSIDE, limit)

    def overstaying(self, *, actor: Actor, limit: int = WALL_LIMIT) -> tuple[Inside, ...]:
        """Persons inside whose time is over, grace included, the longest first (features 56)."""
        actor.must(Permission.WATCH)

        def work(uow: UnitOfWork) -> tuple[Inside, ...]:
            inside = uow.visits.in_state(actor.site, VisitState.INSIDE, limit=MOST_INSIDE)
            late = [visit for visit in inside if visit.overstayed_at is not None]
            late.sort(key=lambda visit: visit.overstayed_at or visit.opened_at)
            return tuple(_inside(uow, visit) for visit in late[:limit])

        return self.storage.read(work)

    def waiting(self, *, actor: Actor, limit: int = WALL_LIMIT) -> tuple[Inside, ...]:
        """Persons at the desk or on the way to the gate, first come first."""
        actor.must(Permission.RECEIVE)
        arrived = self._visits(actor, VisitState.ARRIVED, limit)
        return arrived + self._visits(actor, VisitState.ADMITTED, limit)

    def expected(self, *, actor: Actor, limit: int = 20) -> tuple[Inside, ...]:
        """Announced visits, the next first."""
        actor.must(Permission.RECEIVE)
        return self._visits(actor, VisitState.EXPECTED, limit)

    def lanes(self, *, actor: Actor) -> tuple[LaneView, ...]:
        """Every active lane with its newest decision."""
        actor.must(Permission.WATCH)

        def work(uow: UnitOfWork) -> tuple[LaneView, ...]:
            lanes = [lane for lane in uow.lanes.of(actor.site) if lane.active]
            return tuple(_lane_view(uow, lane) for lane in lanes)

        return self.storage.read(work)

    def passages(self, *, actor: Actor, limit: int = 20) -> tuple[LaneView, ...]:
        """The newest decisions of all lanes."""
        actor.must(Permission.WATCH)

        def work(uow: UnitOfWork) -> tuple[LaneView, ...]:
            latest = uow.accesses.latest(actor.site, limit=limit)
            return tuple(_decision_view(uow, access) for access in latest)

        return self.storage.read(work)

    def counters(self, *, actor: Actor) -> Counters:
        """The numbers in the header."""
        actor.must(Permission.WATCH)

        def work(uow: UnitOfWork) -> Counters:
            site = uow.sites.get(actor.site)
            midnight = datetime.combine(
                self.clock.now().astimezone(site.zone).date(), time(), site.zone
            )
            return Counters(
                inside=uow.visits.count(site.id, VisitState.INSIDE),
                waiting=uow.visits.count(site.id, VisitState.ARRIVED),
                expected=uow.visits.count(site.id, VisitState.EXPECTED),
                entered_today=uow.visits.entered_since(site.id, midnight),
                notices_waiting=uow.notices.count(site.id),
            )

        return self.storage.read(work)

    def events(self, *, actor: Actor, after: int, limit: int = 100) -> tuple[Sequence[Sealed], int]:
        """What happened at the site after a journal number, and the number to go on from."""
        actor.must(Permission.WATCH)
        entries = self.storage.read(lambda uow: uow.journal.after(after, limit=limit))
        shown = [s for s in entries if s.entry.site == actor.site and s.entry.stream in SHOWN]
        return shown, entries[-1].number if entries else after

    def last(self, *, actor: Actor) -> int:
        """The newest journal number: where a fresh stream begins."""
        actor.must(Permission.WATCH)
        return self.storage.read(lambda uow: uow.journal.last())

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls the listener after each change; returns what ends it."""
        return self.storage.watch(listener)

    def _visits(self, actor: Actor, state: VisitState, limit: int) -> tuple[Inside, ...]:
        actor.must(Permission.WATCH)

        def work(uow: UnitOfWork) -> tuple[Inside, ...]:
            visits = uow.visits.in_state(actor.site, state, limit=MOST_INSIDE)
            newest = sorted(visits, key=_moved_at, reverse=state is VisitState.INSIDE)
            return tuple(_inside(uow, visit) for visit in newest[:limit])

        return self.storage.read(work)


SHOWN = frozenset({"access", "visits", "requests"})


def _moved_at(visit: Visit) -> datetime:
    at = visit.entry.at if visit.entry else visit.arrived_at
    return at or visit.expected_at or visit.opened_at


def _inside(uow: UnitOfWork, visit: Visit) -> Inside:
    return Inside(
        visit,
        uow.people.get(visit.person),
        uow.hosts.find(visit.host) if visit.host else None,
        uow.units.find(visit.unit) if visit.unit else None,
    )


def _lane_view(uow: UnitOfWork, lane: Lane) -> LaneView:
    latest = uow.accesses.latest(lane.site, lane=lane.id, limit=1)
    if latest:
        return _decision_view(uow, latest[0])
    return LaneView(lane, uow.gates.get(lane.gate), None, None, None)


def _decision_view(uow: UnitOfWork, access: Access) -> LaneView:
    lane = uow.lanes.find(access.lane)
    if lane is None:
        raise NotFound("The lane of a decision is gone.", code="lane.not_found")
    return LaneView(
        lane,
        uow.gates.get(lane.gate),
        access,
        uow.people.find(access.person) if access.person else None,
        uow.visits.find(access.visit) if access.visit else None,
    )
