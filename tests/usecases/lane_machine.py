"""Desk, gate, clock and worker in any order, beside a model (see test_lane_machine)."""

from collections.abc import Callable
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from miz.domain.access import GrantState
from miz.domain.admissions import PardonGrounds, RefusalReason
from miz.domain.ids import AccessId
from miz.domain.passes import Pass
from miz.domain.places import Direction
from miz.domain.visits import Visit
from miz.errors import MizError
from miz.ports.gates import Movement
from miz.usecases.gatehouse import Verdict
from tests.usecases.lane_checks import PEOPLE, LaneOffice
from tests.usecases.lane_model import CARDS, Grant

NOISE = ("", "سلام", "04FFFFFF", "12345678901234567894")
ENDS = (
    *("walks", "walks", "walks", "stands there", "is followed"),
    *("turns back", "is in a fire", "loses the cable"),
)
SPANS = (1.0, 3.0, 31.0, 60.0 * 20, 60.0 * 95)
HERE = {"arrived", "admitted", "inside"}


class LaneMachine(LaneOffice):
    """The steps of desk, gate, devices, clock and worker."""

    # The desk

    @rule(who=st.integers(0, PEOPLE - 1))
    def arrive(self, who: int) -> None:
        """A person comes to the desk and is identified."""
        came = done(lambda: self.office.arrived(self.people[who]))
        assert (came is not None) is (self.model.of(who) not in HERE)
        if came is not None:
            self.model.visit[who] = came
            self.model.state[who], self.model.code[who] = "arrived", None
            self.model.pardoned.discard(who)

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
            self.by_hand(who, gone)

    def by_hand(self, who: int, gone: Visit) -> None:
        """An exit by hand is a decision of its lane, and passed at once."""
        assert gone.exit is not None
        lane, access = gone.exit.lane, gone.exit.access
        self.model.decided.setdefault(lane, []).append(access)
        now = self.model.now
        done_ = Grant(who, gone.id, lane, "out", now, state="passed", passed_at=now)
        self.model.grants[access] = done_
        self.model.walked(who, "out")

    @precondition(lambda self: "inside" in self.model.state.values())
    @rule(data=st.data(), grounds=st.sampled_from(PardonGrounds))
    def pardon(self, data: st.DataObject, grounds: PardonGrounds) -> None:
        """A guard lets somebody in once more who is inside by the records."""
        inside = [who for who, state in self.model.state.items() if state == "inside"]
        self.excuse(data.draw(st.sampled_from(inside)), grounds)

    def excuse(self, who: int, grounds: PardonGrounds) -> None:
        """The guard's word for one person."""
        self.office.core.gatehouse.pardon(
            actor=self.office.actor, visit=self.model.visit[who].id, grounds=grounds
        )
        self.model.pardoned.add(who)

    # The gate

    @rule(data=st.data(), lane=st.integers(0, 3))
    def present(self, data: st.DataObject, lane: int) -> None:
        """Something is held to a reader: a pass, an old one, a card or noise."""
        code = data.draw(st.sampled_from([*self.model.issued, *CARDS, *NOISE]))
        self.read(code, lane)

    @precondition(lambda self: any(self.model.code.values()))
    @rule(data=st.data(), lane=st.integers(0, 3), end=st.sampled_from(ENDS))
    def walk(self, data: st.DataObject, lane: int, end: str) -> None:
        """Somebody holds a working pass to a reader, and walks, stands there, or is hindered."""
        code = data.draw(st.sampled_from([code for code in self.model.code.values() if code]))
        self.go(code, lane, end)

    @rule(who=st.integers(0, PEOPLE - 1), again=st.booleans())
    def come(self, who: int, again: bool) -> None:
        """A person comes in from the street, once more perhaps by the word of a guard."""
        self.bring(who)
        code = self.model.code.get(who)
        if code and self.model.of(who) == "admitted":
            self.go(code, 0, "walks")
        if code and again and self.model.of(who) == "inside":
            self.excuse(who, PardonGrounds.LEFT_UNSEEN)
            self.later(3.0)
            self.go(code, 0, "walks")

    @rule(end=st.sampled_from(["stands there", "walks"]))
    def crowd(self, end: str) -> None:
        """Two come to the one place of the zone, one right after the other."""
        for who in range(PEOPLE):
            self.come(who, again=False)
        self.later(3.0)
        codes = [self.model.code.get(who) for who in range(PEOPLE)]
        for code in filter(None, codes):
            self.go(code, 3, end)

    @precondition(lambda self: "inside" in self.model.state.values())
    @rule(data=st.data(), lane=st.integers(2, 3), end=st.sampled_from(ENDS))
    def go_on(self, data: st.DataObject, lane: int, end: str) -> None:
        """Somebody inside goes into the zone or out of it, or out of the site."""
        inside = [who for who, state in self.model.state.items() if state == "inside"]
        code = self.model.code[data.draw(st.sampled_from(inside))]
        if code:
            self.later(3.0)
            self.go(code, lane, end)

    def go(self, code: str, lane: int, end: str) -> None:
        """A read, and what becomes of the grant if it is one."""
        verdict = self.read(code, lane)
        if not verdict.opens or verdict.access.direction is None:
            return
        if end == "is in a fire":
            self.fire(lane, on=True)
        if end == "turns back":
            self.turn_back(lane, verdict.access.direction)
        if end == "loses the cable":
            self.plug(lane, up=False)
        if end not in {"stands there", "turns back"}:
            self.turn(verdict.access.id, confirmed=True)
        if end == "is followed":
            self.jump(lane, verdict.access.direction, Movement.PASSED)
        if end == "is in a fire":
            self.fire(lane, on=False)
            self.turn(verdict.access.id, confirmed=True)

    def read(self, code: str, lane: int) -> Verdict:
        """A decision, as the model expects it."""
        where = self.lanes[lane]
        earlier = self.model.reads.get((where.id, code))
        again = bool(code) and earlier is not None and self.model.now - earlier[0] <= 2
        expected = not again and self.model.opens(where, code)
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
        allowed = access.id if access.allowed else None
        self.model.decided.setdefault(access.lane, []).append(allowed)
        self.model.lapse(self.model.issued.get(code))
        kept = self.office.core.storage.read(lambda uow: uow.accesses.get(access.id))
        assert kept == evolve(access, events=())
        who = self.model.holder(code)
        if not verdict.opens or who is None or access.direction is None:
            return
        assert GrantState.ISSUED is kept.grant
        self.model.grants[access.id] = Grant(
            *(who, self.model.visit[who].id, access.lane, access.direction.value),
            self.model.now + 30,
            zoned=access.zone is not None,
            marked=access.mark is not None,
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
        assert moved is not None
        if self.model.walks(grant):
            self.model.walk(grant)
        self.give_up([grant])

    @precondition(lambda self: self.model.grants)
    @rule(data=st.data())
    def timed_out(self, data: st.DataObject) -> None:
        """Nobody passed, or it is reported again."""
        access = data.draw(st.sampled_from(sorted(self.model.grants)))
        self.office.core.gatehouse.timed_out(actor=self.office.actor, access=access)
        self.give_up([self.model.grants[access]])

    @rule(lane=st.integers(0, 3))
    def settle(self, lane: int) -> None:
        """A lane starts again after a crash."""
        where = self.lanes[lane].id
        self.office.core.gatehouse.settle(actor=self.office.actor, lane=where)
        left = [grant for grant in self.model.grants.values() if grant.lane == where]
        self.model.unclear |= {grant.visit for grant in left if grant.state == "issued"}
        self.give_up(left)
        self.model.burning.discard(where)

    # What the devices see unasked

    def see(self, lane: int, movement: Movement, direction: Direction | None = None) -> list[str]:
        """It is reported; which events that makes."""
        before = self.office.core.storage.read(lambda uow: uow.journal.last())
        self.office.core.gatehouse.observed(
            actor=self.office.actor,
            lane=self.lanes[lane].id,
            movement=movement,
            direction=direction,
        )
        entries = self.office.core.storage.read(lambda uow: uow.journal.after(before))
        return [sealed.entry.kind for sealed in entries]

    @rule(lane=st.integers(0, 3), on=st.sampled_from([True, False, False]))
    def fire(self, lane: int, on: bool) -> None:
        """A fire contact closes or opens, or says again how it stands."""
        where = self.lanes[lane].id
        changes = on is not (where in self.model.burning)
        pending = [g for g in self.model.grants.values() if g.lane == where and g.state == "issued"]
        told = self.see(lane, Movement.FIRE_ON if on else Movement.FIRE_OFF)
        ended = len(pending) if on and changes else 0
        assert told == ["PassageTimedOut"] * ended + ["LaneSignalled"] * changes
        if on:
            self.give_up(pending)
            self.model.burning.add(where)
        else:
            self.model.burning.discard(where)

    @rule(lane=st.integers(0, 3), way=st.sampled_from(Direction))
    def turn_back(self, lane: int, way: Direction) -> None:
        """Somebody turns back in a lane, or seems to."""
        where = self.lanes[lane].id
        own = [g for g in self.model.grants.values() if g.lane == where and g.way == way.value]
        pending = [grant for grant in own if grant.state == "issued"]
        assert ["PassageReversed"] * len(pending) == self.see(lane, Movement.REVERSED, way)
        for grant in pending:
            grant.state = "reversed"

    @rule(
        lane=st.integers(0, 3),
        way=st.sampled_from(Direction),
        movement=st.sampled_from([Movement.PASSED, Movement.FORCED]),
    )
    def jump(self, lane: int, way: Direction, movement: Movement) -> None:
        """Somebody goes through whom nobody awaits: by force, behind a visitor, from a fire."""
        where = self.lanes[lane].id
        behind = self.model.behind(where, way.value)
        expected = "PassageTailgated" if behind else "PassageForced"
        burns = where in self.model.burning
        assert ["EgressSeen" if burns else expected] == self.see(lane, movement, way)

    @rule(lane=st.integers(0, 3), up=st.booleans())
    def plug(self, lane: int, up: bool) -> None:
        """A cable is pulled, or put back: grants neither end nor begin by it."""
        self.office.core.gatehouse.link(
            actor=self.office.actor, lane=self.lanes[lane].id, up=up, detail="a cable"
        )

    def give_up(self, grants: list[Grant]) -> None:
        """Nobody is awaited any more."""
        for grant in grants:
            grant.state = "timed_out" if grant.state == "issued" else grant.state

    # Clock and worker

    @rule(seconds=st.sampled_from(SPANS))
    def later(self, seconds: float) -> None:
        """Time passes."""
        self.office.later(seconds=seconds)
        self.model.now += seconds

    @precondition(lambda self: "admitted" in self.model.state.values())
    @rule(reads=st.booleans(), works=st.booleans())
    def nearly_over(self, reads: bool, works: bool) -> None:
        """A window is about to end, somebody comes in the last second, and the worker after."""
        admitted = [who for who, state in self.model.state.items() if state == "admitted"]
        who = min(admitted, key=lambda one: self.model.until[one])
        left = self.model.until[who] - self.model.now - 1
        if left > 0:
            self.later(left)
        code = self.model.code[who]
        if reads and code:
            self.read(code, lane=0)
        if works:
            self.work(5.0)

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


def done(step: Callable[[], Any]) -> Any:
    """What a step gave, or None when it was refused."""
    try:
        return step()
    except MizError:
        return None
