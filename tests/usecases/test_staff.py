import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz import Role
from miz.domain.events import StaffChanged, restore
from miz.domain.ids import UserId
from miz.domain.staff import Actor, Permission, User
from miz.domain.values import Language
from miz.errors import Conflict, InvalidValue, NotAllowed, NotFound, WrongState
from miz.usecases.staff import check_password
from tests.office import Office, furnish_again

PASSWORD = "سه گاو زرد در باران"


def hire(office: Office, login: str = "guard.1", *, password: str | None = PASSWORD) -> User:
    """A new guard."""
    return office.core.staff.hire(
        actor=office.actor, login=login, name="نگهبان", roles=[Role.GUARD], password=password
    )


def changes(office: Office, user: User) -> list[str]:
    """What the journal tells of the user."""
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    events = [
        restore(s.entry.kind, s.entry.facts, site=s.entry.site, at=s.entry.at) for s in entries
    ]
    return [e.change for e in events if isinstance(e, StaffChanged) and e.user == user.id]


def test_a_user_is_hired(office: Office) -> None:
    """With a name, roles and a password of which only the hash is kept."""
    user = hire(office, "Guard.1")

    assert ("guard.1", frozenset({Role.GUARD})) == (user.login, user.roles)
    assert PASSWORD != user.password_hash
    assert (user,) == office.core.staff.list(actor=office.actor)
    assert ["created"] == changes(office, user)


def test_a_device_needs_no_password(office: Office) -> None:
    """A gate is a user that only keys can be issued for."""

    assert hire(office, "gate-2", password=None).password_hash is None


def test_a_sign_in_name_is_taken_once(office: Office) -> None:
    """Also by another site, and in any spelling."""
    hire(office)
    other = furnish_again(office)
    for where in (office, other):
        with pytest.raises(Conflict) as caught:
            hire(where, "GUARD.1")

        assert ("login.taken", "login") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password.length"),
        ("a-short-one-14", "password.length"),
        ("x" * 201, "password.length"),
        ("aaaaaaaaaaaaaaaaaaaa", "password.weak"),
        ("ababababababababab", "password.weak"),
        ("my name is Guard.1 here", "password.weak"),
    ],
)
def test_a_weak_password_is_refused(office: Office, password: str, code: str) -> None:
    """Length and no pattern, as SP 800-63B asks; nobody is hired with it."""
    with pytest.raises(InvalidValue) as caught:
        hire(office, password=password)

    assert (code, "password") == (caught.value.code, caught.value.field)
    assert () == office.core.staff.list(actor=office.actor)


@given(st.text(max_size=250))
def test_any_text_is_a_password_or_refused(password: str) -> None:
    """No composition rules: what is long and varied enough is taken as it is."""
    try:
        taken = check_password(password, login="guard.1")
    except InvalidValue:
        return

    assert password == taken
    assert 15 <= len(taken) <= 200


def test_roles_are_given_at_once(office: Office) -> None:
    """These and no others, from the next request on."""
    user = hire(office)
    session = office.core.doors.sign_in(login="guard.1", password=PASSWORD, origin="desk")
    office.core.staff.assign(actor=office.actor, user=user.id, roles=[Role.AUDITOR])
    entered = office.core.doors.enter(token=session.token)

    assert entered is not None
    assert {Permission.READ_JOURNAL} == entered[0].permissions
    assert ["created", "signed in", "roles"] == changes(office, user)


def test_a_new_password_ends_open_sessions(office: Office) -> None:
    """Whoever knew the old one is out (ASVS V7.4.3)."""
    user = hire(office)
    session = office.core.doors.sign_in(login="guard.1", password=PASSWORD, origin="desk")
    fresh = "چهار گاو سبز در برف"
    office.core.staff.reset_password(actor=office.actor, user=user.id, password=fresh)

    assert office.core.doors.enter(token=session.token) is None
    with pytest.raises(NotAllowed):
        office.core.doors.sign_in(login="guard.1", password=PASSWORD, origin="desk")
    assert office.core.doors.sign_in(login="guard.1", password=fresh, origin="desk").token


def test_a_new_password_is_checked_as_well(office: Office) -> None:
    """The old one stays when the new one is weak."""
    user = hire(office)
    with pytest.raises(InvalidValue):
        office.core.staff.reset_password(actor=office.actor, user=user.id, password="1234")

    assert office.core.doors.sign_in(login="guard.1", password=PASSWORD, origin="desk").token


def test_a_disabled_user_is_out(office: Office) -> None:
    """Sessions and keys end, and no sign-in begins (ASVS V7.4.2)."""
    user = hire(office)
    session = office.core.doors.sign_in(login="guard.1", password=PASSWORD, origin="desk")
    key = office.core.doors.issue_key(actor=office.actor, user=user.id)
    disabled = office.core.staff.disable(actor=office.actor, user=user.id)

    assert not disabled.active
    assert [None, None] == [office.core.doors.enter(token=t.token) for t in (session, key)]


def test_nobody_disables_himself(office: Office) -> None:
    """The last administrator cannot lock the office out by a slip of the hand."""
    user = office.core.staff.hire(
        actor=office.actor, login="admin", name="مدیر", roles=[Role.ADMIN], password=PASSWORD
    )
    with pytest.raises(WrongState) as caught:
        office.core.staff.disable(actor=user.actor("desk"), user=user.id)

    assert "staff.self" == caught.value.code


def test_people_without_the_permission_learn_nothing(office: Office) -> None:
    """Whether a user exists is not told to whoever may not ask (ASVS V8.3.1)."""
    stranger = Actor.system(office.site.id)
    for user in (hire(office).id, UserId("nobody")):
        with pytest.raises(NotAllowed):
            office.core.staff.disable(actor=stranger, user=user)


def test_staff_of_another_site_do_not_exist(office: Office) -> None:
    """Lists and changes end at the site (ASVS V8.4.1)."""
    user = hire(furnish_again(office), "guard.2")

    assert () == office.core.staff.list(actor=office.actor)
    with pytest.raises(NotFound):
        office.core.staff.disable(actor=office.actor, user=user.id)


def test_a_user_has_a_language(office: Office) -> None:
    """Pages come in it from the first sign-in."""
    user = office.core.staff.hire(
        actor=office.actor, login="jane", name="Jane", roles=[], language=Language.EN
    )

    assert (Language.EN, frozenset()) == (user.language, user.permissions)


def test_a_user_is_an_employee_of_a_unit(office: Office) -> None:
    """An administrator says which one, and takes it back; both are journalled (EDK-07)."""
    user = hire(office)
    employed = office.core.staff.employ(actor=office.actor, user=user.id, host=office.host.id)
    left = office.core.staff.employ(actor=office.actor, user=user.id, host=None)

    assert [None, office.host.id, None] == [one.host for one in (user, employed, left)]
    assert ["created", "host", "host"] == changes(office, user)


def test_an_employee_is_one_of_the_own_site(office: Office) -> None:
    """Neither when hired nor later is anybody made an employee of another site (ASVS V8.4.1)."""
    user, foreign = hire(office), furnish_again(office).host.id
    with pytest.raises(NotFound):
        office.core.staff.employ(actor=office.actor, user=user.id, host=foreign)
    with pytest.raises(NotFound):
        office.core.staff.hire(
            actor=office.actor, login="officer", name="ن", roles=[Role.OFFICER], host=foreign
        )

    assert (user,) == office.core.staff.list(actor=office.actor)
