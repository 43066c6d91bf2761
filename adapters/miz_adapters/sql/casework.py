"""Requests and what surrounds them, as rows."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from miz.domain.bookings import Booking
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
from miz.domain.promises import Promise
from miz.domain.requests import Request, RequestState
from miz.domain.surveys import Opinion
from miz.ports import casework as port
from miz_adapters.sql.case_tables import BOOKINGS, COMPLAINTS, OPINIONS, PROMISES, REQUESTS
from miz_adapters.sql.contents import Contents
from miz_adapters.sql.records import limited, micros, where_equal
from miz_adapters.sql.statements import Statement, word, words

END_OF_TIMES = 2**62
_BOOKED = BOOKINGS.c.state == word("booked")
# SQLAlchemy would ask SQLite for "at_desk = 1", which the index of those at the desk cannot serve.
_AT_DESK = sa.text("requests.at_desk")


def _period(column: sa.Column[Any]) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """From one parameter, inclusive, until another, exclusive."""
    since = sa.bindparam("since", type_=column.type)
    until = sa.bindparam("until", type_=column.type)
    return column >= since, column < until


@cache
def _inbox(states: tuple[RequestState, ...], narrowed: str) -> Statement:
    names = ("site", narrowed) if narrowed else ("site",)
    query = where_equal(REQUESTS, *names).where(REQUESTS.c.state.in_(words(*states)))
    return Statement(
        limited(query.order_by(REQUESTS.c.due_order, REQUESTS.c.id)), *names, "most"
    )  # fmt: skip


@cache
def _complaints(states: tuple[ComplaintState, ...]) -> Statement:
    query = where_equal(COMPLAINTS, "site").where(COMPLAINTS.c.state.in_(words(*states)))
    return Statement(limited(query.order_by(COMPLAINTS.c.due_at, COMPLAINTS.c.id)), "site", "most")


class SqlRequests(Contents[RequestId, Request], port.Requests):
    """Requests. On PostgreSQL a request that a write reads is its own until the write ends."""

    table = REQUESTS
    shape = Request
    _locked = Statement(where_equal(REQUESTS, "id").with_for_update(key_share=True), "id")
    _by_code = Statement(where_equal(REQUESTS, "code_index"), "code_index")
    _by_letter = Statement(where_equal(REQUESTS, "letter_index"), "letter_index")
    _of_person = Statement(
        limited(
            where_equal(REQUESTS, "person").order_by(
                REQUESTS.c.opened_at.desc(), REQUESTS.c.id.desc()
            )
        ),
        *("person", "most"),
    )
    _waiting = Statement(
        limited(
            where_equal(REQUESTS, "site")
            .where(_AT_DESK)
            .order_by(REQUESTS.c.opened_at, REQUESTS.c.id)
        ),
        *("site", "most"),
    )
    _opened = Statement(
        where_equal(REQUESTS, "site")
        .where(*_period(REQUESTS.c.opened_at))
        .order_by(REQUESTS.c.opened_at, REQUESTS.c.id),
        *("site", "since", "until"),
    )

    def find(self, identity: RequestId) -> Request | None:
        return self._one(self._locked if self._line.writable else self._find_one, identity)

    def by_code(self, code: str) -> Request | None:
        return self._one(self._by_code, self._index("tracking", code))

    def by_letter(self, code: str) -> Request | None:
        return self._one(self._by_letter, self._index("letter", code))

    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Request]:
        return self._many(self._of_person, person, limit)

    def inbox(
        self,
        site: SiteId,
        *states: RequestState,
        officer: HostId | None = None,
        unit: UnitId | None = None,
        limit: int = 100,
    ) -> Sequence[Request]:
        if not states:
            return []
        if officer is not None:
            return self._many(_inbox(states, "officer"), site, officer, limit)
        if unit is not None:
            return self._many(_inbox(states, "unit"), site, unit, limit)
        return self._many(_inbox(states, ""), site, limit)

    def at_desk(self, site: SiteId, *, limit: int = 100) -> Sequence[Request]:
        return self._many(self._waiting, site, limit)

    def opened(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Request]:
        return self._many(self._opened, site, micros(since), micros(until))

    def _keys(self, aggregate: Request) -> tuple[Any, ...]:
        request = aggregate
        return (
            request.site,
            request.person,
            request.service,
            request.state.value,
            request.officer,
            request.unit,
            self._index("tracking", request.code),
            self._index("letter", request.result.code) if request.result else None,
            micros(request.opened_at),
            END_OF_TIMES if request.due_at is None else micros(request.due_at),
            request.at_desk,
        )


class SqlPromises(Contents[PromiseId, Promise], port.Promises):
    """The ledger."""

    table = PROMISES
    shape = Promise
    _of_request = Statement(
        where_equal(PROMISES, "request").order_by(PROMISES.c.made_at, PROMISES.c.id), "request"
    )
    _standing = Statement(
        limited(
            where_equal(PROMISES, "site")
            .where(PROMISES.c.state == word("standing"))
            .order_by(PROMISES.c.promised_at, PROMISES.c.id)
        ),
        *("site", "most"),
    )
    _promised = Statement(
        where_equal(PROMISES, "site")
        .where(*_period(PROMISES.c.promised_at))
        .order_by(PROMISES.c.promised_at, PROMISES.c.id),
        *("site", "since", "until"),
    )

    def of_request(self, request: RequestId) -> Sequence[Promise]:
        return self._many(self._of_request, request)

    def standing(self, site: SiteId, *, limit: int = 10_000) -> Sequence[Promise]:
        return self._many(self._standing, site, limit)

    def promised(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Promise]:
        return self._many(self._promised, site, micros(since), micros(until))

    def _keys(self, aggregate: Promise) -> tuple[Any, ...]:
        promise = aggregate
        words_ = (promise.site, promise.request, promise.kind.value, promise.state.value)
        return (*words_, micros(promise.at), micros(promise.made_at))


class SqlBookings(Contents[BookingId, Booking], port.Bookings):
    """Bookings."""

    table = BOOKINGS
    shape = Booking
    _of_request = Statement(where_equal(BOOKINGS, "request").where(_BOOKED), "request")
    _taken = Statement(
        where_equal(BOOKINGS, "service")
        .where(_BOOKED, *_period(BOOKINGS.c.starts_at))
        .order_by(BOOKINGS.c.starts_at, BOOKINGS.c.seat),
        *("service", "since", "until"),
    )
    _expected = Statement(
        where_equal(BOOKINGS, "site")
        .where(_BOOKED, *_period(BOOKINGS.c.starts_at))
        .order_by(BOOKINGS.c.starts_at, BOOKINGS.c.id),
        *("site", "since", "until"),
    )

    def of_request(self, request: RequestId) -> Booking | None:
        return self._one(self._of_request, request)

    def taken(self, service: ServiceId, since: datetime, until: datetime) -> Sequence[Booking]:
        return self._many(self._taken, service, micros(since), micros(until))

    def expected(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Booking]:
        return self._many(self._expected, site, micros(since), micros(until))

    def _keys(self, aggregate: Booking) -> tuple[Any, ...]:
        booking = aggregate
        where = (booking.site, booking.service, booking.request)
        return (*where, micros(booking.start), booking.seat, booking.state.value)


class SqlComplaints(Contents[ComplaintId, Complaint], port.Complaints):
    """Complaints."""

    table = COMPLAINTS
    shape = Complaint
    _by_code = Statement(where_equal(COMPLAINTS, "code_index"), "code_index")
    _of_request = Statement(
        where_equal(COMPLAINTS, "request").order_by(COMPLAINTS.c.opened_at, COMPLAINTS.c.id),
        "request",
    )

    def by_code(self, code: str) -> Complaint | None:
        return self._one(self._by_code, self._index("complaint", code))

    def of_request(self, request: RequestId) -> Sequence[Complaint]:
        return self._many(self._of_request, request)

    def in_state(
        self, site: SiteId, *states: ComplaintState, limit: int = 100
    ) -> Sequence[Complaint]:
        return self._many(_complaints(states), site, limit) if states else []

    def _keys(self, aggregate: Complaint) -> tuple[Any, ...]:
        one = aggregate
        code = self._index("complaint", one.code) if one.code else None
        times = (micros(one.opened_at), micros(one.due_at))
        return (one.site, one.state.value, one.request, code, *times)


class SqlOpinions(Contents[OpinionId, Opinion], port.Opinions):
    """Filled surveys."""

    table = OPINIONS
    shape = Opinion
    _between = Statement(
        where_equal(OPINIONS, "site")
        .where(
            OPINIONS.c.day >= sa.bindparam("first", type_=OPINIONS.c.day.type),
            OPINIONS.c.day <= sa.bindparam("last", type_=OPINIONS.c.day.type),
        )
        .order_by(OPINIONS.c.day, OPINIONS.c.id),
        *("site", "first", "last"),
    )

    def between(self, site: SiteId, first: date, last: date) -> Sequence[Opinion]:
        return self._many(self._between, site, first.isoformat(), last.isoformat())

    def _keys(self, aggregate: Opinion) -> tuple[Any, ...]:
        return (aggregate.site, aggregate.service, aggregate.day.isoformat())
