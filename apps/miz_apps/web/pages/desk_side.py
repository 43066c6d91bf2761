"""Beside the desk: who is expected, what the gates did, how the services are."""

from datetime import timedelta

from miz.domain.visits import VisitState
from miz.usecases.monitor import Inside, LaneView
from miz_apps.web.pages.calls import Call
from miz_apps.web.pages.desk_queue import queue_of
from miz_apps.web.pages.names import photo_of, whom
from miz_apps.web.pages.training import practice_of
from miz_apps.web.rendering.contexts.side import (
    DeskSide,
    ExpectedRow,
    Health,
    HealthTag,
    PassageRow,
)
from miz_apps.web.rendering.languages import msgid, translations

ROWS = 8
SOON = timedelta(hours=14)
BUSY_FROM = 20
GATES_UP = msgid("Gates connected")
GATES_DOWN = msgid("A gate is not connected")
NOTICES = msgid("Notices waiting: %(count)s")


def side_of(call: Call) -> DeskSide:
    """The side column and the counters."""
    core, actor = call.core, call.actor
    counters = core.monitor.counters(actor=actor)
    soon = core.clock.now() + SOON
    waiting = [one for one in core.monitor.waiting(actor=actor, limit=ROWS) if _at_desk(one)]
    expected = [
        one
        for one in core.monitor.expected(actor=actor, limit=ROWS)
        if one.visit.expected_at is not None and one.visit.expected_at < soon
    ]
    return DeskSide(
        inside=counters.inside,
        waiting=counters.waiting,
        health=_health(call, counters.notices_waiting),
        expected=tuple(_expected(call, one) for one in [*waiting, *expected][:ROWS]),
        passages=tuple(
            _passage(call, one) for one in core.monitor.passages(actor=actor, limit=ROWS)
        ),
        queue=queue_of(call),
        practice=practice_of(call) if call.actor.training else None,
    )


def _at_desk(one: Inside) -> bool:
    return one.visit.state is VisitState.ARRIVED


def _expected(call: Call, one: Inside) -> ExpectedRow:
    visit = one.visit
    waits = _at_desk(one)
    at = visit.arrived_at if waits else visit.expected_at
    return ExpectedRow(
        person=one.person.id,
        name=one.person.name.full,
        kind=one.person.identity.kind,
        at=at or visit.opened_at,
        whom=whom(one.host, one.unit, call.language),
        photo=photo_of(one.person),
        waiting=waits,
    )


def _passage(call: Call, one: LaneView) -> PassageRow:
    access = one.access
    if access is None:
        raise ValueError("A passage is a decision.")
    return PassageRow(
        at=access.at,
        gate=one.gate.name.in_(call.language),
        reason=access.reason,
        grant=access.grant,
        direction=access.direction,
        who=one.person.name.full if one.person else "",
    )


def _health(call: Call, notices: int) -> tuple[HealthTag, ...]:
    gettext = translations(call.language).gettext
    up = call.lobby.links.of(call.core, call.actor)
    lanes = [lane for lane in call.core.places.lanes(actor=call.actor) if lane.active]
    lost = [lane for lane in lanes if not up.get(lane.id, True)]
    tags = [HealthTag(gettext(GATES_DOWN), Health.DOWN) if lost else HealthTag(gettext(GATES_UP))]
    if notices >= BUSY_FROM:
        tags.append(HealthTag(gettext(NOTICES) % {"count": notices}, Health.BUSY))
    return tuple(tags)
