"""Users and sessions as rows."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from miz.domain.ids import SessionId, SiteId, UserId
from miz.domain.staff import Lesson, Role, Session, SessionKind, User
from miz.domain.values import Language
from miz.ports import repositories as port
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import (
    Records,
    instant,
    instant_or_none,
    micros,
    micros_or_none,
    where_equal,
)
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import SESSIONS, USERS


class SqlUsers(Records[UserId, User], port.Users):
    """Users."""

    table = USERS
    _by_login = Statement(where_equal(USERS, "login"), "login")
    _of_site = Statement(where_equal(USERS, "site").order_by(USERS.c.login), "site")

    def by_login(self, login: str) -> User | None:
        return self._one(self._by_login, login)

    def of(self, site: SiteId) -> Sequence[User]:
        return self._many(self._of_site, site)

    def _pack(self, aggregate: User) -> tuple[Any, ...]:
        user = aggregate
        return (
            user.id,
            user.site,
            user.login,
            user.name,
            " ".join(sorted(user.roles)),
            user.password_hash,
            user.language.value,
            user.active,
            user.host,
            _written(user.lessons),
            user.gate,
        )

    def _unpack(self, row: Row) -> User:
        identity, site, login, name, roles, password_hash, language, *rest = row
        active, host, lessons, gate, version = rest
        return User(
            identity,
            site,
            login,
            name,
            frozenset(Role(role) for role in roles.split()),
            password_hash,
            Language(language),
            bool(active),
            host,
            _lessons(lessons),
            gate,
            version,
        )


class SqlSessions(Records[SessionId, Session], port.Sessions):
    """Sessions; their secrets are stored nowhere, only digests."""

    table = SESSIONS
    _by_digest = Statement(where_equal(SESSIONS, "token_digest"), "token_digest")
    _close_all = Statement(
        sa.update(SESSIONS)
        .where(
            SESSIONS.c.user_id == sa.bindparam("user"),
            SESSIONS.c.closed_at.is_(None),
        )
        .values(
            closed_at=sa.bindparam("at", type_=SESSIONS.c.closed_at.type),
            version=SESSIONS.c.version + sa.literal_column("1"),
        ),
        *("at", "user"),
    )

    def by_digest(self, token_digest: str) -> Session | None:
        return self._one(self._by_digest, token_digest)

    def close_all(self, user: UserId, *, at: datetime) -> int:
        self._line.must_write()
        return self._line.change(self._close_all, micros(at), user)

    def _pack(self, aggregate: Session) -> tuple[Any, ...]:
        session = aggregate
        return (
            session.id,
            session.site,
            session.user,
            session.token_digest,
            session.csrf,
            micros(session.created_at),
            micros(session.seen_at),
            micros(session.expires_at),
            session.kind.value,
            micros_or_none(session.closed_at),
            session.training,
        )

    def _unpack(self, row: Row) -> Session:
        identity, site, user, digest, csrf, created_at, seen_at, expires_at, *rest = row
        kind, closed_at, training, version = rest
        return Session(
            identity,
            site,
            user,
            digest,
            csrf,
            instant(created_at),
            instant(seen_at),
            instant(expires_at),
            SessionKind(kind),
            instant_or_none(closed_at),
            training,
            version,
        )


def _written(lessons: Mapping[Lesson, datetime]) -> str:
    return json.dumps({lesson.value: micros(at) for lesson, at in lessons.items()})


def _lessons(text: str) -> Mapping[Lesson, datetime]:
    return {Lesson(name): instant(at) for name, at in json.loads(text).items()}
