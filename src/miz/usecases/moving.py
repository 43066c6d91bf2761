"""Promises and seats that a decree makes later, and who is told (B4, C2-09)."""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from miz.domain.bookings import Booking, BookingState
from miz.domain.calendar import OfficeCalendar
from miz.domain.decrees import Decree
from miz.domain.ids import BookingId, ServiceId
from miz.domain.places import Site
from miz.domain.promises import MoveReason, Promise, PromiseKind
from miz.domain.requests import Request
from miz.domain.staff import Actor
from miz.domain.templates import REQUEST_MOVED, VISIT_MOVED
from miz.ports.storage import UnitOfWork
from miz.usecases.promising import Promising
from miz.usecases.recording import keep
from miz.usecases.slots import Diary, Slot


@frozen
class Moved:
    """A promise with the time it will be moved to; ``slot`` where a seat moves with it."""

    promise: Promise
    request: Request
    site: Site
    at: datetime
    slot: Slot | None = None


@frozen
class Moving:
    """Moves what citizens were promised; each is told once."""

    promising: Promising

    def affected(self, uow: UnitOfWork, site: Site, decree: Decree, *, at: datetime) -> list[Moved]:
        """Whose time the decree would make later.

        A promise never moves to an earlier time: nobody is asked to come before he was told to.
        What is over already stays as it was: no decree mends a breach.
        """
        calendar = self.promising.calendar(uow, site)
        planned = calendar.planned_by(decree)
        if planned is None:
            return []
        diaries: dict[ServiceId, Diary] = {}
        found = []
        for promise in uow.promises.standing(site.id):
            request = uow.requests.get(promise.request)
            if promise.kind is PromiseKind.ANSWER:
                later = promise.due_by(planned, request.pauses)
                if later > promise.at and not promise.late(request, at=at):
                    found.append(Moved(promise, request, site, later))
            elif promise.at > at and _falls_out(uow, promise, calendar, planned=planned):
                moved = Moved(promise, request, site, at)
                found.append(_revisited(uow, planned, moved, diaries=diaries))
        return found

    def announce(
        self, uow: UnitOfWork, actor: Actor, moved: Moved, *, why: str, at: datetime
    ) -> None:
        """Moves the promise, the seat and the request's own time, and tells the citizen once.

        ``why`` is what the decree is called.
        """
        promise = self.promising.move(
            uow, actor, moved.promise, to=moved.at, reason=MoveReason.DECREE, at=at
        )
        request = uow.requests.get(moved.request.id)
        if promise.kind is PromiseKind.ANSWER:
            request = request.promise(due=moved.at)
        else:
            request = request.promise(visit=moved.at)
            self._reseat(uow, moved)
        keep(uow, actor, request)
        told = REQUEST_MOVED if promise.kind is PromiseKind.ANSWER else VISIT_MOVED
        self.promising.telling.citizen(
            uow, request, told.key, key=promise.id, at=at, when=moved.at, params={"why": why}
        )

    def _reseat(self, uow: UnitOfWork, moved: Moved) -> None:
        booking = uow.bookings.of_request(moved.request.id)
        if booking is None or moved.slot is None:
            return
        uow.bookings.save(booking.end(BookingState.MOVED))
        uow.bookings.save(
            Booking(
                id=BookingId(self.promising.ids.new()),
                site=booking.site,
                service=booking.service,
                person=booking.person,
                request=booking.request,
                start=moved.slot.start,
                until=moved.slot.until,
                seat=moved.slot.seat,
            )
        )


def _falls_out(
    uow: UnitOfWork, promise: Promise, calendar: OfficeCalendar, *, planned: OfficeCalendar
) -> bool:
    """Whether a visit would find the office closed, at its beginning or before its seat ends.

    A visit without a seat may end at the instant of closing.
    """
    at = promise.at
    booking = uow.bookings.of_request(promise.request)
    if booking is not None and booking.start == at:
        return planned.between(at, booking.until) < calendar.between(at, booking.until)
    instant = at if calendar.is_open(at) else at - timedelta.resolution
    return not planned.is_open(instant)


def _revisited(
    uow: UnitOfWork, planned: OfficeCalendar, moved: Moved, *, diaries: dict[ServiceId, Diary]
) -> Moved:
    """Another time for a visit that falls into a closed hour: a free seat, or the next opening."""
    promise = moved.promise
    booking = uow.bookings.of_request(promise.request)
    if booking is None:
        return evolve(moved, at=planned.opening(promise.at))
    diary = diaries.get(booking.service)
    if diary is None:
        diary = Diary(uow, planned, uow.services.get(booking.service))
        diaries[booking.service] = diary
    slot = diary.first(promise.at)
    diary.claim(slot)
    return evolve(moved, at=slot.start, slot=slot)
