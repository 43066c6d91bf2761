"""Visits for requests: announced by the office, booked by the citizen (C2-06, C2-09, EDK-03)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from attrs import frozen

from miz.domain.bookings import Booking, BookingState
from miz.domain.ids import BookingId, RequestId
from miz.domain.promises import MoveReason, PromiseKind
from miz.domain.requests import OVER, Request
from miz.domain.staff import Actor, Permission
from miz.domain.templates import REQUEST_VISIT
from miz.errors import InvalidValue, WrongState
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.casefiles import seen, shown
from miz.usecases.promising import Promising
from miz.usecases.recording import keep
from miz.usecases.slots import Diary, Slot
from miz.usecases.telling import Telling
from miz.usecases.tracking import Proof, proven

DAYS_OFFERED = 5
FARTHEST = timedelta(days=60)
HALF_HOUR = timedelta(minutes=30)


@frozen
class Bookings:
    """Slots and seats. Thread-safe; of many who book the last seat, one gets it."""

    storage: Storage
    promising: Promising
    telling: Telling
    clock: Clock
    ids: Ids

    def next_visit(self, *, actor: Actor, request: RequestId) -> datetime:
        """The time to propose: today if office time suffices, else the next day's slot (C2-09)."""
        _must_work(actor)
        at = self.clock.now()
        return self.storage.read(lambda uow: self._next(uow, seen(uow, actor, request), at))

    def announce(
        self, *, actor: Actor, request: RequestId, when: datetime | None = None
    ) -> Request:
        """Tells the citizen when to come; without a time, the next one there is (C2-06)."""
        _must_work(actor)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Request:
            found = seen(uow, actor, request)
            if not found.undone:
                raise WrongState("This request is done; nobody needs to come.", code="request.done")
            chosen = when or self._next(uow, found, at)
            calendar = self.promising.calendar(uow, uow.sites.get(found.site))
            if chosen < at or not (calendar.is_open(chosen) or when is None):
                raise InvalidValue(
                    "The office is closed then; choose a time within office hours.",
                    code="visit.closed",
                    field="when",
                )
            booking = uow.bookings.of_request(found.id)
            if booking is not None and booking.start != chosen:
                uow.bookings.save(booking.end(BookingState.MOVED))
            return self._announced(uow, actor, found, when=chosen, at=at)

        return self.storage.write(work)

    def free(
        self, *, actor: Actor, proof: Proof, days: int = DAYS_OFFERED
    ) -> Mapping[date, list[Slot]]:
        """The next days with free slots, for who follows a request of a service that has seats."""
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Mapping[date, list[Slot]]:
            request = proven(uow, actor, proof)
            if request.state in OVER:
                return {}
            diary = self._diary(uow, request)
            today = at.astimezone(diary.calendar.zone).date()
            found: dict[date, list[Slot]] = {}
            for number in range(FARTHEST.days):
                day = today + timedelta(days=number)
                slots = diary.on(day, after=at)
                if slots:
                    found[day] = slots
                if len(found) == days:
                    break
            return found

        return self.storage.read(work)

    def book(self, *, actor: Actor, proof: Proof, start: datetime) -> Request:
        """Takes a seat; an earlier booking of the request gives its own up.

        Asked again for the same time it changes nothing.
        """
        booking_id, at = BookingId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Request:
            found = proven(uow, actor, proof)
            if start < at or start > at + FARTHEST:
                raise InvalidValue(
                    "Choose one of the times shown.", code="booking.time", field="start"
                )
            if found.state in OVER:
                raise WrongState("This request is closed; file a new one.", code="request.closed")
            before = uow.bookings.of_request(found.id)
            if before is not None and before.start == start:
                return shown(found)
            slot = self._diary(uow, found).at(start)
            if before is not None:
                uow.bookings.save(before.end(BookingState.MOVED))
            uow.bookings.save(_booking(booking_id, found, slot))
            return shown(self._announced(uow, actor, found, when=slot.start, at=at, own=True))

        return self.storage.write(work)

    def cancel(self, *, actor: Actor, proof: Proof) -> Request:
        """Gives the seat back; the announced visit is dropped."""
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Request:
            found = proven(uow, actor, proof)
            booking = uow.bookings.of_request(found.id)
            if booking is None:
                raise WrongState("No time is booked for this request.", code="booking.none")
            uow.bookings.save(booking.end(BookingState.CANCELLED))
            self.promising.release(uow, actor, found, kind=PromiseKind.VISIT, at=at)
            return shown(keep(uow, actor, found.unvisited()))

        return self.storage.write(work)

    def expected(self, *, actor: Actor, day: date) -> Mapping[datetime, int]:
        """How many are expected in each half hour of a day that has any (EDK-03)."""
        actor.must(Permission.RECEIVE)

        def work(uow: UnitOfWork) -> Mapping[datetime, int]:
            zone = uow.sites.get(actor.site).zone
            since = datetime.combine(day, datetime.min.time(), zone)
            found: dict[datetime, int] = {}
            for one in uow.bookings.expected(actor.site, since, since + timedelta(days=1)):
                half = since + (one.start - since) // HALF_HOUR * HALF_HOUR
                found[half] = found.get(half, 0) + 1
            return found

        return self.storage.read(work)

    def _announced(
        self,
        uow: UnitOfWork,
        actor: Actor,
        request: Request,
        *,
        when: datetime,
        at: datetime,
        own: bool = False,
    ) -> Request:
        standing = self.promising.standing(uow, request, PromiseKind.VISIT)
        if standing is not None and standing.at == when:
            return request
        takes = uow.editions.get(request.edition).information.visit
        reason = MoveReason.CITIZEN if own else MoveReason.OFFICE
        told = self.promising.visit(
            uow, actor, request, when=when, at=at, takes=takes, reason=reason
        )
        kept = keep(uow, actor, told)
        announced = self.promising.standing(uow, kept, PromiseKind.VISIT)
        key = f"visit/{announced.id if announced else when.isoformat()}"
        self.telling.citizen(uow, kept, REQUEST_VISIT.key, key=key, at=at, when=when)
        return kept

    def _next(self, uow: UnitOfWork, request: Request, at: datetime) -> datetime:
        site = uow.sites.get(request.site)
        needed = uow.editions.get(request.edition).information.visit
        service = uow.services.get(request.service)
        slot = timedelta(minutes=service.slot_minutes)
        return self.promising.calendar(uow, site).next_visit(at, needed.length, slot=slot)

    def _diary(self, uow: UnitOfWork, request: Request) -> Diary:
        calendar = self.promising.calendar(uow, uow.sites.get(request.site))
        return Diary(uow, calendar, uow.services.get(request.service))


def _must_work(actor: Actor) -> None:
    """The desk or the unit."""
    if not actor.may(Permission.SERVE):
        actor.must(Permission.RECEIVE)


def _booking(booking: BookingId, request: Request, slot: Slot) -> Booking:
    return Booking(
        id=booking,
        site=request.site,
        service=request.service,
        person=request.person,
        request=request.id,
        start=slot.start,
        until=slot.until,
        seat=slot.seat,
    )
