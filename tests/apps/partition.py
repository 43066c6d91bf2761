"""A server and its gates in memory, with lines between them that a test may cut."""

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define, field

from miz import Actor, Core, Permission, open_core
from miz.domain.ids import GateId
from miz.domain.places import Gate, Lane, LaneFlow
from miz.domain.snapshots import Snapshot
from miz.domain.values import Text
from miz.errors import Unavailable
from miz.ports.gatelink import Delivery, Question, Told, Uplink
from miz.usecases.replica import Replica
from miz_apps.gate.standalone import Standalone
from tests.office import CONFIG, Office, TestParts, open_office


@define
class Wire(Uplink):
    """The line from a gate to its server.

    ``cut`` lets nothing through; ``deaf`` lets a question through and loses its answer.
    """

    server: Core
    actor: Actor
    gate: GateId
    cut: bool = False
    deaf: bool = False

    def ask(self, question: Question) -> Told:
        """The server's decision."""
        self._must_hold()
        told = self.server.gatelink.ask(actor=self.actor, gate=self.gate, question=question)
        self._must_hear()
        return told

    def deliver(self, delivery: Delivery) -> int:
        """What the server took."""
        self._must_hold()
        upto = self.server.gatelink.take(actor=self.actor, gate=self.gate, delivery=delivery)
        self._must_hear()
        return upto

    def snapshot(self, since: int | None) -> Snapshot:
        """What it knows."""
        self._must_hold()
        return self.server.snapshots.take(actor=self.actor, gate=self.gate, since=since)

    def close(self) -> None:
        """Nothing is held."""

    def _must_hold(self) -> None:
        if self.cut:
            raise Unavailable("The line is cut.", code="uplink.away")

    def _must_hear(self) -> None:
        if self.deaf:
            raise Unavailable("The answer was lost.", code="uplink.away")


@define
class Outpost:
    """One gate with a machine of its own."""

    gate: Gate
    entry: Lane
    exit: Lane
    core: Core
    wire: Wire
    duties: Standalone
    actor: Actor

    def read(self, code: str, lane: Lane | None = None) -> str:
        """The reason that a read at the way in, or another lane, got."""
        where = lane or self.entry
        return self.duties.present(actor=self.actor, lane=where.id, code=code).access.reason.value

    def walk(self, code: str, lane: Lane | None = None) -> bool:
        """Reads and, where it opens, passes; says whether it opened."""
        where = lane or self.entry
        verdict = self.duties.present(actor=self.actor, lane=where.id, code=code)
        if verdict.opens:
            self.duties.passed(actor=self.actor, access=verdict.access.id)
        return verdict.opens

    def cut(self) -> None:
        """The network is away, and the gate has noticed."""
        self.wire.cut = True
        self.duties.exchange()

    def mend(self) -> None:
        """The network is back, and both have spoken."""
        self.wire.cut = False
        assert self.duties.exchange()


@define
class Partition:
    """A server with gates."""

    office: Office
    outposts: list[Outpost] = field(factory=list)

    @property
    def core(self) -> Core:
        """The server's core."""
        return self.office.core

    def post(self, name: str) -> Outpost:
        """A further gate, with its lanes and its machine, that has spoken with the server."""
        office, places = self.office, self.office.core.places
        gate = places.add_gate(actor=office.actor, name=Text(name))
        entry, leaving = (
            places.add_lane(actor=office.actor, gate=gate.id, name=Text(flow.value), flow=flow)
            for flow in (LaneFlow.IN, LaneFlow.OUT)
        )
        actor = Actor.system(office.site.id, Permission.OPERATE_GATE, name="gate")
        core = open_core(CONFIG, plugins=[TestParts(office.clock)])
        wire = Wire(office.core, actor, gate.id)
        replica = Replica(core.storage, core.clock, core.ids, gate.id)
        duties = Standalone(core.gatehouse, replica, wire, actor=actor, ids=office.core.ids)
        post = Outpost(gate, entry, leaving, core, wire, duties, actor)
        assert duties.exchange()
        self.outposts.append(post)
        return post


@contextmanager
def open_partition() -> Iterator[Partition]:
    """A server whose gates are added by `Partition.post`."""
    with open_office() as office:
        found = Partition(office)
        yield found
        for post in found.outposts:
            post.core.close()
