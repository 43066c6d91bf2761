"""The order of what happened: plots take turns by time, up to now and no further."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from miz_apps.demo.history import PastClock

Plot = Iterator[datetime]
"""What somebody does: it says when the next thing happens, and is then woken to do it."""
MORNING, NOON = time(8, 5), time(13, 50)


@frozen
class Workdays:
    """The days on which the office is open, oldest first, around today."""

    zone: ZoneInfo
    today: date
    days: Sequence[date]

    def back(self, number: int) -> date:
        """The open day that is so many before today; 1 is the last one."""
        return [day for day in self.days if day < self.today][-number]

    def at(self, number: int, hour: str) -> datetime:
        """That hour of the open day so many before today."""
        return datetime.combine(self.back(number), time.fromisoformat(hour), self.zone)

    def ahead(self, number: int) -> date:
        """The open day that is so many after today."""
        return [day for day in self.days if day > self.today][number - 1]

    def near(self, at: datetime) -> datetime:
        """The latest instant within office time up to then: officers do not work at night."""
        local = at.astimezone(self.zone)
        if local.date() in self.days:
            hour = min(max(local.time(), MORNING), NOON)
            return datetime.combine(local.date(), hour, self.zone)
        earlier = [day for day in self.days if day < local.date()]
        return datetime.combine(earlier[-1], NOON, self.zone) + timedelta(minutes=local.minute // 3)

    def then(self, at: datetime) -> datetime:
        """The instant itself within office time, else in the morning that follows."""
        local = at.astimezone(self.zone)
        if local.date() in self.days and MORNING <= local.time() <= NOON:
            return at
        early = local.date() in self.days and local.time() < MORNING
        day = local.date() if early else self.next(at)
        return datetime.combine(day, MORNING, self.zone) + timedelta(minutes=local.minute * 2)

    def next(self, at: datetime) -> date:
        """The open day after an instant's."""
        local = at.astimezone(self.zone).date()
        return next(day for day in self.days if day > local)


@define
class Agenda:
    """Wakes plots in the order of time; those that would go beyond now stay where they are."""

    clock: PastClock
    _due: list[tuple[datetime, int, Plot]] = field(factory=list, init=False)
    _count: int = field(default=0, init=False)

    def add(self, plot: Plot) -> None:
        """One more plot, which begins at its first time."""
        self._await(plot, datetime.min.replace(tzinfo=self.clock.at.tzinfo))

    def until(self, at: datetime) -> None:
        """Lives through everything up to an instant."""
        while self._due and self._due[0][0] <= at:
            when, _, plot = heappop(self._due)
            self.clock.at = when
            self._await(plot, when)

    def _await(self, plot: Plot, earliest: datetime) -> None:
        when = next(plot, None)
        if when is not None:
            self._count += 1
            heappush(self._due, (max(when, earliest), self._count, plot))
