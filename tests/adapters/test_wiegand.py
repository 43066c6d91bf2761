"""Cards that converters and readers write into lines: parity, formats, layouts, any line at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.codes import card_code
from miz.ports.gates import Presented
from miz_adapters.serial.cards import Layout, reader_of
from miz_adapters.wiegand import Card

FACILITIES = {26: 0xFF, 34: 0xFFFF}
BITS = st.sampled_from([26, 34])


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Any card of both formats."""
    bits = draw(BITS)
    return Card(bits, draw(st.integers(0, FACILITIES[bits])), draw(st.integers(0, 0xFFFF)))


def read(layout: Layout, text: str, *, bits: int = 26) -> Presented | None:
    """What a reader makes of one line."""
    return reader_of(layout, bits=bits)(Presented(text, text.encode()))


def lines(card: Card) -> dict[Layout, list[str]]:
    """The card in every layout that carries cards of its kind."""
    data, ahead = card.facility << 16 | card.number, {26: 3, 34: 5}[card.bits]
    digits = {26: (7, 6), 34: (9, 8)}[card.bits]
    numbers = (f"{card.facility:0{ahead}}", f"{card.number:05}")
    return {
        Layout.BITS: [card.frame],
        Layout.HEX: [f"{int(card.frame, 2):0{digits[0]}X}", f"{data:0{digits[1]}x}"],
        Layout.DECIMAL: [str(data), f"{data:010}"],
        Layout.FACILITY: ["".join(numbers), ",".join(numbers), ":".join(numbers)],
        Layout.LABELLED: [f"Wiegand HEX = {data:X}, DECIMAL = {data}, Type W{card.bits}"],
    }


# The frame


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("10000000000000000000000001", None),
        ("00000000000000000000000001", "B26F000C00000"),
        ("01111111111111111111111111", "B26F255C65535"),
        ("01111111111111111111111110", None),
        ("00010010100100111101100001", "B26F037C10160"),
        ("0" + "1" * 32 + "1", "B34F65535C65535"),
    ],
)
def test_frames_that_were_worked_out_by_hand(frame: str, code: str | None) -> None:
    """Even parity over the first half, odd over the second, zero is a number (CAP-07)."""
    card = Card.of_frame(frame)

    assert code == (card and card.code)


@given(card=cards())
def test_a_frame_comes_back(card: Card) -> None:
    """A frame says its card, and the read keeps its bits and how many they were (§1)."""
    presented = card.presented

    assert card == Card.of_frame(card.frame)
    assert (card.bits, card.bits) == (len(card.frame), presented.bits)
    assert f"{int.from_bytes(presented.raw, 'big'):0{card.bits}b}" == card.frame
    assert card.frame[: card.bits // 2].count("1") % 2 == 0
    assert card.frame[card.bits // 2 :].count("1") % 2 == 1


@given(card=cards(), place=st.integers(0, 33))
def test_any_flipped_bit_is_no_card(card: Card, place: int) -> None:
    """Each bit is under one of the two parities, so a single wrong one is always found."""
    at = place % card.bits
    flipped = "1" if card.frame[at] == "0" else "0"

    assert Card.of_frame(card.frame[:at] + flipped + card.frame[at + 1 :]) is None


@given(one=cards(), other=cards())
def test_a_code_is_one_card(one: Card, other: Card) -> None:
    """Two cards share a code only if format, facility and number are the same."""

    assert (one == other) == (one.code == other.code)


@given(card=cards())
def test_a_code_is_a_card_code(card: Card) -> None:
    """Desk and gate know it as it is; and it has another form than any dump of bytes."""

    assert card.code == card_code(card.code)
    assert len(card.code) % 2 == 1
    assert not card.code.isdecimal()


def test_the_same_number_in_another_format_is_another_card() -> None:
    """A site with old and new cards has both 37848s; neither opens for the other."""
    codes = {Card(26, 18, 37848).code, Card(34, 18, 37848).code, Card(26, 19, 37848).code}

    assert {"B26F018C37848", "B34F00018C37848", "B26F019C37848"} == codes


def test_a_card_is_not_shown_by_chance() -> None:
    """Numbers open gates: they stay out of logs (G-log)."""

    assert "37848" not in repr(Card(26, 18, 37848))


# The lines


@given(card=cards())
def test_every_layout_tells_the_same_card(card: Card) -> None:
    """Whichever converter stands at a lane, the card that the desk knows is read."""
    told = {
        read(layout, text, bits=card.bits)
        for layout, texts in lines(card).items()
        for text in texts
    }

    assert {card.presented} == told


@given(card=cards(), place=st.integers(0, 33))
def test_a_wrong_parity_is_no_read(card: Card, place: int) -> None:
    """A bit lost between card and converter must not open for somebody else."""
    at = place % card.bits
    frame = int(card.frame, 2) ^ 1 << at
    digits = {26: 7, 34: 9}[card.bits]

    assert read(Layout.BITS, f"{frame:0{card.bits}b}") is None
    assert read(Layout.HEX, f"{frame:0{digits}X}") is None


@given(
    layout=st.sampled_from(Layout),
    bits=BITS,
    text=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=64),
)
def test_any_line_is_a_card_or_nothing(layout: Layout, bits: int, text: str) -> None:
    """Whatever a line says, nothing but a code that cards may have comes out (§5 fuzzing)."""
    found = read(layout, text, bits=bits)

    if found is not None and layout is not Layout.TEXT:
        assert found.code == card_code(found.code)
        assert found.bits in {26, 34, 40}


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        (Layout.BITS, "0" * 25),
        (Layout.BITS, "0" * 37),
        (Layout.HEX, "1293D"),
        (Layout.HEX, "FFFFFFF"),  # 28 bits are none of 26
        (Layout.HEX, "+1293D8"),
        (Layout.HEX, "12 3D8"),
        (Layout.DECIMAL, "16777216"),  # 2^24
        (Layout.DECIMAL, "-1"),
        (Layout.DECIMAL, "1_000"),
        (Layout.FACILITY, "256,00001"),
        (Layout.FACILITY, "018,65536"),
        (Layout.FACILITY, "18,37848"),
        (Layout.LABELLED, "Wiegand HEX = 1293D8, DECIMAL = 1217497, Type W26"),
        (Layout.LABELLED, "Wiegand HEX = 1, DECIMAL = 1, Type W8"),
        (Layout.EM4100, "01001293D859"),
        (Layout.EM4100, "1293D8"),
    ],
)
def test_what_does_not_fit_is_no_read(layout: Layout, text: str) -> None:
    """A key pressed beside the reader, a cut line or a wrong setting is nobody's card."""

    assert read(layout, text) is None


def test_a_125_khz_reader_sends_a_sum() -> None:
    """The exclusive or of its five bytes comes behind them (public datasheets)."""
    found = read(Layout.EM4100, "01001293D858")

    assert Presented("01001293D8", bytes.fromhex("01001293D8"), 40) == found


def test_text_is_left_alone() -> None:
    """Scanners send codes as they are."""

    assert Presented("01001293D858", b"01001293D858") == read(Layout.TEXT, "01001293D858")


def test_another_bit_count_is_refused() -> None:
    """A format that is not known would have no parity to be checked by."""
    with pytest.raises(ValueError, match="26 or 34"):
        reader_of(Layout.DECIMAL, bits=37)
