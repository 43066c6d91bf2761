import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.persian import ascii_digits, fold, persian_digits, tidy

texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("يىئكةۀأإآٱؤیک \u200c\u200d\u0640\u00a0\u064b\u0654ًٌٍَ۰۹٠٩İßé"),
    )
)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    """A stored name that is searched again stays found (CAP-10)."""

    assert fold(text) == fold(fold(text))


def test_every_character_folds_once() -> None:
    """No single character of a living script folds further the second time."""
    everything = map(chr, [*range(0xD800), *range(0xE000, 0x20000)])
    folded = {fold(char) for char in everything}

    assert [] == [once for once in folded if fold(once) != once]


@given(texts)
def test_what_is_folded_has_no_marks(text: str) -> None:
    """Vowel signs and other marks never decide whether a person is found."""
    folded = fold(text)

    assert not any(unicodedata.combining(char) for char in folded)
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("علي", "علی"),
        ("كريمي", "کریمی"),
        ("علی\u200cرضا", "علی رضا"),
        ("آذر", "اذر"),
        ("مؤمن", "مومن"),
        ("فاطمة", "فاطمه"),
        ("خانۀ", "خانه"),
        ("رئیس", "رییس"),
        ("مُحَمَّد", "محمد"),
        ("محمـــد", "محمد"),
        ("٠١٢۳۴", "01234"),
        ("  Reza   KARIMI ", "reza karimi"),
        ("ﻋﻠﯽ", "علی"),
        ("İZMİR", "izmir"),
    ],
)
def test_equal_names_are_equal(typed: str, stored: str) -> None:
    """Keyboards, joiners, marks, digits and presentation forms make no other person (J5 d)."""

    assert fold(stored) == fold(typed)


def test_other_names_stay_apart() -> None:
    """Folding brings spellings together, not people."""

    assert 4 == len({fold(name) for name in ("رضا", "رضایی", "ریحان", "روحان")})


@given(texts)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    """What is stored needs no more tidying, and holds no control characters."""
    tidied = tidy(text)

    assert tidied == tidy(tidied)
    assert not any(unicodedata.category(char) == "Cc" for char in tidied)


def test_tidying_keeps_the_joiner() -> None:
    """A zero-width non-joiner is spelling; it is kept for the eye and folded for the search."""

    assert "علی\u200cرضا" == tidy(" علي\u200cرضا\x00\n")


@given(st.text())
def test_digits_for_machines_and_for_people(text: str) -> None:
    """Digits change script and nothing else changes."""

    assert ascii_digits(text) == ascii_digits(persian_digits(text))
    assert len(text) == len(ascii_digits(text)) == len(persian_digits(text))
    assert not set("0123456789") & set(persian_digits(text))
