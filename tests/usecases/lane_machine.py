"""Desk, gate, clock and worker in any order, beside a model (see test_lane_machine)."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from miz.domain.access import GrantState
from miz.domain.admissions import RefusalReason
from miz.domain.ids import AccessId
from miz.domain.journal import Sealed
from miz.domain.passes import Pass, PassState
from miz.domain.people import Person
from miz.errors import MizError
from miz.usecases.gatehouse import Verdict
from tests.office import Office, open_office
from tests.usecases.lane_model import CARDS, Grant, Model

PEOPLE = 2
NOISE = ("", "سلام", "04FFFFFF", "12345678901234567894")
SPANS = (1.0, 3.0, 31.0, 60.0 * 20, 60.0 * 95)
HERE = {"arrived", "admitted", "inside"}


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
        may = self.model.of(who) in {"arrived", "admitted"} and not self.model.awaited(who)
        assert (refused is not None) is may
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
                visit=self.model.visit[who].id,
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
        assert moved is not None
        if walks:
            grant.state = "passed"
            self.walked(grant.who, grant.way)
        self.give_up([grant])

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
        left = [grant for grant in self.model.grants.values() if grant.lane == where]
        self.model.unclear |= {grant.visit for grant in left if grant.state == "issued"}
        self.give_up(left)

    def give_up(self, grants: list[Grant]) -> None:
        """Nobody is awaited any more."""
        for grant in grants:
            grant.state = "timed_out" if grant.state == "issued" else grant.state

    def walked(self, who: int, way: str) -> None:
        """Somebody is in, or out."""
        self.model.passages[way] += 1
        self.model.unclear.discard(self.model.visit[who].id)
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
