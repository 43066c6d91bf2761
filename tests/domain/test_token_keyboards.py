"""A slip survives every keyboard layout that a scanner may meet (C1-08, integrations 9)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.codes import PassCode
from miz.domain.tokens import SlipClaims, SlipToken, slip_digits
from tests.domain.keyboards import ARABIC, LAYOUTS, PAD, PERSIAN, ROW, Layout, pressed, typed
from tests.domain.slips import NOON, minted, reader

SYMBOLS = Path("/usr/share/X11/xkb/symbols/ir")
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
keys = pytest.mark.parametrize("keys", [ROW, PAD], ids=["row", "pad"])


@layouts
@keys
@given(serial=st.integers(0, (1 << 40) - 1), zones=st.integers(0, 255))
def test_a_scanned_slip_is_the_printed_one(
    *, layout: Layout, keys: tuple[str, ...], serial: int, zones: int
) -> None:
    """Digit row or number pad, Latin, Persian or Arabic: the same claims (B17)."""
    digits = minted(serial=serial, zones=zones)
    arrived = typed(pressed(digits, keys), layout)
    claims = reader().verify(arrived, at=NOON)

    assert SlipToken(digits) == SlipToken.find(arrived)
    assert isinstance(claims, SlipClaims)
    assert (serial, zones) == (claims.serial, claims.zones)


@layouts
@keys
def test_a_plain_slip_survives_as_well(layout: Layout, keys: tuple[str, ...]) -> None:
    """The twenty digits for narrow paper arrive in the same way (C1-08)."""
    digits = PassCode.issue("0123456789987654321").digits

    assert digits == slip_digits(typed(pressed(digits, keys), layout))


def test_layouts_differ_where_it_matters() -> None:
    """The tables are not one table under many names."""
    rows = {typed(pressed("1234567890", ROW), layout) for layout in LAYOUTS.values()}

    assert {"1234567890\n", PERSIAN + "\n", ARABIC + "\n"} == rows


@pytest.mark.skipif(not SYMBOLS.exists(), reason="xkb-data is not installed")
@pytest.mark.parametrize(
    ("variant", "name", "first"),
    [
        ("pes_part_basic", "xkb ir", "AE"),
        ("pes_part_keypad", "xkb ir(pes_keypad)", "KP"),
        ("ku_ara", "xkb ir(ku_ara)", "AE"),
    ],
)
def test_the_table_is_what_this_machine_has(variant: str, name: str, first: str) -> None:
    """Our copy of XKB's layout says what xkeyboard-config says."""
    text = SYMBOLS.read_text("utf-8")
    block = text[text.index(f'"{variant}"') :].split("\n};")[0]
    level = 2 if first == "KP" else 1  # NumLock is the second level of a number pad
    ours = LAYOUTS[name]
    for number in range(10):
        key = f"AE{number or 10:02d}" if first == "AE" else f"KP{number}"
        found = re.search(rf"<{key}>\s*{{\s*\[([^\]]*)\]", block)
        assert found is not None
        symbol = found.group(1).split(",")[level - 1].strip()
        position = ("Numpad" if first == "KP" else "Digit") + str(number)

        assert ours[position] == _character(symbol)


def _character(symbol: str) -> str:
    """What a keysym types: Farsi_1, or a code point as 0x1000661."""
    if symbol.startswith("Farsi_"):
        return chr(0x06F0 + int(symbol[-1]))
    return chr(int(symbol, 16) - 0x1000000)
