"""Desk, gate, clock and worker in any order: what must hold holds after every step (row 12).

The machine keeps a model of its own, in words, and asks the real thing after each step.
Planted bugs show that it would notice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import define, evolve, field
from hypothesis import Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from miz.domain.access import Access, Decision, Facts, GrantState, Rule, decide
from miz.domain.events import Event
from miz.domain.ids import AccessId, LaneId, VisitId
from miz.domain.journal import Entry, Sealed, link
from miz.domain.passes import CardState, Pass, PassState
from miz.domain.people import Person
from miz.domain.places import Direction, Lane, LaneFlow
from miz.domain.visits import RefusalReason, Visit, VisitState, Window
from miz.errors import MizError
from miz.ports.storage import UnitOfWork
from miz.usecases.gatehouse import Verdict
from miz.usecases.notify import Notices
from tests.office import CARD, Office, open_office

PEOPLE = 2
CARDS = (CARD, "04B1B2B3")
NOISE = ("", "سلام", "04FFFFFF", "12345678901234567894")
SPANS = (1.0, 3.0, 31.0, 60.0 * 20, 60.0 * 95)
HERE = {"arrived", "admitted", "inside"}


@define
class Grant:
    """A release, and what became of it."""

    who: int
    visit: VisitId
    lane: LaneId
    way: str
    deadline: float
    state: str = "issued"


@define
class Model:
    """What the machine believes, in words; times are seconds since it began."""

    now: float = 0.0
    state: dict[int, str] = field(factory=dict)
    visit: dict[int, Visit] = field(factory=dict)
    until: dict[int, float] = field(factory=dict)
    code: dict[int, str | None] = field(factory=dict)
    card: dict[str, int | None] = field(factory=lambda: dict.fromkeys(CARDS))
    issued: dict[str, VisitId] = field(factory=dict)
    grants: dict[AccessId, Grant] = field(factory=dict)
    reads: dict[tuple[str, str], tuple[float, AccessId]] = field(factory=dict)
    passages: Counter[str] = field(factory=Counter)

    def of(self, person: int) -> str:
        """Where a person stands."""
        return self.state.get(person, "away")

    def holder(self, code: str) -> int | None:
        """Whose working pass has that code."""
        return next((who for who, held in self.code.items() if held == code), None)

    def awaited(self, person: int) -> bool:
        """Whether a lane waits for the person now."""
        visit = self.visit[person].id
        own = [grant for grant in self.grants.values() if grant.visit == visit]
        return any(grant.state == "issued" and self.now < grant.deadline for grant in own)

    def way(self, person: int, flow: LaneFlow) -> str:
        """Which way a lane would let the person go."""
        if flow is not LaneFlow.BOTH:
            return flow.value
        return "out" if self.of(person) == "inside" else "in"

    def opens(self, flow: LaneFlow, code: str) -> bool:
        """Whether that code may open a lane of that flow now."""
        who = self.holder(code)
        if who is None or self.awaited(who):
            return False
        if self.way(who, flow) == "out":
            return self.of(who) == "inside"
        return self.of(who) == "admitted" and self.now < self.until[who]

    def lapse(self, visit: VisitId | None) -> None:
        """Grants that nobody closed in time end when the visitor is read again."""
        for grant in self.grants.values():
            late = grant.state == "issued" and self.now >= grant.deadline
            if late and grant.visit == visit:
                grant.state = "timed_out"


class LaneMachine(RuleBasedStateMachine):
    """A desk, three lanes, two visitors, two cards."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.stack = ExitStack()
        self.office: Office = self.stack.enter_context(open_office())
        self.office.core.cards.add(actor=self.office.actor, number="0002", code=CARDS[1])
        self.people: list[Person] = [self.office.person(number) for number in range(PEOPLE)]
        self.lanes = (self.office.lane_in, self.office.lane_out, self.office.lane)

    def teardown(self) -> None:
        """The office closes, and its journal is whole (I7)."""
        flaws = self.office.core.audit.flaws(actor=self.office.actor)
        self.stack.close()
        assert () == flaws

    # The desk

    @rule(who=st.integers(0, PEOPLE - 1))
    def arrive(self, who: int) -> None:
        """A person comes to the desk and is identified."""
        came = done(lambda: self.office.arrived(self.people[who]))
        assert (came is not None) is (self.model.of(who) not in HERE)
        if came is not None:
            self.model.visit[who] = came
            self.model.state[who], self.model.code[who] = "arrived", None

    @rule(who=st.integers(0, PEOPLE - 1))
    def bring(self, who: int) -> None:
        """All that the desk does with a person at once, so that a run gets further."""
        self.arrive(who)
        self.admit(who)
        self.slip(who)

    @rule(who=st.integers(0, PEOPLE - 1))
    def admit(self, who: int) -> None:
        """The desk admits."""
        if who not in self.model.visit:
            return
        admitted = done(
            lambda: self.office.core.reception.admit(
                actor=self.office.actor, visit=self.model.visit[who].id
            )
        )
        assert (admitted is not None) is (self.model.of(who) == "arrived")
        if admitted is not None:
            self.model.state[who] = "admitted"
            self.model.until[who] = self.model.now + 90 * 60

    @rule(who=st.integers(0, PEOPLE - 1))
    def slip(self, who: int) -> None:
        """The desk prints a slip, again perhaps."""
        if who not in self.model.visit:
            return
        slip = done(
            lambda: self.office.core.reception.hand_slip(
                actor=self.office.actor, visit=self.model.visit[who].id
            )
        )
        assert (slip is not None) is (self.model.of(who) in {"admitted", "inside"})
        if slip is not None:
            self.handed(who, slip)

    @precondition(lambda self: self.model.visit)
    @rule(data=st.data(), card=st.sampled_from(CARDS))
    def hand_card(self, data: st.DataObject, card: str) -> None:
        """The desk hands a card over."""
        who = self.someone(data)
        given = done(
            lambda: self.office.core.reception.hand_card(
                actor=self.office.actor, visit=self.model.visit[who].id, card=card
            )
        )
        free = self.model.card[card] is None
        assert (given is not None) is (free and self.model.of(who) in {"admitted", "inside"})
        if given is not None:
            self.model.card[card] = who
            self.handed(who, given)

    def handed(self, who: int, given: Pass) -> None:
        """Somebody holds another pass now."""
        self.model.code[who] = given.code
        self.model.issued[given.code] = given.visit

    @rule(card=st.sampled_from(CARDS))
    def take_back(self, card: str) -> None:
        """A card comes back, from wherever it was."""
        self.office.core.reception.take_back(actor=self.office.actor, card=card)
        holder = self.model.holder(card)
        if holder is not None:
            self.model.code[holder] = None
        self.model.card[card] = None

    @precondition(lambda self: self.model.visit)
    @rule(data=st.data(), reason=st.sampled_from(RefusalReason))
    def refuse(self, data: st.DataObject, reason: RefusalReason) -> None:
        """The desk turns somebody away."""
        who = self.someone(data)
        refused = done(
            lambda: self.office.core.reception.refuse(
                actor=self.office.actor, visit=self.model.visit[who].id, reason=reason
            )
        )
        assert (refused is not None) is (self.model.of(who) in {"arrived", "admitted"})
        if refused is not None:
            self.model.state[who], self.model.code[who] = "refused", None

    @precondition(lambda self: "inside" in self.model.state.values())
    @rule(data=st.data())
    def let_out(self, data: st.DataObject) -> None:
        """A guard sees somebody leave where no reader did."""
        inside = [who for who, state in self.model.state.items() if state == "inside"]
        who = data.draw(st.sampled_from(inside))
        gone = done(
            lambda: self.office.core.gatehouse.let_out(
                actor=self.office.actor,
                visit=self.model.visit[who],
                lane=self.office.lane_out.id,
            )
        )
        assert (gone is not None) is (not self.model.awaited(who))
        if gone is not None:
            self.model.lapse(self.model.visit[who].id)
            self.walked(who, "out")

    # The gate

    @rule(data=st.data(), lane=st.integers(0, 2))
    def present(self, data: st.DataObject, lane: int) -> None:
        """Something is held to a reader: a pass, an old one, a card or noise."""
        code = data.draw(st.sampled_from([*self.model.issued, *CARDS, *NOISE]))
        self.read(code, lane)

    @precondition(lambda self: any(self.model.code.values()))
    @rule(data=st.data(), lane=st.integers(0, 2), walks=st.booleans())
    def walk(self, data: st.DataObject, lane: int, walks: bool) -> None:
        """Somebody holds a working pass to a reader, and walks or stands there."""
        code = data.draw(st.sampled_from([code for code in self.model.code.values() if code]))
        verdict = self.read(code, lane)
        if verdict.opens and walks:
            self.turn(verdict.access.id, confirmed=True)

    def read(self, code: str, lane: int) -> Verdict:
        """A decision, as the model expects it."""
        where = self.lanes[lane]
        earlier = self.model.reads.get((where.id, code))
        again = bool(code) and earlier is not None and self.model.now - earlier[0] <= 2
        expected = not again and self.model.opens(where.flow, code)
        verdict = self.office.core.gatehouse.present(
            actor=self.office.actor, lane=where.id, code=code
        )
        assert expected is verdict.opens
        assert again is not verdict.fresh
        if earlier is not None and again:
            assert earlier[1] == verdict.access.id
        else:
            self.remember(verdict, code)
        return verdict

    def remember(self, verdict: Verdict, code: str) -> None:
        """A decision was made; no release without it being kept (G2)."""
        access = verdict.access
        self.model.reads[access.lane, code] = (self.model.now, access.id)
        self.model.lapse(self.model.issued.get(code))
        kept = self.office.core.storage.read(lambda uow: uow.accesses.get(access.id))
        assert kept == evolve(access, events=())
        who = self.model.holder(code)
        if not verdict.opens or who is None or access.direction is None:
            return
        assert GrantState.ISSUED is kept.grant
        self.model.grants[access.id] = Grant(
            who, self.model.visit[who].id, access.lane, access.direction.value, self.model.now + 30
        )

    @precondition(lambda self: self.model.grants)
    @rule(data=st.data(), confirmed=st.booleans())
    def passed(self, data: st.DataObject, confirmed: bool) -> None:
        """An arm turns, or a report of it comes again."""
        self.turn(data.draw(st.sampled_from(sorted(self.model.grants))), confirmed=confirmed)

    def turn(self, access: AccessId, *, confirmed: bool) -> None:
        """A passage, as the model expects it."""
        grant = self.model.grants[access]
        moved = done(
            lambda: self.office.core.gatehouse.passed(
                actor=self.office.actor, access=access, confirmed=confirmed
            )
        )
        fits = self.model.of(grant.who) == ("admitted" if grant.way == "in" else "inside")
        walks = grant.state == "issued" and fits and self.current(grant)
        assert (moved is not None) is (walks or grant.state == "passed")
        if walks:
            grant.state = "passed"
            self.walked(grant.who, grant.way)

    def current(self, grant: Grant) -> bool:
        """Whether the grant is of the person's newest visit."""
        return self.model.visit[grant.who].id == grant.visit

    @precondition(lambda self: self.model.grants)
    @rule(data=st.data())
    def timed_out(self, data: st.DataObject) -> None:
        """Nobody passed, or it is reported again."""
        access = data.draw(st.sampled_from(sorted(self.model.grants)))
        self.office.core.gatehouse.timed_out(actor=self.office.actor, access=access)
        self.give_up([self.model.grants[access]])

    @rule(lane=st.integers(0, 2))
    def settle(self, lane: int) -> None:
        """A lane starts again after a crash."""
        where = self.lanes[lane].id
        self.office.core.gatehouse.settle(actor=self.office.actor, lane=where)
        self.give_up([grant for grant in self.model.grants.values() if grant.lane == where])

    def give_up(self, grants: list[Grant]) -> None:
        """Nobody is awaited any more."""
        for grant in grants:
            grant.state = "timed_out" if grant.state == "issued" else grant.state

    def walked(self, who: int, way: str) -> None:
        """Somebody is in, or out."""
        self.model.passages[way] += 1
        self.model.state[who] = "inside" if way == "in" else "left"
        if way == "out":
            self.model.code[who] = None

    # Clock and worker

    @rule(seconds=st.sampled_from(SPANS))
    def later(self, seconds: float) -> None:
        """Time passes."""
        self.office.later(seconds=seconds)
        self.model.now += seconds

    @precondition(lambda self: "admitted" in self.model.state.values())
    @rule(reads=st.booleans())
    def nearly_over(self, reads: bool) -> None:
        """A window is about to end, and somebody comes in the last second perhaps."""
        admitted = [who for who, state in self.model.state.items() if state == "admitted"]
        who = min(admitted, key=lambda one: self.model.until[one])
        left = self.model.until[who] - self.model.now - 1
        if left > 0:
            self.later(left)
        code = self.model.code[who]
        if reads and code:
            self.read(code, lane=0)

    @rule(delay=st.sampled_from([0.0, 5.0]))
    def work(self, delay: float) -> None:
        """The worker's round: notices go out, visits that are over end."""
        self.later(delay)
        self.office.deliver()
        self.office.core.reception.expire_overdue(actor=self.office.actor)
        for who, state in self.model.state.items():
            over = state == "admitted" and self.model.now >= self.model.until[who]
            if over and not self.model.awaited(who):
                self.model.state[who], self.model.code[who] = "expired", None

    def someone(self, data: st.DataObject) -> int:
        """Somebody who has come before."""
        return data.draw(st.sampled_from(sorted(self.model.visit)))

    # What must hold

    @invariant()
    def stands_as_believed(self) -> None:
        """Every visit is in the state that the model says."""
        for who, visit in self.model.visit.items():
            kept = self.office.core.storage.read(lambda uow, v=visit: uow.visits.get(v.id))  # type: ignore[misc]
            assert self.model.of(who) == kept.state.value

    @invariant()
    def nobody_is_inside_twice(self) -> None:
        """Entries and exits of a person take turns in the journal (I1)."""
        inside: set[str] = set()
        for sealed in self.journal():
            person = sealed.entry.facts.get("person", "")
            if sealed.entry.kind == "VisitorEntered":
                assert person not in inside
                inside.add(person)
            elif sealed.entry.kind == "VisitorLeft":
                assert person in inside
                inside.remove(person)
        states = Counter(self.model.state.values())
        shown = self.office.core.monitor.inside(actor=self.office.actor)
        assert states["inside"] == len(inside) == len(shown)

    @invariant()
    def every_passage_has_its_decision(self) -> None:
        """An entry or exit follows a decision of its own that allowed it and is kept (I2)."""
        allowed: dict[str, str] = {}
        used: set[str] = set()
        for sealed in self.journal():
            facts, kind = sealed.entry.facts, sealed.entry.kind
            if kind == "AccessDecided" and facts["allowed"]:
                allowed[facts["access"]] = facts["direction"]
            if kind in {"VisitorEntered", "VisitorLeft"}:
                way = "in" if kind == "VisitorEntered" else "out"
                assert allowed.get(facts["access"]) == way
                assert facts["access"] not in used
                used.add(facts["access"])
        assert self.model.passages.total() == len(used)

    @invariant()
    def one_notice_for_each_passage(self) -> None:
        """The host is told once of each, by one key, and of nothing else (I5, C3-08)."""
        told = self.office.core.storage.read(
            lambda uow: uow.notices.of_recipient(self.office.host.id, limit=1000)
        )
        ways = Counter("in" if n.template.endswith("entered") else "out" for n in told)
        assert +self.model.passages == +ways
        assert len(told) == len({(n.key.partition("/")[0], n.recipient, n.template) for n in told})
        assert len(self.office.sent) == len(set(self.keys_sent())) <= len(told)

    @invariant()
    def what_is_over_opens_nothing(self) -> None:
        """A visit that ended has no live pass; any other has one at most."""
        for who, visit in self.model.visit.items():
            passes = self.office.core.storage.read(lambda uow, v=visit: uow.passes.of_visit(v.id))  # type: ignore[misc]
            live = [pass_.code for pass_ in passes if pass_.state is PassState.LIVE]
            assert live == ([self.model.code[who]] if self.model.code[who] else [])

    @invariant()
    def the_chain_verifies(self) -> None:
        """The journal is whole at every moment (I7)."""
        assert () == self.office.core.audit.flaws(actor=self.office.actor)

    def journal(self) -> Iterator[Sealed]:
        """All of it."""
        yield from self.office.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))

    def keys_sent(self) -> list[str]:
        """The keys of the messages that went out."""
        channel: Any = next(iter(self.office.core.channels.values()))
        return [message.key for message in channel.sent]


def done(step: Callable[[], Any]) -> Any:
    """What a step gave, or None when it was refused."""
    try:
        return step()
    except MizError:
        return None


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


def closed_again(self: Access, grant: GrantState, *, at: datetime) -> Access:
    """A grant that ends as often as somebody says so."""
    return evolve(self, grant=grant, closed_at=at)


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
    "a grant ends twice": ("miz.domain.access.Access.close", closed_again),
    "a decision is not told": ("miz.domain.access.Access.announce", lambda s: s),
    "a visit takes any step": ("miz.domain.visits.Visit._to", any_step),
    "a window is too long": ("miz.domain.visits.Window.of", longer),
    "a repeated read opens again": ("miz.usecases.gatehouse._known", lambda *_, **__: None),
    "a grant never lapses": ("miz.usecases.gatehouse._lapsed", lambda *_: False),
    "a grant lapses at once": ("miz.usecases.gatehouse._lapsed", lambda *_: True),
    "two lanes open at a time": ("miz.usecases.gatehouse.decide", without_pending),
    "the host hears nothing": ("miz.usecases.notify.Notices.tell_host", lambda *_: None),
    "the host hears it twice": ("miz.usecases.notify.Notices.tell_host", told_twice),
    "a visitor in the lane expires": ("miz.usecases.reception._passing", lambda *_: False),
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
