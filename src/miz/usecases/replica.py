"""A gate's own copy of what decisions need, and its journal on the way to the server.

The gatehouse of a gate's machine runs on this copy; it is the same one that runs at the server.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from miz.domain.access import Decision, Facts, Reason
from miz.domain.ids import AccessId, GateId
from miz.domain.journal import Entry
from miz.domain.nodes import MAX_AGE, GateNode
from miz.domain.places import Direction
from miz.domain.snapshots import Snapshot
from miz.domain.staff import Actor, Permission
from miz.ports.clocks import Clock
from miz.ports.gatelink import Delivery, Numbered, Told
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.gatehouse import Verdict
from miz.usecases.recording import keep
from miz.usecases.snapshots import apply

BATCH = 200
TOLD = frozenset({"access"})
"""The streams that a gate tells its server."""


@frozen
class Replica:
    """One gate's copy. Thread-safe."""

    storage: Storage
    clock: Clock
    ids: Ids
    gate: GateId

    def enrol(self, *, actor: Actor) -> GateNode:
        """The gate's record, begun with a journal of its own if there is none."""
        actor.must(Permission.OPERATE_GATE)
        fresh = GateNode(self.gate, actor.site, journal=self.ids.new())

        def work(uow: UnitOfWork) -> GateNode:
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

    def taken(self, *, actor: Actor, upto: int) -> GateNode:
        """The server has everything up to a number; it may also ask for older entries again."""
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> GateNode:
            node = self._node(uow)
            return uow.nodes.save(evolve(node, taken=upto, seen_at=at))

        return self.storage.write(work)

    def refresh(self, *, actor: Actor, snapshot: Snapshot) -> GateNode:
        """Brings the copy up to date.

        Visits whose news the server does not have yet stay as the gate knows them, and the same
        snapshot is asked for again.
        """
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> GateNode:
            node = self._node(uow)
            held = _untold(uow, node)
            apply(uow, snapshot, held=held)
            fresh = evolve(
                node,
                number=node.number if held else snapshot.number,
                snapshot_at=snapshot.taken_at,
                max_age=snapshot.max_age,
                seen_at=at,
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

    def _node(self, uow: UnitOfWork) -> GateNode:
        return uow.nodes.get(self.gate)


@frozen
class Alone:
    """Why a gate that nobody answers turns down what its copy would allow (G6, B6).

    A visitor comes in at the gate that the pass names, as no other knows whether he is in
    already, and not by a copy that is too old. Whoever is inside goes out.
    """

    gate: GateId
    at: datetime | None
    max_age: timedelta = MAX_AGE

    def __call__(self, facts: Facts, decision: Decision) -> Decision:
        """The decision, or a denial."""
        if decision.direction is Direction.OUT:
            return decision
        if self.at is None or facts.at - self.at >= self.max_age:
            return Decision(Reason.OUT_OF_DATE, decision.direction)
        if facts.pass_ is not None and facts.pass_.gate != self.gate:
            return Decision(Reason.OTHER_GATE, decision.direction)
        return decision


def _untold(uow: UnitOfWork, node: GateNode) -> frozenset[str]:
    """Visits that moved here since the server last heard."""
    entries = uow.journal.after(node.taken, limit=100_000)
    named = (one.entry.facts.get("visit") for one in entries)
    return frozenset(visit for visit in named if visit)


def _named(uow: UnitOfWork, entry: Entry) -> Entry:
    """The entry with the gate's name for a decision instead of its identity here."""
    access = entry.facts.get("access")
    found = uow.accesses.find(AccessId(access)) if access else None
    if found is None or found.key is None:
        return entry
    facts: Mapping[str, Any] = {**entry.facts, "access": found.key}
    return evolve(entry, facts=facts)
