"""What the portal keeps of citizens: drafts, one-time codes and sessions, all sealed."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from miz.domain.citizens import Challenge, CitizenSession
from miz.domain.drafts import Draft
from miz.domain.ids import ChallengeId, CitizenSessionId, DraftId, SiteId
from miz.domain.values import Mobile, NationalId
from miz.ports import casework as port
from miz_adapters.sql.case_tables import CHALLENGES, CITIZEN_SESSIONS, DRAFTS
from miz_adapters.sql.contents import Contents
from miz_adapters.sql.records import micros, where_equal
from miz_adapters.sql.statements import Statement


def _forget(column: sa.Column[Any]) -> Statement:
    before = sa.bindparam("before", type_=column.type)
    return Statement(sa.delete(column.table).where(column < before), "before")


@cache
def _sent(*names: str) -> Statement:
    since = sa.bindparam("since", type_=CHALLENGES.c.sent_at.type)
    equal = (CHALLENGES.c[name] == sa.bindparam(name) for name in names)
    query = sa.select(sa.func.count()).select_from(CHALLENGES)
    return Statement(query.where(CHALLENGES.c.sent_at >= since, *equal), "since", *names)


class SqlDrafts(Contents[DraftId, Draft], port.Drafts):
    """Drafts. On PostgreSQL one that a write reads is its own until the write ends."""

    table = DRAFTS
    shape = Draft
    _locked = Statement(where_equal(DRAFTS, "id").with_for_update(key_share=True), "id")
    _of_citizen = Statement(
        where_equal(DRAFTS, "site", "national_id_index")
        .where(sa.not_(DRAFTS.c.filed))
        .order_by(DRAFTS.c.opened_at.desc(), DRAFTS.c.id.desc()),
        *("site", "national_id_index"),
    )
    _old = _forget(DRAFTS.c.opened_at)

    def find(self, identity: DraftId) -> Draft | None:
        return self._one(self._locked if self._line.writable else self._find_one, identity)

    def of_citizen(self, site: SiteId, number: NationalId) -> Sequence[Draft]:
        return self._many(self._of_citizen, site, self._index("national_id", number.digits))

    def forget(self, before: datetime) -> int:
        self._line.must_write()
        return self._line.change(self._old, micros(before))

    def _keys(self, aggregate: Draft) -> tuple[Any, ...]:
        draft = aggregate
        index = self._index("national_id", draft.national_id.digits)
        return (draft.site, index, micros(draft.opened_at), draft.request is not None)


class SqlChallenges(Contents[ChallengeId, Challenge], port.Challenges):
    """One-time codes. On PostgreSQL one that a write reads is its own until the write ends."""

    table = CHALLENGES
    shape = Challenge
    _locked = Statement(where_equal(CHALLENGES, "id").with_for_update(key_share=True), "id")
    _old = _forget(CHALLENGES.c.sent_at)

    def find(self, identity: ChallengeId) -> Challenge | None:
        return self._one(self._locked if self._line.writable else self._find_one, identity)

    def sent(
        self,
        since: datetime,
        *,
        site: SiteId | None = None,
        mobile: Mobile | None = None,
        number: NationalId | None = None,
    ) -> int:
        asked = {
            "site": site,
            "mobile_index": self._index("mobile", mobile.number) if mobile else None,
            "national_id_index": self._index("national_id", number.digits) if number else None,
        }
        named = {name: value for name, value in asked.items() if value is not None}
        rows = self._line.fetch(_sent(*named), micros(since), *named.values())
        return int(rows[0][0])

    def forget(self, before: datetime) -> int:
        self._line.must_write()
        return self._line.change(self._old, micros(before))

    def _keys(self, aggregate: Challenge) -> tuple[Any, ...]:
        challenge = aggregate
        return (
            challenge.site,
            self._index("national_id", challenge.national_id.digits),
            self._index("mobile", challenge.mobile.number),
            micros(challenge.sent_at),
        )


class SqlCitizenSessions(Contents[CitizenSessionId, CitizenSession], port.CitizenSessions):
    """Citizens' browsers; their secrets are stored nowhere, only digests."""

    table = CITIZEN_SESSIONS
    shape = CitizenSession
    _by_digest = Statement(where_equal(CITIZEN_SESSIONS, "token_digest"), "token_digest")
    _old = _forget(CITIZEN_SESSIONS.c.created_at)

    def by_digest(self, token_digest: str) -> CitizenSession | None:
        return self._one(self._by_digest, token_digest)

    def forget(self, before: datetime) -> int:
        self._line.must_write()
        return self._line.change(self._old, micros(before))

    def _keys(self, aggregate: CitizenSession) -> tuple[Any, ...]:
        session = aggregate
        return (session.site, session.token_digest, micros(session.created_at))
