"""The live monitor: who is inside, what each lane just did, what happened since."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from miz.core import Core
from miz.domain.journal import Sealed
from miz.domain.people import DocumentKind
from miz.domain.staff import Actor
from miz.domain.visits import VisitState
from miz.usecases.monitor import Inside, LaneView
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Limit
from miz_apps.web.actions.visits import AccessView

Position = Annotated[int, Meta(ge=0, le=2**53)]


class Newest(Command, frozen=True, kw_only=True):
    """How many at most."""

    limit: Limit = 20


class After(Command, frozen=True, kw_only=True):
    """The journal number to go on from."""

    after: Position = 0
    limit: Limit = 100


class Stream(Command, frozen=True, kw_only=True):
    """Where to resume; without it the stream begins now."""

    last_event_id: Position | None = None


class WhoView(Answer, frozen=True, kw_only=True):
    """A person on the wall: a name and a face, no numbers."""

    visit: str
    state: VisitState
    person: str
    name: str
    face: str | None
    host: str | None
    unit: str | None
    since: datetime


class PassingView(Answer, frozen=True, kw_only=True):
    """A lane with its newest decision; ``emergency`` while its fire contact says so."""

    lane: str
    gate: str
    active: bool
    emergency: bool
    access: AccessView | None
    name: str | None
    face: str | None


class Persons(Answer, frozen=True, kw_only=True):
    """Persons on the wall."""

    people: list[WhoView]


class Passings(Answer, frozen=True, kw_only=True):
    """Lanes or decisions."""

    lanes: list[PassingView]


class CountersView(Answer, frozen=True, kw_only=True):
    """The numbers in the header."""

    inside: int
    waiting: int
    expected: int
    entered_today: int
    notices_waiting: int


class EventView(Answer, frozen=True, kw_only=True):
    """Something that happened; ``facts`` hold identities only."""

    number: int
    kind: str
    at: datetime
    facts: dict[str, Any]

    @classmethod
    def of(cls, sealed: Sealed) -> "EventView":
        """The journal's entry without its seal."""
        entry = sealed.entry
        return cls(number=sealed.number, kind=entry.kind, at=entry.at, facts=dict(entry.facts))


class Events(Answer, frozen=True, kw_only=True):
    """What happened, and the number to go on from."""

    events: list[EventView]
    next: int


def inside(core: Core, actor: Actor, command: Newest) -> Persons:
    """Persons inside, latest entry first."""
    return _persons(core.monitor.inside(actor=actor, limit=command.limit))


def overstaying(core: Core, actor: Actor, command: Nothing) -> Persons:
    """Persons inside whose time is over, the longest first."""
    return _persons(core.monitor.overstaying(actor=actor))


def waiting(core: Core, actor: Actor, command: Newest) -> Persons:
    """Persons at the desk or on the way to the gate."""
    return _persons(core.monitor.waiting(actor=actor, limit=command.limit))


def expected(core: Core, actor: Actor, command: Newest) -> Persons:
    """Announced visits, the next first."""
    return _persons(core.monitor.expected(actor=actor, limit=command.limit))


def lanes(core: Core, actor: Actor, command: Nothing) -> Passings:
    """Every active lane with its newest decision."""
    return Passings(lanes=[_passing(view) for view in core.monitor.lanes(actor=actor)])


def passages(core: Core, actor: Actor, command: Newest) -> Passings:
    """The newest decisions of all lanes."""
    found = core.monitor.passages(actor=actor, limit=command.limit)
    return Passings(lanes=[_passing(view) for view in found])


def counters(core: Core, actor: Actor, command: Nothing) -> CountersView:
    """How many are inside, waiting, expected and entered today."""
    counted = core.monitor.counters(actor=actor)
    return CountersView(
        inside=counted.inside,
        waiting=counted.waiting,
        expected=counted.expected,
        entered_today=counted.entered_today,
        notices_waiting=counted.notices_waiting,
    )


def events(core: Core, actor: Actor, command: After) -> Events:
    """What happened after a journal number."""
    shown, last = core.monitor.events(actor=actor, after=command.after, limit=command.limit)
    return Events(events=[EventView.of(sealed) for sealed in shown], next=last)


def stream(core: Core, actor: Actor, command: Stream) -> EventView:
    """Events as they happen; the answer is a stream of server-sent events, not one object."""
    raise NotImplementedError  # the stream has its own responder, see miz_apps.web.api.streams


def _persons(found: tuple[Inside, ...]) -> Persons:
    return Persons(people=[_who(one) for one in found])


def _who(found: Inside) -> WhoView:
    visit, face = found.visit, found.person.latest(DocumentKind.FACE)
    return WhoView(
        visit=visit.id,
        state=visit.state,
        person=found.person.id,
        name=found.person.name.full,
        face=face.digest if face else None,
        host=found.host.name.full if found.host else None,
        unit=found.unit.name.fa if found.unit else None,
        since=visit.entry.at if visit.entry else visit.arrived_at or visit.opened_at,
    )


def _passing(view: LaneView) -> PassingView:
    face = view.person.latest(DocumentKind.FACE) if view.person else None
    return PassingView(
        lane=view.lane.id,
        gate=view.gate.id,
        active=view.lane.active,
        emergency=view.lane.fire_at is not None,
        access=AccessView.of(view.access) if view.access else None,
        name=view.person.name.full if view.person else None,
        face=face.digest if face else None,
    )
