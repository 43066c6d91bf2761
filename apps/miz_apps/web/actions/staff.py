"""The people who work with miz."""

from datetime import datetime
from typing import Annotated, Self

from msgspec import Meta

from miz.core import Core
from miz.domain.ids import GateId, HostId, UserId
from miz.domain.staff import Actor, Lesson, Role, User
from miz.domain.values import Language
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Identity, Name, Password

Roles = Annotated[list[Role], Meta(max_length=len(Role))]


class Hire(Command, frozen=True, kw_only=True):
    """A new user; without a password only device keys can be issued for it.

    A device of one ``gate`` speaks for that one only.
    """

    login: Name
    name: Name
    roles: Roles
    password: Password | None = None
    language: Language = Language.FA
    gate: Identity | None = None


class OfUser(Command, frozen=True, kw_only=True):
    """One user."""

    user: Identity


class Assign(OfUser, frozen=True, kw_only=True):
    """These roles and no others."""

    roles: Roles


class ResetPassword(OfUser, frozen=True, kw_only=True):
    """A new password."""

    password: Password


class Employ(OfUser, frozen=True, kw_only=True):
    """Which employee the user is; without a host he is none."""

    host: Identity | None = None


class UserView(Answer, frozen=True, kw_only=True):
    """A user; ``lessons`` says when each was done in training for the first time (MIS-02)."""

    id: str
    login: str
    name: str
    roles: list[Role]
    language: Language
    active: bool
    host: str | None
    gate: str | None
    lessons: dict[Lesson, datetime]
    trained_at: datetime | None

    @classmethod
    def of(cls, user: User) -> Self:
        """The user without any secret."""
        return cls(
            id=user.id,
            login=user.login,
            name=user.name,
            roles=sorted(user.roles),
            language=user.language,
            active=user.active,
            host=user.host,
            gate=user.gate,
            lessons=dict(user.lessons),
            trained_at=user.trained_at,
        )


class Users(Answer, frozen=True, kw_only=True):
    """Users, by sign-in name."""

    users: list[UserView]


class KeyView(Answer, frozen=True, kw_only=True):
    """A device key; ``token`` is shown this once."""

    token: str
    session: str
    user: UserView
    expires_at: datetime


def users(core: Core, actor: Actor, command: Nothing) -> Users:
    """The site's users."""
    return Users(users=[UserView.of(user) for user in core.staff.list(actor=actor)])


def hire(core: Core, actor: Actor, command: Hire) -> UserView:
    """Creates a user."""
    user = core.staff.hire(
        actor=actor,
        login=command.login,
        name=command.name,
        roles=command.roles,
        password=command.password,
        language=command.language,
        gate=GateId(command.gate) if command.gate else None,
    )
    return UserView.of(user)


def assign(core: Core, actor: Actor, command: Assign) -> UserView:
    """Gives a user these roles, at once."""
    user = core.staff.assign(actor=actor, user=UserId(command.user), roles=command.roles)
    return UserView.of(user)


def employ(core: Core, actor: Actor, command: Employ) -> UserView:
    """Says which employee a user is, whose requests he works on."""
    host = HostId(command.host) if command.host else None
    return UserView.of(core.staff.employ(actor=actor, user=UserId(command.user), host=host))


def reset_password(core: Core, actor: Actor, command: ResetPassword) -> UserView:
    """Sets a new password; open sessions end."""
    user = core.staff.reset_password(
        actor=actor, user=UserId(command.user), password=command.password
    )
    return UserView.of(user)


def disable(core: Core, actor: Actor, command: OfUser) -> UserView:
    """Signs a user out everywhere and lets him in no more."""
    return UserView.of(core.staff.disable(actor=actor, user=UserId(command.user)))


def issue_key(core: Core, actor: Actor, command: OfUser) -> KeyView:
    """Issues a key for a device or an integrator."""
    issued = core.doors.issue_key(actor=actor, user=UserId(command.user))
    return KeyView(
        token=issued.token,
        session=issued.session.id,
        user=UserView.of(issued.user),
        expires_at=issued.session.expires_at,
    )
