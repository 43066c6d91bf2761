"""How converters and card readers write a card into a line of text.

Each layout is strict: a line that does not fit it, and one whose parity or sum is wrong, is no
read. Wiegand-to-serial converters, by their manuals and public code, send the bits themselves,
hexadecimal digits with or without the parity bits, or decimal numbers.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial, reduce
from operator import xor

from miz.ports.gates import Presented
from miz_adapters.wiegand import FACILITY_BITS, Card


class Layout(StrEnum):
    """What one line is.

    ``text``: the code itself, as scanners send it; words with blanks are none, because a terminal
    server tells in words that its device is away or taken.
    ``bits``: a Wiegand frame in zeros and ones, parity included.
    ``hex``: a frame with its parity in 7 (26 bits) or 9 digits (34 bits), or the data alone, whose
    parity the converter has checked, in 6 or 8 digits.
    ``decimal``: the data as one number; ``bits`` of the reader says of how many bits it is.
    ``facility``: facility and number, as in 018,37848 or 01837848, by ``bits`` as well.
    ``labelled``: the words of a much used Arduino library, whose two numbers must agree.
    ``em4100``: ten hexadecimal digits and two of their exclusive or, as 125 kHz readers send them.
    """

    TEXT = "text"
    BITS = "bits"
    HEX = "hex"
    DECIMAL = "decimal"
    FACILITY = "facility"
    LABELLED = "labelled"
    EM4100 = "em4100"


Read = Callable[[Presented], Presented | None]

# How many digits: whether parity is among them, and the bits of the frame.
_HEX = {6: (False, 26), 7: (True, 26), 8: (False, 34), 9: (True, 34)}
_PLACES = {26: (3, 5), 34: (5, 5)}
_LABELS = re.compile(
    r"(?:Wiegand )?HEX = ([0-9A-F]{1,8}), DECIMAL = ([0-9]{1,10}), Type W(26|34)", re.IGNORECASE
)


def reader_of(layout: Layout, *, bits: int = 26) -> Read:
    """What makes a read of a line in that layout; ``bits`` counts where the line does not tell."""
    if bits not in FACILITY_BITS:
        raise ValueError(f"cards have 26 or 34 bits, not {bits}")
    match layout:
        case Layout.TEXT:
            return _as_it_is
        case Layout.EM4100:
            return _em4100
        case _:
            return partial(_card, _LAYOUTS[layout], bits)


def _as_it_is(line: Presented) -> Presented | None:
    return None if " " in line.code else line


def _card(parse: Callable[[str, int], Card | None], bits: int, line: Presented) -> Presented | None:
    card = parse(line.code, bits)
    return None if card is None else card.presented


def _of_bits(text: str, bits: int) -> Card | None:
    return Card.of_frame(text)


def _of_hex(text: str, bits: int) -> Card | None:
    if len(text) not in _HEX or not re.fullmatch(r"[0-9A-Fa-f]+", text):
        return None
    with_parity, found = _HEX[len(text)]
    if not with_parity:
        return Card.of_data(int(text, 16), found)
    frame = f"{int(text, 16):0{found}b}"
    return Card.of_frame(frame) if len(frame) == found else None


def _of_decimal(text: str, bits: int) -> Card | None:
    return Card.of_data(int(text), bits) if re.fullmatch(r"[0-9]{1,10}", text) else None


def _of_facility(text: str, bits: int) -> Card | None:
    ahead, behind = _PLACES[bits]
    found = re.fullmatch(rf"([0-9]{{{ahead}}})[,:; ]?([0-9]{{{behind}}})", text)
    return Card.of_numbers(int(found[1]), int(found[2]), bits=bits) if found else None


def _of_labels(text: str, bits: int) -> Card | None:
    found = _LABELS.fullmatch(text)
    if found is None or int(found[1], 16) != int(found[2]):
        return None
    return Card.of_data(int(found[2]), int(found[3]))


def _em4100(line: Presented) -> Presented | None:
    if not re.fullmatch(r"[0-9A-Fa-f]{12}", line.code):
        return None
    *data, total = bytes.fromhex(line.code)
    raw = bytes(data)
    return Presented(raw.hex().upper(), raw, 40) if reduce(xor, data) == total else None


_LAYOUTS: dict[Layout, Callable[[str, int], Card | None]] = {
    Layout.BITS: _of_bits,
    Layout.HEX: _of_hex,
    Layout.DECIMAL: _of_decimal,
    Layout.FACILITY: _of_facility,
    Layout.LABELLED: _of_labels,
}
