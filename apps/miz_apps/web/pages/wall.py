"""The monitor: what each lane just did, and everybody inside."""

from datetime import timedelta

from miz.domain.access import GrantState
from miz.domain.people import DocumentKind
from miz.usecases.monitor import Inside, LaneView
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.names import photo_of, picture_url, whom
from miz_apps.web.rendering.contexts.wall import (
    InsideTile,
    LanePanel,
    WallInside,
    WallLanes,
    WallPage,
)

TILES = 23
FRESH = timedelta(minutes=1)


def wall(call: Call) -> Outcome:
    """The whole wall; its stream goes on where this page ends."""
    last = call.core.monitor.last(actor=call.actor)
    return WallPage(lanes(call), inside(call), last)


def lanes(call: Call) -> WallLanes:
    """Every lane with its newest verdict."""
    up = call.lobby.links.of(call.core, call.actor)
    found = call.core.monitor.lanes(actor=call.actor)
    return WallLanes(tuple(_panel(call, one, up=up.get(one.lane.id, True)) for one in found))


def inside(call: Call) -> WallInside:
    """Faces of everybody inside, the latest first, and the counters."""
    people = call.core.monitor.inside(actor=call.actor, limit=TILES)
    counters = call.core.monitor.counters(actor=call.actor)
    alarms = [panel for panel in lanes(call).lanes if panel.fresh or not panel.up]
    return WallInside(
        tiles=tuple(_tile(call, one) for one in people),
        more=max(0, counters.inside - len(people)),
        inside=counters.inside,
        entered_today=counters.entered_today,
        waiting=counters.waiting,
        alarms=len(alarms),
    )


def _tile(call: Call, one: Inside) -> InsideTile:
    visit, now = one.visit, call.core.clock.now()
    return InsideTile(
        name=one.person.name.full,
        kind=one.person.identity.kind,
        entered_at=visit.entry.at if visit.entry else visit.opened_at,
        whom=whom(one.host, one.unit, call.language),
        photo=photo_of(one.person),
        late=visit.window is not None and now >= visit.window.until,
    )


def _panel(call: Call, one: LaneView, *, up: bool) -> LanePanel:
    lane, gate = one.lane.name.in_(call.language), one.gate.name.in_(call.language)
    access, person = one.access, one.person
    if access is None:
        return LanePanel(one.lane.id, lane, gate, up=up)
    faces = [d for d in person.documents if d.kind is DocumentKind.FACE] if person else []
    earlier = picture_url(person, faces[-2]) if person and len(faces) > 1 else None
    age = call.core.clock.now() - access.at
    return LanePanel(
        id=one.lane.id, name=lane, gate=gate, reason=access.reason, at=access.at,
        direction=access.direction,
        grant=access.grant if access.allowed else GrantState.NONE,
        person=person.name.full if person else "",
        photo=photo_of(person), earlier=earlier, up=up,
        fresh=not access.allowed and age < FRESH,
    )  # fmt: skip
