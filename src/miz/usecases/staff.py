"""The people who work with miz: created, given roles, disabled."""

from collections.abc import Callable, Iterable

from attrs import evolve, frozen

from miz.domain.events import StaffChanged
from miz.domain.ids import GateId, HostId, UserId
from miz.domain.staff import PERMITS, Actor, Permission, Role, User
from miz.domain.values import Language, name_text, parse_login
from miz.errors import Conflict, InvalidValue, WrongState
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.passwords import Passwords
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import note
from miz.usecases.scope import mine

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 200
FEWEST_LETTERS = 6


def check_password(password: str, *, login: str) -> str:
    """A password of 15 to 200 characters that is not one pattern repeated (SP 800-63B)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidValue(
            f"Choose a password of {SHORTEST_PASSWORD} characters or more; a sentence is best.",
            code="password.length",
            field="password",
        )
    if len(set(password.casefold())) < FEWEST_LETTERS or login in password.casefold():
        raise InvalidValue(
            "Choose a password that is not one pattern and not the sign-in name.",
            code="password.weak",
            field="password",
        )
    return password


@frozen
class Staff:
    """What an administrator does with users. Thread-safe."""

    storage: Storage
    passwords: Passwords
    clock: Clock
    ids: Ids

    def list(self, *, actor: Actor) -> tuple[User, ...]:
        """The site's users, by sign-in name."""
        actor.must(Permission.MANAGE_STAFF)
        return tuple(self.storage.read(lambda uow: uow.users.of(actor.site)))

    def hire(
        self,
        *,
        actor: Actor,
        login: str,
        name: str,
        roles: Iterable[Role],
        password: str | None = None,
        language: Language = Language.FA,
        host: HostId | None = None,
        gate: GateId | None = None,
    ) -> User:
        """A new user; without a password only device keys can be issued for it.

        ``host`` is the employee that the user is, whose requests an officer works on; ``gate``
        the one that a device speaks for, and for no other.
        """
        actor.must(Permission.MANAGE_STAFF)
        chosen, hashed = parse_login(login), None
        if password is not None:
            hashed = self.passwords.hash(check_password(password, login=chosen))
        user = User(
            id=UserId(self.ids.new()), site=actor.site, login=chosen,
            name=name_text(name, field="name"), roles=frozenset(roles),
            password_hash=hashed, language=language, host=host, gate=gate,
        )  # fmt: skip

        def work(uow: UnitOfWork) -> User:
            _must_exist(uow, actor, host)
            if gate is not None:
                mine(actor, uow.gates, gate)
            if uow.users.by_login(user.login) is not None:
                raise Conflict(
                    "This sign-in name is taken; choose another.",
                    code="login.taken",
                    field="login",
                )
            return self._kept(uow, actor, user, change="created")

        return self.storage.write(work)

    def assign(self, *, actor: Actor, user: UserId, roles: Iterable[Role]) -> User:
        """Gives the user these roles and no others, at once."""
        wanted = frozenset(roles)
        if user == actor.id and all(Permission.MANAGE_STAFF not in PERMITS[r] for r in wanted):
            raise WrongState(
                "You cannot take this role from yourself; ask another administrator.",
                code="staff.self",
            )
        return self._change(actor, user, lambda found: evolve(found, roles=wanted), change="roles")

    def employ(self, *, actor: Actor, user: UserId, host: HostId | None) -> User:
        """Says which employee the user is, or that he is none (EDK-07)."""
        actor.must(Permission.MANAGE_STAFF)
        self.storage.read(lambda uow: _must_exist(uow, actor, host))
        return self._change(actor, user, lambda found: evolve(found, host=host), change="host")

    def reset_password(self, *, actor: Actor, user: UserId, password: str) -> User:
        """A new password; open sessions end."""
        actor.must(Permission.MANAGE_STAFF)
        login = self.storage.read(lambda uow: mine(actor, uow.users, user)).login
        hashed = self.passwords.hash(check_password(password, login=login))
        return self._change(
            actor, user, lambda u: evolve(u, password_hash=hashed), change="password"
        )

    def disable(self, *, actor: Actor, user: UserId) -> User:
        """The user is signed out everywhere and cannot come back (ASVS V7.4.2)."""
        if user == actor.id:
            raise WrongState(
                "You cannot disable yourself; ask another administrator.", code="staff.self"
            )
        return self._change(actor, user, lambda found: found.disable(), change="disabled")

    def _change(
        self, actor: Actor, user: UserId, step: Callable[[User], User], *, change: str
    ) -> User:
        actor.must(Permission.MANAGE_STAFF)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> User:
            changed = step(mine(actor, uow.users, user))
            if change in {"password", "disabled"}:
                uow.sessions.close_all(user, at=at)
            return self._kept(uow, actor, changed, change=change)

        return self.storage.write(work)

    def _kept(self, uow: UnitOfWork, actor: Actor, user: User, *, change: str) -> User:
        event = StaffChanged(site=user.site, at=self.clock.now(), user=user.id, change=change)
        note(uow, actor, [event])
        return uow.users.save(user)


def _must_exist(uow: UnitOfWork, actor: Actor, host: HostId | None) -> None:
    """The employee is one of the actor's site."""
    if host is not None:
        mine(actor, uow.hosts, host)
