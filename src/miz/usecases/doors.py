"""Signing in and out: browsers by password, devices by key."""

import hashlib
from datetime import datetime, timedelta

from attrs import field, frozen

from miz.domain.events import StaffChanged
from miz.domain.ids import SessionId, UserId
from miz.domain.staff import (
    ABSOLUTE_LIMIT,
    Actor,
    Permission,
    Session,
    SessionKind,
    User,
)
from miz.domain.values import normal_login
from miz.errors import NotAllowed
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.passwords import Passwords
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import note
from miz.usecases.scope import mine

LIFE = {SessionKind.BROWSER: ABSOLUTE_LIMIT, SessionKind.KEY: timedelta(days=365)}


def digest_of(token: str) -> str:
    """What is stored of a session's secret (SHA-256; the secret has 256 random bits)."""
    return hashlib.sha256(token.encode()).hexdigest()


@frozen
class SignedIn:
    """A fresh session with its secret, which is shown once and never stored."""

    token: str = field(repr=False)
    session: Session
    user: User


@frozen
class Doors:
    """Who may come in to miz itself. Thread-safe."""

    storage: Storage
    passwords: Passwords
    clock: Clock
    ids: Ids

    def sign_in(self, *, login: str, password: str, origin: str) -> SignedIn:
        """A new session; a wrong name and a wrong password look and last the same."""
        name = normal_login(login)
        user = self.storage.read(lambda uow: uow.users.by_login(name))
        hashed = user.password_hash if user and user.active else None
        fits = self.passwords.verify(hashed, password)
        if user is None or not fits or not user.active:
            self._note_failure(user, origin)
            raise NotAllowed(
                "Name or password is not right; try again or ask an administrator.",
                code="sign_in.wrong",
            )
        return self._open(user, SessionKind.BROWSER, actor=user.actor(origin), change="signed in")

    def issue_key(self, *, actor: Actor, user: UserId) -> SignedIn:
        """A key for a device or an integrator, valid for a year or until revoked."""
        actor.must(Permission.MANAGE_STAFF)
        device = self.storage.read(lambda uow: mine(actor, uow.users, user))
        return self._open(device, SessionKind.KEY, actor=actor, change="key issued")

    def enter(self, *, token: str, touch: bool = True) -> tuple[User, Session] | None:
        """The user behind a secret, or None when it opens nothing (any more).

        Without ``touch`` it does not count as use of the session (ASVS V7.3.1).
        """
        at, digest = self.clock.now(), digest_of(token)

        def look(uow: UnitOfWork) -> tuple[User, Session] | None:
            session = uow.sessions.by_digest(digest)
            if session is None or not session.alive(at):
                return None
            user = uow.users.find(session.user)
            return (user, session) if user is not None and user.active else None

        found = self.storage.read(look)
        if found is not None and touch:
            self._touch(found[1], at)
        return found

    def sign_out(self, *, actor: Actor, session: SessionId) -> None:
        """The session ends now: one's own, or anybody's for whoever manages staff."""
        at = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            found = uow.sessions.find(session)
            if found is None or found.user != actor.id:
                found = mine(actor, uow.sessions, session)
                actor.must(Permission.MANAGE_STAFF)
            uow.sessions.save(found.close(at))
            event = StaffChanged(site=found.site, at=at, user=found.user, change="signed out")
            note(uow, actor, [event])

        self.storage.write(work)

    def _open(self, user: User, kind: SessionKind, *, actor: Actor, change: str) -> SignedIn:
        token, at = self.ids.secret(), self.clock.now()
        session = Session(
            id=SessionId(self.ids.new()), site=user.site, user=user.id,
            token_digest=digest_of(token), csrf=self.ids.secret(), created_at=at,
            seen_at=at, expires_at=at + LIFE[kind], kind=kind,
        )  # fmt: skip

        def work(uow: UnitOfWork) -> Session:
            event = StaffChanged(site=user.site, at=at, user=user.id, change=change)
            note(uow, actor, [event])
            return uow.sessions.save(session)

        return SignedIn(token, self.storage.write(work), user)

    def _touch(self, session: Session, at: datetime) -> None:
        touched = session.touch(at)
        if touched is session:
            return

        def work(uow: UnitOfWork) -> None:
            fresh = uow.sessions.find(session.id)
            if fresh is not None and fresh.closed_at is None:
                uow.sessions.save(fresh.touch(at))

        self.storage.submit(work)

    def _note_failure(self, user: User | None, origin: str) -> None:
        if user is None:
            return
        event = StaffChanged(
            site=user.site, at=self.clock.now(), user=user.id, change="sign-in failed"
        )
        stranger = Actor("stranger", user.site, frozenset(), origin)
        self.storage.submit(lambda uow: note(uow, stranger, [event]))
