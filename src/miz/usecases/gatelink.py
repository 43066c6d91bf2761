"""The server's side of gates that decide alone: asked while the line holds, told afterwards."""

from datetime import datetime

from attrs import evolve, frozen

from miz.domain.ids import ClashId, GateId, LaneId
from miz.domain.nodes import Clash, Node
from miz.domain.people import Person
from miz.domain.places import Lane
from miz.domain.staff import Actor, Permission
from miz.errors import NotFound
from miz.ports.clocks import Clock
from miz.ports.gatelink import Delivery, Question, Told
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.gatehouse import Gatehouse
from miz.usecases.gatenews import Reporter
from miz.usecases.scope import mine, own_gate, own_lane
from miz.usecases.snapshots import part_of


@frozen
class Named:
    """A clash with the person it is about, for who may read files."""

    clash: Clash
    person: Person | None = None


@frozen
class GateLink:
    """What a gate's machine asks and tells. Thread-safe."""

    storage: Storage
    gatehouse: Gatehouse
    clock: Clock
    ids: Ids

    def ask(self, *, actor: Actor, gate: GateId, question: Question) -> Told:
        """The server's own decision, with what the gate needs to record a passage."""
        actor.must(Permission.OPERATE_GATE)
        self.storage.read(lambda uow: _own(uow, actor, gate, lane=question.lane))
        verdict = self.gatehouse.present(
            actor=actor, lane=question.lane, code=question.code, key=question.key
        )
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Told:
            part = part_of(uow, own_gate(actor, uow, gate), verdict.access.visit, at=at)
            return Told(evolve(verdict.access, events=()), verdict.fresh, part)

        return self.storage.read(work)

    def take(self, *, actor: Actor, gate: GateId, delivery: Delivery) -> int:
        """Records what a gate did, each entry once; says up to which number it has them all.

        A delivery that leaves entries out is not taken: the answer says from where to send again.
        """
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            where = own_gate(actor, uow, gate)
            node = uow.nodes.find(gate) or Node(gate, actor.site, delivery.journal)
            had = node.had(delivery.journal)
            if delivery.after > had:
                return had
            reporter = Reporter(uow, actor, where, self.gatehouse, self.ids, at)
            for numbered in delivery.entries:
                if numbered.number > had:
                    reporter.take(numbered.entry)
            upto = max((one.number for one in delivery.entries), default=had)
            return uow.nodes.save(node.take(delivery.journal, upto, at=at)).taken

        return self.storage.write(work)

    def nodes(self, *, actor: Actor) -> tuple[Node, ...]:
        """The gates that have a machine of their own, and when they were last heard."""
        if not actor.may(Permission.READ_JOURNAL):
            actor.must(Permission.WATCH)
        return tuple(self.storage.read(lambda uow: uow.nodes.of(actor.site)))

    def clashes(self, *, actor: Actor, since: datetime) -> tuple[Named, ...]:
        """Who was let through alone and would have been refused, newest first (B6)."""
        actor.must(Permission.READ_JOURNAL)
        knows = actor.may(Permission.READ_FILES)

        def work(uow: UnitOfWork) -> tuple[Named, ...]:
            found = uow.clashes.of(actor.site, since)
            return tuple(
                Named(one, uow.people.find(one.person) if one.person and knows else None)
                for one in found
            )

        return self.storage.read(work)

    def see(self, *, actor: Actor, clash: ClashId) -> Clash:
        """Somebody of security looked into it."""
        actor.must(Permission.READ_JOURNAL)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Clash:
            found = mine(actor, uow.clashes, clash)
            return uow.clashes.save(found.see(by=actor.name or actor.id, at=at))

        return self.storage.write(work)


def _own(uow: UnitOfWork, actor: Actor, gate: GateId, *, lane: LaneId) -> Lane:
    """The lane, if it is one of that gate; a gate asks for itself."""
    found = own_lane(actor, uow, lane)
    if found.gate != own_gate(actor, uow, gate).id:
        raise NotFound("This lane is not one of the gate's.", code="record.not_found")
    return found
