"""Decisions on reads as rows; the code that was read is sealed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from miz.domain.access import Access, GrantState, Mark, Reason
from miz.domain.ids import AccessId, LaneId, PersonId, SiteId, VisitId, ZoneId
from miz.domain.places import Direction
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
from miz_adapters.sql.statements import Statement, word
from miz_adapters.sql.tables import ACCESSES

_C = ACCESSES.c
_REASONS = {reason.value: reason for reason in Reason}
_GRANTS = {grant.value: grant for grant in GrantState}
_DIRECTIONS: dict[str | None, Direction | None] = {
    None: None,
    Direction.IN.value: Direction.IN,
    Direction.OUT.value: Direction.OUT,
}
_ISSUED = _C.grant_state == word("issued")


def _newest(*equal: str) -> Statement:
    query = where_equal(ACCESSES, *equal).order_by(_C.at.desc(), _C.id.desc())
    return Statement(limited(query), *equal, "most")


class SqlAccesses(Records[AccessId, Access], port.Accesses):
    """Decisions on reads."""

    table = ACCESSES
    _by_key = Statement(where_equal(ACCESSES, "key"), "key")
    _repeated = Statement(
        where_equal(ACCESSES, "lane")
        .where(
            _C.at >= sa.bindparam("since", type_=_C.at.type),
            _C.code_index == sa.bindparam("code_index"),
        )
        .order_by(_C.at.desc(), _C.id.desc())
        .limit(sa.literal_column("1")),
        *("lane", "since", "code_index"),
    )
    _pending = Statement(where_equal(ACCESSES, "visit").where(_ISSUED), "visit")
    _pending_at = Statement(
        where_equal(ACCESSES, "lane").where(_ISSUED).order_by(_C.at, _C.id), "lane"
    )
    _pending_in = Statement(
        where_equal(ACCESSES, "zone").where(_ISSUED).order_by(_C.at, _C.id), "zone"
    )
    _escorts = Statement(
        where_equal(ACCESSES, "lane")
        .where(_C.at >= sa.bindparam("since", type_=_C.at.type), _C.host.is_not(None))
        .order_by(_C.at.desc(), _C.id.desc()),
        *("lane", "since"),
    )
    _between = Statement(
        where_equal(ACCESSES, "site")
        .where(
            _C.at >= sa.bindparam("since", type_=_C.at.type),
            _C.at < sa.bindparam("until", type_=_C.at.type),
        )
        .order_by(_C.at, _C.id),
        *("site", "since", "until"),
    )
    _latest = _newest("site")
    _latest_at = _newest("lane", "site")
    _of_visit = _newest("visit")
    _of_person = _newest("person")

    def by_key(self, key: str) -> Access | None:
        return self._one(self._by_key, key)

    def repeated(self, lane: LaneId, code: str, *, since: datetime) -> Access | None:
        return self._one(self._repeated, lane, micros(since), self._index(code))

    def pending(self, visit: VisitId) -> Access | None:
        return self._one(self._pending, visit)

    def pending_at(self, lane: LaneId) -> Sequence[Access]:
        return self._many(self._pending_at, lane)

    def pending_in(self, zone: ZoneId) -> Sequence[Access]:
        return self._many(self._pending_in, zone)

    def escorts(self, lane: LaneId, *, since: datetime) -> Sequence[Access]:
        return self._many(self._escorts, lane, micros(since))

    def between(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Access]:
        return self._many(self._between, site, micros(since), micros(until))

    def latest(
        self, site: SiteId, *, lane: LaneId | None = None, limit: int = 20
    ) -> Sequence[Access]:
        if lane is None:
            return self._many(self._latest, site, limit)
        return self._many(self._latest_at, lane, site, limit)

    def of_visit(self, visit: VisitId, *, limit: int = 50) -> Sequence[Access]:
        return self._many(self._of_visit, visit, limit)

    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Access]:
        return self._many(self._of_person, person, limit)

    def _pack(self, aggregate: Access) -> tuple[Any, ...]:
        access = aggregate
        return (
            access.id,
            access.site,
            access.lane,
            micros(access.at),
            self._seal(access.id, "code", access.code),
            self._index(access.code),
            access.reason.value,
            access.key,
            access.detail,
            access.direction.value if access.direction else None,
            access.visit,
            access.person,
            access.pass_,
            access.grant.value,
            micros_or_none(access.deadline),
            micros_or_none(access.closed_at),
            access.zone,
            access.host,
            access.mark.value if access.mark else None,
        )

    def _unpack(self, row: Row) -> Access:
        identity, site, lane, at, sealed, _, reason, key, detail, direction, *rest = row
        visit, person, pass_, grant, deadline, closed_at, zone, host, mark, version = rest
        return Access(
            identity,
            site,
            lane,
            instant(at),
            self._read(identity, "code", sealed),
            _REASONS[reason],
            key,
            detail,
            _DIRECTIONS[direction],
            visit,
            person,
            pass_,
            _GRANTS[grant],
            instant_or_none(deadline),
            instant_or_none(closed_at),
            zone,
            host,
            None if mark is None else Mark(mark),
            version,
        )

    def _index(self, code: str) -> str:
        return self._vault.index(code, context="access_code")
