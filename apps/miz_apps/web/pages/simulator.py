"""The gate simulator: a slip or card in the hand, a drawn gate in front of it."""

import threading
from collections.abc import Callable

from attrs import evolve

from miz.domain.access import Access, GrantState
from miz.domain.ids import LaneId, PassId
from miz.domain.places import Lane
from miz.errors import NotFound
from miz.ports.gates import Rig
from miz.usecases.monitor import LaneView
from miz.usecases.simulation import Held
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.names import photo_of
from miz_apps.web.rendering.contexts.simulator import (
    Bench,
    Holding,
    Lamp,
    SimLane,
    SimLine,
    SimulatorPage,
)

SECONDS = 3.0
"""How long a page waits for the lane to say something."""
LINES = 12


def page(call: Call) -> Outcome:
    """The whole page."""
    return SimulatorPage(bench(call))


def fragment(call: Call) -> Outcome:
    """The swapped part."""
    return bench(call, chosen=call.query.get("chosen", ""))


def present(call: Call) -> Outcome:
    """Holds what is in the hand to a lane's reader; waits for the verdict and the gate."""
    lane, rig = _lane(call)
    typed, chosen = call.text("code"), call.text("pass")
    code = typed or _code_of(call, chosen)
    before = _newest(call, lane)

    def answered() -> bool:
        newest = _newest(call, lane)
        opening = newest is not None and newest.pending and rig.view().locked
        return newest != before and not opening

    _after(call, lambda: rig.present(code), answered)
    return bench(call, chosen=chosen, typed=typed)


def walk(call: Call) -> Outcome:
    """Walks through the open lane, or away from it."""
    lane, rig = _lane(call)
    newest = _newest(call, lane)
    if call.text("through") != "1" or newest is None or newest.direction is None:
        return evolve(bench(call), chosen=call.text("pass"))
    way, grant = newest.direction, newest.id
    _after(
        call,
        lambda: rig.walk(way),
        lambda: not call.core.simulation.awaits(actor=call.actor, access=grant),
    )
    return bench(call)


def link(call: Call) -> Outcome:
    """Pulls the lane's cables, or puts them back."""
    lane, rig = _lane(call)
    up = call.text("up") == "1"
    links = call.lobby.links

    def told() -> bool:
        return links.of(call.core, call.actor).get(lane.id, True) is up

    _after(call, rig.replug if up else rig.unplug, told)
    return bench(call)


def bench(call: Call, *, chosen: str = "", typed: str = "") -> Bench:
    """What may be held, the lanes, the log."""
    rigs = _rigs(call)
    views = [one for one in call.core.monitor.lanes(actor=call.actor) if one.lane.id in rigs]
    passages = call.core.monitor.passages(actor=call.actor, limit=LINES)
    return Bench(
        holdings=_holdings(call),
        lanes=tuple(_sim_lane(call, one, rigs[one.lane.id]) for one in views),
        log=tuple(_line(call, one) for one in passages if one.access is not None),
        chosen=chosen,
        typed=typed,
    )


def _rigs(call: Call) -> dict[LaneId, Rig]:
    if not call.lobby.simulated:
        raise NotFound("No lane is simulated here.", code="route.not_found")
    return dict(call.lobby.simulated)


def _lane(call: Call) -> tuple[Lane, Rig]:
    wanted = LaneId(call.places["lane"])
    lane = call.core.simulation.lane(actor=call.actor, lane=wanted)
    rig = _rigs(call).get(lane.id)
    if rig is None:
        raise NotFound("This lane is not simulated.", code="route.not_found")
    return lane, rig


def _after(call: Call, deed: Callable[[], object], true: Callable[[], bool]) -> None:
    """Does something and waits until the lane has written down what came of it."""
    moved = threading.Event()
    unwatch = call.core.monitor.watch(moved.set)
    try:
        deed()
        end = call.core.clock.monotonic() + SECONDS
        while not true() and call.core.clock.monotonic() < end:
            moved.wait(0.1)
            moved.clear()
    finally:
        unwatch()


def _newest(call: Call, lane: Lane) -> Access | None:
    return call.core.simulation.newest(actor=call.actor, lane=lane.id)


def _code_of(call: Call, pass_: str) -> str:
    return call.core.simulation.code(actor=call.actor, pass_=PassId(pass_)) if pass_ else ""


def _holdings(call: Call) -> tuple[Holding, ...]:
    return tuple(_holding(one) for one in call.core.simulation.held(actor=call.actor))


def _holding(one: Held) -> Holding:
    return Holding(
        id=one.pass_.id,
        name=one.person.name.full,
        form=one.pass_.form,
        ending=one.pass_.code[-4:],
        state=one.visit.state,
        whom=one.host.name.full if one.host else "",
        photo=photo_of(one.person),
    )


def _sim_lane(call: Call, one: LaneView, rig: Rig) -> SimLane:
    access, person, link = one.access, one.person, rig.view().link
    waiting = access is not None and access.pending
    return SimLane(
        id=one.lane.id,
        name=one.lane.name.in_(call.language),
        gate=one.gate.name.in_(call.language),
        flow=one.lane.flow,
        lamp=_lamp(access, plugged=link),
        reason=access.reason if access else None,
        direction=access.direction if access else None,
        person=person.name.full if person else "",
        photo=photo_of(person),
        waiting=waiting,
        until=access.deadline if access and waiting else None,
        plugged=link,
    )


def _lamp(access: Access | None, *, plugged: bool) -> Lamp:
    if not plugged:
        return Lamp.OFF
    if access is None:
        return Lamp.IDLE
    if access.pending:
        return Lamp.OPEN
    return Lamp.IDLE if access.allowed else Lamp.SHUT


def _line(call: Call, one: LaneView) -> SimLine:
    access = one.access
    if access is None:
        raise ValueError("A line of the log is a decision.")
    return SimLine(
        at=access.at,
        lane=f"{one.gate.name.in_(call.language)} · {one.lane.name.in_(call.language)}",
        reason=access.reason,
        grant=access.grant if access.allowed else GrantState.NONE,
        who=one.person.name.full if one.person else "",
    )
