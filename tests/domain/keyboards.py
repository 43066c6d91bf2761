"""What a computer types when a scanner presses the keys of digits.

A keyboard-wedge scanner sends positions of keys, not characters. The tables are of the digit row
without Shift, 1 to 9 and then 0, and of the number pad with NumLock:

- Windows "Persian" (KBDFA, KLID 00000429): Unicode CLDR 30, keyboards/windows/fa-t-k0-windows.xml
  (platform 6.1), and Keyman's import of KBDFA.DLL, release/basic/basic_kbdfa.
- Windows "Persian (Standard)" (KBDFAR, KLID 00050429): MicrosoftDocs/globalization,
  globalization/keyboards/kbdfar.html, and Keyman's import of kbdfar.dll.
- XKB "ir", pes and pes_keypad (ISIRI 9147), and ku_ara: xkeyboard-config, symbols/ir;
  the usual number pad: symbols/keypad.

Sources of the Windows layouts show no number pad; Windows types ASCII digits there (VK_NUMPAD0
to 9). That no more hangs on this than on anything else is tested: every table is tried.
"""

from collections.abc import Mapping

ROW = tuple(f"Digit{digit}" for digit in "1234567890")
PAD = tuple(f"Numpad{digit}" for digit in "1234567890")
ASCII, PERSIAN, ARABIC = "1234567890", "۱۲۳۴۵۶۷۸۹۰", "١٢٣٤٥٦٧٨٩٠"

Layout = Mapping[str, str]
"""From the position of a key (KeyboardEvent.code) to what it types."""


def _layout(row: str, pad: str = ASCII) -> Layout:
    return {**dict(zip(ROW, row, strict=True)), **dict(zip(PAD, pad, strict=True)), "Enter": "\n"}


LAYOUTS: Mapping[str, Layout] = {
    "us": _layout(ASCII),
    "windows persian": _layout(ASCII),
    "windows persian standard": _layout(PERSIAN),
    "xkb ir": _layout(PERSIAN),
    "xkb ir(pes_keypad)": _layout(PERSIAN, PERSIAN),
    "xkb ir(ku_ara)": _layout(ARABIC),
}


def pressed(digits: str, keys: tuple[str, ...]) -> list[str]:
    """The positions that a scanner presses for a code, with Enter at the end."""
    positions = {key[-1]: key for key in keys}
    return [*(positions[digit] for digit in digits), "Enter"]


def typed(positions: list[str], layout: Layout) -> str:
    """What the computer makes of them."""
    return "".join(layout[position] for position in positions)
