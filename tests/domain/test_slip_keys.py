"""Each gate group has a key a day, and a gate holds no more of them than it needs (B17)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from miz.domain.ids import GateId, SiteId
from miz.domain.slipkeys import DayKeys, MasterKey, gate_group, hkdf
from miz.errors import InvalidValue
from tests.domain.slips import GROUP, MASTER, NOON, TEHRAN

TODAY = date(2026, 4, 18)


@pytest.mark.parametrize(
    ("salt", "info", "okm"),
    [
        (
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
        ),
        (b"", b"", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"),
    ],
    ids=["A.1", "A.3"],
)
def test_keys_are_derived_as_the_standard_says(salt: bytes, info: bytes, okm: str) -> None:
    """The first block of the vectors of RFC 5869, appendix A."""

    assert okm == hkdf(b"\x0b" * 22, info=info, salt=salt).hex()


def test_each_group_day_and_generation_has_a_key_of_its_own() -> None:
    """A key that is known opens one group on one day (threat 4)."""
    tomorrow = TODAY + timedelta(days=1)
    keys = {
        MASTER.key(GROUP, TODAY),
        MASTER.key(GROUP, tomorrow),
        MASTER.key("site-1/south", TODAY),
        MASTER.key("site-2/north", TODAY),
        MasterKey(MASTER.master, 1).key(GROUP, TODAY),
        MasterKey(bytes(32)).key(GROUP, TODAY),
    }

    assert 6 == len(keys)
    assert {32} == {len(key) for key in keys}


def test_a_gate_holds_yesterday_today_and_tomorrow() -> None:
    """A slip of last evening opens after midnight, and tomorrow begins without the server (B17)."""
    held = MASTER.held(GROUP, zone=TEHRAN, at=NOON)
    days = [key.day for key in held.keys]

    assert [TODAY + timedelta(days=count) for count in (-1, 0, 1)] == days
    assert MASTER.key(GROUP, TODAY) == held.find(0, TODAY)
    assert None is held.find(1, TODAY)
    assert None is held.find(0, TODAY + timedelta(days=2))


def test_a_short_day_asks_for_a_day_more() -> None:
    """On the 24th hour after a day of 23 hours, the slip began the day before yesterday (B17)."""
    berlin = ZoneInfo("Europe/Berlin")
    after = datetime(2026, 3, 30, 0, 20, tzinfo=berlin)
    held = MASTER.held(GROUP, zone=berlin, at=after)

    assert date(2026, 3, 28) == held.keys[0].day


def test_the_days_are_local_ones() -> None:
    """At half past eight in the evening UTC it is tomorrow in Tehran."""
    late = datetime(2026, 4, 18, 20, 30, tzinfo=UTC)
    held = MASTER.held(GROUP, zone=TEHRAN, at=late)

    assert date(2026, 4, 20) == held.keys[-1].day
    assert ("Asia/Tehran", TEHRAN) == (held.timezone, held.zone)


def test_an_offline_slip_is_of_one_gate_at_one_site() -> None:
    """Gates of the same name at two sites do not share a key (B17)."""
    groups = {gate_group(SiteId(site), GateId(gate)) for site in "ab" for gate in "cd"}

    assert 4 == len(groups)


@pytest.mark.parametrize("generation", [-1, 16])
def test_a_generation_fits_its_four_bits(generation: int) -> None:
    """A seventeenth generation would be taken for the first one."""
    with pytest.raises(InvalidValue) as caught:
        MasterKey(bytes(32), generation)

    assert ("slips.generation", "generation") == (caught.value.code, caught.value.field)


def test_no_key_shows_itself() -> None:
    """A log or traceback of what a gate holds has no key in it (threat 24)."""
    held = MasterKey(b"m" * 32).held(GROUP, zone=TEHRAN, at=NOON)
    shown = repr((MasterKey(b"m" * 32), held, DayKeys(GROUP, "Asia/Tehran")))

    assert not [key for key in held.keys if repr(key.key) in shown]
    assert "mmm" not in shown
