"""What a gate did alone, as it arrives at the server.

It is a fact by then: recorded at the gate's own time, and where the server would have decided
otherwise, kept as a clash for security (B6).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from miz.domain.access import Access, GrantState, Mark, Reason, decide
from miz.domain.events import (
    AccessDecided,
    Event,
    LaneLinkChanged,
    PassageForced,
    PassageTimedOut,
    VisitorEntered,
    VisitorLeft,
    restore,
)
from miz.domain.gate_events import (
    EgressSeen,
    LaneSignalled,
    PassageReversed,
    PassageTailgated,
    PassageUnknown,
    VisitorEnteredAgain,
    VisitorMoved,
)
from miz.domain.ids import AccessId, ClashId, PersonId, VisitId
from miz.domain.journal import Entry
from miz.domain.nodes import Clash
from miz.domain.places import Direction, Gate, Lane
from miz.domain.staff import Actor
from miz.domain.visits import Visit, VisitState
from miz.errors import InvalidValue
from miz.ports.gates import Movement
from miz.ports.ids import Ids
from miz.ports.storage import UnitOfWork
from miz.usecases.facts import facts_of
from miz.usecases.gatehouse import Gatehouse, Recorder
from miz.usecases.grants import FIRE, awaits, lose, miss, turn_back, ungranted
from miz.usecases.observing import Observation, Observer
from miz.usecases.recording import keep, note

CODE = "code"
"""The fact that names a slip which the gate took in by its signature."""


@frozen
class Reporter:
    """Takes one gate's entries, in order, within a unit of work; ``now`` is the server's time."""

    uow: UnitOfWork
    actor: Actor
    gate: Gate
    gatehouse: Gatehouse
    ids: Ids
    now: datetime

    def take(self, entry: Entry) -> None:
        """One entry; a gate tells of its own lanes, and nothing else."""
        event = _event(self.gate, entry)
        lane = self.uow.lanes.find(event.lane) if event else None
        if event is None or lane is None or lane.gate != self.gate.id:
            raise InvalidValue(
                "This gate told what only another could know; enrol it again.",
                code="node.foreign_entry",
            )
        TAKEN[type(event)](self, self._told(event, entry.facts.get(CODE)), lane)

    def decided(self, event: Any, lane: Lane) -> None:
        """A decision that the gate took alone, or one of ours that it kept."""
        known = self.uow.accesses.by_key(event.access)
        if known is not None and known.allowed == event.allowed:
            return
        if known is not None and not event.allowed:
            # We granted, the answer was lost on its way, and the gate stayed shut.
            self._end(known, event.at)
            return
        reason = known.reason if known else self._would(event, lane)
        if event.visit is not None:
            self._end(self.uow.accesses.pending(VisitId(event.visit)), event.at)
        alone = _access(event, lane, AccessId(self.ids.new()))
        named = alone if known is None else evolve(alone, key=_alone(event.access))
        keep(self.uow, self.actor, named.announce())
        if event.allowed and reason is not Reason.GRANTED:
            self._clash(named, reason)

    def passed(self, event: Any, lane: Lane) -> None:
        """A passage moves the visit where it still can; else it is kept beside it."""
        grant = self._grant(event.access)
        if grant is not None and grant.walked:
            return
        visit = self.uow.visits.find(grant.visit) if grant and grant.visit else None
        moved = _revived(visit, event.at) if visit else None
        if grant is not None and moved is not None and awaits(grant, moved):
            Recorder(self.gatehouse.notices, self.now).record(
                *(self.uow, self.actor, grant),
                visit=moved,
                at=event.at,
                confirmed=event.confirmed,
            )
            return
        way = Direction.IN if isinstance(event, VisitorEntered) else None
        note(self.uow, self.actor, [ungranted(lane, way, at=event.at)])
        if grant is not None:
            self._close(grant, event)

    def missed(self, event: Any, lane: Lane) -> None:
        """Nobody used the grant."""
        self._end(self._grant(event.access), event.at)

    def turned(self, event: Any, lane: Lane) -> None:
        """Somebody turned back."""
        grant = self._grant(event.access)
        if grant is not None and grant.pending:
            turn_back(self.uow, self.actor, grant, at=event.at)

    def lost(self, event: Any, lane: Lane) -> None:
        """The gate died while somebody might have passed."""
        grant = self._grant(event.access)
        if grant is not None and grant.pending:
            lose(self.uow, self.actor, grant, at=event.at)

    def signalled(self, event: Any, lane: Lane) -> None:
        """A contact changed; a fire is the lane's state here too, for the monitor."""
        if event.signal == FIRE:
            movement = Movement.FIRE_ON if event.on else Movement.FIRE_OFF
            Observer(self.uow, self.actor, lane).keep(Observation(movement, None, event.at))
        else:
            self.noted(event, lane)

    def noted(self, event: Any, lane: Lane) -> None:
        """What asks for nothing but to be known."""
        note(self.uow, self.actor, [event])

    def _told(self, event: Any, code: object) -> Any:
        """The event about the visit that a signed slip is for, where the gate could not know it."""
        pass_ = self.uow.passes.by_code(code) if isinstance(code, str) else None
        if pass_ is None or pass_.site != self.gate.site or not hasattr(event, "visit"):
            return event
        visit = self.uow.visits.get(pass_.visit)
        return evolve(event, visit=visit.id, person=visit.person)

    def _grant(self, key: str) -> Access | None:
        """The gate's own decision under that name, before ours."""
        accesses = self.uow.accesses
        return accesses.by_key(_alone(key)) or accesses.by_key(key)

    def _end(self, grant: Access | None, at: datetime) -> None:
        if grant is not None and grant.pending:
            miss(self.uow, self.actor, grant, at=at)

    def _close(self, grant: Access, event: Any) -> None:
        """Somebody passed whose visit could not move: he is named."""
        if grant.pending:
            ended = grant.walk(confirmed=event.confirmed, at=event.at)
            self.uow.accesses.save(evolve(ended, events=()))
        if isinstance(event, VisitorEntered):
            known = self.uow.clashes.by_access(grant.key or "")
            clash = known or self._clash(grant, self._state_of(grant))
            self.uow.clashes.save(clash.enter())

    def _state_of(self, grant: Access) -> Reason:
        visit = self.uow.visits.find(grant.visit) if grant.visit else None
        inside = visit is not None and visit.state is VisitState.INSIDE
        return Reason.ALREADY_INSIDE if inside else Reason.PASS_USED

    def _would(self, event: Any, lane: Lane) -> Reason:
        """What the server would have said, by what it knows now."""
        visit = self.uow.visits.find(event.visit) if event.visit else None
        passes = self.uow.passes.of_visit(visit.id) if visit else ()
        code = passes[0].code if passes else ""
        blank = Access(AccessId(""), lane.site, lane.id, event.at, code, Reason.FAULT)
        facts = facts_of(self.uow, lane, blank)
        told = evolve(facts, visit=_revived(facts.visit, event.at) if facts.visit else None)
        return decide(told, self.gatehouse.rules()).reason

    def _clash(self, grant: Access, reason: Reason) -> Clash:
        clash = Clash(
            id=ClashId(self.ids.new()),
            site=grant.site,
            gate=self.gate.id,
            lane=grant.lane,
            access=grant.key or "",
            reason=reason.value,
            at=grant.at,
            found_at=self.now,
            direction=grant.direction,
            visit=grant.visit,
            person=grant.person,
        )
        return self.uow.clashes.save(clash)


TAKEN: Mapping[type[Event], Callable[[Reporter, Any, Lane], None]] = {
    AccessDecided: Reporter.decided,
    VisitorEntered: Reporter.passed,
    VisitorLeft: Reporter.passed,
    PassageTimedOut: Reporter.missed,
    VisitorEnteredAgain: Reporter.passed,
    VisitorMoved: Reporter.passed,
    PassageReversed: Reporter.turned,
    PassageUnknown: Reporter.lost,
    PassageForced: Reporter.noted,
    PassageTailgated: Reporter.noted,
    EgressSeen: Reporter.noted,
    LaneSignalled: Reporter.signalled,
    LaneLinkChanged: Reporter.noted,
}
"""What is done with each kind of news; a gate may tell nothing else."""


def _event(gate: Gate, entry: Entry) -> Any | None:
    """The event that an entry tells of, if a gate may tell it at all."""
    try:
        event = restore(entry.kind, entry.facts, site=gate.site, at=entry.at)
    except TypeError:  # facts are missing
        return None
    return event if type(event) in TAKEN else None


def _alone(key: str) -> str:
    return f"{key}/alone"


def _access(event: AccessDecided, lane: Lane, identity: AccessId) -> Access:
    """The gate's decision as a record."""
    granted = event.allowed and event.visit is not None
    return Access(
        id=identity,
        site=lane.site,
        lane=lane.id,
        at=event.at,
        code="",
        reason=Reason(event.reason),
        key=event.access,
        detail="alone",
        direction=Direction(event.direction) if event.direction else None,
        visit=VisitId(event.visit) if event.visit else None,
        person=PersonId(event.person) if event.person else None,
        zone=lane.zone,
        host=event.host,
        mark=Mark(event.mark) if event.mark else None,
        grant=GrantState.ISSUED if granted else GrantState.NONE,
        deadline=event.at + lane.window if granted else None,
    )


def _revived(visit: Visit, at: datetime) -> Visit:
    """A visit that ended only because its entry was not yet known here."""
    window = visit.window
    if visit.state is VisitState.EXPIRED and window and window.start <= at < window.until:
        return evolve(visit, state=VisitState.ADMITTED, closed_at=None)
    return visit
