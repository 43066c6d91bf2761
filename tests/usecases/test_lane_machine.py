"""Desk, gate, clock and worker in any order: what must hold holds after every step (row 12).

The machine keeps a model of its own, in words, and asks the real thing after each step.
Planted bugs show that it would notice.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import Phase, Verbosity, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from miz import Actor
from miz.domain.access import Access, Decision, Facts, Reason, Rule, decide
from miz.domain.admissions import Passage, Sighting, Window
from miz.domain.events import Event, VisitorEntered
from miz.domain.ids import AccessId, LaneId
from miz.domain.journal import Entry, link
from miz.domain.passes import CardState
from miz.domain.places import Direction, Lane, LaneFlow
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import Zone
from miz.errors import MizError
from miz.ports.storage import UnitOfWork
from miz.usecases.gatehouse import Gatehouse
from miz.usecases.grants import walked
from miz.usecases.notify import Notices
from tests.usecases.lane_machine import LaneMachine


def test_any_order_of_steps() -> None:
    """Whatever desk, gate, devices, clock and worker do, the invariants hold (I1, I2, I5, I7).

    ``MIZ_LANE_RUNS`` says how often; 400 of them take a minute.
    """
    phases = [Phase.reuse, Phase.generate, Phase.shrink]  # to explain a failure takes minutes
    effort = settings(stateful_step_count=40, phases=phases)
    runs = int(os.environ.get("MIZ_LANE_RUNS", effort.max_examples))
    run_state_machine_as_test(LaneMachine, settings=settings(effort, max_examples=runs))


def told_twice(self: Notices, uow: UnitOfWork, *what: Any, now: datetime) -> None:
    """The host is told under another key as well."""
    visit, passage = what
    TELL(self, uow, visit, passage, now=now)
    TELL(self, uow, visit, evolve(passage, access=AccessId(f"{passage.access}x")), now=now)


def without_pending(facts: Facts, rules: Iterable[Rule] = ()) -> Decision:
    """A decision that does not ask whether a lane is open already."""
    return decide(evolve(facts, pending=None), rules)


def always_in(lane: Lane, _: Visit) -> Direction:
    """A lane for both ways that forgets who is inside."""
    return Direction.IN if lane.flow is LaneFlow.BOTH else Direction(lane.flow.value)


def any_step(self: Visit, state: VisitState, event: Event, **changes: object) -> Visit:
    """A visit that goes from any state to any other."""
    return evolve(self, state=state, events=(*self.events, event), **changes)  # type: ignore[arg-type]


def longer(start: datetime, minutes: int) -> Window:
    """A window ten times as long as it should be."""
    return Window(start, start + timedelta(minutes=minutes * 10))


def only_inside(uow: UnitOfWork, zone: Zone, visit: Visit, *, at: datetime) -> int:
    """Places counted without those who are on their way."""
    del at
    return uow.visits.count_in(zone.id) - (visit.zone == zone.id)


def leaves(visit: Visit, grant: Access, passage: Passage) -> Visit:
    """A passage out of a zone that ends the visit."""
    return (
        WALKED(visit, grant, passage) if grant.direction is Direction.IN else visit.leave(passage)
    )


def enters(self: Visit, passage: Passage) -> Visit:
    """A second entry that is told as one."""
    event = VisitorEntered(**self._passage_facts(passage), host=self.host)
    return evolve(self, entry=passage, events=(*self.events, event))


def forgiving(passage: Passage) -> dict[str, Any]:
    """A passage that uses no pardon up."""
    return {"seen": Sighting.of(passage), "zone": None}


def lets_on(self: Gatehouse, *, actor: Actor, lane: LaneId, up: bool, detail: str = "") -> None:
    """A cable whose pulling ends what is pending."""
    LINK(self, actor=actor, lane=lane, up=up, detail=detail)
    if not up:
        self.settle(actor=actor, lane=lane)


def other_key(_: bytes, previous: str, entry: Entry, *, place: int) -> str:
    """A link that the auditor's key does not fit."""
    return link(b"?" * 32, previous, entry, place=place)


TELL, LINK, WALKED = Notices.tell_host, Gatehouse.link, walked
BUGS: dict[str, tuple[str, object]] = {
    "anti-passback is forgotten": ("miz.domain.access._check_direction", lambda *_: None),
    "the window is not asked": ("miz.domain.access._check_time", lambda *_: None),
    "a lane for both ways lets nobody out": ("miz.domain.access._direction", always_in),
    "a pass of a visit is not asked for": ("miz.domain.access._check_pass", lambda _: None),
    "a replaced pass stays live": ("miz.domain.passes.Pass.revoke", lambda s, *_, **__: s),
    "a pass outlives its visit": ("miz.domain.passes.Pass.spend", lambda s: s),
    "a card goes out twice": (
        "miz.domain.passes.GuestCard.give",
        lambda s, visit: evolve(s, state=CardState.OUT, visit=visit),
    ),
    "an ended grant still counts": ("miz.usecases.gatehouse.awaits", lambda *_: True),
    "a decision is not told": ("miz.domain.access.Access.announce", lambda s: s),
    "a visit takes any step": ("miz.domain.visits.Visit._to", any_step),
    "a window is too long": ("miz.domain.visits.Window.of", longer),
    "a repeated read opens again": ("miz.usecases.gatehouse._known", lambda *_, **__: None),
    "a grant never lapses": ("miz.domain.access.Access.lapsed", lambda *_: False),
    "a grant lapses at once": ("miz.domain.access.Access.lapsed", lambda *_: True),
    "two lanes open at a time": ("miz.usecases.gatehouse.decide", without_pending),
    "the host hears nothing": ("miz.usecases.notify.Notices.tell_host", lambda *_, **__: None),
    "the host hears it twice": ("miz.usecases.notify.Notices.tell_host", told_twice),
    "a visitor in the lane expires": ("miz.usecases.reception.passing", lambda *_: False),
    "a fire is not believed": ("miz.domain.places.Lane.burns", lambda s, _: s),
    "a grant waits through a fire": ("miz.usecases.observing.miss", lambda *_, **__: None),
    "a grant is replayed after the fire": ("miz.usecases.grants.OVER", frozenset()),
    "a fire never ends": ("miz.usecases.observing.Observer._signal", lambda *_: None),
    "who turns back is awaited on": ("miz.usecases.observing.turn_back", lambda *_, **__: None),
    "nobody tailgates": ("miz.usecases.observing.Observer._ahead", lambda *_: None),
    "a pulled cable ends a grant": ("miz.usecases.gatehouse.Gatehouse.link", lets_on),
    "a restart leaves grants": ("miz.usecases.gatehouse.Gatehouse.settle", lambda *_, **__: 0),
    "a pardon is for ever": ("miz.domain.visits._seen", forgiving),
    "a pardon is of no use": ("miz.domain.access._check_again", lambda *_: Reason.PASSBACK),
    "a second entry is an entry": ("miz.domain.visits.Visit.enter_again", enters),
    "a zone is never full": ("miz.domain.zones.Zone.full", lambda *_: False),
    "a place is given twice": ("miz.usecases.facts._inside", only_inside),
    "out of a zone is out of the site": ("miz.usecases.gatehouse.walked", leaves),
    "the journal has another key": ("miz_adapters.memory.outbox.link", other_key),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is not blind: each wrong function makes it fail (row 12)."""
    monkeypatch.setattr(*BUGS[name])
    hunt = settings(
        max_examples=2000,
        stateful_step_count=40,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
    )
    with pytest.raises((AssertionError, MizError)):
        run_state_machine_as_test(LaneMachine, settings=hunt)
