"""Gates with machines of their own: what they ask, tell and fetch; who was let in against us."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated, Any, Self

import msgspec
from msgspec import Meta

from miz.core import Core
from miz.domain.ids import ClashId, GateId, LaneId
from miz.domain.journal import Entry
from miz.domain.nodes import Clash, Node
from miz.domain.places import Direction
from miz.domain.snapshots import SIGNED
from miz.domain.staff import Actor
from miz.ports.gatelink import Delivery, Numbered, Question
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Code, Identity, Key, Line, Name

NUMBER = Annotated[int, Meta(ge=0)]
MOST_ENTRIES = 200


class OfGate(Command, frozen=True, kw_only=True):
    """One gate."""

    gate: Identity


class Fetch(OfGate, frozen=True, kw_only=True):
    """What changed after a number of the journal; everything without one."""

    since: NUMBER | None = None


class AskRead(OfGate, frozen=True, kw_only=True):
    """A code that a reader of the gate saw; ``key`` is the gate's name for the read."""

    lane: Identity
    code: Code
    key: Key


class EntryOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of a gate's journal."""

    number: NUMBER
    stream: Name
    kind: Name
    at: datetime
    actor: Line
    origin: Line
    facts: dict[str, Any]


class Tell(OfGate, frozen=True, kw_only=True):
    """Entries that follow ``after``, in order, without a gap between."""

    journal: Name
    after: NUMBER
    entries: Annotated[list[EntryOf], Meta(max_length=MOST_ENTRIES)]


class Signed(Answer, frozen=True, kw_only=True):
    """A document as JSON text, and the server's signature of it (Ed25519, base64)."""

    content: str
    signature: str


class Content(Answer, frozen=True, kw_only=True):
    """A document as JSON text."""

    content: str


class TakenView(Answer, frozen=True, kw_only=True):
    """Up to which number the server has the gate's journal."""

    upto: int


class NodeView(Answer, frozen=True, kw_only=True):
    """One gate's machine."""

    gate: str
    taken: int
    seen_at: datetime | None

    @classmethod
    def of(cls, node: Node) -> Self:
        """The record without its keys."""
        return cls(gate=node.id, taken=node.taken, seen_at=node.seen_at)


class Nodes(Answer, frozen=True, kw_only=True):
    """The gates' machines."""

    nodes: list[NodeView]


class Since(Command, frozen=True, kw_only=True):
    """From an instant on."""

    since: datetime


class OfClash(Command, frozen=True, kw_only=True):
    """One clash."""

    clash: Identity


class ClashView(Answer, frozen=True, kw_only=True):
    """Somebody whom a gate let through alone and whom the server would have refused."""

    id: str
    gate: str
    lane: str
    at: datetime
    found_at: datetime
    reason: str
    entered: bool
    direction: Direction | None
    visit: str | None
    person: str | None
    seen_by: str
    seen_at: datetime | None

    @classmethod
    def of(cls, clash: Clash) -> Self:
        """The clash."""
        return cls(
            id=clash.id,
            gate=clash.gate,
            lane=clash.lane,
            at=clash.at,
            found_at=clash.found_at,
            reason=clash.reason,
            entered=clash.entered,
            direction=clash.direction,
            visit=clash.visit,
            person=clash.person,
            seen_by=clash.seen_by,
            seen_at=clash.seen_at,
        )


class Clashes(Answer, frozen=True, kw_only=True):
    """Clashes, newest first."""

    clashes: list[ClashView]


def snapshot(core: Core, actor: Actor, command: Fetch) -> Signed:
    """What the gate needs to decide alone, signed."""
    taken = core.snapshots.take(actor=actor, gate=GateId(command.gate), since=command.since)
    content = msgspec.json.encode(taken)
    signature = core.signer.sign(SIGNED + content)
    return Signed(content=content.decode(), signature=b64encode(signature).decode())


def ask(core: Core, actor: Actor, command: AskRead) -> Content:
    """Decides on a read of the gate, and tells what its replica needs."""
    question = Question(LaneId(command.lane), command.code, command.key)
    told = core.gatelink.ask(actor=actor, gate=GateId(command.gate), question=question)
    return Content(content=msgspec.json.encode(told).decode())


def take(core: Core, actor: Actor, command: Tell) -> TakenView:
    """Records what the gate did, each entry once."""
    entries = tuple(
        Numbered(
            one.number,
            Entry(actor.site, one.stream, one.kind, one.at, one.actor, one.origin, one.facts),
        )
        for one in command.entries
    )
    delivery = Delivery(command.journal, command.after, entries)
    upto = core.gatelink.take(actor=actor, gate=GateId(command.gate), delivery=delivery)
    return TakenView(upto=upto)


def nodes(core: Core, actor: Actor, command: Nothing) -> Nodes:
    """The gates that have a machine of their own, and when they were last heard."""
    return Nodes(nodes=[NodeView.of(node) for node in core.gatelink.nodes(actor=actor)])


def clashes(core: Core, actor: Actor, command: Since) -> Clashes:
    """Who was let through alone and would have been refused."""
    found = core.gatelink.clashes(actor=actor, since=command.since)
    return Clashes(clashes=[ClashView.of(one.clash) for one in found])


def see(core: Core, actor: Actor, command: OfClash) -> ClashView:
    """Leaves one's name under a clash that was looked into."""
    return ClashView.of(core.gatelink.see(actor=actor, clash=ClashId(command.clash)))
