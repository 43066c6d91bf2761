"""The rules of `miz.ports.vaults.Vault`.

class TestMine(VaultContract):
    @pytest.fixture
    def vault(self):
        return MyVault()
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miz.errors import BadAnswer
from miz.ports.vaults import Vault

CONTEXT = "people/7f3a/national_id"
SECRET = b"0012345679"
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class VaultContract:
    """What is sealed opens in its own place only, and is found by a keyed hash."""

    @pytest.fixture
    def vault(self) -> Vault:
        """A vault."""
        raise NotImplementedError

    @shared
    @given(plain=st.binary(max_size=2000), context=st.text(st.characters(codec="utf-8")))
    def test_what_is_sealed_opens(self, vault: Vault, plain: bytes, context: str) -> None:
        """Any bytes, in any place."""
        assert plain == vault.open(vault.seal(plain, context=context), context=context)

    def test_a_seal_shows_nothing(self, vault: Vault) -> None:
        """Neither the value nor that two values are equal (threat 23)."""
        first, second = (vault.seal(SECRET, context=CONTEXT) for _ in range(2))

        assert first != second
        assert SECRET not in first

    def test_a_value_does_not_open_elsewhere(self, vault: Vault) -> None:
        """A ciphertext copied into another record or field is refused (threat 23)."""
        sealed = vault.seal(SECRET, context=CONTEXT)
        for context in ("people/7f3b/national_id", "people/7f3a/mobile", "", CONTEXT + " "):
            with pytest.raises(BadAnswer):
                vault.open(sealed, context=context)

    def test_every_changed_bit_is_noticed(self, vault: Vault) -> None:
        """At every place of the sealed value."""
        sealed = vault.seal(SECRET, context=CONTEXT)
        for place in range(len(sealed) * 8):
            changed = bytearray(sealed)
            changed[place // 8] ^= 1 << place % 8
            with pytest.raises(BadAnswer):
                vault.open(bytes(changed), context=CONTEXT)

    def test_every_cut_is_noticed(self, vault: Vault) -> None:
        """From nothing at all to one byte too many."""
        sealed = vault.seal(SECRET, context=CONTEXT)
        for cut in (*(sealed[:length] for length in range(len(sealed))), sealed + b"\0"):
            with pytest.raises(BadAnswer):
                vault.open(cut, context=CONTEXT)

    def test_an_index_is_steady_and_separate(self, vault: Vault) -> None:
        """Equal in, equal out; fields cannot be joined, and the value is not in it."""
        index = vault.index("0012345679", context="national_id")
        others = {
            vault.index("0012345679", context="mobile"),
            vault.index("0012345678", context="national_id"),
            vault.index("45679", context="national_id\x000012"),
            vault.index("\ud800", context="national_id"),
        }

        assert index == vault.index("0012345679", context="national_id")
        assert 64 == len(index)
        assert 4 == len(others - {index})
        assert "0012345679" not in index

    def test_the_journal_has_a_key_of_its_own(self, vault: Vault) -> None:
        """Thirty-two bytes, the same every time."""
        assert 32 == len(vault.journal_key)
        assert vault.journal_key == vault.journal_key

    def test_journal_slips_and_badges_share_no_key(self, vault: Vault) -> None:
        """Whoever learns one of them has none of the others (NIST SP 800-108)."""
        keys = (vault.journal_key, vault.slip_key, vault.badge_key)

        assert [32] * 3 == [len(key) for key in keys]
        assert 3 == len(set(keys))
        assert keys == (vault.journal_key, vault.slip_key, vault.badge_key)

    def test_threads_do_not_disturb_each_other(self, vault: Vault) -> None:
        """Many seal and open at once."""

        def round_trip(number: int) -> bool:
            plain, context = str(number).encode(), f"people/{number}/mobile"
            return plain == vault.open(vault.seal(plain, context=context), context=context)

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(round_trip, range(2000)))
