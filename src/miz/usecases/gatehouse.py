"""The gate: a code is presented, a decision is kept, a passage is recorded."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from attrs import evolve, frozen

from miz.domain.access import (
    CODE_KEPT,
    REPEAT_WITHIN,
    Access,
    Decision,
    Facts,
    GrantState,
    Reason,
    Rule,
    decide,
)
from miz.domain.admissions import PardonGrounds, Passage
from miz.domain.events import LaneLinkChanged
from miz.domain.ids import AccessId, LaneId, VisitId
from miz.domain.passes import PassState
from miz.domain.persian import ascii_digits
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor, Permission
from miz.domain.visits import Visit, VisitState
from miz.errors import Conflict, PortError, WrongState
from miz.ports.clocks import Clock
from miz.ports.gates import Movement
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.facts import decided, facts_of
from miz.usecases.grants import awaits, late, lose, miss, visit_of, walked
from miz.usecases.notify import Notices
from miz.usecases.observing import Observation, Observer
from miz.usecases.recording import keep, note
from miz.usecases.scope import mine, own_lane

NUMBERS = re.compile(r"\d{6,}")
"""What a device says is kept in the journal, where no personal number may stand."""


Doubt = Callable[[Facts, Decision], Decision]
"""A second look at a grant, by a gate that decides alone; it may only forbid."""


def undoubted(facts: Facts, decision: Decision) -> Decision:
    """Whoever has the whole storage needs no second look."""
    return decision


@frozen
class Verdict:
    """What the gate decided; ``fresh`` is False for a repetition, which opens nothing again."""

    access: Access
    fresh: bool

    @property
    def opens(self) -> bool:
        """Whether the barrier is to be released now."""
        return self.fresh and self.access.allowed


@frozen
class Gatehouse:
    """What lanes do. Thread-safe; each method is one durable transaction."""

    storage: Storage
    clock: Clock
    ids: Ids
    notices: Notices
    rules: Callable[[], Sequence[Rule]] = tuple
    doubt: Doubt = undoubted

    def present(self, *, actor: Actor, lane: LaneId, code: str, key: str | None = None) -> Verdict:
        """Decides on a read and keeps the decision; only then may anything open (G2).

        The same ``key``, or the same code at the same lane within 2 s, is the same decision.
        """
        actor.must(Permission.OPERATE_GATE)
        read = _normal(code)
        access_id, at = AccessId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Verdict:
            where = own_lane(actor, uow, lane)
            known = _known(uow, lane, read, key=key, at=at)
            if known is not None:
                return Verdict(known, fresh=False)
            blank = Access(access_id, where.site, lane, at, read, Reason.FAULT, key)
            access = self._decided(uow, actor, blank, lane=where)
            return Verdict(keep(uow, actor, access.announce()), fresh=True)

        return self.storage.write(work)

    def passed(
        self,
        *,
        actor: Actor,
        access: AccessId,
        direction: Direction | None = None,
        confirmed: bool = True,
        at: datetime | None = None,
    ) -> Visit:
        """Records the passage of a grant, moves the visit and queues the host's notice (Q1).

        Repeating it changes nothing. ``confirmed`` is False where no sensor saw the passage;
        ``at`` is when it was, where that is told later. A passage of a grant that ended meanwhile
        is kept as one without a grant.
        """
        actor.must(Permission.OPERATE_GATE)
        now = self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            grant = _grant(uow, actor, access)
            visit = visit_of(uow, grant)
            if grant.walked:
                return visit
            if direction is not None and direction is not grant.direction:
                raise WrongState(
                    "The passage was in the other direction; it is not this grant's.",
                    code="grant.other_direction",
                )
            moment = max(grant.at, min(at or now, now))
            if not awaits(grant, visit):
                return late(uow, actor, grant, at=moment)
            return self._recorder().record(
                uow, actor, grant, visit=visit, at=moment, confirmed=confirmed
            )

        return self.storage.write(work)

    def timed_out(self, *, actor: Actor, access: AccessId) -> None:
        """Nobody passed: granted, not entered; the pass stays usable."""
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            grant = _grant(uow, actor, access)
            if grant.pending:
                miss(uow, actor, grant, at=at)

        self.storage.write(work)

    def settle(self, *, actor: Actor, lane: LaneId) -> int:
        """Ends grants that a lane which died left behind, their fate unknown; says how many.

        What its fire contact told before counts no more: it tells again when it burns.
        """
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            where = own_lane(actor, uow, lane)
            Observer(uow, actor, where).keep(Observation(Movement.FIRE_OFF, None, at))
            pending = uow.accesses.pending_at(where.id)
            for grant in pending:
                lose(uow, actor, grant, at=at)
            return len(pending)

        return self.storage.write(work)

    def link(self, *, actor: Actor, lane: LaneId, up: bool, detail: str = "") -> None:
        """A lane's devices came up or went away; the monitor shows it."""
        actor.must(Permission.OPERATE_GATE)
        told = NUMBERS.sub("…", detail)[:CODE_KEPT]
        event = LaneLinkChanged(site=actor.site, at=self.clock.now(), lane=lane, up=up, detail=told)

        def work(uow: UnitOfWork) -> None:
            own_lane(actor, uow, lane)
            note(uow, actor, [event])

        self.storage.write(work)

    def observed(
        self,
        *,
        actor: Actor,
        lane: LaneId,
        movement: Movement,
        direction: Direction | None = None,
        at: datetime | None = None,
    ) -> None:
        """What a lane's devices saw unasked: a fire, a second passage, somebody turning back.

        Whatever it is, it opens nothing and nobody's visit begins or ends by it.
        """
        actor.must(Permission.OPERATE_GATE)
        now = self.clock.now()
        seen = Observation(movement, direction, min(at or now, now))

        def work(uow: UnitOfWork) -> None:
            Observer(uow, actor, own_lane(actor, uow, lane)).keep(seen)

        self.storage.write(work)

    def pardon(self, *, actor: Actor, visit: VisitId, grounds: PardonGrounds) -> Visit:
        """Lets the next passage through that anti-passback stops, by name, and journalled."""
        actor.must(Permission.PARDON)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            return keep(uow, actor, mine(actor, uow.visits, visit).pardon(grounds, at=at))

        return self.storage.write(work)

    def let_out(self, *, actor: Actor, visit: VisitId, lane: LaneId) -> Visit:
        """A guard saw the visitor leave where no reader did: a presumed exit, in his name."""
        actor.must(Permission.RECEIVE)
        access_id, at = AccessId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            where, current = mine(actor, uow.lanes, lane), mine(actor, uow.visits, visit)
            if where.zone is not None or not where.serves(Direction.OUT):
                raise WrongState("Choose a lane that people leave by.", code="lane.no_exit")
            if current.state is not VisitState.INSIDE:
                raise WrongState("This visitor is not inside.", code="visit.wrong_state")
            pending = uow.accesses.pending(current.id)
            if pending is not None and pending.lapsed(at):
                miss(uow, actor, pending, at=at)
            grant = Access(
                access_id, where.site, lane, at, "", Reason.GRANTED, detail="by hand",
                direction=Direction.OUT, visit=current.id, person=current.person,
                grant=GrantState.ISSUED, deadline=at,
            )  # fmt: skip
            kept = keep(uow, actor, grant.announce())
            return self._recorder().record(uow, actor, kept, visit=current, at=at, confirmed=False)

        return self.storage.write(work)

    def _decided(self, uow: UnitOfWork, actor: Actor, blank: Access, *, lane: Lane) -> Access:
        try:
            facts = facts_of(uow, lane, blank)
            if facts.pending is not None and facts.pending.lapsed(blank.at):
                miss(uow, actor, facts.pending, at=blank.at)
                facts = facts_of(uow, lane, blank)
            decision = decide(facts, self.rules())
            if decision.allowed:
                decision = self.doubt(facts, decision)
            return decided(blank, facts, decision)
        except (PortError, Conflict):
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the lane stays shut
            return evolve(blank, detail=type(error).__name__)

    def _recorder(self) -> "Recorder":
        return Recorder(self.notices, self.clock.now())


@frozen
class Recorder:
    """Records passages inside a unit of work: visit, passes and the host's notice."""

    notices: Notices
    now: datetime

    def record(
        self, uow: UnitOfWork, actor: Actor, grant: Access,
        *,
        visit: Visit,
        at: datetime, confirmed: bool,
    ) -> Visit:  # fmt: skip
        """The passage of a grant, at the instant that it was."""
        if grant.direction is None:
            raise WrongState("This decision was a denial.", code="grant.denied")
        uow.accesses.save(evolve(grant.walk(confirmed=confirmed, at=at), events=()))
        passage = Passage(grant.id, grant.lane, grant.direction, at, confirmed)
        kept = keep(uow, actor, walked(visit, grant, passage))
        if kept.state is VisitState.LEFT:
            for pass_ in uow.passes.of_visit(visit.id):
                if pass_.state is PassState.LIVE:
                    uow.passes.save(pass_.spend())
        if passage in {kept.entry, kept.exit if kept.entry else None}:
            self.notices.tell_host(uow, kept, passage, now=self.now)
        return kept


def _grant(uow: UnitOfWork, actor: Actor, access: AccessId) -> Access:
    """The decision, at a lane that the actor speaks for."""
    found = mine(actor, uow.accesses, access)
    own_lane(actor, uow, found.lane)
    return found


def _normal(code: str) -> str:
    return ascii_digits(code).strip()[:CODE_KEPT]


def _known(
    uow: UnitOfWork, lane: LaneId, code: str, *, key: str | None, at: datetime
) -> Access | None:
    known = uow.accesses.by_key(key) if key else None
    if known is not None and (known.lane, known.code) != (lane, code):
        raise Conflict(
            "This idempotency key belongs to another read; use a new one.", code="key.reused"
        )
    if known is not None or not code:  # an exit by hand has no code, and repeats no read
        return known
    return uow.accesses.repeated(lane, code, since=at - REPEAT_WITHIN)
