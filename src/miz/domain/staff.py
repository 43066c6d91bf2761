"""Who works with miz: users, what their roles permit, and their sessions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from miz.domain.ids import GateId, HostId, SessionId, SiteId, UserId
from miz.domain.values import Language
from miz.errors import NotAllowed


class Permission(StrEnum):
    """What somebody may do; every use case and every route names one."""

    RECEIVE = "desk.receive"
    READ_FILES = "files.read"
    EDIT_FILES = "files.edit"
    SEE_NUMBERS = "files.see_numbers"
    WATCH = "monitor.watch"
    OPERATE_GATE = "gate.operate"
    SIMULATE = "gate.simulate"
    MANAGE_PLACES = "admin.places"
    MANAGE_CATALOGUE = "admin.catalogue"
    MANAGE_CARDS = "admin.cards"
    MANAGE_STAFF = "admin.staff"
    READ_JOURNAL = "audit.read"
    DELIVER = "notices.deliver"
    SERVE = "requests.serve"
    OVERRIDE_ENTRY = "entry.override"
    MANAGE_CALENDAR = "admin.calendar"
    READ_REPORTS = "reports.read"
    ANSWER_COMPLAINTS = "complaints.answer"
    PARDON = "gate.pardon"


class Role(StrEnum):
    """A job with its permissions; administrators see no person data (threat model, actors)."""

    GUARD = "guard"
    OPERATOR = "operator"
    SECURITY = "security"
    OFFICER = "officer"
    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"
    GATE = "gate"
    WALL = "wall"
    SIMULATOR = "simulator"


PERMITS: dict[Role, frozenset[Permission]] = {
    Role.GUARD: frozenset(
        {
            Permission.RECEIVE,
            Permission.READ_FILES,
            Permission.SEE_NUMBERS,
            Permission.WATCH,
            Permission.PARDON,
        }
    ),
    Role.OPERATOR: frozenset(
        {
            Permission.RECEIVE,
            Permission.READ_FILES,
            Permission.EDIT_FILES,
            Permission.SEE_NUMBERS,
            Permission.WATCH,
        }
    ),
    Role.SECURITY: frozenset(
        {
            Permission.READ_FILES,
            Permission.SEE_NUMBERS,
            Permission.WATCH,
            Permission.MANAGE_CARDS,
            Permission.READ_JOURNAL,
            Permission.OVERRIDE_ENTRY,
            Permission.PARDON,
        }
    ),
    Role.OFFICER: frozenset({Permission.SERVE}),
    Role.MANAGER: frozenset(
        {
            Permission.SERVE,
            Permission.READ_REPORTS,
            Permission.ANSWER_COMPLAINTS,
            Permission.MANAGE_CALENDAR,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.MANAGE_PLACES,
            Permission.MANAGE_CATALOGUE,
            Permission.MANAGE_CARDS,
            Permission.MANAGE_STAFF,
            Permission.MANAGE_CALENDAR,
        }
    ),
    Role.AUDITOR: frozenset({Permission.READ_JOURNAL}),
    Role.GATE: frozenset({Permission.OPERATE_GATE}),
    Role.WALL: frozenset({Permission.WATCH}),
    Role.SIMULATOR: frozenset({Permission.SIMULATE, Permission.WATCH}),
}


@frozen
class Actor:
    """Who asks a use case to do something, from where (desk, address, lane), at which site.

    ``training`` says that it is practice, at the site that is kept for it; a device of one
    ``gate`` speaks for that one only.
    """

    id: str
    site: SiteId
    permissions: frozenset[Permission]
    origin: str = ""
    name: str = ""
    training: bool = False
    gate: GateId | None = None

    def must(self, permission: Permission) -> None:
        """Raises NotAllowed unless the actor has the permission (ASVS V8.3.1)."""
        if permission not in self.permissions:
            raise NotAllowed(
                f"This needs the permission {permission.value}; ask an administrator.",
                code="access.not_allowed",
            )

    def may(self, permission: Permission) -> bool:
        """Whether the actor has the permission."""
        return permission in self.permissions

    def keeps(self, gate: GateId) -> bool:
        """Whether a gate's affairs may be the actor's; a stolen key is one gate's (threat 16)."""
        return self.gate in (None, gate)

    @classmethod
    def system(cls, site: SiteId, *permissions: Permission, name: str = "system") -> "Actor":
        """miz itself: a lane, the worker, the demo."""
        return cls(name, site, frozenset(permissions), origin=name, name=name)


PRACTISED = PERMITS[Role.OPERATOR]
"""What a trainee may at most: the work of the desk (MIS-02)."""


class Lesson(StrEnum):
    """What an operator has done once in training before the real desk (MIS-02)."""

    REGISTER = "register"
    ADMIT = "admit"
    SLIP = "slip"
    REFUSE = "refuse"
    REQUEST = "request"
    HAND_OVER = "hand_over"


TAUGHT_BY: Mapping[str, Lesson] = {
    "PersonRegistered": Lesson.REGISTER,
    "VisitorAdmitted": Lesson.ADMIT,
    "PassHandedOut": Lesson.SLIP,
    "VisitorRefused": Lesson.REFUSE,
    "RequestFiled": Lesson.REQUEST,
    "RequestClosed": Lesson.HAND_OVER,
}
"""A lesson is learnt by doing: the event that shows it was done."""


@frozen
class User:
    """Somebody, or a device, who signs in; ``host`` is the employee that this user is.

    ``gate`` is the one whose machine it is; ``lessons`` says when each was done in training for the
    first time.
    """

    id: UserId
    site: SiteId
    login: str
    name: str
    roles: frozenset[Role]
    password_hash: str | None = field(default=None, repr=False)
    language: Language = Language.FA
    active: bool = True
    host: HostId | None = None
    lessons: Mapping[Lesson, datetime] = field(factory=dict)
    gate: GateId | None = None
    version: int = 0

    @property
    def permissions(self) -> frozenset[Permission]:
        """The union of what the roles permit; nothing when disabled."""
        if not self.active:
            return frozenset()
        return frozenset(p for role in self.roles for p in PERMITS[role])

    def actor(self, origin: str) -> Actor:
        """The user, acting from somewhere."""
        return Actor(self.id, self.site, self.permissions, origin, self.name, gate=self.gate)

    @property
    def trained_at(self) -> datetime | None:
        """When the last lesson was done; None while one is left (MIS-02)."""
        return max(self.lessons.values()) if len(self.lessons) == len(Lesson) else None

    def learn(self, lesson: Lesson, at: datetime) -> "User":
        """The lesson is done; doing it again changes nothing."""
        if lesson in self.lessons:
            return self
        return evolve(self, lessons={**self.lessons, lesson: at})

    def disable(self) -> "User":
        """The user may not sign in any more."""
        return evolve(self, active=False)


class SessionKind(StrEnum):
    """A browser's session ends when idle; a device's key only by its expiry or revocation."""

    BROWSER = "browser"
    KEY = "key"


IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=12)
SEEN_GRAIN = timedelta(seconds=60)


@frozen
class Session:
    """A signed-in browser or a device key; only a digest of its secret is stored.

    ``training`` is the site where its user practises at present (MIS-02).
    """

    id: SessionId
    site: SiteId
    user: UserId
    token_digest: str
    csrf: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    kind: SessionKind = SessionKind.BROWSER
    closed_at: datetime | None = None
    training: SiteId | None = None
    version: int = 0

    def actor(self, user: User, origin: str) -> Actor:
        """Its user, acting: at work, or in training with the desk's permissions at most."""
        if self.training is None:
            return user.actor(origin)
        allowed = user.permissions & PRACTISED
        return Actor(user.id, self.training, allowed, origin, user.name, training=True)

    def alive(self, at: datetime) -> bool:
        """Whether it may still be used (ASVS V7.3.1, V7.3.2)."""
        if self.closed_at is not None or at >= self.expires_at:
            return False
        return self.kind is SessionKind.KEY or at - self.seen_at < IDLE_LIMIT

    def touch(self, at: datetime) -> "Session":
        """The session was used; written at most once a minute."""
        return evolve(self, seen_at=at) if at - self.seen_at >= SEEN_GRAIN else self

    def close(self, at: datetime) -> "Session":
        """Signed out or revoked."""
        return evolve(self, closed_at=self.closed_at or at)
