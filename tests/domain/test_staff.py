from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from miz.domain.ids import SessionId, SiteId, UserId
from miz.domain.staff import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    PERMITS,
    SEEN_GRAIN,
    Actor,
    Permission,
    Role,
    Session,
    SessionKind,
    User,
)
from miz.errors import NotAllowed

AT = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
SITE = SiteId("site")
GUARD = User(UserId("u1"), SITE, "guard", "نگهبان", frozenset({Role.GUARD}), "hash")
SESSION = Session(
    SessionId("s1"), SITE, GUARD.id, "digest", "csrf", AT, AT, expires_at=AT + ABSOLUTE_LIMIT
)
TICK = timedelta(microseconds=1)
PERSONAL = {
    Permission.RECEIVE,
    Permission.READ_FILES,
    Permission.EDIT_FILES,
    Permission.SEE_NUMBERS,
    Permission.WATCH,
}


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_permissions(role: Role) -> None:
    """No role is forgotten, and none may do nothing."""

    assert PERMITS[role]


def test_administrators_see_no_person() -> None:
    """Who keeps the machine does not read the files (threat model, actors)."""

    assert not PERMITS[Role.ADMIN] & PERSONAL


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GATE}))
def test_only_gates_decide_on_reads(role: Role) -> None:
    """No person's role can open a lane by asking for it."""

    assert Permission.OPERATE_GATE not in PERMITS[role]


def test_devices_do_their_own_work_only() -> None:
    """A lane, a wall and a simulator hold the least that they need."""

    assert {Permission.OPERATE_GATE} == PERMITS[Role.GATE]
    assert {Permission.WATCH} == PERMITS[Role.WALL]
    assert {Permission.SIMULATE, Permission.WATCH} == PERMITS[Role.SIMULATOR]


def test_a_user_may_what_any_role_permits() -> None:
    """Roles add up."""
    both = evolve(GUARD, roles=frozenset({Role.GUARD, Role.ADMIN}))

    assert PERMITS[Role.GUARD] | PERMITS[Role.ADMIN] == both.permissions
    assert frozenset() == evolve(GUARD, roles=frozenset()).permissions


def test_a_disabled_user_may_nothing() -> None:
    """Whatever the roles say (ASVS V7.4.2)."""

    assert frozenset() == GUARD.disable().permissions


@pytest.mark.parametrize("permission", Permission)
def test_an_actor_must_have_what_is_asked(permission: Permission) -> None:
    """One permission stands for itself and for no other (ASVS V8.3.1)."""
    actor = Actor.system(SITE, permission)
    actor.must(permission)

    assert {permission} == {other for other in Permission if actor.may(other)}
    for other in set(Permission) - {permission}:
        with pytest.raises(NotAllowed, match=other.value):
            actor.must(other)


def test_an_actor_is_the_user_from_somewhere() -> None:
    """The journal learns who and from where."""
    actor = GUARD.actor("desk 1")

    assert (GUARD.id, SITE, "desk 1", "نگهبان") == (actor.id, actor.site, actor.origin, actor.name)
    assert GUARD.permissions == actor.permissions


@pytest.mark.parametrize(
    ("seen", "now", "alive"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(0), IDLE_LIMIT - TICK, True),
        (timedelta(0), IDLE_LIMIT, False),
        (ABSOLUTE_LIMIT - TICK, ABSOLUTE_LIMIT - TICK, True),
        (ABSOLUTE_LIMIT - TICK, ABSOLUTE_LIMIT, False),
    ],
)
def test_a_browser_session_ends(seen: timedelta, now: timedelta, alive: bool) -> None:
    """After 30 idle minutes, or after 12 hours however busy (ASVS V7.3.1, V7.3.2)."""

    assert alive is evolve(SESSION, seen_at=AT + seen).alive(AT + now)


def test_a_key_is_never_idle() -> None:
    """A device that was off over night need not sign in again."""
    key = evolve(SESSION, kind=SessionKind.KEY)

    assert key.alive(AT + IDLE_LIMIT * 3)
    assert not key.alive(AT + ABSOLUTE_LIMIT)


def test_a_closed_session_stays_closed() -> None:
    """The first end counts (ASVS V7.4.1)."""
    closed = SESSION.close(AT)

    assert not closed.alive(AT)
    assert AT == closed.close(AT + IDLE_LIMIT).closed_at


def test_a_session_is_touched_once_a_minute() -> None:
    """A page that asks often does not write often."""

    assert SESSION is SESSION.touch(AT + SEEN_GRAIN - TICK)
    assert AT + SEEN_GRAIN == SESSION.touch(AT + SEEN_GRAIN).seen_at


def test_secrets_do_not_show_themselves() -> None:
    """A log line holds neither the hash of a password nor the token of a form."""

    assert "hash" not in repr(GUARD).replace("password_hash", "")
    assert "csrf" not in repr(SESSION)
