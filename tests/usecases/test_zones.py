"""Zones inside a site: who gets where, how many, and beside whom (features 53, 54, 57, 58)."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import define, evolve

from miz.domain.access import GrantState, Mark, Reason
from miz.domain.admissions import PardonGrounds
from miz.domain.catalogue import Host
from miz.domain.passes import Pass
from miz.domain.people import Person
from miz.domain.places import Lane, LaneFlow
from miz.domain.values import PersonName, Text
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import HouseRules, Passback, PassbackMode, Zone
from miz.errors import Conflict, NotFound, Unavailable, WrongState
from miz.usecases.gatehouse import Verdict
from miz.usecases.zones import Limits
from tests.office import CARD, Office, furnish_again

HOST_CARD = "04C1C2C3"


@define
class Floor:
    """An office with a zone behind lanes of its own; its service sends visitors there."""

    office: Office
    zone: Zone
    into: Lane
    out: Lane

    @classmethod
    def of(cls, office: Office, **limits: Any) -> "Floor":
        """With the limits that a test is about."""
        core, actor = office.core, office.actor
        zone = core.zones.add(actor=actor, name=Text("طبقهٔ مالی"), limits=Limits(**limits))
        core.zones.allow(actor=actor, service=office.service.id, zones=[zone.id])

        def lane(flow: LaneFlow) -> Lane:
            gate = office.lane.gate
            made = core.places.add_lane(actor=actor, gate=gate, name=Text("در"), flow=flow)
            return core.zones.lead(actor=actor, lane=made.id, zone=zone.id)

        return cls(office, zone, lane(LaneFlow.IN), lane(LaneFlow.OUT))

    def inside(self, number: int = 0) -> Pass:
        """The slip of a visitor who has come in."""
        slip = self.office.slip(self.office.person(number))
        self.office.enter(slip)
        self.office.later(seconds=3)
        return slip

    def read(self, code: str, lane: Lane | None = None) -> Verdict:
        """Something is held to the reader of the zone, or of another lane."""
        self.office.later(seconds=3)
        where = lane or self.into
        gatehouse = self.office.core.gatehouse
        return gatehouse.present(actor=self.office.actor, lane=where.id, code=code)

    def walk(self, verdict: Verdict) -> Visit:
        """The visitor goes through."""
        gatehouse = self.office.core.gatehouse
        return gatehouse.passed(actor=self.office.actor, access=verdict.access.id)

    def kinds(self) -> list[str]:
        """What happened, in the journal's words."""
        entries = self.office.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))
        return [sealed.entry.kind for sealed in entries if sealed.entry.stream == "access"]

    def rule(self, mode: PassbackMode, minutes: int = 0) -> None:
        """What the site wants at its perimeter."""
        rules = HouseRules(Passback(mode, minutes))
        self.office.core.zones.rule(actor=self.office.actor, rules=rules)

    def employee(self) -> Host:
        """The office's host, with a card."""
        return self.office.core.zones.give_card(
            actor=self.office.actor, host=self.office.host.id, card=HOST_CARD
        )


def test_a_visitor_goes_into_a_zone_and_out_again(office: Office) -> None:
    """He stays inside the site, the host is told of neither, and the visit says where he is."""
    floor = Floor.of(office)
    slip = floor.inside()
    there = floor.walk(floor.read(slip.code))
    back = floor.walk(floor.read(slip.code, floor.out))

    assert (floor.zone.id, None) == (there.zone, back.zone)
    assert [VisitState.INSIDE] * 2 == [there.state, back.state]
    assert 2 == floor.kinds().count("VisitorMoved")
    office.deliver()
    assert 1 == len(office.sent)  # of the entry at the perimeter


def test_a_service_says_where_its_visitors_may_go(office: Office) -> None:
    """Not into another zone than its own; a public one is everybody's (features 53)."""
    floor = Floor.of(office)
    core, actor = office.core, office.actor
    other = core.zones.add(actor=actor, name=Text("خزانه"), limits=Limits())
    core.zones.lead(actor=actor, lane=office.lane.id, zone=other.id)
    slip = floor.inside()
    refused = floor.read(slip.code, office.lane)
    core.zones.change(actor=actor, zone=other.id, limits=Limits(public=True))
    let_in = floor.read(slip.code, office.lane)

    assert (Reason.ZONE_NOT_ALLOWED, other.id) == (refused.access.reason, refused.access.zone)
    assert let_in.opens


def test_what_a_service_allows_later_is_for_later_visits(office: Office) -> None:
    """The zones are on the visit, so that a gate needs no service (features 61)."""
    floor = Floor.of(office)
    slip = floor.inside()
    office.core.zones.allow(actor=office.actor, service=office.service.id, zones=[])
    later = floor.inside(1)

    assert floor.read(slip.code).opens
    assert Reason.ZONE_NOT_ALLOWED is floor.read(later.code).access.reason


def test_a_closed_zone_lets_people_out(office: Office) -> None:
    """Nobody is shut in by a switch or by hours (features 53)."""
    floor = Floor.of(office)
    slip, late = floor.inside(), floor.inside(1)
    floor.walk(floor.read(slip.code))
    office.core.zones.switch(actor=office.actor, zone=floor.zone.id, active=False)

    assert Reason.ZONE_CLOSED_NOW is floor.read(late.code).access.reason
    assert floor.read(slip.code, floor.out).opens


def test_the_last_place_is_given_once(office: Office) -> None:
    """A pending grant holds its place; whoever turns back or leaves gives it up (features 58)."""
    floor = Floor.of(office, capacity=1)
    first, second = floor.inside(), floor.inside(1)
    pending = floor.read(first.code)
    while_pending = floor.read(second.code).access.reason
    floor.walk(pending)
    while_inside = floor.read(second.code).access.reason
    floor.walk(floor.read(first.code, floor.out))

    assert [Reason.ZONE_FULL] * 2 == [while_pending, while_inside]
    assert floor.read(second.code).opens


def test_a_grant_that_lapsed_holds_no_place(office: Office) -> None:
    """A lane that died must not fill a zone for ever."""
    floor = Floor.of(office, capacity=1)
    first, second = floor.inside(), floor.inside(1)
    floor.read(first.code)
    office.later(seconds=31)

    assert floor.read(second.code).opens


class TestEscort:
    def test_a_visitor_follows_his_host(self, office: Office) -> None:
        """The host's card first, then the visitor within ten seconds (features 57)."""
        floor = Floor.of(office, escort=True)
        floor.employee()
        slip = floor.inside()
        alone = floor.read(slip.code)
        host = floor.read(HOST_CARD)
        together = floor.read(slip.code)

        assert Reason.ESCORT_MISSING is alone.access.reason
        assert (Reason.ESCORT_NOTED, False) == (host.access.reason, host.opens)
        assert office.host.id == host.access.host
        assert together.opens

    @pytest.mark.parametrize(("seconds", "opens"), [(10.0, True), (10.001, False)])
    def test_ten_seconds_and_no_more(self, office: Office, seconds: float, opens: bool) -> None:
        """To the millisecond, and never by a read that a wrong clock put into the future."""
        floor = Floor.of(office, escort=True)
        floor.employee()
        slip = floor.inside()
        floor.read(HOST_CARD)
        office.later(seconds=seconds - 3)

        assert opens is floor.read(slip.code).opens

    def test_a_clock_that_jumps_back_opens_nothing(self, office: Office) -> None:
        """The escort's read would lie ahead (acceptance 6)."""
        floor = Floor.of(office, escort=True)
        floor.employee()
        slip = floor.inside()
        office.later(minutes=10)
        floor.read(HOST_CARD)
        office.clock.advance(timedelta(minutes=-5))

        assert Reason.ESCORT_MISSING is floor.read(slip.code).access.reason

    def test_another_lane_or_a_stranger_does_not_help(self, office: Office) -> None:
        """The card must be read at the same lane, and be of the host or of his unit."""
        floor = Floor.of(office, escort=True)
        floor.employee()
        slip = floor.inside()
        elsewhere = floor.read(HOST_CARD, office.lane)
        core, actor = office.core, office.actor
        unit = core.catalogue.add_unit(actor=actor, name=Text("بایگانی"))
        name = PersonName.parse("رضا", "امینی")
        stranger = core.catalogue.add_host(actor=actor, unit=unit.id, name=name)
        core.zones.give_card(actor=actor, host=stranger.id, card="04D1D2D3")
        noted = floor.read("04D1D2D3")

        assert [Reason.ESCORT_NOTED] * 2 == [elsewhere.access.reason, noted.access.reason]
        assert Reason.ESCORT_MISSING is floor.read(slip.code).access.reason

    def test_a_card_is_a_guests_or_a_hosts(self, office: Office) -> None:
        """One card cannot be both, or two hosts'; taken back, it may be anybody's."""
        floor = Floor.of(office)
        floor.employee()
        core, actor = office.core, office.actor
        with pytest.raises(Conflict, match="guest card"):
            core.zones.give_card(actor=actor, host=office.host.id, card=CARD)
        with pytest.raises(Conflict):
            core.cards.add(actor=actor, number="7", code=HOST_CARD)
        core.zones.give_card(actor=actor, host=office.host.id, card=None)

        assert HOST_CARD == core.cards.add(actor=actor, number="7", code=HOST_CARD).code

    def test_the_card_of_a_retired_host_is_nobodys(self, office: Office) -> None:
        """It is refused and vouches for nobody."""
        floor = Floor.of(office, escort=True)
        floor.employee()
        slip = floor.inside()
        office.core.catalogue.retire_host(actor=office.actor, host=office.host.id)

        assert Reason.CARD_BLOCKED is floor.read(HOST_CARD).access.reason
        assert Reason.ESCORT_MISSING is floor.read(slip.code).access.reason

    def test_a_hosts_card_of_another_site_is_noted_there_only(self, office: Office) -> None:
        """Neither named nor trusted here (ASVS V8.4.1)."""
        floor = Floor.of(office, escort=True)
        other = furnish_again(office)
        other.core.zones.give_card(actor=other.actor, host=other.host.id, card=HOST_CARD)
        read = floor.read(HOST_CARD)

        assert (Reason.OTHER_SITE, None) == (read.access.reason, read.access.host)


class TestPassback:
    def test_a_zone_refuses_a_second_entry(self, office: Office) -> None:
        """Hard, as zones are unless told otherwise (features 54)."""
        floor = Floor.of(office)
        slip = floor.inside()
        floor.walk(floor.read(slip.code))

        assert Reason.PASSBACK is floor.read(slip.code).access.reason

    def test_soft_grants_and_marks(self, office: Office) -> None:
        """A second entry is no second entry: the visit stays, the host hears nothing (I1)."""
        floor = Floor.of(office)
        floor.rule(PassbackMode.SOFT)
        slip = floor.inside()
        again = floor.read(slip.code, office.lane_in)
        visit = floor.walk(again)

        assert Mark.PASSBACK is again.access.mark
        assert VisitState.INSIDE is visit.state
        assert visit.entry is not None
        assert visit.entry.access != again.access.id
        assert (1, 1) == tuple(
            floor.kinds().count(kind) for kind in ("VisitorEntered", "VisitorEnteredAgain")
        )
        office.deliver()
        assert 1 == len(office.sent)

    def test_soft_lets_out_who_came_in_unseen(self, office: Office) -> None:
        """The visit ends without an entry, marked; nobody is told of a stay (features 51)."""
        floor = Floor.of(office)
        floor.rule(PassbackMode.SOFT)
        slip = office.slip()
        verdict = floor.read(slip.code, office.lane_out)
        visit = floor.walk(verdict)

        assert (Mark.PASSBACK, VisitState.LEFT) == (verdict.access.mark, visit.state)
        assert visit.entry is None
        office.deliver()
        assert [] == office.sent
        assert Reason.PASS_USED is floor.read(slip.code, office.lane_in).access.reason

    def test_timed_refuses_for_a_while(self, office: Office) -> None:
        """For so long after he was seen last, then as soft does."""
        floor = Floor.of(office)
        floor.rule(PassbackMode.TIMED, 5)
        slip = floor.inside()
        early = floor.read(slip.code, office.lane_in)
        office.later(minutes=5)
        late = floor.read(slip.code, office.lane_in)

        assert Reason.PASSBACK is early.access.reason
        assert (True, Mark.PASSBACK) == (late.opens, late.access.mark)

    def test_a_pardon_is_for_one_passage(self, office: Office) -> None:
        """By a guard, with a reason, in the journal; a grant nobody uses does not use it up."""
        floor = Floor.of(office)
        slip = floor.inside()
        refused = floor.read(slip.code, office.lane_in)
        gatehouse, actor = office.core.gatehouse, office.actor
        gatehouse.pardon(actor=actor, visit=slip.visit, grounds=PardonGrounds.LEFT_UNSEEN)
        unused = floor.read(slip.code, office.lane_in)
        gatehouse.timed_out(actor=actor, access=unused.access.id)
        used = floor.read(slip.code, office.lane_in)
        floor.walk(used)

        assert Reason.ALREADY_INSIDE is refused.access.reason
        assert [Mark.PARDONED] * 2 == [unused.access.mark, used.access.mark]
        assert Reason.ALREADY_INSIDE is floor.read(slip.code, office.lane_in).access.reason
        assert "VisitorPardoned" in floor.kinds()

    def test_nobody_is_kept_in_a_zone(self, office: Office) -> None:
        """Who followed somebody in may go out, and the site's exit is open from any zone."""
        floor = Floor.of(office)
        followed, known = floor.inside(), floor.inside(1)
        unseen = floor.read(followed.code, floor.out)
        floor.walk(unseen)
        floor.walk(floor.read(known.code))
        gone = floor.walk(floor.read(known.code, office.lane_out))

        assert (True, Mark.PASSBACK) == (unseen.opens, unseen.access.mark)
        assert (VisitState.LEFT, None) == (gone.state, gone.zone)

    def test_what_is_over_is_not_pardoned(self, office: Office) -> None:
        """A visit that ended, or did not begin, has nothing to pardon."""
        visit = office.arrived()
        with pytest.raises(WrongState):
            office.core.gatehouse.pardon(
                actor=office.actor, visit=visit.id, grounds=PardonGrounds.DEVICE_FAULT
            )


def test_a_zone_of_another_site_does_not_exist(office: Office) -> None:
    """Neither for a lane nor for a service (ASVS V8.4.1)."""
    foreign = Floor.of(furnish_again(office)).zone
    with pytest.raises(NotFound):
        office.core.zones.lead(actor=office.actor, lane=office.lane.id, zone=foreign.id)
    with pytest.raises(NotFound):
        office.core.zones.allow(actor=office.actor, service=office.service.id, zones=[foreign.id])


def test_a_lane_that_moves_meanwhile_moves_nobody_wrongly(office: Office) -> None:
    """A grant remembers where its lane led to when it was given."""
    floor = Floor.of(office)
    slip = floor.inside()
    verdict = floor.read(slip.code)
    office.core.zones.lead(actor=office.actor, lane=floor.into.id, zone=None)

    assert floor.zone.id == floor.walk(verdict).zone


def test_a_guard_lets_nobody_out_by_an_inner_door(office: Office) -> None:
    """An exit by hand is one from the site."""
    floor = Floor.of(office)
    slip = floor.inside()
    with pytest.raises(WrongState, match="leave by"):
        office.core.gatehouse.let_out(actor=office.actor, visit=slip.visit, lane=floor.out.id)


def test_a_fault_of_any_new_call_grants_nothing(office: Office) -> None:
    """Each repository call of a decision about a full, escorted zone fails once (row 14, G2)."""
    floor = Floor.of(office, capacity=3, escort=True)
    floor.employee()
    slip = floor.inside()
    faulty: Any = office.core.storage.faulty  # type: ignore[attr-defined]
    outcomes: list[bool] = []
    for step in range(1, 40):
        floor.read(HOST_CARD)
        faulty.step(step)
        try:
            outcomes.append(floor.read(slip.code).opens)
        except Unavailable:
            outcomes.append(False)
        if faulty.counts_steps:
            break
    faulty.calm()

    assert [False] * (len(outcomes) - 1) + [True] == outcomes
    assert len(outcomes) > 14


def test_a_person_has_a_place_in_one_zone(office: Office) -> None:
    """Going from one zone straight into another leaves the first."""
    second, floor = Floor.of(office, public=True), Floor.of(office, capacity=1)
    slip = floor.inside()
    floor.walk(floor.read(slip.code))
    floor.walk(floor.read(slip.code, second.into))
    other: Person = office.person(1)
    late = office.slip(other)
    office.enter(late)
    core, actor = office.core, office.actor
    core.zones.change(actor=actor, zone=floor.zone.id, limits=Limits(public=True, capacity=1))

    assert floor.read(late.code).opens
    assert GrantState.ISSUED is office.core.storage.read(
        lambda uow: uow.accesses.latest(office.site.id, limit=1)[0].grant
    )


def test_the_settings_are_journalled(office: Office) -> None:
    """Who changed where visitors may go is no secret to an auditor (G8)."""
    floor = Floor.of(office)
    floor.rule(PassbackMode.SOFT)
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    changed = [s.entry.facts["record"] for s in entries if s.entry.kind == "SettingChanged"]

    assert {"Zone", "Lane", "Service", "Site"} <= set(changed)
    site = office.core.storage.read(lambda uow: uow.sites.get(office.site.id))
    assert evolve(HouseRules(), passback=Passback(PassbackMode.SOFT)) == site.rules
