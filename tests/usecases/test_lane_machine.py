"""Desk, gate, clock and worker in any order: what must hold holds after every step (row 12).

The machine keeps a model of its own, in words, and asks the real thing after each step.
Planted bugs show that it would notice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import Phase, Verbosity, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from miz.domain.access import Decision, Facts, Rule, decide
from miz.domain.admissions import Window
from miz.domain.events import Event
from miz.domain.ids import AccessId
from miz.domain.journal import Entry, link
from miz.domain.passes import CardState
from miz.domain.places import Direction, Lane, LaneFlow
from miz.domain.visits import Visit, VisitState
from miz.errors import MizError
from miz.ports.storage import UnitOfWork
from miz.usecases.notify import Notices
from tests.usecases.lane_machine import LaneMachine


def test_any_order_of_steps() -> None:
    """Whatever desk, gate, clock and worker do, the invariants hold (row 12, I1, I2, I5, I7)."""
    phases = [Phase.reuse, Phase.generate, Phase.shrink]  # to explain a failure takes minutes
    run_state_machine_as_test(LaneMachine, settings=settings(stateful_step_count=40, phases=phases))


def told_twice(self: Notices, uow: UnitOfWork, *what: Any) -> None:
    """The host is told under another key as well."""
    visit, passage = what
    TELL(self, uow, visit, passage)
    TELL(self, uow, visit, evolve(passage, access=AccessId(f"{passage.access}x")))


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


def other_key(_: bytes, previous: str, entry: Entry, *, place: int) -> str:
    """A link that the auditor's key does not fit."""
    return link(b"?" * 32, previous, entry, place=place)


TELL = Notices.tell_host
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
    "the host hears nothing": ("miz.usecases.notify.Notices.tell_host", lambda *_: None),
    "the host hears it twice": ("miz.usecases.notify.Notices.tell_host", told_twice),
    "a visitor in the lane expires": ("miz.usecases.reception.passing", lambda *_: False),
    "the journal has another key": ("miz_adapters.memory.outbox.link", other_key),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is not blind: each wrong function makes it fail (row 12)."""
    monkeypatch.setattr(*BUGS[name])
    hunt = settings(
        max_examples=400,
        stateful_step_count=40,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
    )
    with pytest.raises((AssertionError, MizError)):
        run_state_machine_as_test(LaneMachine, settings=hunt)
