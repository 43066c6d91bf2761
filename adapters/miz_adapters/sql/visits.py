"""Visits as rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from miz.domain.admissions import (
    Agreement,
    Identification,
    IdentificationMethod,
    Override,
    OverrideGrounds,
    Passage,
    RefusalReason,
    Sighting,
    Window,
)
from miz.domain.ids import PersonId, RequestId, SiteId, VisitId, ZoneId
from miz.domain.places import Direction
from miz.domain.visits import Visit, VisitState
from miz.ports import repositories as port
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import (
    Records,
    instant,
    instant_or_none,
    limited,
    micros,
    micros_or_none,
    where_equal,
)
from miz_adapters.sql.statements import Statement, word, words
from miz_adapters.sql.tables import VISITS

T = TypeVar("T")
_C = VISITS.c
_STATES = {state.value: state for state in VisitState}
_LATE_AFTER = timedelta(days=1)
_HERE = _C.state.in_(words("arrived", "admitted", "inside"))


def _overdue() -> Statement:
    at = sa.bindparam("at", type_=_C.window_until.type)
    admitted = sa.and_(_C.state == word("admitted"), _C.window_until <= at)
    day_before = sa.bindparam("day_before", type_=_C.expected_at.type)
    expected = sa.and_(_C.state == word("expected"), _C.expected_at <= day_before)
    arrived = sa.and_(_C.state == word("arrived"), _C.arrived_at <= day_before)
    query = where_equal(VISITS, "site").where(
        _C.state.in_(words("admitted", "arrived", "expected")),
        sa.or_(admitted, expected, arrived),
    )
    return Statement(
        limited(query.order_by(_C.opened_at, _C.id)), "site", "at", "day_before", "most"
    )


@cache
def _in_state(states: tuple[VisitState, ...]) -> Statement:
    query = where_equal(VISITS, "site").where(_C.state.in_(words(*states)))
    return Statement(limited(query.order_by(_C.opened_at, _C.id)), "site", "most")


@cache
def _count(states: tuple[VisitState, ...]) -> Statement:
    query = sa.select(sa.func.count()).select_from(VISITS)
    return Statement(
        query.where(_C.site == sa.bindparam("site"), _C.state.in_(words(*states))), "site"
    )


class SqlVisits(Records[VisitId, Visit], port.Visits):
    """Visits. On PostgreSQL a visit that a write reads is its own until the write ends."""

    table = VISITS
    _find_locked = Statement(where_equal(VISITS, "id").with_for_update(key_share=True), "id")
    _current = Statement(
        where_equal(VISITS, "person").where(_HERE).order_by(_C.opened_at.desc(), _C.id.desc()),
        "person",
    )
    _expected = Statement(
        where_equal(VISITS, "person")
        .where(_C.state == word("expected"))
        .order_by(_C.expected_at, _C.id)
        .limit(sa.literal_column("1")),
        "person",
    )
    _of_person = Statement(
        limited(where_equal(VISITS, "person").order_by(_C.opened_at.desc(), _C.id.desc())),
        *("person", "most"),
    )
    _of_request = Statement(where_equal(VISITS, "request").order_by(_C.opened_at, _C.id), "request")
    _entered = Statement(
        sa.select(sa.func.count())
        .select_from(VISITS)
        .where(
            _C.site == sa.bindparam("site"),
            _C.entry_at >= sa.bindparam("since", type_=_C.entry_at.type),
        ),
        *("site", "since"),
    )
    _past = _overdue()
    _lingering = Statement(
        limited(
            where_equal(VISITS, "site")
            .where(
                _C.state == word("inside"),
                _C.window_until <= sa.bindparam("at", type_=_C.window_until.type),
                _C.overstayed_at.is_(None),
            )
            .order_by(_C.opened_at, _C.id)
        ),
        *("site", "at", "most"),
    )
    _in_zone = Statement(
        sa.select(sa.func.count()).select_from(VISITS).where(_C.zone == sa.bindparam("zone")),
        "zone",
    )

    def find(self, identity: VisitId) -> Visit | None:
        return self._one(self._find_locked if self._line.writable else self._find_one, identity)

    def current(self, person: PersonId) -> Visit | None:
        return self._one(self._current, person) or self._one(self._expected, person)

    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Visit]:
        return self._many(self._of_person, person, limit)

    def of_request(self, request: RequestId) -> Sequence[Visit]:
        return self._many(self._of_request, request)

    def in_state(self, site: SiteId, *states: VisitState, limit: int = 500) -> Sequence[Visit]:
        return self._many(_in_state(states), site, limit) if states else []

    def count(self, site: SiteId, *states: VisitState) -> int:
        return int(self._line.fetch(_count(states), site)[0][0]) if states else 0

    def entered_since(self, site: SiteId, since: datetime) -> int:
        return int(self._line.fetch(self._entered, site, micros(since))[0][0])

    def count_in(self, zone: ZoneId) -> int:
        return int(self._line.fetch(self._in_zone, zone)[0][0])

    def lingering(self, site: SiteId, before: datetime, *, limit: int = 100) -> Sequence[Visit]:
        return self._many(self._lingering, site, micros(before), limit)

    def overdue(self, site: SiteId, at: datetime, *, limit: int = 100) -> Sequence[Visit]:
        return self._many(self._past, site, micros(at), micros(at - _LATE_AFTER), limit)

    def _pack(self, aggregate: Visit) -> tuple[Any, ...]:
        visit = aggregate
        return (
            visit.id,
            visit.site,
            visit.person,
            visit.state.value,
            micros(visit.opened_at),
            visit.host,
            visit.unit,
            visit.service,
            visit.purpose,
            visit.needs_agreement,
            micros_or_none(visit.expected_at),
            micros_or_none(visit.arrived_at),
            *_pack_identification(visit.identification),
            *_pack_agreement(visit.agreement),
            micros(visit.window.start) if visit.window else None,
            micros(visit.window.until) if visit.window else None,
            *_pack_passage(visit.entry),
            *_pack_passage(visit.exit),
            visit.refusal.value if visit.refusal else None,
            micros_or_none(visit.closed_at),
            visit.request,
            *_pack_override(visit.override),
            msgspec.json.encode(visit.zones).decode(),
            visit.zone,
            *_pack_sighting(visit.seen),
            micros_or_none(visit.pardoned_at),
            micros_or_none(visit.overstayed_at),
            micros_or_none(visit.unclear_at),
        )

    def _unpack(self, row: Row) -> Visit:
        start, until = row[19], row[20]
        return Visit(
            row[0],
            row[1],
            row[2],
            _STATES[row[3]],
            instant(row[4]),
            row[5],
            row[6],
            row[7],
            row[8],
            bool(row[9]),
            instant_or_none(row[10]),
            instant_or_none(row[11]),
            None if row[12] is None else _identification(row[12:16]),
            None if row[16] is None else _agreement(row[16:19]),
            None if start is None else Window(instant(start), instant(until)),
            None if row[21] is None else _passage(row[21:25], Direction.IN),
            None if row[25] is None else _passage(row[25:29], Direction.OUT),
            None if row[29] is None else RefusalReason(row[29]),
            instant_or_none(row[30]),
            row[31],
            None if row[32] is None else _override(row[32:35]),
            () if row[35] == "[]" else tuple(msgspec.json.decode(row[35])),
            row[36],
            None if row[37] is None else _sighting(row[37:40]),
            instant_or_none(row[40]),
            instant_or_none(row[41]),
            instant_or_none(row[42]),
            row[43],
        )


def _pack_identification(check: Identification | None) -> tuple[Any, ...]:
    if check is None:
        return (None, None, None, None)
    return (check.method.value, check.matched, micros(check.at), check.by)


def _identification(row: Row) -> Identification:
    method, matched, at, by = row
    return Identification(IdentificationMethod(method), bool(matched), instant(at), by)


def _pack_agreement(agreement: Agreement | None) -> tuple[Any, ...]:
    if agreement is None:
        return (None, None, None)
    return (agreement.agreed, micros(agreement.at), agreement.by)


def _agreement(row: Row) -> Agreement:
    agreed, at, by = row
    return Agreement(bool(agreed), instant(at), by)


def _pack_override(override: Override | None) -> tuple[Any, ...]:
    if override is None:
        return (None, None, None)
    return (override.grounds.value, micros(override.at), override.by)


def _override(row: Row) -> Override:
    grounds, at, by = row
    return Override(OverrideGrounds(grounds), instant(at), by)


def _pack_sighting(seen: Sighting | None) -> tuple[Any, ...]:
    return (None, None, None) if seen is None else (seen.lane, seen.direction, micros(seen.at))


def _sighting(row: Row) -> Sighting:
    lane, direction, at = row
    return Sighting(lane, Direction(direction), instant(at))


def _pack_passage(passage: Passage | None) -> tuple[Any, ...]:
    """The direction is not stored: an entry is inwards, an exit outwards."""
    if passage is None:
        return (None, None, None, None)
    return (passage.access, passage.lane, micros(passage.at), passage.confirmed)


def _passage(row: Row, direction: Direction) -> Passage:
    access, lane, at, confirmed = row
    return Passage(access, lane, direction, instant(at), bool(confirmed))
