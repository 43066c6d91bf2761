"""Calendars for tests: days and times as an Iranian office writes them, and random ones."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from miz.domain.calendar import OfficeCalendar
from miz.domain.decrees import Decree, DecreeKind, Span, Spans, Week
from miz.domain.ids import DecreeId, SiteId

TEHRAN = ZoneInfo("Asia/Tehran")
SITE = SiteId("site")
ISSUED = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
SATURDAY_TO_WEDNESDAY = (5, 6, 0, 1, 2)
THURSDAY, FRIDAY = 3, 4
ALL_WEEK = range(7)
HORIZON_DAYS = 40
FIRST = date(2026, 3, 1)
"""Random calendars have their decrees in the days from here on."""


def day(jalali: str) -> date:
    """The day of a Jalali date, as in 1405-04-10."""
    found: date = JalaliDate.fromisoformat(jalali).to_gregorian()
    return found


def days(*jalali: str) -> frozenset[date]:
    """Several days."""
    return frozenset(day(one) for one in jalali)


def at(text: str) -> datetime:
    """The instant of a Jalali date and Tehran wall time, as in 1405-04-10 13:50."""
    jalali, clock = text.split()
    wall = datetime.combine(day(jalali), time.fromisoformat(clock), TEHRAN)
    return wall.astimezone(UTC)


def shown(instant: datetime) -> str:
    """An instant as `at` reads it, so that a failing row can be read."""
    wall = instant.astimezone(TEHRAN)
    jalali: JalaliDate = JalaliDate.to_jalali(wall.date())  # type: ignore[no-untyped-call]
    return f"{jalali.isoformat()} {wall:%H:%M}"


def spans(text: str) -> Spans:
    """Spans of a day, as in 08:00-12:00 13:00-16:00."""
    ends = (one.split("-") for one in text.split())
    return tuple(Span(time.fromisoformat(a), time.fromisoformat(b)) for a, b in ends)


def on(weekdays: Iterable[int], hours: str) -> Week:
    """The same hours on several weekdays."""
    return {weekday: spans(hours) for weekday in weekdays}


def decree(kind: DecreeKind, first: str, last: str | None = None, **effect: Any) -> Decree:
    """A decree from a first day to a last one; None for no end yet."""
    until = None if last is None else day(last)
    name = DecreeId(f"{kind} {first} {last}")
    return Decree(name, SITE, "بخشنامه", kind, day(first), ISSUED, until, **effect)


def hours(week: Week, first: str, last: str | None = None) -> Decree:
    """A decree that sets the week."""
    return decree(DecreeKind.HOURS, first, last, week=week)


def opened(jalali: str, text: str) -> Decree:
    """A decree that opens one day."""
    return decree(DecreeKind.OPEN, jalali, jalali, week=on(ALL_WEEK, text))


def closed(first: str, last: str | None = None) -> Decree:
    """A decree that closes days."""
    return decree(DecreeKind.CLOSED, first, last)


def late(jalali: str, minutes: int) -> Decree:
    """A decree that starts one day later."""
    return decree(DecreeKind.LATE, jalali, jalali, minutes=minutes)


def early(jalali: str, until: str) -> Decree:
    """A decree that ends one day earlier."""
    return decree(DecreeKind.EARLY, jalali, jalali, closes=time.fromisoformat(until))


def calendar(*decrees: Decree, off: frozenset[date] = frozenset()) -> OfficeCalendar:
    """The calendar of an office in Tehran; decrees in the order they were issued."""
    return OfficeCalendar(TEHRAN, decrees, off)


@st.composite
def random_spans(draw: st.DrawFn) -> Spans:
    """One to three spans on quarters of an hour, some of them touching."""
    found: list[Span] = []
    quarter = draw(st.integers(0, 60))
    for _ in range(draw(st.integers(1, 3))):
        until = quarter + draw(st.integers(1, 24))
        if until > 95:
            break
        found.append(Span(_clock(quarter), _clock(until)))
        quarter = until + draw(st.sampled_from((0, 1, 4)))
    return tuple(found) or (Span(time(8), time(12)),)


def _clock(quarter: int) -> time:
    return time(quarter // 4, quarter % 4 * 15)


weeks = st.dictionaries(st.integers(0, 6), random_spans(), min_size=3)
"""At least three days of fifteen minutes: 40 hours within the horizon, more than tests ask for."""
random_days = st.integers(0, HORIZON_DAYS).map(lambda number: FIRST + timedelta(number))
_effects: dict[DecreeKind, st.SearchStrategy[dict[str, Any]]] = {
    DecreeKind.HOURS: st.fixed_dictionaries({"week": weeks}),
    DecreeKind.CLOSED: st.just({}),
    DecreeKind.OPEN: st.fixed_dictionaries({"week": weeks}),
    DecreeKind.LATE: st.fixed_dictionaries({"minutes": st.integers(1, 40).map(lambda n: n * 15)}),
    DecreeKind.EARLY: st.fixed_dictionaries({"closes": st.integers(20, 80).map(_clock)}),
}


@st.composite
def random_decrees(draw: st.DrawFn, kinds: Iterable[DecreeKind] = tuple(DecreeKind)) -> Decree:
    """Any decree; only hours may have no end, or an office would never open again."""
    kind = draw(st.sampled_from(tuple(kinds)))
    first = draw(random_days)
    last = first + timedelta(draw(st.integers(0, 14)))
    endless = kind is DecreeKind.HOURS and draw(st.booleans())
    written = Decree(DecreeId("d"), SITE, "d", kind, first, ISSUED, last, **draw(_effects[kind]))
    return evolve(written, last=None) if endless else written


@st.composite
def calendars(draw: st.DrawFn) -> OfficeCalendar:
    """A site with a usual week of its own, up to six decrees more, and some holidays."""
    since = FIRST - timedelta(7)
    own = Decree(DecreeId("d"), SITE, "d", DecreeKind.HOURS, since, ISSUED, week=draw(weeks))
    drawn = draw(st.just([]) | st.just([own])) + draw(st.lists(random_decrees(), max_size=6))
    named = (evolve(one, id=DecreeId(f"d{number}")) for number, one in enumerate(drawn))
    return calendar(*named, off=frozenset(draw(st.sets(random_days, max_size=6))))


_MOST = (HORIZON_DAYS + 20) * 24 * 60
_MIDNIGHT = datetime.combine(FIRST - timedelta(3), time(0), TEHRAN).astimezone(UTC)
quarters = st.integers(0, _MOST // 15).map(lambda n: _MIDNIGHT + timedelta(minutes=15 * n))
"""Instants at which something may begin or end."""
instants = quarters | st.integers(0, _MOST * 60).map(lambda n: _MIDNIGHT + timedelta(seconds=n))
whole_quarters = st.integers(0, 40).map(lambda n: timedelta(minutes=15 * n))
works = whole_quarters | st.integers(0, 600).map(lambda n: timedelta(minutes=n))
slot_lengths = st.sampled_from((10, 15, 20, 30, 45, 60)).map(lambda n: timedelta(minutes=n))
