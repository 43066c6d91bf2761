from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from attrs import evolve

from miz.domain.calendar import HORIZON, OfficeTime
from miz.domain.ids import DecreeId
from miz.errors import InvalidValue, WrongState
from tests.domain.calendar_cases import CALENDARS, DUES, OPENINGS, PASSING, REST, SPANS, VISITS
from tests.domain.calendars import at, calendar, closed, day, opened, shown, spans


def minutes(number: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


@pytest.mark.parametrize(("name", "jalali", "hours"), SPANS)
def test_the_hours_of_a_day(name: str, jalali: str, hours: str) -> None:
    """Decrees and holidays make each day what it is (directive 3.8)."""

    assert spans(hours) == CALENDARS[name].spans(day(jalali))


@pytest.mark.parametrize(("name", "now", "needed", "expected"), VISITS)
def test_when_to_come_back(*, name: str, now: str, needed: int, expected: str) -> None:
    """Today if the rest of the day is long enough, else the slot of another day (C2-09, J2)."""

    assert expected == shown(CALENDARS[name].next_visit(at(now), minutes(needed)))


@pytest.mark.parametrize(("name", "now", "duration", "expected"), DUES)
def test_until_when_an_answer_is_in_time(
    *, name: str, now: str, duration: OfficeTime, expected: str
) -> None:
    """Minutes of office time and whole working days, over breaks, holidays and new rules (MIS-01).

    The closing instant belongs to its day (SVC-06).
    """

    assert expected == shown(CALENDARS[name].due(at(now), duration))


@pytest.mark.parametrize(("name", "since", "until", "expected"), PASSING)
def test_office_time_between_two_instants(
    *, name: str, since: str, until: str, expected: int
) -> None:
    """Nights, breaks and closed days do not count; nothing passes backwards (MIS-01)."""

    assert minutes(expected) == CALENDARS[name].between(at(since), at(until))


@pytest.mark.parametrize(("name", "now", "expected"), REST)
def test_what_is_left_of_a_day(name: str, now: str, expected: int) -> None:
    """The rest of today's office time decides about coming back (C2-09)."""

    assert minutes(expected) == CALENDARS[name].remaining(at(now))


@pytest.mark.parametrize(("name", "now", "is_open", "opens"), OPENINGS)
def test_open_from_the_first_instant_to_before_the_last(
    *, name: str, now: str, is_open: bool, opens: str
) -> None:
    """Open at the opening instant, closed at the closing one (directive 3.8)."""
    office = CALENDARS[name]

    assert (is_open, opens) == (office.is_open(at(now)), shown(office.opening(at(now))))


@pytest.mark.parametrize(
    ("name", "length", "expected"),
    [
        ("usual", 30, [f"{7 + n // 2:02}:{n % 2 * 30:02}" for n in range(14)]),
        ("usual", 60, [f"{hour:02}:00" for hour in range(7, 14)]),
        ("usual", 240, ["07:00"]),  # the rest from eleven on is too short
        ("usual", 421, []),
        ("lunch", 120, ["08:00", "10:00", "13:00"]),
        ("late and early", 45, ["08:00", "08:45", "09:30", "10:15"]),
        ("late all day", 30, []),
    ],
)
def test_the_slots_of_a_day(name: str, length: int, expected: list[str]) -> None:
    """Slots fill spans from their start; a rest shorter than a slot is none (EDK-03)."""
    found = CALENDARS[name].slots(day("1405-04-10"), slot=minutes(length))

    assert [f"1405-04-10 {clock}" for clock in expected] == [shown(start) for start in found]


@pytest.mark.parametrize(
    ("length", "expected"), [(10, "07:20"), (60, "07:00"), (600, "07:00")]
)  # fmt: skip
def test_another_slot_length(length: int, expected: str) -> None:
    """The time to come back is a slot of the service, also where no whole one fits (EDK-03)."""
    found = CALENDARS["usual"].next_visit(
        at("1405-04-10 13:50"), minutes(30), slot=minutes(length)
    )  # fmt: skip

    assert f"1405-04-13 {expected}" == shown(found)


def test_no_work_left_is_done_at_once() -> None:
    """At the closing instant nothing more needs no other day (J2.6)."""
    office, closing = CALENDARS["usual"], at("1405-04-10 14:00")

    assert closing == office.after(closing, minutes(0))
    assert at("1405-04-13 07:00") == office.after(closing + minutes(1), minutes(0))


def test_a_pause_at_night_moves_nothing() -> None:
    """What waits for the citizen while the office is closed costs the office nothing (J2.6)."""
    office = CALENDARS["usual"]
    due = office.due(at("1405-04-08 09:00"), OfficeTime(days=2))
    paused = office.between(at("1405-04-09 14:00"), at("1405-04-10 07:00"))

    assert "1405-04-10 14:00" == shown(due)
    assert due == office.after(due, paused)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("1405-04-09 10:00", "1405-04-09 11:30", "1405-04-13 08:30"),
        ("1405-04-09 13:00", "1405-04-13 08:00", "1405-04-14 09:00"),  # 60 + 420 + 60
    ],
)
def test_a_pause_moves_the_answer_by_its_office_minutes(
    since: str, until: str, expected: str
) -> None:
    """Ninety minutes of waiting are ninety minutes more, over the weekend too (J2.6)."""
    office = CALENDARS["usual"]
    due = office.due(at("1405-04-08 09:00"), OfficeTime(days=2))

    assert expected == shown(office.after(due, office.between(at(since), at(until))))


def test_an_office_that_never_opens_says_so() -> None:
    """A closure without end is a fault of the decrees, told and not waited for."""
    office, now = CALENDARS["closed for good"], at("1405-05-01 09:00")
    asked: list[Callable[[], datetime]] = [
        lambda: office.opening(now),
        lambda: office.after(now, minutes(1)),
        lambda: office.due(now, OfficeTime(days=1)),
        lambda: office.due(at("1405-04-31 09:00"), OfficeTime(days=1)),
        lambda: office.next_visit(now, minutes(30)),
    ]
    for ask in asked:
        with pytest.raises(WrongState, match="no office time within a year") as caught:
            ask()

        assert "calendar.empty" == caught.value.code


def test_more_than_a_year_of_work_has_no_end() -> None:
    """What 400 days cannot hold is refused, not computed for ever."""
    office, now = CALENDARS["usual"], at("1405-04-06 07:00")
    days = sum(bool(office.spans(now.date() + timedelta(n))) for n in range(HORIZON.days + 1))

    assert office.due(now, OfficeTime(days=days - 1)) > now
    with pytest.raises(WrongState):
        office.due(now, OfficeTime(days=days))


def test_one_decree_more_or_fewer() -> None:
    """The preview of a decree asks the calendar with it, and without it (B5)."""
    shut, extra = closed("1405-04-13", "1405-04-13"), opened("1405-04-13", "08:00-11:00")
    office = calendar(shut)

    assert calendar(shut, extra) == office.having(extra)
    assert calendar(shut) == office.having(extra).without(extra.id)
    assert calendar() == office.without(shut.id)
    assert office == office.without(DecreeId("another"))


@pytest.mark.parametrize(("minutes_", "days"), [(0, 0), (-1, 0), (0, -1), (30, -1), (-30, 1)])
def test_no_duration_is_nothing_or_less(minutes_: int, days: int) -> None:
    """A service takes at least a minute or a day (SVC-06)."""
    with pytest.raises(InvalidValue) as caught:
        OfficeTime(minutes_, days)

    assert ("duration.range", "duration") == (caught.value.code, caught.value.field)


def test_a_duration_has_a_length() -> None:
    """Only the minutes are a length; days depend on the calendar."""
    both = OfficeTime(minutes=90, days=2)

    assert minutes(90) == both.length
    assert minutes(0) == evolve(both, minutes=0).length


def test_the_decree_issued_last_wins_however_late_another_is_switched_on() -> None:
    """What a preview shows is what holds afterwards, when both are kept (directive 3.8)."""
    older = closed("1405-04-10")
    newer = evolve(opened("1405-04-10", "08:00-12:00"), issued_at=older.issued_at + timedelta(1))
    office = calendar(newer)

    assert calendar(older, newer) == office.having(older)
