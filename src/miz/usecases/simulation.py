"""What somebody at the gate simulator may see: who holds what, and what a lane just said."""

from attrs import frozen

from miz.domain.access import Access
from miz.domain.catalogue import Host
from miz.domain.ids import AccessId, LaneId, PassId
from miz.domain.passes import Pass, PassState
from miz.domain.people import Person
from miz.domain.places import Lane
from miz.domain.staff import Actor, Permission
from miz.domain.visits import Visit, VisitState
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.scope import mine


@frozen
class Held:
    """A live pass in the hand of its holder."""

    pass_: Pass
    visit: Visit
    person: Person
    host: Host | None


@frozen
class Simulation:
    """For simulated lanes only; it reads, the lanes decide. Thread-safe."""

    storage: Storage

    def held(self, *, actor: Actor, limit: int = 60) -> tuple[Held, ...]:
        """Live passes of visitors who are admitted or inside."""
        actor.must(Permission.SIMULATE)

        def work(uow: UnitOfWork) -> tuple[Held, ...]:
            states = (VisitState.ADMITTED, VisitState.INSIDE)
            visits = uow.visits.in_state(actor.site, *states, limit=limit)
            return tuple(held for visit in visits for held in _held(uow, visit))

        return self.storage.read(work)

    def code(self, *, actor: Actor, pass_: PassId) -> str:
        """What a reader would see of a pass."""
        actor.must(Permission.SIMULATE)
        return self.storage.read(lambda uow: mine(actor, uow.passes, pass_)).code

    def lane(self, *, actor: Actor, lane: LaneId) -> Lane:
        """A lane of the site."""
        actor.must(Permission.SIMULATE)
        return self.storage.read(lambda uow: mine(actor, uow.lanes, lane))

    def newest(self, *, actor: Actor, lane: LaneId) -> Access | None:
        """The lane's newest decision."""
        actor.must(Permission.SIMULATE)

        def work(uow: UnitOfWork) -> Access | None:
            where = mine(actor, uow.lanes, lane)
            return next(iter(uow.accesses.latest(where.site, lane=where.id, limit=1)), None)

        return self.storage.read(work)

    def awaits(self, *, actor: Actor, access: AccessId) -> bool:
        """Whether a passage of that grant is still awaited."""
        actor.must(Permission.SIMULATE)
        return self.storage.read(lambda uow: mine(actor, uow.accesses, access)).pending


def _held(uow: UnitOfWork, visit: Visit) -> list[Held]:
    person = uow.people.get(visit.person)
    host = uow.hosts.find(visit.host) if visit.host else None
    passes = uow.passes.of_visit(visit.id)
    return [Held(one, visit, person, host) for one in passes if one.state is PassState.LIVE]
