"""What the devices of a lane saw unasked, and what miz makes of it; it never opens anything."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import frozen

from miz.domain.access import Access
from miz.domain.events import Event
from miz.domain.gate_events import EgressSeen, LaneSignalled, PassageTailgated
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor
from miz.ports.gates import Movement
from miz.ports.storage import UnitOfWork
from miz.usecases.grants import BUTTON, FIRE, miss, turn_back, ungranted
from miz.usecases.recording import note

RIGHT_AFTER = timedelta(seconds=3)
"""Within so long after a passage a second one is behind it, even where the window is over."""
LOOKED_BACK = 10
DOOR, TAMPER = "door", "tamper"
SIGNALS: Mapping[Movement, tuple[str, bool]] = {
    Movement.FIRE_ON: (FIRE, True),
    Movement.FIRE_OFF: (FIRE, False),
    Movement.EXIT_ASKED: (BUTTON, True),
    Movement.DOOR_OPEN: (DOOR, True),
    Movement.DOOR_SHUT: (DOOR, False),
    Movement.TAMPER_ON: (TAMPER, True),
    Movement.TAMPER_OFF: (TAMPER, False),
}


@frozen
class Observation:
    """What was seen, when; ``direction`` is None where nobody can tell."""

    movement: Movement
    direction: Direction | None
    at: datetime


@frozen
class Observer:
    """One unit of work of one lane."""

    uow: UnitOfWork
    actor: Actor
    lane: Lane

    def keep(self, seen: Observation) -> None:
        """Keeps what was seen, and what follows for the lane and its grants."""
        if seen.movement in SIGNALS:
            self._signal(seen)
        elif seen.movement is Movement.REVERSED:
            for grant in self.uow.accesses.pending_at(self.lane.id):
                if seen.direction in {None, grant.direction}:
                    turn_back(self.uow, self.actor, grant, at=seen.at)
        else:
            note(self.uow, self.actor, [self._passage(seen)])

    def _signal(self, seen: Observation) -> None:
        """A contact changed; told again, a fire is the same fire."""
        signal, on = SIGNALS[seen.movement]
        changed = self.lane
        if signal == FIRE:
            changed = self.lane.burns(seen.at if on else None)
            if changed is self.lane:
                return
            if on:
                self._end_grants(seen.at)
        elif signal == BUTTON:
            changed = self.lane.asks_out(seen.at)
        if changed is not self.lane:
            self.uow.lanes.save(changed)
        event = LaneSignalled(
            site=self.lane.site, at=seen.at, lane=self.lane.id, signal=signal, on=on
        )
        note(self.uow, self.actor, [event])

    def _end_grants(self, at: datetime) -> None:
        """In a fire the way is open for everybody: no grant waits on, and none is replayed."""
        for grant in self.uow.accesses.pending_at(self.lane.id):
            miss(self.uow, self.actor, grant, at=at)

    def _passage(self, seen: Observation) -> Event:
        """Somebody went through whom no grant awaited."""
        lane, at = self.lane, seen.at
        if lane.fire_at is not None:
            return ungranted(lane, seen.direction, at=at)
        if seen.direction in {None, Direction.OUT} and lane.lets_out(at):
            self.uow.lanes.save(lane.asks_out(None))
            way = seen.direction.value if seen.direction else None
            return EgressSeen(site=lane.site, at=at, lane=lane.id, cause=BUTTON, direction=way)
        ahead = self._ahead(seen)
        if ahead is None:
            return ungranted(lane, seen.direction, at=at)
        return PassageTailgated(
            site=lane.site, at=at, lane=lane.id, access=ahead.id, visit=ahead.visit
        )

    def _ahead(self, seen: Observation) -> Access | None:
        """On whose grant somebody passed the same way just before."""
        latest = self.uow.accesses.latest(self.lane.site, lane=self.lane.id, limit=LOOKED_BACK)
        found = next((access for access in latest if access.allowed), None)
        if found is None or not found.walked or found.closed_at is None:
            return None
        if seen.direction not in {None, found.direction}:
            return None
        end = max(found.deadline or found.closed_at, found.closed_at + RIGHT_AFTER)
        return found if found.closed_at <= seen.at <= end else None
