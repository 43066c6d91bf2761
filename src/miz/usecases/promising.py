"""Making, moving and settling promises, inside the unit of work of what causes it (I4)."""

from collections.abc import Container
from datetime import date, datetime

from attrs import evolve, frozen

from miz.domain.bookings import BookingState
from miz.domain.calendar import OfficeCalendar, OfficeTime
from miz.domain.correspondence import Message, Paper
from miz.domain.ids import PromiseId
from miz.domain.places import Site
from miz.domain.promises import MoveReason, Promise, PromiseKind, PromiseState
from miz.domain.requests import Request, RequestState
from miz.domain.staff import Actor
from miz.domain.templates import REQUEST_RESUMED
from miz.ports.holidays import Holidays
from miz.ports.ids import Ids
from miz.ports.storage import UnitOfWork
from miz.usecases.recording import keep
from miz.usecases.telling import Telling


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
        if standing is not None and standing.late(request, at=at):
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
        later = standing.due_by(self.calendar(uow, uow.sites.get(going.site)), going.pauses)
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
