from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from miz.domain.texting import Alphabet, Segments

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"
EMOJI = "\N{GRINNING FACE}"
TEXTS = st.one_of(
    st.text(st.sampled_from(BASIC + EXTENSION), max_size=700),
    st.text(st.sampled_from("سلام۱۲۳ \u200c" + EMOJI), max_size=400),
    st.text(max_size=400),
)


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [
        ("", Alphabet.GSM7),
        (BASIC, Alphabet.GSM7),
        (EXTENSION, Alphabet.GSM7),
        ("Ali came at 10:30 [gate 2]", Alphabet.GSM7),
        ("س", Alphabet.UCS2),
        ("۱", Alphabet.UCS2),
        ("١", Alphabet.UCS2),
        ("a\u200cb", Alphabet.UCS2),
        ("،", Alphabet.UCS2),
        ("ç", Alphabet.UCS2),
        ("`", Alphabet.UCS2),
        ("\x1b", Alphabet.UCS2),
        ("\0", Alphabet.UCS2),
        (EMOJI, Alphabet.UCS2),
    ],
)
def test_the_alphabet_is_the_one_that_a_text_needs(text: str, alphabet: Alphabet) -> None:
    """Persian letters, digits and joiners force UCS-2, as does any character GSM-7 lacks (3.7)."""

    assert alphabet is Segments.of(text).alphabet


def test_the_basic_table_is_whole() -> None:
    """127 characters and the escape to ten more (3GPP TS 23.038)."""

    assert (127, 10) == (len(set(BASIC)), len(set(EXTENSION)))
    assert len(BASIC) + 2 * len(EXTENSION) == Alphabet.GSM7.units(BASIC + EXTENSION)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", [0]),
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("a" * 306, [153, 153]),
        ("a" * 307, [153, 153, 1]),
        ("€" * 80, [80]),
        ("€" * 80 + "a", [76, 5]),
        ("a" * 152 + "€" + "a" * 7, [152, 8]),
        ("a" * 151 + "€" + "a" * 8, [152, 8]),
        ("س" * 70, [70]),
        ("س" * 71, [67, 4]),
        ("س" * 134, [67, 67]),
        ("س" * 135, [67, 67, 1]),
        ("س" * 68 + EMOJI, [69]),
        ("س" * 69 + EMOJI, [67, 3]),
        ("س" * 66 + EMOJI + "س" * 3, [66, 4]),
        ("س" * 65 + EMOJI + "س" * 4, [66, 4]),
        (EMOJI * 35, [35]),
        (EMOJI * 36, [33, 3]),
    ],
)
def test_parts_at_the_edges(text: str, lengths: list[int]) -> None:
    """160 and 153 septets, 70 and 67 code units; what counts twice is never cut in half (3.7)."""
    segments = Segments.of(text)

    assert lengths == [len(part) for part in segments.parts]
    assert len(lengths) == segments.count
    assert text == "".join(segments.parts)


@given(text=TEXTS)
@example(text="\ud800" * 71)
def test_parts_are_the_text_and_fit(text: str) -> None:
    """Nothing is lost, doubled or too long, whatever the text."""
    segments = Segments.of(text)
    alphabet = segments.alphabet
    limit = alphabet.alone if segments.count == 1 else alphabet.joined

    assert text == "".join(segments.parts)
    assert all(measured(part, alphabet) <= limit for part in segments.parts)


@given(text=TEXTS)
def test_a_part_is_begun_only_when_the_last_is_full(text: str) -> None:
    """Whoever pays for each part pays for no more than the text needs."""
    segments = Segments.of(text)
    limit = segments.alphabet.joined

    assert all(
        measured(before + after[0], segments.alphabet) > limit
        for before, after in pairwise(segments.parts)
    )
    assert segments.count == fewest(text, segments.alphabet)


def measured(text: str, alphabet: Alphabet) -> int:
    """The units of a text, counted another way than the code under test does."""
    if alphabet is Alphabet.UCS2:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text) + sum(text.count(char) for char in EXTENSION)


def fewest(text: str, alphabet: Alphabet) -> int:
    """The least number of parts, found by trying every place for a cut."""
    if measured(text, alphabet) <= alphabet.alone:
        return 1
    units = [measured(char, alphabet) for char in text]
    best = [0] + [len(text)] * len(text)
    for end in range(1, len(text) + 1):
        start, used = end - 1, units[end - 1]
        while start >= 0 and used <= alphabet.joined:
            best[end] = min(best[end], best[start] + 1)
            start -= 1
            used += units[start]
    return best[-1]
