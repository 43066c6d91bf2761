"""The vault on AES keeps the contract, its key file keeps its keys."""

import stat
from pathlib import Path

import pytest

from miz.errors import BadAnswer, ConfigError
from miz.ports.vaults import Vault
from miz_adapters.memory import PlainVault
from miz_adapters.vault import AesVault
from miz_contracts.vault import CONTEXT, SECRET, VaultContract


class TestAesVault(VaultContract):
    """AES-256-GCM."""

    @pytest.fixture
    def vault(self) -> Vault:
        """Under a fresh key."""
        return AesVault.fresh()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a key file may be."""
    return tmp_path / "miz.key"


def test_a_vault_that_seals_nothing_is_found() -> None:
    """The contract's rules fail on a vault that shows its values or ignores bits."""
    for rule in ("test_a_seal_shows_nothing", "test_every_changed_bit_is_noticed"):
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            getattr(VaultContract(), rule)(PlainVault())


def test_a_key_file_is_its_owners_alone(path: Path) -> None:
    """Made with mode 0600 when asked for, and the same vault every time (threat 23)."""
    first = AesVault.load(path, create=True)
    sealed = first.seal(SECRET, context=CONTEXT)

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert [path] == list(path.parent.iterdir())
    assert SECRET == AesVault.load(path, create=True).open(sealed, context=CONTEXT)


def test_a_missing_key_file_is_not_made_unasked(path: Path) -> None:
    """A wrong path must not become a second key, under which nothing opens."""
    with pytest.raises(ConfigError, match=r"miz\.key is missing"):
        AesVault.load(path)

    assert not path.exists()


def test_a_key_file_that_others_may_read_is_refused(path: Path) -> None:
    """The message says which command mends it."""
    AesVault.load(path, create=True)
    path.chmod(0o640)

    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        AesVault.load(path)


@pytest.mark.parametrize(
    "text",
    ["", "1:abc", "0:" + "00" * 32, "256:" + "00" * 32, "x", f"1:{'00' * 32}\n1:{'01' * 32}"],
)
def test_a_damaged_key_file_is_refused_without_showing_it(path: Path, text: str) -> None:
    """A line with a typing error is nearly a key; no message repeats it."""
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(ConfigError) as caught:
        AesVault.load(path)
    assert "00" * 16 not in str(caught.value)


def test_rotation_keeps_what_was_sealed_and_found(path: Path) -> None:
    """Old values open, new ones are sealed anew, indexes and journal stay (threat 23)."""
    first = AesVault.load(path, create=True)
    sealed = first.seal(SECRET, context=CONTEXT)
    second = AesVault.rotate(path)
    resealed = second.seal(SECRET, context=CONTEXT)

    assert SECRET == second.open(sealed, context=CONTEXT)
    assert (1, 2) == (second.key_of(sealed), second.key_of(resealed))
    assert 2 == second.current
    assert first.index("x", context="y") == second.index("x", context="y")
    assert first.journal_key == second.journal_key
    assert (first.slip_key, first.badge_key) == (second.slip_key, second.badge_key)
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    with pytest.raises(BadAnswer):
        first.open(resealed, context=CONTEXT)


def test_keys_may_come_from_the_environment(path: Path) -> None:
    """The text of a key file is as good as the file."""
    vault = AesVault.load(path, create=True)
    again = AesVault.parse(path.read_text())

    assert SECRET == again.open(vault.seal(SECRET, context=CONTEXT), context=CONTEXT)


def test_no_key_is_shown() -> None:
    """Neither the vault nor its keys tell what they hold when they are printed."""
    vault = AesVault.parse("7:" + "ab" * 32)

    assert "abab" not in f"{vault!r}{vars(vault)}".replace(vault.journal_key.hex(), "")


def test_every_purpose_has_a_key_of_its_own() -> None:
    """Finding, chaining, slips and badges do not share one key (NIST SP 800-108)."""
    vault = AesVault.fresh()

    assert 4 == len({vault._index_key, vault.journal_key, vault.slip_key, vault.badge_key})
