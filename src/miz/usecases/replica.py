"""A gate's own copy of what decisions need, and its journal on the way to the server.

The gatehouse of a gate's machine runs on this copy; it is the same one that runs at the server.
"""

from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from miz.domain.access import Decision, Facts, Reason
from miz.domain.ids import AccessId, GateId, PassId, PersonId, VisitId
from miz.domain.journal import Entry
from miz.domain.nodes import MAX_AGE, Node
from miz.domain.passes import Pass, PassForm
from miz.domain.places import Direction
from miz.domain.snapshots import Snapshot
from miz.domain.staff import Actor, Permission
from miz.domain.tokens import SlipClaims, TokenReader, slip_digits
from miz.domain.visits import Visit, VisitState
from miz.ports.clocks import Clock
from miz.ports.gatelink import Delivery, Numbered, Told
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.gatehouse import Verdict
from miz.usecases.gatenews import CODE
from miz.usecases.recording import keep
from miz.usecases.snapshots import apply

BATCH = 100
TAKEN_IN = "slip/"
"""So begin the visits of slips that the gate knows by their signature only."""
TOLD = frozenset({"access"})
"""The streams that a gate tells its server."""


@frozen
class Replica:
    """One gate's copy. Thread-safe."""

    storage: Storage
    clock: Clock
    ids: Ids
    gate: GateId

    def enrol(self, *, actor: Actor) -> Node:
        """The gate's record, begun with a journal of its own if there is none."""
        actor.must(Permission.OPERATE_GATE)
        fresh = Node(self.gate, actor.site, journal=self.ids.new())

        def work(uow: UnitOfWork) -> Node:
            return uow.nodes.find(self.gate) or uow.nodes.save(fresh)

        return self.storage.write(work)

    def outgoing(self, *, actor: Actor, limit: int = BATCH) -> Delivery:
        """What the server does not have yet, in order."""
        actor.must(Permission.OPERATE_GATE)

        def work(uow: UnitOfWork) -> Delivery:
            node = self._node(uow)
            entries = uow.journal.after(node.taken, limit=limit)
            told = tuple(
                Numbered(one.number, _named(uow, one.entry))
                for one in entries
                if one.entry.stream in TOLD
            )
            return Delivery(node.journal, node.taken, told)

        return self.storage.read(work)

    def taken(self, *, actor: Actor, upto: int) -> Node:
        """The server has everything up to a number; it may also ask for older entries again."""
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Node:
            node = self._node(uow)
            return uow.nodes.save(evolve(node, taken=upto, seen_at=at))

        return self.storage.write(work)

    def refresh(self, *, actor: Actor, snapshot: Snapshot) -> Node:
        """Brings the copy up to date.

        Visits whose news the server does not have yet stay as the gate knows them, and the same
        snapshot is asked for again.
        """
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Node:
            node = self._node(uow)
            held = _untold(uow, node)
            apply(uow, snapshot, held=held)
            fresh = evolve(
                node,
                number=node.number if held else snapshot.number,
                snapshot_at=snapshot.taken_at,
                max_age=snapshot.max_age,
                seen_at=at,
                keys=snapshot.keys,
            )
            return uow.nodes.save(fresh)

        return self.storage.write(work)

    def adopt(self, *, actor: Actor, told: Told) -> Verdict:
        """Keeps a decision of the server as the gate's own, before anything opens (G2)."""
        actor.must(Permission.OPERATE_GATE)
        access = evolve(told.access, version=0, events=())

        def work(uow: UnitOfWork) -> Verdict:
            known = uow.accesses.find(access.id)
            if known is not None or not told.fresh:
                return Verdict(known or access, fresh=False)
            apply(uow, told.part, held=_untold(uow, self._node(uow)))
            return Verdict(keep(uow, actor, access.announce()), fresh=True)

        return self.storage.write(work)

    def introduce(self, *, actor: Actor, code: str) -> None:
        """Takes in a signed slip that the gate never heard of, by what it says of itself (B17).

        It is good for one visit; whatever else it may be, the gatehouse decides.
        """
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()
        digits = slip_digits(code)
        keys = self.storage.read(lambda uow: self._node(uow).keys)
        claims = TokenReader(keys).authentic(code, at=at) if keys else None
        if not isinstance(claims, SlipClaims) or digits is None:
            return

        def work(uow: UnitOfWork) -> None:
            if uow.passes.by_code(digits) is None:
                _take_in(uow, actor, self.gate, digits=digits, claims=claims, at=at)

        self.storage.write(work)

    def _node(self, uow: UnitOfWork) -> Node:
        return uow.nodes.get(self.gate)


@frozen
class Alone:
    """Why a gate that nobody answers turns down what its copy would allow (G6, B6).

    A visitor comes in at the gate that the pass names, as no other knows whether he is in
    already; not by a copy that is too old, nor while the gate does not know the time
    (``doubtful``). Whoever is inside goes out.
    """

    gate: GateId
    at: datetime | None
    max_age: timedelta = MAX_AGE
    doubtful: bool = False

    def __call__(self, facts: Facts, decision: Decision) -> Decision:
        """The decision, or a denial."""
        if decision.direction is Direction.OUT:
            return decision
        if self.at is None or self.doubtful or facts.at - self.at >= self.max_age:
            return Decision(Reason.OUT_OF_DATE, decision.direction)
        if facts.pass_ is not None and facts.pass_.gate != self.gate:
            return Decision(Reason.OTHER_GATE, decision.direction)
        return decision


def _untold(uow: UnitOfWork, node: Node) -> frozenset[str]:
    """Visits that moved here since the server last heard."""
    entries = uow.journal.after(node.taken, limit=100_000)
    named = (one.entry.facts.get("visit") for one in entries)
    return frozenset(visit for visit in named if visit)


def _take_in(
    uow: UnitOfWork, actor: Actor, gate: GateId,
    *,
    digits: str, claims: SlipClaims, at: datetime,
) -> None:  # fmt: skip
    name = f"{TAKEN_IN}{claims.visit}"
    visit = Visit(
        VisitId(name), actor.site, PersonId(name), VisitState.ADMITTED, at, window=claims.window
    )
    identity = PassId(f"{TAKEN_IN}{digits}")
    pass_ = Pass(
        identity, actor.site, visit.id, PassForm.SLIP, digits, claims.window, at, gate=gate
    )
    if uow.visits.find(visit.id) is None:  # else it is a reprint, of a visit that came already
        uow.visits.save(visit)
    uow.passes.save(pass_)


def _named(uow: UnitOfWork, entry: Entry) -> Entry:
    """The entry with the gate's name for a decision instead of its identity here.

    Of a slip that the gate took in by itself the server is told the number.
    """
    access = entry.facts.get("access")
    found = uow.accesses.find(AccessId(access)) if access else None
    if found is None or found.key is None:
        return entry
    facts: dict[str, Any] = {**entry.facts, "access": found.key}
    if found.visit is not None and found.visit.startswith(TAKEN_IN):
        facts |= {"visit": None, "person": None, CODE: found.code}
    return evolve(entry, facts=facts)
