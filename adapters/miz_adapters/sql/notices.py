"""The outbox as rows; addresses and the words of a notice are sealed."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from miz.domain.ids import NoticeId, SiteId
from miz.domain.notices import Medium, Notice, NoticeState
from miz.domain.values import Language
from miz.ports import repositories as port
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import (
    Records,
    columns_of,
    instant,
    instant_or_none,
    limited,
    micros,
    micros_or_none,
    where_equal,
)
from miz_adapters.sql.statements import Statement, word, words
from miz_adapters.sql.tables import NOTICES

_C = NOTICES.c
_WAITING = _C.state.in_(words("queued", "leased"))


def _due() -> sa.Select[Any]:
    at = sa.bindparam("at", type_=_C.next_at.type)
    queued = sa.and_(_C.state == word("queued"), _C.next_at <= at)
    lapsed = sa.and_(_C.state == word("leased"), _C.lease_until <= at)
    query = sa.select(*columns_of(NOTICES)).where(_WAITING, sa.or_(queued, lapsed))
    return limited(query.order_by(_C.created_at, _C.id))


def _queue() -> Statement:
    """Both databases spell it alike, but SQLAlchemy has an insert for each."""
    names = [column.name for column in columns_of(NOTICES)]
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    return Statement(
        postgresql.insert(NOTICES).values(values).on_conflict_do_nothing(index_elements=["key"]),
        *names,
        sqlite=sqlite.insert(NOTICES).values(values).on_conflict_do_nothing(index_elements=["key"]),
    )


class SqlNotices(Records[NoticeId, Notice], port.Notices):
    """The outbox. On PostgreSQL workers step over what another one is just taking."""

    table = NOTICES
    _queue_new = _queue()
    _due_now = Statement(_due(), "at", "most")
    _due_free = Statement(_due().with_for_update(skip_locked=True), "at", "most")
    _followed = Statement(
        limited(
            sa.select(*columns_of(NOTICES))
            .where(
                _C.follow_at.is_not(None),
                _C.follow_at <= sa.bindparam("at", type_=_C.next_at.type),
            )
            .order_by(_C.follow_at, _C.id)
        ),
        *("at", "most"),
    )
    _of_recipient = Statement(
        limited(where_equal(NOTICES, "recipient").order_by(_C.created_at.desc(), _C.id.desc())),
        *("recipient", "most"),
    )
    _count = Statement(
        sa.select(sa.func.count())
        .select_from(NOTICES)
        .where(_WAITING, _C.site == sa.bindparam("site")),
        "site",
    )

    def queue(self, notice: Notice) -> bool:
        self._line.must_write()
        return self._line.change(self._queue_new, *self._pack(notice), 1) > 0

    def due(self, at: datetime, *, limit: int = 50) -> Sequence[Notice]:
        statement = self._due_free if self._line.writable else self._due_now
        return self._many(statement, micros(at), limit)

    def followed(self, at: datetime, *, limit: int = 50) -> Sequence[Notice]:
        return self._many(self._followed, micros(at), limit)

    def of_recipient(self, recipient: str, *, limit: int = 50) -> Sequence[Notice]:
        return self._many(self._of_recipient, recipient, limit)

    def count(self, site: SiteId) -> int:
        return int(self._line.fetch(self._count, site)[0][0])

    def _pack(self, aggregate: Notice) -> tuple[Any, ...]:
        notice = aggregate
        params = json.dumps(dict(notice.params), ensure_ascii=False)
        return (
            notice.id,
            notice.site,
            notice.key,
            notice.template,
            notice.recipient,
            self._seal(notice.id, "address", notice.address),
            self._seal(notice.id, "params", params),
            micros(notice.created_at),
            micros(notice.next_at),
            micros(notice.expires_at),
            notice.medium.value,
            notice.language.value,
            notice.state.value,
            notice.attempts,
            notice.leased_by,
            micros_or_none(notice.lease_until),
            micros_or_none(notice.sent_at),
            notice.reference,
            notice.error,
            micros_or_none(notice.follow_at),
        )

    def _unpack(self, row: Row) -> Notice:
        identity, site, key, template, recipient, address, params, *rest = row
        created_at, next_at, expires_at, medium, language, state, attempts, *lease = rest
        leased_by, lease_until, sent_at, reference, error, follow_at, version = lease
        return Notice(
            identity,
            site,
            key,
            template,
            recipient,
            self._read(identity, "address", address),
            json.loads(self._read(identity, "params", params)),
            instant(created_at),
            instant(next_at),
            instant(expires_at),
            Medium(medium),
            Language(language),
            NoticeState(state),
            attempts,
            leased_by,
            instant_or_none(lease_until),
            instant_or_none(sent_at),
            reference,
            error,
            instant_or_none(follow_at),
            version,
        )
