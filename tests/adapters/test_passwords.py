"""Argon2id for passwords."""

import pytest
from argon2.exceptions import HashingError

from miz.errors import Unavailable
from miz_adapters.passwords import Argon2Passwords

PASSWORD = "پیشخوان-۱۲۳ correct horse"


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    """The adapter, with its dummy hash."""
    return Argon2Passwords()


def test_a_password_fits_its_own_hash(passwords: Argon2Passwords) -> None:
    """And no other; two hashes of one differ (ASVS V11.4.2)."""
    hashed = passwords.hash(PASSWORD)

    assert passwords.verify(hashed, PASSWORD)
    assert not passwords.verify(hashed, PASSWORD + " ")
    assert not passwords.verify(hashed, "")
    assert hashed != passwords.hash(PASSWORD)


def test_the_parameters_are_the_advised_ones(passwords: Argon2Passwords) -> None:
    """Argon2id, 19 MiB, two passes, one lane (OWASP)."""
    assert passwords.hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("hashed", [None, "", "nonsense", "$argon2id$v=19$m=19456,t=2,p=1$x$y"])
def test_nobody_signs_in_without_a_good_hash(
    passwords: Argon2Passwords, hashed: str | None
) -> None:
    """An unknown user and a damaged hash fit nothing, not even nothing."""
    assert not passwords.verify(hashed, PASSWORD)
    assert not passwords.verify(hashed, "")


def test_an_unknown_user_costs_a_hash(
    passwords: Argon2Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash is verified all the same, so that time does not tell who exists (ASVS V6.3.8)."""
    verified: list[str] = []
    hasher = passwords._hasher

    class Watched:
        def verify(self, hashed: str, password: str) -> bool:
            verified.append(hashed)
            return hasher.verify(hashed, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    passwords.verify(None, PASSWORD)

    assert [passwords._nobody] == verified


def test_no_memory_is_unavailable(
    passwords: Argon2Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without memory asks for another try."""

    class Poor:
        def hash(self, password: str) -> str:
            raise HashingError("Memory allocation error")

    monkeypatch.setattr(passwords, "_hasher", Poor())
    with pytest.raises(Unavailable):
        passwords.hash(PASSWORD)
