"""Yesterday's reads against a draft: what would change, and what cannot be told (B15)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from attrs import evolve

from miz.domain.access import Facts, Reason
from miz.domain.admissions import PardonGrounds
from miz.domain.decrees import Span
from miz.domain.passes import Pass
from miz.domain.places import LaneFlow
from miz.domain.zones import HouseRules, Passback, PassbackMode
from miz.ports.gates import Movement
from miz.usecases.gatehouse import Gatehouse
from miz.usecases.replaying import Draft, Replayed
from tests.office import CARD, Office
from tests.usecases.floor import HOST_CARD, Floor

DAY = datetime(2026, 1, 3, tzinfo=UTC).date()


@pytest.fixture
def day(office: Office) -> Floor:
    """A day with a little of everything at a perimeter and a zone; then the next morning."""
    floor = Floor.of(office, capacity=5)
    floor.employee()
    first, second = floor.inside(), floor.inside(1)
    floor.walk(floor.read(first.code))
    floor.read(first.code)  # twice into the zone
    floor.walk(floor.read(second.code))
    floor.read(HOST_CARD)
    floor.read("1234")
    floor.read("سلام")
    floor.read(CARD)
    floor.walk(floor.read(first.code, floor.out))
    floor.read(second.code, office.lane_in)  # inside already
    office.later(seconds=1)
    gatehouse, actor = office.core.gatehouse, office.actor
    gatehouse.pardon(actor=actor, visit=second.visit, grounds=PardonGrounds.LEFT_UNSEEN)
    floor.walk(floor.read(second.code, office.lane_in))
    evening(floor, first, gatehouse)
    office.later(hours=24)
    return floor


def evening(floor: Floor, first: Pass, gatehouse: Gatehouse) -> None:
    """A fire, an exit, and a card that is handed out and comes back."""
    office, actor = floor.office, floor.office.actor
    office.later(seconds=1)
    gatehouse.observed(actor=actor, lane=office.lane.id, movement=Movement.FIRE_ON)
    floor.read(first.code, office.lane)
    office.later(seconds=1)
    gatehouse.observed(actor=actor, lane=office.lane.id, movement=Movement.FIRE_OFF)
    floor.walk(floor.read(first.code, office.lane_out))
    floor.read(first.code, office.lane_in)  # used
    office.later(seconds=1)
    third = office.admitted(office.person(2))
    office.core.reception.hand_card(actor=actor, visit=third.id, card=CARD)
    pending = floor.read(CARD, office.lane_in)
    floor.read(CARD, office.lane)  # pending
    office.later(seconds=1)
    gatehouse.timed_out(actor=actor, access=pending.access.id)
    office.core.reception.take_back(actor=actor, card=CARD)
    floor.read(CARD, office.lane_in)


def replay(floor: Floor, **draft: object) -> Replayed:
    """The day beside a draft."""
    office = floor.office
    return office.core.replay.run(
        actor=office.actor,
        day=DAY,
        draft=Draft(**draft),  # type: ignore[arg-type]
    )


def moves(replayed: Replayed) -> list[tuple[Reason, Reason]]:
    """What would change, from what to what."""
    return [(change.before, change.after) for change in replayed.changes]


def test_no_draft_changes_nothing(day: Floor) -> None:
    """Each decision of the day is repeated by what records and journal tell, none is unsure."""
    replayed = replay(day)

    assert ((), ()) == (replayed.changes, replayed.unsure)
    assert 18 == replayed.reads


def test_a_smaller_zone_would_have_been_full(day: Floor) -> None:
    """With one place, the second visitor would have waited; twice the same is the same (B15)."""
    smaller = evolve(day.zone, capacity=1)
    replayed = replay(day, zones={day.zone.id: smaller})

    assert [(Reason.GRANTED, Reason.ZONE_FULL)] == moves(replayed)
    assert replayed == replay(day, zones={day.zone.id: smaller})
    change = replayed.changes[0]
    assert (day.into.id, change.access.person) == (change.access.lane, change.person)
    assert datetime(2026, 1, 3, 6, 0, tzinfo=UTC) < change.access.at


def test_other_hours_an_escort_and_other_services(day: Floor) -> None:
    """Each kind of draft, at the two entries into the zone."""
    closed = evolve(day.zone, week={5: (Span(time(12), time(13)),)})
    escorted = evolve(day.zone, escort=True)
    sent = {day.office.service.id: ()}

    assert [(Reason.GRANTED, Reason.ZONE_CLOSED_NOW)] * 2 == moves(
        replay(day, zones={closed.id: closed})
    )
    assert [(Reason.GRANTED, Reason.ESCORT_MISSING)] * 2 == moves(
        replay(day, zones={escorted.id: escorted})
    )
    assert [(Reason.GRANTED, Reason.ZONE_NOT_ALLOWED)] * 2 == moves(replay(day, allowed=sent))


def test_a_kinder_perimeter(day: Floor) -> None:
    """Soft anti-passback would have let the second entry through."""
    soft = HouseRules(Passback(PassbackMode.SOFT))

    assert [(Reason.ALREADY_INSIDE, Reason.GRANTED)] == moves(replay(day, house=soft))


def test_a_lane_for_one_way_only(day: Floor) -> None:
    """A lane that people may not leave by any more."""
    lane = evolve(day.office.lane_out, flow=LaneFlow.IN)
    before, after = zip(*moves(replay(day, lanes={lane.id: lane})), strict=True)

    assert (Reason.GRANTED,) == before
    assert (Reason.ALREADY_INSIDE,) == after


def test_a_rule_of_a_plugin_as_a_draft(day: Floor) -> None:
    """Given as a function, it sees the facts of then; its words are kept."""

    def early(facts: Facts) -> str | None:
        return "too early" if facts.at < datetime(2026, 1, 3, 6, 0, 2, tzinfo=UTC) else None

    replayed = replay(day, rules=[early])

    assert [(Reason.GRANTED, Reason.FORBIDDEN_BY_RULE)] == moves(replayed)
    assert ["too early"] == [change.detail for change in replayed.changes]


def test_what_today_does_not_repeat_is_set_aside(day: Floor) -> None:
    """Settings of then are not kept: where they decided otherwise, nothing is claimed (B15)."""
    office = day.office
    office.core.zones.switch(actor=office.actor, zone=day.zone.id, active=False)
    reopened = evolve(day.zone, active=True)
    replayed = replay(day, zones={day.zone.id: reopened})

    assert [(Reason.GRANTED, Reason.ZONE_CLOSED_NOW)] * 2 == [
        (one.before, one.after) for one in replayed.unsure
    ]
    assert () == replayed.changes


def test_only_the_reads_of_that_day_at_that_site(day: Floor) -> None:
    """By the site's clock; an exit by hand was no read."""
    office = day.office
    slip = day.inside(3)
    office.core.gatehouse.let_out(actor=office.actor, visit=slip.visit, lane=office.lane_out.id)
    following = office.core.replay.run(
        actor=office.actor, day=DAY + timedelta(days=1), draft=Draft()
    )

    assert 18 == replay(day).reads
    assert (1, (), ()) == (following.reads, following.changes, following.unsure)
