"""Office time: what decrees and holidays make of each day, and the arithmetic of promises.

Instants are UTC; spans are wall time at the site (directive 3.8, SVC-06, C2-09).
"""

from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from miz.domain.decrees import USUAL_WEEK, Decree, DecreeKind, DecreeState, Span, Spans
from miz.domain.ids import DecreeId
from miz.errors import InvalidValue, WrongState

HORIZON = timedelta(days=400)
"""How far ahead office time is looked for."""
SLOT = timedelta(minutes=30)
NOTHING = timedelta(0)


@frozen
class OfficeTime:
    """How long something takes: minutes of office time, or whole working days (SVC-06)."""

    minutes: int = 0
    days: int = 0

    def __attrs_post_init__(self) -> None:
        if min(self.minutes, self.days) < 0 or not (self.minutes or self.days):
            raise InvalidValue(
                "A duration is at least one minute or one working day.",
                code="duration.range",
                field="duration",
            )

    @property
    def length(self) -> timedelta:
        """The part counted in minutes."""
        return timedelta(minutes=self.minutes)


@frozen
class OfficeCalendar:
    """One site's office time; ``decrees`` are those in force, oldest first."""

    zone: ZoneInfo
    decrees: tuple[Decree, ...] = ()
    holidays: Container[date] = frozenset()

    def having(self, decree: Decree) -> "OfficeCalendar":
        """The same calendar if one more decree were in force; later issued ones still win."""
        every = sorted((*self.decrees, decree), key=lambda one: (one.issued_at, one.id))
        return evolve(self, decrees=tuple(every))

    def without(self, decree: DecreeId) -> "OfficeCalendar":
        """The same calendar if that decree were gone."""
        kept = tuple(one for one in self.decrees if one.id != decree)
        return evolve(self, decrees=kept)

    def planned_by(self, decree: Decree) -> "OfficeCalendar | None":
        """What the decree would make of it: a draft by binding, a binding one by going."""
        if decree.state is DecreeState.WITHDRAWN:
            return None
        drafted = decree.state is DecreeState.DRAFT
        return self.having(decree) if drafted else self.without(decree.id)

    def spans(self, day: date) -> Spans:
        """When the office is open on that day, in order."""
        covering = [decree for decree in self.decrees if decree.covers(day)]
        spans = _usual(covering, day)
        if day in self.holidays:
            spans = ()
        for decree in covering:
            if decree.kind is DecreeKind.CLOSED:
                spans = ()
            elif decree.kind is DecreeKind.OPEN:
                spans = decree.week.get(day.weekday(), spans)
        return _cut(spans, covering)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody sits at the desk at that instant."""
        return any(start <= at < until for start, until in self._open_on(self._day(at)))

    def opening(self, at: datetime) -> datetime:
        """The instant itself when the office is open, else when it opens next."""
        return next(max(at, start) for start, until in self._from(at) if until > at)

    def remaining(self, at: datetime) -> timedelta:
        """Office time left on the day of that instant."""
        return sum(
            (until - max(at, start) for start, until in self._open_on(self._day(at)) if until > at),
            NOTHING,
        )

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Office time that passes between two instants."""
        total, day, last = NOTHING, self._day(since), self._day(until)
        while day <= last:
            for opens, closes in self._open_on(day):
                total += max(NOTHING, min(closes, until) - max(opens, since))
            day += timedelta(days=1)
        return total

    def after(self, at: datetime, work: timedelta) -> datetime:
        """When so much office time has passed; the closing instant still counts as that day."""
        left = work
        for start, until in self._from(at):
            begins = max(at, start)
            if until >= at and until - begins >= left:
                return begins + left
            left -= max(NOTHING, until - begins)
        raise _no_office_time()

    def due(self, at: datetime, duration: OfficeTime) -> datetime:
        """The last instant at which an answer is in time (MIS-01, SVC-06).

        Working days end with the office's closing; a request that comes after closing counts as
        one of the next working day.
        """
        ends = self._closing_after(self.opening(at), duration.days) if duration.days else at
        return self.after(ends, duration.length) if duration.minutes else ends

    def next_visit(
        self, at: datetime, needed: timedelta, *, slot: timedelta = SLOT
    ) -> datetime:  # fmt: skip
        """When to come back for something that takes so much office time (C2-09).

        Today, if today's remaining office time is long enough; otherwise the beginning of the
        slot in which the work will be done, as in Wednesday 13:50 and 30 minutes: Saturday's
        first, when Thursday is closed (J2).
        """
        done = self.after(at, needed)
        day = self._day(done)
        if day == self._day(at):
            return done
        start, until = next(span for span in self._open_on(day) if span[0] <= done <= span[1])
        last = max(start, until - slot)
        return min(start + (done - start) // slot * slot, last)

    def slots(self, day: date, *, slot: timedelta = SLOT) -> tuple[datetime, ...]:
        """The beginnings of the day's slots; a rest shorter than a slot is none."""
        return tuple(
            start + slot * number
            for start, until in self._open_on(day)
            for number in range((until - start) // slot)
        )

    def _closing_after(self, at: datetime, days: int) -> datetime:
        today, passed = self._day(at), 0
        for day in _days(today):
            spans = self._open_on(day)
            passed += bool(spans) and day > today
            if passed == days:
                return spans[-1][1]
        raise _no_office_time()

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _open_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        return tuple(
            (self._instant(day, span.start), self._instant(day, span.until))
            for span in self.spans(day)
        )

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        for day in _days(self._day(at)):
            yield from self._open_on(day)
        raise _no_office_time()

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(HORIZON.days + 1))


def _usual(covering: list[Decree], day: date) -> Spans:
    """The week set last; without any, the usual one."""
    weeks = [decree.week for decree in covering if decree.kind is DecreeKind.HOURS]
    return (weeks[-1] if weeks else USUAL_WEEK).get(day.weekday(), ())


def _cut(spans: Spans, covering: list[Decree]) -> Spans:
    for decree in covering:
        if decree.kind is DecreeKind.LATE and spans:
            spans = _starting(spans, _later(spans[0].start, decree.minutes))
        elif decree.kind is DecreeKind.EARLY and decree.closes is not None:
            spans = _ending(spans, decree.closes)
    return spans


def _later(start: time, minutes: int) -> time:
    """That many minutes later, at the latest when the day ends."""
    later = datetime.combine(date.min, start) + timedelta(minutes=minutes)
    return later.time() if later.date() == date.min else time.max


def _starting(spans: Spans, start: time) -> Spans:
    return tuple(Span(max(one.start, start), one.until) for one in spans if one.until > start)


def _ending(spans: Spans, until: time) -> Spans:
    return tuple(Span(one.start, min(one.until, until)) for one in spans if one.start < until)


def _no_office_time() -> WrongState:
    return WrongState(
        "The calendar has no office time within a year; look at its decrees.",
        code="calendar.empty",
    )
