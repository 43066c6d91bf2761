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
from miz.domain.admissions import Passage
from miz.domain.codes import card_code
from miz.domain.events import Event, LaneLinkChanged, PassageForced
from miz.domain.ids import AccessId, LaneId, VisitId
from miz.domain.passes import PassState
from miz.domain.persian import ascii_digits
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor, Permission
from miz.domain.tokens import slip_digits
from miz.domain.visits import Visit, VisitState
from miz.errors import Conflict, InvalidValue, PortError, WrongState
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.notify import Notices
from miz.usecases.recording import keep, note
from miz.usecases.scope import mine

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
            where = mine(actor, uow.lanes, lane)
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
            grant = mine(actor, uow.accesses, access)
            visit = _visit_of(uow, grant)
            if grant.grant in {GrantState.PASSED, GrantState.PRESUMED}:
                return visit
            if direction is not None and direction is not grant.direction:
                raise WrongState(
                    "The passage was in the other direction; it is not this grant's.",
                    code="grant.other_direction",
                )
            moment = max(grant.at, min(at or now, now))
            if not awaits(grant, visit):
                return _forced(uow, actor, grant, at=moment)
            return self._recorder().record(
                uow, actor, grant, visit=visit, at=moment, confirmed=confirmed
            )

        return self.storage.write(work)

    def timed_out(self, *, actor: Actor, access: AccessId) -> None:
        """Nobody passed: granted, not entered; the pass stays usable."""
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            grant = mine(actor, uow.accesses, access)
            if grant.pending:
                miss(uow, actor, grant, at=at)

        self.storage.write(work)

    def settle(self, *, actor: Actor, lane: LaneId) -> int:
        """Closes grants that a stopped lane left behind; says how many."""
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            pending = uow.accesses.pending_at(mine(actor, uow.lanes, lane).id)
            for grant in pending:
                miss(uow, actor, grant, at=at)
            return len(pending)

        return self.storage.write(work)

    def link(self, *, actor: Actor, lane: LaneId, up: bool, detail: str = "") -> None:
        """A lane's devices came up or went away; the monitor shows it."""
        actor.must(Permission.OPERATE_GATE)
        told = NUMBERS.sub("…", detail)[:CODE_KEPT]
        event = LaneLinkChanged(site=actor.site, at=self.clock.now(), lane=lane, up=up, detail=told)
        self._tell(actor, lane, event)

    def forced(self, *, actor: Actor, lane: LaneId) -> None:
        """Somebody passed without a grant."""
        actor.must(Permission.OPERATE_GATE)
        self._tell(actor, lane, PassageForced(site=actor.site, at=self.clock.now(), lane=lane))

    def let_out(self, *, actor: Actor, visit: VisitId, lane: LaneId) -> Visit:
        """A guard saw the visitor leave where no reader did: a presumed exit, in his name."""
        actor.must(Permission.RECEIVE)
        access_id, at = AccessId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            where, current = mine(actor, uow.lanes, lane), mine(actor, uow.visits, visit)
            if not where.serves(Direction.OUT):
                raise WrongState("Choose a lane that people leave by.", code="lane.no_exit")
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
            facts = _facts(uow, lane, blank)
            if facts.pending is not None and facts.pending.lapsed(blank.at):
                miss(uow, actor, facts.pending, at=blank.at)
                facts = _facts(uow, lane, blank)
            decision = decide(facts, self.rules())
            if decision.allowed:
                decision = self.doubt(facts, decision)
            return _with_decision(blank, facts, decision)
        except (PortError, Conflict):
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the lane stays shut
            return evolve(blank, detail=type(error).__name__)

    def _tell(self, actor: Actor, lane: LaneId, event: Event) -> None:
        def work(uow: UnitOfWork) -> None:
            mine(actor, uow.lanes, lane)
            note(uow, actor, [event])

        self.storage.write(work)

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
        end = GrantState.PASSED if confirmed else GrantState.PRESUMED
        uow.accesses.save(evolve(grant.close(end, at=at), events=()))
        passage = Passage(grant.id, grant.lane, grant.direction, at, confirmed)
        moved = visit.enter(passage) if passage.direction is Direction.IN else visit.leave(passage)
        kept = keep(uow, actor, moved)
        if passage.direction is Direction.OUT:
            for pass_ in uow.passes.of_visit(visit.id):
                if pass_.state is PassState.LIVE:
                    uow.passes.save(pass_.spend())
        self.notices.tell_host(uow, kept, passage, now=self.now)
        return kept


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


def _facts(uow: UnitOfWork, lane: Lane, blank: Access) -> Facts:
    found = slip_digits(blank.code)
    code = found or _card(blank.code)
    card = uow.cards.by_code(code) if code and not found else None
    pass_ = uow.passes.by_code(code) if code else None
    visit = uow.visits.find(pass_.visit) if pass_ else None
    return Facts(
        at=blank.at,
        site=lane.site,
        lane=lane,
        gate=uow.gates.find(lane.gate),
        readable=bool(code),
        pass_=pass_,
        card=card,
        visit=visit,
        pending=uow.accesses.pending(visit.id) if visit else None,
    )


def _card(code: str) -> str:
    try:
        return card_code(code)
    except InvalidValue:
        return ""


def _with_decision(blank: Access, facts: Facts, decision: Decision) -> Access:
    lane, visit, pass_ = facts.lane, facts.visit, facts.pass_
    decided = evolve(
        blank,
        reason=decision.reason,
        detail=decision.detail[:CODE_KEPT],
        direction=decision.direction,
        visit=visit.id if visit and visit.site == blank.site else None,
        person=visit.person if visit and visit.site == blank.site else None,
        pass_=pass_.id if pass_ and pass_.site == blank.site else None,
    )
    if lane is None or not decision.allowed:
        return decided
    return evolve(decided, grant=GrantState.ISSUED, deadline=blank.at + lane.window)


def _visit_of(uow: UnitOfWork, grant: Access) -> Visit:
    if grant.visit is None:
        raise WrongState("This decision was a denial.", code="grant.denied")
    return uow.visits.get(grant.visit)


def awaits(grant: Access, visit: Visit) -> bool:
    """Whether the grant's passage would still move its visit."""
    wanted = VisitState.ADMITTED if grant.direction is Direction.IN else VisitState.INSIDE
    return grant.grant is not GrantState.TIMED_OUT and visit.state is wanted


def _forced(uow: UnitOfWork, actor: Actor, grant: Access, *, at: datetime) -> Visit:
    """Somebody passed when the grant was over: told as a passage without one, never lost."""
    if grant.pending:
        uow.accesses.save(evolve(grant.close(GrantState.TIMED_OUT, at=at), events=()))
    note(uow, actor, [PassageForced(site=grant.site, at=at, lane=grant.lane)])
    return _visit_of(uow, grant)


def miss(uow: UnitOfWork, actor: Actor, grant: Access, *, at: datetime) -> None:
    """A grant ends without a passage; the pass stays usable."""
    uow.accesses.save(evolve(grant.close(GrantState.TIMED_OUT, at=at), events=()))
    note(uow, actor, _visit_of(uow, grant).miss(grant.id, grant.lane, at=at).events)
