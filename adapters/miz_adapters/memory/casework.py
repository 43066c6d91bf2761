"""Requests and what surrounds them, in memory."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from miz.domain.bookings import Booking, BookingState
from miz.domain.complaints import Complaint, ComplaintState
from miz.domain.ids import (
    BookingId,
    ComplaintId,
    HostId,
    OpinionId,
    PersonId,
    PromiseId,
    RequestId,
    ServiceId,
    SiteId,
    UnitId,
)
from miz.domain.promises import Promise, PromiseState
from miz.domain.requests import Request, RequestState
from miz.domain.surveys import Opinion
from miz.ports import casework as port
from miz_adapters.conflicts import (
    BOOKING_REQUEST,
    BOOKING_SEAT,
    COMPLAINT_CODE,
    PROMISE_STANDING,
    REQUEST_CODE,
    REQUEST_LETTER,
)
from miz_adapters.memory.records import Ledger, Records, Rule

END_OF_TIMES = datetime.max.replace(tzinfo=UTC)


class MemoryRequests(Records[RequestId, Request], port.Requests):
    """Requests."""

    rules: ClassVar[tuple[Rule[Any], ...]] = (
        (REQUEST_CODE, lambda r: r.code),
        (REQUEST_LETTER, lambda r: r.result.code if r.result else None),
    )

    def by_code(self, code: str) -> Request | None:
        return self._owner(REQUEST_CODE, code)

    def by_letter(self, code: str) -> Request | None:
        return self._owner(REQUEST_LETTER, code)

    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Request]:
        found = self._all(by=lambda r: (r.opened_at, r.id), newest=True)
        return [request for request in found if request.person == person][:limit]

    def inbox(
        self,
        site: SiteId,
        *states: RequestState,
        officer: HostId | None = None,
        unit: UnitId | None = None,
        limit: int = 100,
    ) -> Sequence[Request]:
        found = self._all(by=lambda r: (r.due_at or END_OF_TIMES, r.id))
        return [
            request
            for request in found
            if request.site == site
            and request.state in states
            and officer in {None, request.officer}
            and (officer is not None or unit in {None, request.unit})
        ][:limit]

    def at_desk(self, site: SiteId, *, limit: int = 100) -> Sequence[Request]:
        found = self._all(by=lambda r: (r.opened_at, r.id))
        return [request for request in found if request.site == site and request.at_desk][:limit]

    def opened(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Request]:
        found = self._all(by=lambda r: (r.opened_at, r.id))
        return [r for r in found if r.site == site and since <= r.opened_at < until]


def _standing(promise: Promise) -> tuple[str, str] | None:
    standing = promise.state is PromiseState.STANDING
    return (promise.request, promise.kind) if standing else None


class MemoryPromises(Records[PromiseId, Promise], port.Promises):
    """The ledger."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((PROMISE_STANDING, _standing),)

    def of_request(self, request: RequestId) -> Sequence[Promise]:
        found = self._all(by=lambda p: (p.made_at, p.id))
        return [promise for promise in found if promise.request == request]

    def standing(self, site: SiteId, *, limit: int = 10_000) -> Sequence[Promise]:
        found = [p for p in self._by_time(site) if p.state is PromiseState.STANDING]
        return found[:limit]

    def promised(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Promise]:
        return [promise for promise in self._by_time(site) if since <= promise.at < until]

    def _by_time(self, site: SiteId) -> Sequence[Promise]:
        return [p for p in self._all(by=lambda p: (p.at, p.id)) if p.site == site]


def _seat(booking: Booking) -> tuple[str, datetime, int] | None:
    booked = booking.state is BookingState.BOOKED
    return (booking.service, booking.start, booking.seat) if booked else None


class MemoryBookings(Records[BookingId, Booking], port.Bookings):
    """Bookings."""

    rules: ClassVar[tuple[Rule[Any], ...]] = (
        (BOOKING_SEAT, _seat),
        (BOOKING_REQUEST, lambda b: b.request if b.state is BookingState.BOOKED else None),
    )

    def of_request(self, request: RequestId) -> Booking | None:
        return self._owner(BOOKING_REQUEST, request)

    def taken(self, service: ServiceId, since: datetime, until: datetime) -> Sequence[Booking]:
        found = self._all(by=lambda b: (b.start, b.seat))
        return [b for b in found if b.service == service and _within(b, since, until)]

    def expected(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Booking]:
        found = self._all(by=lambda b: (b.start, b.id))
        return [b for b in found if b.site == site and _within(b, since, until)]


def _within(booking: Booking, since: datetime, until: datetime) -> bool:
    return booking.state is BookingState.BOOKED and since <= booking.start < until


class MemoryComplaints(Records[ComplaintId, Complaint], port.Complaints):
    """Complaints."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((COMPLAINT_CODE, lambda c: c.code or None),)

    def by_code(self, code: str) -> Complaint | None:
        return self._owner(COMPLAINT_CODE, code)

    def of_request(self, request: RequestId) -> Sequence[Complaint]:
        found = self._all(by=lambda c: (c.opened_at, c.id))
        return [complaint for complaint in found if complaint.request == request]

    def in_state(
        self, site: SiteId, *states: ComplaintState, limit: int = 100
    ) -> Sequence[Complaint]:
        found = self._all(by=lambda c: (c.due_at, c.id))
        return [c for c in found if c.site == site and c.state in states][:limit]


class MemorySequences(port.Sequences):
    """Numbers that people read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._given: dict[tuple[str, str], int] = {}

    def next(self, site: SiteId, name: str) -> int:
        self._ledger.must_write()
        key, before = (site, name), self._given.get((site, name), 0)
        self._given[key] = before + 1
        self._ledger.undo(lambda: self._given.__setitem__(key, before))
        return before + 1


class MemoryOpinions(Records[OpinionId, Opinion], port.Opinions):
    """Filled surveys."""

    def between(self, site: SiteId, first: date, last: date) -> Sequence[Opinion]:
        found = self._all(by=lambda o: (o.day, o.id))
        return [o for o in found if o.site == site and first <= o.day <= last]
