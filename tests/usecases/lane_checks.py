"""What must hold after every step of the lane machine (see test_lane_machine)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
)

from miz.domain.journal import Sealed
from miz.domain.passes import PassState
from miz.domain.people import Person
from miz.domain.places import Lane
from miz.domain.values import Text
from miz.usecases.zones import Limits
from tests.office import Office, open_office
from tests.usecases.lane_model import CARDS, Model

PEOPLE = 2


class LaneOffice(RuleBasedStateMachine):
    """A desk, three outer lanes, one into a zone of one place; two visitors and two cards."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.stack = ExitStack()
        self.office: Office = self.stack.enter_context(open_office())
        self.office.core.cards.add(actor=self.office.actor, number="0002", code=CARDS[1])
        self.people: list[Person] = [self.office.person(number) for number in range(PEOPLE)]
        outer = (self.office.lane_in, self.office.lane_out, self.office.lane)
        self.lanes = (*outer, zone_lane(self.office))

    def teardown(self) -> None:
        """The office closes, and its journal is whole (I7)."""
        flaws = self.office.core.audit.flaws(actor=self.office.actor)
        self.stack.close()
        assert () == flaws

    # What must hold

    @invariant()
    def stands_as_believed(self) -> None:
        """Every visit is in the state that the model says."""
        for who, visit in self.model.visit.items():
            kept = self.office.core.storage.read(lambda uow, v=visit: uow.visits.get(v.id))  # type: ignore[misc]
            assert self.model.of(who) == kept.state.value
            assert bool(self.model.zoned.get(who)) is (kept.zone is not None)
            assert (who in self.model.pardoned) is (kept.pardoned_at is not None)

    @invariant()
    def what_is_pending_is_believed(self) -> None:
        """Grants wait at the lanes that the model says, and at no other; none in a fire."""
        for lane in self.lanes:
            kept = self.office.core.storage.read(
                lambda uow, where=lane.id: uow.accesses.pending_at(where)  # type: ignore[misc]
            )
            own = [a for a, g in self.model.grants.items() if g.lane == lane.id]
            pending = [access for access in own if self.model.grants[access].state == "issued"]
            assert sorted(pending) == sorted(access.id for access in kept)
            assert not (pending and lane.id in self.model.burning)

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


def zone_lane(office: Office) -> Lane:
    """A lane for both ways into a zone with one place, where the office's service sends people."""
    core, actor = office.core, office.actor
    zone = core.zones.add(actor=actor, name=Text("خزانه"), limits=Limits(capacity=1))
    core.zones.allow(actor=actor, service=office.service.id, zones=[zone.id])
    lane = core.places.add_lane(actor=actor, gate=office.lane.gate, name=Text("در خزانه"))
    return core.zones.lead(actor=actor, lane=lane.id, zone=zone.id)
