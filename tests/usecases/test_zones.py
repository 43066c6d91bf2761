"""Zones inside a site: who gets where, how many, and beside whom (features 53, 54, 57, 58)."""

from typing import Any

import pytest
from attrs import evolve

from miz.domain.access import GrantState, Reason
from miz.domain.people import Person
from miz.domain.values import Text
from miz.domain.visits import VisitState
from miz.domain.zones import HouseRules, Passback, PassbackMode
from miz.errors import NotFound, Unavailable, WrongState
from miz.usecases.zones import Limits
from tests.office import Office, furnish_again
from tests.usecases.floor import HOST_CARD, Floor


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
