from datetime import timedelta

import pytest

from miz import Actor, Permission
from miz.domain.access import Reason
from miz.domain.visits import Visit
from miz.errors import Conflict, NotAllowed
from miz.usecases.monitor import Counters
from tests.office import CARD, Office, furnish_again


def announced(office: Office, number: int, *, minutes: int) -> Visit:
    """A visit that is expected in so many minutes."""
    return office.core.reception.announce(
        actor=office.actor,
        person=office.person(number).id,
        host=office.host.id,
        when=office.clock.now() + timedelta(minutes=minutes),
    )


def test_the_wall_shows_who_is_inside(office: Office) -> None:
    """Person, host and unit, the latest entry first (CAP-19)."""
    first = office.enter(office.slip(office.person(0)))
    office.later(minutes=1)
    second = office.enter(office.slip(office.person(1)))
    shown = office.core.monitor.inside(actor=office.actor)

    assert [second.id, first.id] == [one.visit.id for one in shown]
    assert [second.person, first.person] == [one.person.id for one in shown]
    assert {office.host.id} == {one.host.id for one in shown if one.host}
    assert {office.host.unit} == {one.unit.id for one in shown if one.unit}


def test_the_wall_has_a_limit(office: Office) -> None:
    """A wall has so many places; the newest stay (CAP-19)."""
    for number in range(3):
        office.enter(office.slip(office.person(number)))
        office.later(minutes=1)
    newest = office.core.monitor.inside(actor=office.actor)[:2]

    assert newest == office.core.monitor.inside(actor=office.actor, limit=2)


def test_whoever_left_is_not_inside(office: Office) -> None:
    """The exit takes the person off the wall at once (C1-10)."""
    visit = office.enter(office.slip())
    office.core.gatehouse.let_out(actor=office.actor, visit=visit.id, lane=office.lane_out.id)

    assert () == office.core.monitor.inside(actor=office.actor)


def test_the_desk_sees_who_waits(office: Office) -> None:
    """Arrived before admitted, first come first; a visit without a host as well."""
    admitted = office.admitted(office.person(0))
    office.later(minutes=1)
    arrived = office.core.reception.arrive(actor=office.actor, person=office.person(1).id)
    office.later(minutes=1)
    last = office.arrived(office.person(2))
    shown = office.core.monitor.waiting(actor=office.actor)

    assert [arrived.id, last.id, admitted.id] == [one.visit.id for one in shown]
    assert (None, None) == (shown[0].host, shown[0].unit)


def test_the_next_expected_comes_first(office: Office) -> None:
    """By the announced time, not by when it was announced."""
    later = announced(office, 0, minutes=60)
    soon = announced(office, 1, minutes=10)

    assert [soon.id, later.id] == [
        one.visit.id for one in office.core.monitor.expected(actor=office.actor)
    ]


def test_a_late_announcement_is_not_hidden_by_many(office: Office) -> None:
    """However many are announced, the next ones are shown."""
    person = office.person()
    soon = office.clock.now() + timedelta(minutes=5)
    for hours in range(70, 0, -1):
        office.later(seconds=1)
        office.core.reception.announce(
            actor=office.actor,
            person=person.id,
            host=office.host.id,
            when=office.clock.now() + timedelta(hours=hours),
        )
    office.later(seconds=1)
    last = office.core.reception.announce(
        actor=office.actor, person=person.id, host=office.host.id, when=soon
    )
    shown = office.core.monitor.expected(actor=office.actor)

    assert last.id == shown[0].visit.id
    assert 20 == len(shown)


def test_a_lane_shows_its_newest_decision(office: Office) -> None:
    """Photo's owner, gate and time at once; denials with their reason (CAP-19, MIS-10)."""
    slip = office.slip()
    office.core.gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=CARD)
    office.later(seconds=5)
    office.enter(slip)
    office.later(seconds=5)
    office.core.gatehouse.present(actor=office.actor, lane=office.lane_out.id, code="noise!")
    views = {view.lane.id: view for view in office.core.monitor.lanes(actor=office.actor)}
    entered, denied, idle = (
        views[lane.id] for lane in (office.lane_in, office.lane_out, office.lane)
    )

    assert entered.access is not None
    assert entered.person is not None
    assert entered.visit is not None
    assert (Reason.GRANTED, slip.visit) == (entered.access.reason, entered.visit.id)
    assert denied.access is not None
    assert (Reason.MALFORMED, None, None) == (denied.access.reason, denied.person, denied.visit)
    assert (None, "گیت ۲") == (idle.access, idle.gate.name.fa)


def test_a_closed_lane_is_not_shown(office: Office) -> None:
    """What is switched off takes no place on the wall."""
    office.core.places.switch_lane(actor=office.actor, lane=office.lane.id, active=False)

    assert office.lane.id not in {
        view.lane.id for view in office.core.monitor.lanes(actor=office.actor)
    }


def test_passages_are_the_newest_decisions(office: Office) -> None:
    """Of all lanes, newest first, up to a limit (MIS-10)."""
    office.enter(office.slip())
    office.later(seconds=5)
    office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code=CARD)
    shown = office.core.monitor.passages(actor=office.actor)

    assert [Reason.CARD_NOT_ASSIGNED, Reason.GRANTED] == [
        view.access.reason for view in shown if view.access
    ]
    assert shown[:1] == office.core.monitor.passages(actor=office.actor, limit=1)


def test_counters(office: Office) -> None:
    """What the header says, in the office's own day (CAP-19)."""
    announced(office, 3, minutes=30)
    office.enter(office.slip(office.person(0)))
    office.arrived(office.person(1))
    office.admitted(office.person(2))

    assert Counters(
        inside=1, waiting=1, expected=1, entered_today=1, notices_waiting=1
    ) == office.core.monitor.counters(actor=office.actor)  # fmt: skip


@pytest.mark.parametrize(("hours", "today"), [(14.4, 1), (14.6, 0)])
def test_the_day_ends_at_midnight_in_tehran(office: Office, hours: float, today: int) -> None:
    """06:00 UTC is 09:30 there; 14 h 30 min later another day begins (I9)."""
    office.enter(office.slip())
    office.later(hours=hours)

    assert today == office.core.monitor.counters(actor=office.actor).entered_today


def test_events_go_on_where_the_reader_stopped(office: Office) -> None:
    """The live stream has no gap and no repetition (CAP-19)."""
    monitor, start = office.core.monitor, office.core.monitor.last(actor=office.actor)
    office.enter(office.slip())
    first, after = monitor.events(actor=office.actor, after=start, limit=5)
    rest, end = monitor.events(actor=office.actor, after=after)
    numbers = [sealed.number for sealed in (*first, *rest)]

    assert sorted(set(numbers)) == numbers
    assert (monitor.last(actor=office.actor), end) == (end, max(numbers))
    assert ([], end) == monitor.events(actor=office.actor, after=end)


def test_events_are_those_of_visits_and_gates(office: Office) -> None:
    """Staff, settings and files are not shown on a wall (threat model)."""
    office.core.files.open(actor=office.actor, person=office.person().id)
    office.enter(office.slip(office.person(1)))
    shown, _ = office.core.monitor.events(actor=office.actor, after=0, limit=1000)

    assert {"visits", "access"} == {sealed.entry.stream for sealed in shown}


def test_events_of_another_site_are_not_shown(office: Office) -> None:
    """The number goes on all the same (ASVS V8.4.1)."""
    other = furnish_again(office)
    start = office.core.monitor.last(actor=office.actor)
    other.enter(other.slip())
    shown, after = office.core.monitor.events(actor=office.actor, after=start)

    assert ([], office.core.monitor.last(actor=office.actor)) == (list(shown), after)
    assert () == office.core.monitor.inside(actor=office.actor)
    assert () == office.core.monitor.passages(actor=office.actor)


def test_the_site_has_its_name_and_logo(office: Office) -> None:
    """The monitor knows whose it is (CAP-17)."""

    assert office.site == office.core.monitor.site(actor=office.actor)


def test_the_wall_does_not_see_the_desk(office: Office) -> None:
    """Who waits and who is expected is for the desk only."""
    wall = Actor.system(office.site.id, Permission.WATCH)

    assert () == office.core.monitor.inside(actor=wall)
    with pytest.raises(NotAllowed):
        office.core.monitor.waiting(actor=wall)
    with pytest.raises(NotAllowed):
        office.core.monitor.expected(actor=wall)


def test_a_watch_hears_changes_until_it_ends(office: Office) -> None:
    """A page is told that something happened, not what (CAP-19)."""
    heard: list[int] = []
    end = office.core.monitor.watch(lambda: heard.append(1))
    office.person()
    end()
    office.person(1)

    assert [1] == heard


def test_a_change_that_failed_is_not_heard(office: Office) -> None:
    """Nothing is shown that is not kept."""
    office.person()
    heard: list[int] = []
    office.core.monitor.watch(lambda: heard.append(1))
    with pytest.raises(Conflict):
        office.person()

    assert [] == heard
