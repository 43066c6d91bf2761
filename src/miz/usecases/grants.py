"""What becomes of a grant: somebody passes, turns back, stands there, or comes too late."""

from datetime import datetime

from attrs import evolve

from miz.domain.access import Access, GrantState
from miz.domain.admissions import Passage
from miz.domain.events import Event, PassageForced
from miz.domain.gate_events import EgressSeen
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor
from miz.domain.visits import Visit, VisitState
from miz.errors import WrongState
from miz.ports.storage import UnitOfWork
from miz.usecases.recording import keep, note

OVER = frozenset({GrantState.TIMED_OUT, GrantState.REVERSED, GrantState.UNKNOWN})
FIRE, BUTTON = "fire", "button"


def visit_of(uow: UnitOfWork, grant: Access) -> Visit:
    """Whose grant it is; a denial has none."""
    if grant.visit is None:
        raise WrongState("This decision was a denial.", code="grant.denied")
    return uow.visits.get(grant.visit)


def awaits(grant: Access, visit: Visit) -> bool:
    """Whether the grant's passage would still move its visit.

    Only a marked grant lets somebody in who is inside, or out who never came in.
    """
    if grant.grant in OVER:
        return False
    wanted = {VisitState.INSIDE}
    if grant.zone is None:
        entering = grant.direction is Direction.IN
        wanted = {VisitState.ADMITTED} if entering else {VisitState.INSIDE}
        if grant.mark is not None:
            wanted = {VisitState.ADMITTED, VisitState.INSIDE}
    return visit.state in wanted


def walked(visit: Visit, grant: Access, passage: Passage) -> Visit:
    """The visit after the passage: into the site or a zone, within it, or out."""
    inwards = passage.direction is Direction.IN
    if grant.zone is not None:
        return visit.move(passage, grant.zone if inwards else None)
    if not inwards:
        return visit.leave(passage, unseen=visit.state is VisitState.ADMITTED)
    return visit.enter_again(passage) if visit.state is VisitState.INSIDE else visit.enter(passage)


def miss(uow: UnitOfWork, actor: Actor, grant: Access, *, at: datetime) -> None:
    """Nobody passed."""
    uow.accesses.save(evolve(grant.close(GrantState.TIMED_OUT, at=at), events=()))
    note(uow, actor, visit_of(uow, grant).miss(grant.id, grant.lane, at=at).events)


def lose(uow: UnitOfWork, actor: Actor, grant: Access, *, at: datetime) -> None:
    """The gate died while it was open: an unknown passage is never given away a second time."""
    uow.accesses.save(evolve(grant.close(GrantState.UNKNOWN, at=at), events=()))
    keep(uow, actor, visit_of(uow, grant).lose(grant.id, grant.lane, at=at))


def turn_back(uow: UnitOfWork, actor: Actor, grant: Access, *, at: datetime) -> None:
    """The visitor turned back in the lane."""
    uow.accesses.save(evolve(grant.close(GrantState.REVERSED, at=at), events=()))
    note(uow, actor, visit_of(uow, grant).turn_back(grant.id, grant.lane, at=at).events)


def late(uow: UnitOfWork, actor: Actor, grant: Access, *, at: datetime) -> Visit:
    """Somebody passed when the grant was over: told as a passage without one, never lost."""
    if grant.pending:
        uow.accesses.save(evolve(grant.close(GrantState.TIMED_OUT, at=at), events=()))
    event = ungranted(uow.lanes.get(grant.lane), grant.direction, at=at)
    note(uow, actor, [event])
    return visit_of(uow, grant)


def ungranted(lane: Lane, direction: Direction | None, *, at: datetime) -> Event:
    """A passage that no grant stands for: through an open way in a fire, or by force."""
    if lane.fire_at is None:
        return PassageForced(site=lane.site, at=at, lane=lane.id)
    way = direction.value if direction else None
    return EgressSeen(site=lane.site, at=at, lane=lane.id, cause=FIRE, direction=way)
