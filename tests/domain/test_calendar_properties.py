from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from miz.domain.calendar import NOTHING, OfficeCalendar, OfficeTime
from miz.domain.decrees import Decree, DecreeKind, Span
from tests.domain.calendars import (
    TEHRAN,
    calendars,
    instants,
    quarters,
    random_days,
    random_decrees,
    slot_lengths,
    works,
)

STEP = timedelta(minutes=5)
durations = st.one_of(
    st.builds(OfficeTime, minutes=st.integers(1, 600)),
    st.builds(OfficeTime, days=st.integers(1, 10)),
    st.builds(OfficeTime, minutes=st.integers(1, 300), days=st.integers(1, 10)),
)
pauses = st.tuples(quarters, st.integers(0, 100)).map(
    lambda drawn: (drawn[0], drawn[0] + timedelta(minutes=15 * drawn[1]))
)


def local_day(instant: datetime) -> date:
    """The day on the wall of the office."""
    return instant.astimezone(TEHRAN).date()


def inside(office: OfficeCalendar, instant: datetime) -> bool:
    """Whether it lies in a span, both of its ends included."""
    clock = instant.astimezone(TEHRAN).time()
    return any(one.start <= clock <= one.until for one in office.spans(local_day(instant)))


@given(calendars(), random_days)
def test_spans_are_in_order(office: OfficeCalendar, day: date) -> None:
    """Whatever decrees cut, what is left opens before it closes and never overlaps."""
    found = office.spans(day)

    assert all(one.until <= following.start for one, following in pairwise(found))
    assert all(one.start < one.until for one in found)


@given(calendars(), random_decrees(), random_days)
def test_a_decree_changes_only_its_days(
    office: OfficeCalendar, decree: Decree, day: date
) -> None:  # fmt: skip
    """The newest decree has its say on its days and leaves all others alone (B5)."""
    after = office.having(decree)
    if not decree.covers(day):
        assert office.spans(day) == after.spans(day)
    elif decree.kind is DecreeKind.CLOSED:
        assert () == after.spans(day)
    elif decree.kind in {DecreeKind.LATE, DecreeKind.EARLY}:
        assert total(after, day) <= total(office, day)
    assert office.spans(day) == after.without(decree.id).spans(day)


def total(office: OfficeCalendar, day: date) -> timedelta:
    """How long the office is open on a day."""
    return sum((length(day, span) for span in office.spans(day)), NOTHING)


def length(day: date, span: Span) -> timedelta:
    """How long a span is."""
    return datetime.combine(day, span.until) - datetime.combine(day, span.start)


@given(calendars(), random_decrees([DecreeKind.OPEN]), st.integers(0, 14))
def test_opening_closes_no_other_weekday(
    office: OfficeCalendar, decree: Decree, later: int
) -> None:  # fmt: skip
    """A decree that opens Thursdays says nothing of Saturdays (directive 3.8)."""
    day = decree.first + timedelta(days=later)
    if day.weekday() not in decree.week:
        assert office.spans(day) == office.having(decree).spans(day)


@given(calendars(), quarters, st.integers(0, 400))
def test_office_time_is_counted_right(office: OfficeCalendar, since: datetime, steps: int) -> None:
    """The sum over five-minute steps in which somebody sits there is the same (MIS-01)."""
    counted = sum(office.is_open(since + STEP * number) for number in range(steps))

    assert STEP * counted == office.between(since, since + STEP * steps)


@given(calendars(), instants)
def test_open_now_or_next(office: OfficeCalendar, now: datetime) -> None:
    """No office time passes before the next opening, and then it is open."""
    opens = office.opening(now)

    assert opens >= now
    assert office.is_open(opens)
    assert NOTHING == office.between(now, opens)
    assert office.is_open(now) is (opens == now)


@given(calendars(), instants)
def test_the_rest_of_today_is_until_midnight(office: OfficeCalendar, now: datetime) -> None:
    """What remains is what passes until the day is over (C2-09)."""
    wall = now.astimezone(TEHRAN)
    midnight = wall.replace(hour=0, minute=0, second=0) + timedelta(days=1)

    assert office.between(now, midnight) == office.remaining(now)


@given(calendars(), instants, works)
def test_work_takes_its_time(office: OfficeCalendar, now: datetime, work: timedelta) -> None:
    """Exactly so much office time passes until it is done, and it ends in office time (SVC-06)."""
    done = office.after(now, work)

    assert done >= now
    assert inside(office, done)
    assert work == office.between(now, done)


@given(calendars(), instants, st.tuples(works, works))
def test_more_work_ends_later(
    office: OfficeCalendar, now: datetime, two: tuple[timedelta, timedelta]
) -> None:
    """The end never comes earlier for more work, and two parts take as long as the whole."""
    less, more = sorted(two)

    assert office.after(now, less) <= office.after(now, more)
    assert office.after(office.after(now, less), more) == office.after(now, less + more)


@given(calendars(), st.tuples(instants, instants), works)
def test_a_later_start_ends_later(
    office: OfficeCalendar, two: tuple[datetime, datetime], work: timedelta
) -> None:
    """Who comes first is never due after who comes next (MIS-01)."""
    first, second = sorted(two)

    assert office.after(first, work) <= office.after(second, work)


@given(calendars(), st.tuples(instants, instants), durations)
def test_an_answer_is_due_in_order(
    office: OfficeCalendar, two: tuple[datetime, datetime], duration: OfficeTime
) -> None:
    """Never before the request, in office time, and in the order of the requests (MIS-01)."""
    first, second = sorted(two)
    due = office.due(first, duration)

    assert due >= first
    assert inside(office, due)
    assert due <= office.due(second, duration)


@given(calendars(), instants, st.integers(1, 15))
def test_working_days_are_counted(office: OfficeCalendar, now: datetime, days: int) -> None:
    """So many days with office time follow the day that counts, the last until closing."""
    begun, due = local_day(office.opening(now)), office.due(now, OfficeTime(days=days))
    last = local_day(due)
    following = (begun + timedelta(days=n) for n in range(1, (last - begun).days + 1))

    assert days == sum(bool(office.spans(day)) for day in following)
    assert office.spans(last)[-1].until == due.astimezone(TEHRAN).time()


@given(calendars(), st.tuples(instants, durations), pauses)
def test_a_pause_is_given_back_exactly(
    office: OfficeCalendar, asked: tuple[datetime, OfficeTime], pause: tuple[datetime, datetime]
) -> None:
    """The due time moves by the pause in office minutes, no more and no less (J2.6)."""
    now, duration = asked
    due, paused = office.due(now, duration), office.between(*pause)
    moved = office.after(due, paused)

    assert paused == office.between(due, moved)
    assert (due == moved) is (paused == NOTHING)


@given(office=calendars(), now=instants, work=works, slot=slot_lengths)
def test_a_visit_is_in_office_time(
    *, office: OfficeCalendar, now: datetime, work: timedelta, slot: timedelta
) -> None:
    """Nobody is told to come in the past, at night or in a break (C2-09, J2)."""
    visit = office.next_visit(now, work, slot=slot)

    assert visit >= now
    assert inside(office, visit)


@given(office=calendars(), now=instants, two=st.tuples(works, works), slot=slot_lengths)
def test_a_longer_visit_is_not_earlier(
    *, office: OfficeCalendar, now: datetime, two: tuple[timedelta, timedelta], slot: timedelta
) -> None:
    """Who needs more is not called before who needs less (C2-09)."""
    less, more = sorted(two)

    assert office.next_visit(now, less, slot=slot) <= office.next_visit(now, more, slot=slot)


@given(calendars(), instants, works.filter(bool))
def test_today_exactly_when_it_is_long_enough(
    office: OfficeCalendar, now: datetime, work: timedelta
) -> None:
    """Another day is proposed only when today's rest is too short (C2-09)."""
    today = local_day(now) == local_day(office.next_visit(now, work))

    assert today is (work <= office.remaining(now))


@given(calendars(), random_days, slot_lengths)
def test_slots_lie_in_spans(office: OfficeCalendar, day: date, slot: timedelta) -> None:
    """Every slot fits into office time, none overlaps the next, and no room is left (EDK-03)."""
    found = office.slots(day, slot=slot)
    ends = [(start.astimezone(TEHRAN), (start + slot).astimezone(TEHRAN)) for start in found]

    assert all(until <= following for (_, until), (following, _) in pairwise(ends))
    assert len(found) == sum(
        sum(one.start <= start.time() and until.time() <= one.until for start, until in ends)
        for one in office.spans(day)
    )
    assert len(found) == sum(length(day, one) // slot for one in office.spans(day))
