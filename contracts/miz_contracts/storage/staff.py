"""Rules of users and sessions."""

from datetime import timedelta

from attrs import evolve

from miz.domain.ids import UserId
from miz.domain.staff import Lesson, Role, SessionKind
from miz.domain.values import Language
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, find, refusal, save
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples


class StaffRules:
    """A sign-in name is unique everywhere; a session is found by its digest."""

    def test_users_and_sessions_come_back_as_they_were(
        self, storage: Storage, make: Samples
    ) -> None:
        """Roles, languages and ends too."""
        users = [
            make.user(roles=frozenset(Role), language=Language.EN, lessons={Lesson.SLIP: NOON}),
            make.user(roles=frozenset(), password_hash=None, active=False, host=None),
        ]
        sessions = [make.session(), make.session(kind=SessionKind.KEY, closed_at=NOON)]
        sessions.append(make.session(training=OTHER_SITE))

        comes_back(storage, "users", *users)
        comes_back(storage, "sessions", *sessions)

    def test_a_sign_in_name_is_unique_everywhere(self, storage: Storage, make: Samples) -> None:
        """And finds its user."""
        user = save(storage, "users", make.user(login="sara"))
        conflict = refusal(storage, "users", make.user(login="sara", site=OTHER_SITE))
        found = storage.read(lambda uow: (uow.users.by_login("sara"), uow.users.by_login("Sara")))

        assert ("user.login_taken", "login") == (conflict.code, conflict.field)
        assert (user, None) == found

    def test_users_are_listed_by_sign_in_name(self, storage: Storage, make: Samples) -> None:
        """Of one site."""
        for login in ("sara", "ali", "a.b"):
            save(storage, "users", make.user(login=login))
        save(storage, "users", make.user(site=OTHER_SITE))
        found = storage.read(lambda uow: [user.login for user in uow.users.of(SITE)])

        assert ["a.b", "ali", "sara"] == found

    def test_a_session_is_found_by_its_digest(self, storage: Storage, make: Samples) -> None:
        """An unknown one is None; a second with the same digest is refused."""
        session = save(storage, "sessions", make.session())
        twin = make.session(token_digest=session.token_digest)
        found = storage.read(
            lambda uow: (
                uow.sessions.by_digest(session.token_digest),
                uow.sessions.by_digest("0" * 64),
            )
        )

        assert (session, None) == found
        assert "session.taken" == refusal(storage, "sessions", twin).code

    def test_all_open_sessions_of_a_user_are_closed(self, storage: Storage, make: Samples) -> None:
        """Closed ones keep their end; other users' stay open (ASVS V7.4.2)."""
        user, at = UserId("user-1"), NOON + timedelta(hours=1)
        open_ = [save(storage, "sessions", make.session(user=user)) for _ in range(2)]
        closed = save(storage, "sessions", make.session(user=user, closed_at=NOON))
        other = save(storage, "sessions", make.session(user=UserId("user-2")))
        counts = [storage.write(lambda uow: uow.sessions.close_all(user, at=at)) for _ in range(2)]

        assert [2, 0] == counts
        for session in open_:
            ended = evolve(session, closed_at=at, version=2)
            assert ended == find(storage, "sessions", session.id)
        assert [closed, other] == [find(storage, "sessions", s.id) for s in (closed, other)]
