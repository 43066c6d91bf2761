"""Making, moving and settling promises, inside the unit of work of what causes it (I4)."""

from collections.abc import Container
from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from miz.domain.bookings import Booking, BookingState
from miz.domain.calendar import OfficeCalendar, OfficeTime
from miz.domain.correspondence import Message, Paper
from miz.domain.decrees import Decree, DecreeState
from miz.domain.ids import BookingId, PromiseId, ServiceId
from miz.domain.places import Site
from miz.domain.promises import MoveReason, Promise, PromiseKind, PromiseState
from miz.domain.requests import Request, RequestState
from miz.domain.staff import Actor
from miz.domain.templates import REQUEST_MOVED, REQUEST_RESUMED, VISIT_MOVED
from miz.ports.holidays import Holidays
from miz.ports.ids import Ids
from miz.ports.storage import UnitOfWork
from miz.usecases.recording import keep
from miz.usecases.slots import Diary, Slot
from miz.usecases.telling import Telling


@frozen
class Moved:
    """A promise with the time it will be moved to; ``slot`` where a seat moves with it."""

    promise: Promise
    request: Request
    site: Site
    at: datetime
    slot: Slot | None = None


@frozen
class DaysOff(Container[date]):
    """Holidays as a calendar asks for them."""

    holidays: Holidays

    def __contains__(self, day: object) -> bool:
        """Whether that day is a holiday."""
        return isinstance(day, date) and day in self.holidays.between(day, day)


@frozen
class Promising:
    """The ledger's one hand. Every announced time goes through it."""

    holidays: Holidays
    telling: Telling
    ids: Ids

    def calendar(self, uow: UnitOfWork, site: Site) -> OfficeCalendar:
        """The office time of a site as its decrees have it now."""
        binding = tuple(uow.decrees.binding(site.id, site.province))
        return OfficeCalendar(site.zone, binding, DaysOff(self.holidays))

    def answer(
        self, uow: UnitOfWork, actor: Actor, request: Request, *, takes: OfficeTime, at: datetime
    ) -> Request:
        """Promises an answer within so much office time; gives the request with its due time."""
        calendar = self.calendar(uow, uow.sites.get(request.site))
        promise = self._fresh(request, actor, PromiseKind.ANSWER, at=at)
        until = calendar.due(at, takes)
        keep(uow, actor, evolve(promise, at=until, duration=takes).announce())
        return request.promise(due=until)

    def visit(
        self,
        uow: UnitOfWork,
        actor: Actor,
        request: Request,
        *,
        when: datetime,
        at: datetime,
        takes: OfficeTime | None = None,
        reason: MoveReason = MoveReason.OFFICE,
    ) -> Request:
        """Announces when to come; an earlier announced visit is replaced (C2-06)."""
        standing = self.standing(uow, request, PromiseKind.VISIT)
        if standing is not None:
            self.move(uow, actor, standing, to=when, reason=reason, at=at)
        else:
            promise = self._fresh(request, actor, PromiseKind.VISIT, at=at)
            keep(uow, actor, evolve(promise, at=when, duration=takes).announce())
        return request.promise(visit=when)

    def move(
        self,
        uow: UnitOfWork,
        actor: Actor,
        promise: Promise,
        *,
        to: datetime,
        reason: MoveReason,
        at: datetime,
    ) -> Promise:
        """Another time is announced; the ledger keeps both."""
        keep(uow, actor, promise.settled_as(PromiseState.MOVED, at=at))
        following = Promise(
            id=PromiseId(self.ids.new()),
            site=promise.site,
            request=promise.request,
            service=promise.service,
            kind=promise.kind,
            at=to,
            since=promise.since,
            made_at=at,
            made_by=actor.name or actor.id,
            duration=promise.duration,
            officer=promise.officer,
            replaces=promise.id,
            reason=reason,
        )
        return keep(uow, actor, following.announce())

    def settle(
        self,
        uow: UnitOfWork,
        actor: Actor,
        request: Request,
        *,
        kind: PromiseKind,
        at: datetime,
        done: datetime | None = None,
    ) -> None:
        """What was promised happened now, in time or not; without a promise, nothing.

        Where the clock stands, the office was waiting for the citizen: that makes nothing late.
        """
        standing = self.standing(uow, request, kind)
        if standing is None:
            return
        if request.state is RequestState.WAITING:
            going = request.resume(at=at)
            standing = self._after_pauses(uow, actor, going, standing=standing, at=at)
        keep(uow, actor, standing.settle(at=at, done=done))

    def release(
        self, uow: UnitOfWork, actor: Actor, request: Request, *, kind: PromiseKind, at: datetime
    ) -> None:
        """One promise is no longer needed."""
        standing = self.standing(uow, request, kind)
        if standing is not None:
            keep(uow, actor, standing.settled_as(PromiseState.DROPPED, at=at))

    def drop(self, uow: UnitOfWork, actor: Actor, request: Request, *, at: datetime) -> None:
        """Nothing is owed any more: the citizen withdrew. A breach before that stays one."""
        standing = self.standing(uow, request, PromiseKind.ANSWER)
        if standing is not None and is_late(standing, request, at=at):
            keep(uow, actor, standing.settled_as(PromiseState.BROKEN, at=at))
        for kind in PromiseKind:
            self.release(uow, actor, request, kind=kind, at=at)
        booking = uow.bookings.of_request(request.id)
        if booking is not None:
            uow.bookings.save(booking.end(BookingState.CANCELLED))

    def standing(self, uow: UnitOfWork, request: Request, kind: PromiseKind) -> Promise | None:
        """What stands for the request now."""
        found = uow.promises.of_request(request.id)
        wanted = (one for one in found if one.kind is kind and one.state is PromiseState.STANDING)
        return next(wanted, None)

    def resume(self, uow: UnitOfWork, actor: Actor, request: Request, *, at: datetime) -> Request:
        """The clock goes on after a pause, the answer is due as much later, and it is told."""
        going = request.resume(at=at)
        standing = self.standing(uow, going, PromiseKind.ANSWER)
        if standing is not None:
            promise = self._after_pauses(uow, actor, going, standing=standing, at=at)
            going = going.promise(due=promise.at)
        kept = keep(uow, actor, going)
        key = f"resume/{len(kept.pauses)}"
        self.telling.citizen(uow, kept, REQUEST_RESUMED.key, key=key, at=at, when=kept.due_at)
        return kept

    def _after_pauses(
        self, uow: UnitOfWork, actor: Actor, going: Request, *, standing: Promise, at: datetime
    ) -> Promise:
        """The promise, as much later as the clock stood."""
        later = _due(self.calendar(uow, uow.sites.get(going.site)), standing, going)
        if later <= standing.at:
            return standing
        return self.move(uow, actor, standing, to=later, reason=MoveReason.PAUSE, at=at)

    def take_paper(
        self, uow: UnitOfWork, actor: Actor, request: Request, *, paper: Paper, at: datetime
    ) -> Request:
        """One more document; it ends the pause that waited for it (features 37)."""
        return self._going_on(uow, actor, request.add_paper(paper), at=at)

    def hear(self, uow: UnitOfWork, actor: Actor, request: Request, *, message: Message) -> Request:
        """What the citizen writes; an answer to what was asked ends the pause too (EDK-08)."""
        return self._going_on(uow, actor, request.say(message), at=message.at)

    def _going_on(
        self, uow: UnitOfWork, actor: Actor, request: Request, *, at: datetime
    ) -> Request:
        kept = keep(uow, actor, request)
        waits = kept.state is RequestState.WAITING
        return self.resume(uow, actor, kept, at=at) if waits else kept

    def planned(self, calendar: OfficeCalendar, decree: Decree) -> OfficeCalendar | None:
        """The calendar that the decree would make: a draft by binding, another by going."""
        if decree.state is DecreeState.WITHDRAWN:
            return None
        drafted = decree.state is DecreeState.DRAFT
        return calendar.having(decree) if drafted else calendar.without(decree.id)

    def affected(self, uow: UnitOfWork, site: Site, decree: Decree, *, at: datetime) -> list[Moved]:
        """Whose time the decree would make later.

        A promise never moves to an earlier time: nobody is asked to come before he was told to.
        What is over already stays as it was: no decree mends a breach.
        """
        calendar = self.calendar(uow, site)
        planned = self.planned(calendar, decree)
        if planned is None:
            return []
        diaries: dict[ServiceId, Diary] = {}
        found = []
        for promise in uow.promises.standing(site.id):
            request = uow.requests.get(promise.request)
            if promise.kind is PromiseKind.ANSWER:
                if is_late(promise, request, at=at):
                    continue
                later = _due(planned, promise, request)
                if later > promise.at:
                    found.append(Moved(promise, request, site, later))
            elif promise.at > at and _falls_out(uow, promise, calendar, planned=planned):
                found.append(
                    _revisited(uow, planned, Moved(promise, request, site, at), diaries=diaries)
                )
        return found

    def announce_moved(
        self, uow: UnitOfWork, actor: Actor, moved: Moved, *, why: str, at: datetime
    ) -> None:  # fmt: skip
        """Moves the promise, the seat and the request's own time, and tells the citizen once.

        ``why`` is what the decree is called.
        """
        promise = self.move(
            uow, actor, moved.promise, to=moved.at, reason=MoveReason.DECREE, at=at
        )  # fmt: skip
        request = uow.requests.get(moved.request.id)
        if promise.kind is PromiseKind.ANSWER:
            request = request.promise(due=moved.at)
        else:
            request = request.promise(visit=moved.at)
            self._reseat(uow, moved)
        keep(uow, actor, request)
        told = REQUEST_MOVED if promise.kind is PromiseKind.ANSWER else VISIT_MOVED
        self.telling.citizen(
            uow, request, told.key, key=promise.id, at=at, when=moved.at, params={"why": why}
        )

    def _reseat(self, uow: UnitOfWork, moved: Moved) -> None:
        booking = uow.bookings.of_request(moved.request.id)
        if booking is None or moved.slot is None:
            return
        uow.bookings.save(booking.end(BookingState.MOVED))
        uow.bookings.save(
            Booking(
                id=BookingId(self.ids.new()),
                site=booking.site,
                service=booking.service,
                person=booking.person,
                request=booking.request,
                start=moved.slot.start,
                until=moved.slot.until,
                seat=moved.slot.seat,
            )
        )

    def _fresh(self, request: Request, actor: Actor, kind: PromiseKind, *, at: datetime) -> Promise:
        return Promise(
            id=PromiseId(self.ids.new()),
            site=request.site,
            request=request.id,
            service=request.service,
            kind=kind,
            at=at,
            since=at,
            made_at=at,
            made_by=actor.name or actor.id,
            officer=request.officer,
        )


def _due(calendar: OfficeCalendar, promise: Promise, request: Request) -> datetime:
    """When the answer is due by a calendar: its duration, and every pause that ended."""
    if promise.duration is None:
        return promise.at
    due = calendar.due(promise.since, promise.duration)
    for pause in request.pauses:
        if pause.until is not None and promise.since <= pause.since <= due:
            stood = calendar.between(pause.since, pause.until)
            due = calendar.after(due, stood) if stood else due
    return due


def is_late(promise: Promise, request: Request, *, at: datetime) -> bool:
    """Whether it is broken though it still stands; not while the office waits for the citizen."""
    return promise.overdue(request.waiting_since or at)


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
