"""Slips come out of the press readable by people, cameras and gate readers (C1-08, C3-04)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
import zxingcpp
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from miz.errors import ConfigError, InvalidValue, PoorSample
from miz.ports.printing import DPI, WIDTH, Language, Slip
from miz_adapters.fonts import font_path
from miz_adapters.printing import PillowPress
from miz_adapters.printing.lettering import Lettering, demand_shaping, digits, groups
from miz_adapters.printing.symbols import BAR_LEAST, QR_LEAST, code128, qr
from tests.domain.slips import minted

PRESS = PillowPress()
CODE = "40173829105566120398"
TOKEN = "4017382910556612039840173829105566120398"
BOTH = {zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128}

PERSIAN = Slip(
    organisation="سازمان نمونه",
    title="برگهٔ ورود مهمان · درب شمالی",
    code=CODE,
    rows=(
        ("نام", "مریم کاظمی"),
        ("میزبان", "خانم الهام نوری"),
        ("واحد", "مالی، طبقهٔ 3، اتاق 312"),
        ("اعتبار", "امروز تا 12:15"),
    ),
    footer="هنگام خروج، این برگه را جلوی پویشگر درب بگیرید.",
)
ENGLISH = Slip(
    organisation="Sample Organisation",
    title="Visitor slip · North gate",
    code=CODE,
    rows=(("Name", "Anna Petrova"), ("Host", "Ms Elham Nouri (الهام نوری)")),
    footer="On leaving, hold this slip in front of the reader at the gate.",
    language="en",
)
LONG = {
    "many words": "سید محمدحسین " * 12,
    "one word": "Wolfeschlegelsteinhausenbergerdorff" * 4,
    "without joints": "ا" * 200,
    "line breaks and marks": "نام\n\u202eوارونه\u202c\tدوم",
}


def mark(colour: str = "#1e506e") -> bytes:
    """An organisation's logo on nothing."""
    image = Image.new("RGBA", (512, 300), "#00000000")
    ImageDraw.Draw(image).rounded_rectangle((20, 20, 490, 280), 60, fill=colour)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def seen(slip: Slip) -> Image.Image:
    """The printed slip in greys, as a reader takes it in."""
    with Image.open(BytesIO(PRESS.slip(slip))) as printed:
        return printed.convert("L")


def read(printed: Image.Image) -> dict[zxingcpp.BarcodeFormat, str]:
    """Every symbol on the paper and what it says."""
    return {symbol.format: symbol.text for symbol in zxingcpp.read_barcodes(printed)}


def margins(printed: Image.Image, top: int) -> tuple[int, int]:
    """White dots left and right of everything that is printed below ``top``."""
    below = printed.crop((0, top, printed.width, printed.height))
    box = ImageChops.invert(below).getbbox()
    assert box is not None
    return box[0], printed.width - box[2]


@pytest.mark.parametrize("logo", [None, mark()], ids=["no logo", "logo"])
@pytest.mark.parametrize("slip", [PERSIAN, ENGLISH], ids=["fa", "en"])
@pytest.mark.parametrize("code", [CODE, TOKEN], ids=["handle", "token"])
def test_both_symbols_read_back(slip: Slip, code: str, logo: bytes | None) -> None:
    """The QR and the Code128 carry exactly the visit's code (C1-08, C3-04)."""
    printed = seen(evolve(slip, code=code, logo=logo))

    assert dict.fromkeys(BOTH, code) == read(printed)


@settings(max_examples=40)
@given(st.text("0123456789", min_size=20, max_size=20), st.sampled_from(["fa", "en"]))
@example("0" * 20, "fa")
@example("9" * 20, "en")
def test_every_code_reads_back(code: str, language: Language) -> None:
    """Leading zeros and repeated digits are digits like the others (C1-08)."""

    assert dict.fromkeys(BOTH, code) == read(seen(evolve(PERSIAN, code=code, language=language)))


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
@pytest.mark.parametrize("slip", [PERSIAN, ENGLISH], ids=["fa", "en"])
def test_long_texts_wrap_inside_the_margins(slip: Slip, name: str) -> None:
    """No name, title or label runs off the paper or into the symbols (CAP-05)."""
    rows = ((name, name), *slip.rows)
    printed = seen(evolve(slip, rows=rows, organisation=name, title=name, footer=name))

    assert dict.fromkeys(BOTH, CODE) == read(printed)
    assert min(margins(printed, 0)) >= 8


@pytest.mark.parametrize("slip", [PERSIAN, evolve(ENGLISH, logo=mark())], ids=["fa", "en"])
def test_a_slip_is_bi_level_and_as_wide_as_the_paper(slip: Slip) -> None:
    """The picture goes to an 80 mm thermal head as it is (C3-04)."""
    with Image.open(BytesIO(PRESS.slip(slip))) as printed:
        facts = printed.format, printed.mode, printed.width, round(printed.info["dpi"][0])

    assert ("PNG", "1", WIDTH, DPI) == facts


def test_persian_begins_on_the_right_and_english_on_the_left() -> None:
    """Rows follow the reading direction of their language (C3-04)."""
    short = (("a", "b"),)
    left, right = margins(rows_of(evolve(ENGLISH, rows=short)), 0)
    left_fa, right_fa = margins(rows_of(evolve(PERSIAN, rows=(("ا", "ب"),))), 0)

    assert left < 40
    assert right > 300
    assert right_fa < 40
    assert left_fa > 300


def rows_of(slip: Slip) -> Image.Image:
    """Only the rows: what a slip with rows has below one that ends with its code."""
    bare = evolve(slip, footer="", rows=())
    printed, top = seen(evolve(slip, footer="")), seen(bare).height
    return printed.crop((0, top, WIDTH, printed.height))


def test_a_logo_stands_on_top_of_its_slip() -> None:
    """The logo is printed above everything else, solid where it is dark (CAP-18)."""
    plain, marked = seen(PERSIAN), seen(evolve(PERSIAN, logo=mark()))
    added = marked.height - plain.height

    assert added > 60
    assert 0 == marked.getpixel((WIDTH // 2, added // 2))
    below = (0, added + 20, WIDTH, marked.height)
    assert marked.crop(below).tobytes() == plain.crop((0, 20, WIDTH, plain.height)).tobytes()


@pytest.mark.parametrize("logo", [b"", b"not a picture", mark()[:200]])
def test_a_broken_logo_is_named(logo: bytes) -> None:
    """A logo that cannot be read says so instead of printing a slip without it (CAP-18)."""
    with pytest.raises(PoorSample) as caught:
        PRESS.slip(evolve(PERSIAN, logo=logo))

    assert ("slip.logo_unreadable", "logo") == (caught.value.code, caught.value.field)


def test_an_empty_value_is_a_box_to_sign_in() -> None:
    """A meeting slip has room for the host's signature (CAP-05)."""
    unsigned = rows_of(evolve(PERSIAN, rows=(("امضا", ""),)))
    box = ImageChops.invert(unsigned).getbbox()

    assert box is not None
    assert box[3] - box[1] > 50
    assert box[2] - box[0] > 400


@pytest.mark.parametrize("code", ["", "1234", CODE + "x", "۱" * 20, "1" * 41, "1" * 19 + "²"])
def test_only_latin_digits_can_be_a_code(code: str) -> None:
    """Scanners that type key positions recover nothing but digits (C1-08)."""
    with pytest.raises(InvalidValue) as caught:
        evolve(PERSIAN, code=code)

    assert "slip.code_invalid" == caught.value.code


@pytest.mark.parametrize("code", [CODE, TOKEN])
def test_symbols_are_large_enough_and_have_quiet_zones(code: str) -> None:
    """QR modules are half a millimetre at least, bars a quarter, and white surrounds both."""
    square, bars = qr(code, aim=1), code128(code, room=WIDTH)

    assert 4 * QR_LEAST == min(margins(square, 0))
    assert 10 * BAR_LEAST <= min(margins(bars, 0))
    assert bars.width <= WIDTH


def test_a_signed_slip_is_printed_in_size() -> None:
    """QR version 2 at level Q from 12.5 mm, Code128 in 69 mm of 80 mm paper (B17)."""
    code = minted()
    square, bars = qr(code, aim=1), code128(code, room=WIDTH)
    side, width = (25.4 * dots / DPI for dots in (square.width - 8 * QR_LEAST, bars.width))

    assert 25 * QR_LEAST == square.width - 8 * QR_LEAST
    assert (12.5, 68.8) == (round(side, 1), round(width, 1))
    assert dict.fromkeys(BOTH, code) == read(seen(evolve(PERSIAN, code=code)))


def test_digits_follow_the_language_but_not_inside_latin_words() -> None:
    """Persian readers see Persian digits; a tracking code stays as it is typed (C3-04)."""

    assert "طبقهٔ ۳، ۱۲:۱۵" == digits("طبقهٔ 3، 12:15", "fa")
    assert "کد MZ-7K3Q-91XF" == digits("کد MZ-7K3Q-91XF", "fa")
    assert "12:15" == digits("12:15", "en")


def test_a_code_is_shown_in_fours() -> None:
    """People read a long number aloud in groups (C3-04)."""

    assert ["4017", "3829", "1055", "6612", "0398"] == groups(CODE).split()


@given(st.text(max_size=120), st.integers(60, 500))
def test_wrapping_loses_nothing(text: str, room: int) -> None:
    """Wrapped lines hold every letter in its order, whatever the name (CAP-05)."""
    lines: Sequence[str] = Lettering("fa", 400, 24).wrap(text, room)

    assert "".join(text.split()) == "".join("".join(lines).split())


def test_a_balanced_footer_leaves_no_word_alone() -> None:
    """Two centred lines are about equally long (CAP-05)."""
    face = Lettering("en", 400, 24)
    first, second = face.balance(ENGLISH.footer, 536)

    assert abs(face.width(first) - face.width(second)) < 200


def test_a_pillow_that_cannot_shape_persian_is_refused() -> None:
    """Without raqm nothing is printed, rather than loose letters backwards (integrations 9)."""
    with pytest.raises(ConfigError) as caught:
        demand_shaping(lambda _: False)

    assert "printing.no_shaping" == caught.value.code


def test_desks_may_print_at_the_same_time() -> None:
    """Slips drawn by several threads at once are each as drawn alone (C3-04)."""
    slips = [evolve(PERSIAN, code=str(number) * 20, logo=mark()) for number in range(8)]
    alone = [PRESS.slip(slip) for slip in slips]
    with ThreadPoolExecutor(8) as desks:
        together = list(desks.map(PRESS.slip, slips))

    assert alone == together


def test_an_unknown_weight_names_the_known_ones() -> None:
    """A wrong font weight is a mistake in the configuration (integrations 9)."""
    with pytest.raises(ConfigError, match="400"):
        font_path(450)
