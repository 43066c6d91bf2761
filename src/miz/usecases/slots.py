"""Slots with seats: which are free, and taking one (EDK-03, features 41)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from attrs import define, field, frozen

from miz.domain.bookings import Booking
from miz.domain.calendar import HORIZON, OfficeCalendar
from miz.domain.catalogue import Service
from miz.errors import WrongState
from miz.ports.storage import UnitOfWork

A_DAY = timedelta(days=1)
"""No booking is longer: what began before may still sit there."""


@frozen
class Slot:
    """A slot and how many seats are left; ``seat`` is the lowest of them."""

    start: datetime
    until: datetime
    left: int
    seat: int


@define
class Diary:
    """A service's slots in one unit of work; remembers what was claimed meanwhile."""

    uow: UnitOfWork
    calendar: OfficeCalendar
    service: Service
    _claimed: list[Slot] = field(factory=list, init=False)

    @property
    def length(self) -> timedelta:
        """How long a slot is."""
        return timedelta(minutes=self.service.slot_minutes)

    def on(self, day: date, *, after: datetime) -> list[Slot]:
        """The day's slots that begin at or after an instant and have a seat left."""
        starts = [at for at in self.calendar.slots(day, slot=self.length) if at >= after]
        if not starts or not self.service.seats:
            return []
        taken = self._taken(starts[0], starts[-1] + self.length)
        return [slot for start in starts if (slot := self._slot(start, taken)) is not None]

    def first(self, after: datetime) -> Slot:
        """The first free slot at or after an instant."""
        for day in self._days(after):
            free = self.on(day, after=after)
            if free:
                return free[0]
        raise WrongState(
            "No time is free within a year; give the service more seats.", code="booking.full"
        )

    def at(self, start: datetime) -> Slot:
        """The slot that begins then; raises WrongState when it is full or none."""
        day = start.astimezone(self.calendar.zone).date()
        found = next((one for one in self.on(day, after=start) if one.start == start), None)
        if found is None:
            raise WrongState(
                "This time is not free any more; choose another.",
                code="booking.not_free",
                field="start",
            )
        return found

    def claim(self, slot: Slot) -> None:
        """The seat is spoken for, although nothing is stored yet."""
        self._claimed.append(slot)

    def _days(self, after: datetime) -> Iterator[date]:
        first = after.astimezone(self.calendar.zone).date()
        return (first + timedelta(days=number) for number in range(HORIZON.days))

    def _slot(self, start: datetime, taken: Sequence[Booking | Slot]) -> Slot | None:
        """The slot without the seats of those who sit there at any time of it.

        A late start or another length moves the grid, so beginnings need not be the same.
        """
        until = start + self.length
        held = {one.seat for one in taken if one.start < until and start < one.until}
        free = [seat for seat in range(self.service.seats) if seat not in held]
        return Slot(start, until, len(free), free[0]) if free else None

    def _taken(self, since: datetime, until: datetime) -> Sequence[Booking | Slot]:
        return [*self.uow.bookings.taken(self.service.id, since - A_DAY, until), *self._claimed]
