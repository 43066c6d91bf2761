import pytest
from attrs import evolve

from miz import Role
from miz.domain.staff import Permission, Session, SessionKind, User
from miz.errors import NotAllowed, NotFound, Unavailable
from miz.usecases.doors import SignedIn, digest_of
from tests.office import Office, PlainPasswords, furnish_again

PASSWORD = "سه گاو زرد در باران"


def guard(office: Office, login: str = "guard.1", *, password: str | None = PASSWORD) -> User:
    """A guard of the office."""
    return office.core.staff.hire(
        actor=office.actor, login=login, name="نگهبان", roles=[Role.GUARD], password=password
    )


def sign_in(office: Office, login: str = "guard.1", password: str = PASSWORD) -> SignedIn:
    """A fresh session."""
    return office.core.doors.sign_in(login=login, password=password, origin="desk 1")


def stored(office: Office, signed: SignedIn) -> Session:
    """The session as it is kept."""
    return office.core.storage.read(lambda uow: uow.sessions.get(signed.session.id))


def changes(office: Office) -> list[tuple[str, str]]:
    """Who the journal says did what at the doors."""
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    return [(s.entry.actor, s.entry.facts["change"]) for s in entries if s.entry.stream == "staff"]


def test_a_session_opens(office: Office) -> None:
    """The secret is shown once; what is stored does not open anything."""
    user = guard(office)
    signed = sign_in(office, " Guard.1 ")
    entered = office.core.doors.enter(token=signed.token)

    assert (user, signed.session) == entered
    assert digest_of(signed.token) == signed.session.token_digest
    assert office.core.doors.enter(token=signed.session.token_digest) is None
    assert signed.token not in repr(signed)
    assert (user.id, "signed in") == changes(office)[-1]


@pytest.mark.parametrize(
    ("login", "password"),
    [("guard.1", "wrong"), ("nobody", PASSWORD), ("gate-2", ""), ("gone", PASSWORD), ("", "")],
)
def test_every_failure_looks_the_same(office: Office, login: str, password: str) -> None:
    """A wrong name, a wrong password, a device and a disabled user (ASVS V6.3.8)."""
    guard(office)
    guard(office, "gate-2", password=None)
    gone = guard(office, "gone")
    office.core.staff.disable(actor=office.actor, user=gone.id)
    with pytest.raises(NotAllowed) as caught:
        sign_in(office, login, password)

    assert (
        "sign_in.wrong",
        None,
        "Name or password is not right; try again or ask an administrator.",
    ) == (caught.value.code, caught.value.field, caught.value.message)


def test_every_failure_asks_for_a_hash_once(office: Office) -> None:
    """An unknown name costs the same slow hash as a wrong password (row 26)."""
    guard(office)
    asked: list[str | None] = []

    class Counting(PlainPasswords):
        """Passwords that count."""

        def verify(self, hashed: str | None, password: str) -> bool:
            asked.append(hashed)
            return super().verify(hashed, password)

    doors = evolve(office.core.doors, passwords=Counting())
    for login in ("guard.1", "nobody"):
        with pytest.raises(NotAllowed):
            doors.sign_in(login=login, password="wrong", origin="desk")

    assert [PASSWORD[::-1], None] == asked


def test_a_failure_is_in_the_journal(office: Office) -> None:
    """Guessing at a known name is seen by the auditor; an unknown name is no user's affair."""
    guard(office)
    for login in ("guard.1", "nobody"):
        with pytest.raises(NotAllowed):
            sign_in(office, login, "wrong")

    assert [("stranger", "sign-in failed")] == changes(office)[1:]


def test_a_session_ends_when_idle(office: Office) -> None:
    """After 30 minutes without a request (ASVS V7.3.1)."""
    guard(office)
    signed = sign_in(office)
    office.later(minutes=29)

    assert office.core.doors.enter(token=signed.token)
    office.later(minutes=29)
    assert office.core.doors.enter(token=signed.token)
    office.later(minutes=30)
    assert office.core.doors.enter(token=signed.token) is None


def test_a_session_ends_after_a_shift(office: Office) -> None:
    """After 12 hours however busy (ASVS V7.3.2)."""
    guard(office)
    signed = sign_in(office)
    for _ in range(47):
        office.later(minutes=15)
        assert office.core.doors.enter(token=signed.token)
    office.later(minutes=15)

    assert office.core.doors.enter(token=signed.token) is None


def test_a_session_is_touched_once_a_minute(office: Office) -> None:
    """A busy page writes little."""
    guard(office)
    signed = sign_in(office)
    start = office.clock.now()
    for _ in range(59):
        office.later(seconds=1)
        office.core.doors.enter(token=signed.token)

    assert (start, signed.session.version) == (
        stored(office, signed).seen_at,
        stored(office, signed).version,
    )
    office.later(seconds=1)
    office.core.doors.enter(token=signed.token)
    office.core.doors.enter(token=signed.token)
    assert (office.clock.now(), signed.session.version + 1) == (
        stored(office, signed).seen_at,
        stored(office, signed).version,
    )


def test_a_look_that_is_no_use_keeps_no_session_alive(office: Office) -> None:
    """A page that refreshes itself does not hold a forgotten desk open (ASVS V7.3.1)."""
    guard(office)
    signed = sign_in(office)
    office.later(minutes=29)

    assert office.core.doors.enter(token=signed.token, touch=False)
    office.later(minutes=1)
    assert office.core.doors.enter(token=signed.token, touch=False) is None


def test_a_touch_that_fails_keeps_nobody_out(office: Office) -> None:
    """Seeing a session is worth no error page."""
    guard(office)
    signed = sign_in(office)
    office.later(minutes=2)
    office.core.storage.faulty.nth(2)  # type: ignore[attr-defined]

    assert office.core.doors.enter(token=signed.token)
    assert signed.session.seen_at == stored(office, signed).seen_at


def test_a_storage_that_is_away_lets_nobody_in(office: Office) -> None:
    """Doors deny when they cannot know (G4)."""
    guard(office)
    signed = sign_in(office)
    office.core.storage.faulty.nth(1)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        office.core.doors.enter(token=signed.token)


@pytest.mark.parametrize("token", ["", "nonsense", "secret-" + "0" * 36])
def test_a_token_of_nobody_opens_nothing(office: Office, token: str) -> None:
    """Guesses are None, not an error."""

    assert office.core.doors.enter(token=token) is None


def test_signing_out_ends_the_session(office: Office) -> None:
    """At once, on the server, and in the journal (ASVS V7.4.1)."""
    user = guard(office)
    signed = sign_in(office)
    office.core.doors.sign_out(actor=user.actor("desk 1"), session=signed.session.id)

    assert office.core.doors.enter(token=signed.token) is None
    assert (user.id, "signed out") == changes(office)[-1]


def test_nobody_signs_others_out(office: Office) -> None:
    """A session is its user's; an administrator may end it (ASVS V8.2.2)."""
    guard(office)
    colleague = guard(office, "guard.2").actor("desk 2")
    signed = sign_in(office)
    with pytest.raises(NotAllowed):
        office.core.doors.sign_out(actor=colleague, session=signed.session.id)

    assert office.core.doors.enter(token=signed.token)
    office.core.doors.sign_out(actor=office.actor, session=signed.session.id)
    assert office.core.doors.enter(token=signed.token) is None


class TestKeys:
    def test_a_key_lives_a_year(self, office: Office) -> None:
        """A device is never idle; after a year it needs another key."""
        user = guard(office, "gate-2", password=None)
        key = office.core.doors.issue_key(actor=office.actor, user=user.id)
        office.later(days=364, hours=23)

        assert SessionKind.KEY is key.session.kind
        assert office.core.doors.enter(token=key.token)
        office.later(hours=1)
        assert office.core.doors.enter(token=key.token) is None

    def test_a_key_is_revoked_by_signing_it_out(self, office: Office) -> None:
        """A stolen device opens nothing (row 33)."""
        user = guard(office, "gate-2", password=None)
        key = office.core.doors.issue_key(actor=office.actor, user=user.id)
        office.core.doors.sign_out(actor=office.actor, session=key.session.id)

        assert office.core.doors.enter(token=key.token) is None

    def test_a_key_is_issued_by_an_administrator(self, office: Office) -> None:
        """In his name, in the journal."""
        user = guard(office, "gate-2", password=None)
        with pytest.raises(NotAllowed):
            office.core.doors.issue_key(
                actor=evolve(office.actor, permissions=frozenset({Permission.RECEIVE})),
                user=user.id,
            )
        office.core.doors.issue_key(actor=office.actor, user=user.id)

        assert (office.actor.id, "key issued") == changes(office)[-1]

    def test_a_key_is_for_one_s_own_site(self, office: Office) -> None:
        """No administrator makes keys to another site (ASVS V8.4.1)."""
        user = guard(furnish_again(office), "gate-3")
        with pytest.raises(NotFound):
            office.core.doors.issue_key(actor=office.actor, user=user.id)
