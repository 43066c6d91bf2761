"""Signing in and out, and who is signed in."""

from datetime import datetime

from attrs import field, frozen

from miz.core import Core
from miz.domain.ids import SessionId
from miz.domain.staff import Actor, Permission, Session, User
from miz_apps.web.actions.action import Answer, Command
from miz_apps.web.actions.fields import Name, Password
from miz_apps.web.actions.staff import UserView


class SignIn(Command, frozen=True, kw_only=True):
    """A sign-in name and its password."""

    login: Name
    password: Password


class OfSession(Command, frozen=True, kw_only=True):
    """The session of the request itself; no client names one."""

    session: Session
    user: User


class SessionView(Answer, frozen=True, kw_only=True):
    """Who is signed in; ``csrf`` goes into the header X-CSRF-Token of every change."""

    user: UserView
    permissions: list[Permission]
    csrf: str
    expires_at: datetime

    @classmethod
    def of(cls, user: User, session: Session) -> "SessionView":
        """The session without its secret."""
        return cls(
            user=UserView.of(user),
            permissions=sorted(user.permissions),
            csrf=session.csrf,
            expires_at=session.expires_at,
        )


@frozen
class Entrance:
    """A fresh session; the face puts ``token`` into a cookie and nowhere else."""

    token: str = field(repr=False)
    user: User
    session: Session

    @property
    def view(self) -> SessionView:
        """What is answered."""
        return SessionView.of(self.user, self.session)


def sign_in(core: Core, actor: Actor, command: SignIn) -> Entrance:
    """Opens a new session and sets its cookie."""
    opened = core.doors.sign_in(login=command.login, password=command.password, origin=actor.origin)
    return Entrance(opened.token, opened.user, opened.session)


def me(core: Core, actor: Actor, command: OfSession) -> SessionView:
    """Who is signed in."""
    return SessionView.of(command.user, command.session)


def sign_out(core: Core, actor: Actor, command: OfSession) -> None:
    """Ends the session and takes its cookie back."""
    core.doors.sign_out(actor=actor, session=SessionId(command.session.id))
