"""How long a citizen stays signed in, and what is forgotten."""

import pytest

from miz.domain.values import Language
from miz.errors import NotAllowed
from tests.desk_office import CITIZEN_ID, CITIZEN_MOBILE, Desk, one_time_code


def secret(desk: Desk) -> str:
    """The secret of a fresh session."""
    challenge = desk.core.citizens.ask(
        actor=desk.public,
        national_id=CITIZEN_ID,
        mobile=CITIZEN_MOBILE,
        language=Language.FA,
    )
    code = one_time_code(desk.told()[-1])
    return desk.core.citizens.enter(actor=desk.public, challenge=challenge, code=code).token


def refused(desk: Desk, token: str) -> str:
    """Why the secret opens nothing."""
    with pytest.raises(NotAllowed) as caught:
        desk.core.citizens.citizen(token=token, origin="web")
    return caught.value.code


def test_a_session_ends_when_idle(desk: Desk) -> None:
    """After half an hour in which nothing was done (ASVS V7.3.1)."""
    token = secret(desk)
    for _ in range(3):
        desk.office.later(minutes=29, seconds=59)
        desk.core.citizens.citizen(token=token, origin="web")
    desk.office.later(minutes=30)

    assert "session.over" == refused(desk, token)


def test_a_session_ends_after_four_hours(desk: Desk) -> None:
    """However busy the citizen is (ASVS V7.3.2)."""
    token = secret(desk)
    for _ in range(23):
        desk.office.later(minutes=10)
        desk.core.citizens.citizen(token=token, origin="web")
    desk.office.later(minutes=10)

    assert "session.over" == refused(desk, token)


def test_a_session_ends_when_the_citizen_leaves(desk: Desk) -> None:
    """At once, and leaving twice is harmless (ASVS V7.4.1)."""
    token = secret(desk)
    desk.core.citizens.leave(token=token)
    desk.core.citizens.leave(token=token)

    assert "session.over" == refused(desk, token)


@pytest.mark.parametrize("token", ["", "nobody", "secret-000"])
def test_a_session_is_of_its_secret(desk: Desk, token: str) -> None:
    """Another text is nobody's, and what is stored is a digest (ASVS V7.2.3)."""
    right = secret(desk)
    _, session = desk.core.citizens.citizen(token=right, origin="web")

    assert right not in session.token_digest
    assert "session.over" == refused(desk, token)


def test_a_session_is_forgotten_with_its_code(desk: Desk) -> None:
    """After two days; the drafts live on for their own time (right 5)."""
    token = secret(desk)
    desk.drafted(desk.core.citizens.citizen(token=token, origin="web")[0])
    forgotten = [desk.core.citizens.forget(actor=desk.actor)]
    desk.office.later(days=2, seconds=1)
    forgotten.append(desk.core.citizens.forget(actor=desk.actor))
    desk.office.later(days=28)
    forgotten.append(desk.core.citizens.forget(actor=desk.actor))

    assert [0, 2, 1] == forgotten
