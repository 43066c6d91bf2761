"""One answer to one question: how it is kept, and what is wrong with it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.forms import LONG, SHORT, Choice, Field, FieldKind
from miz.domain.values import Text
from miz.errors import InvalidValue
from tests.domain.numbers import in_script, scripts, valid_numbers

K = FieldKind
TOWNS = tuple(Choice(value, Text(value)) for value in ("tehran", "qom", "yazd"))
CHOOSING = {K.CHOICE, K.CHOICES}


def asking(kind: FieldKind, **more: Any) -> Field:
    """A question of that kind."""
    choices = TOWNS if kind in CHOOSING else ()
    return Field("q", Text("سؤال"), kind, choices=choices, **more)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        (asking(K.TEXT), "  كاظمي   مریم ", "کاظمی مریم"),
        (asking(K.TEXT), "الف\nب", "الف ب"),
        (asking(K.TEXT), "الف" * 66 + "بب", "الف" * 66 + "بب"),
        (asking(K.TEXT, least=3, most=5), "سلام", "سلام"),
        (asking(K.TEXT, least=3), "قم!", "قم!"),
        (asking(K.TEXT, most=3), "قم!", "قم!"),
        (asking(K.TEXT, most=LONG), "ا" * LONG, "ا" * LONG),
        (asking(K.LONG_TEXT), " بند اول \r\n\r\n  بند   دوم\n", "بند اول\n\nبند دوم"),
        (asking(K.LONG_TEXT), "ا" * LONG, "ا" * LONG),
        (asking(K.NUMBER), "۱۲٬۳۴۵", "12345"),
        (asking(K.NUMBER), "١٢٣", "123"),
        (asking(K.NUMBER), "12,345", "12345"),
        (asking(K.NUMBER), "-۷", "-7"),
        (asking(K.NUMBER), "007", "7"),
        (asking(K.NUMBER), "9" * 15, "9" * 15),
        (asking(K.NUMBER, least=1, most=5), "1", "1"),
        (asking(K.NUMBER, least=1, most=5), "۵", "5"),
        (asking(K.NUMBER, least=0), "0", "0"),
        (asking(K.DATE), "۲۰۲۶-۰۷-۰۱", "2026-07-01"),
        (asking(K.CHOICE), " qom ", "qom"),
        (asking(K.CHOICES), "yazd, tehran", "tehran,yazd"),  # in the order of the form
        (asking(K.CHOICES), "qom,qom", "qom"),
        (asking(K.YES_NO), "yes", "yes"),
        (asking(K.YES_NO), "no", "no"),
        (asking(K.NATIONAL_ID), "۰۴۹۹۳۷۰۸۹۹", "0499370899"),
        (asking(K.MOBILE), "۰۹۱۲ ۱۱۱ ۲۲۳۳", "+989121112233"),
        (asking(K.EMAIL), " Maryam@Example.ORG ", "Maryam@example.org"),
        (asking(K.POSTAL_CODE), "۱۳۹۴۸-۳۴۵۶۷", "1394834567"),
        (asking(K.POSTAL_CODE), "13948 34567", "1394834567"),
        *[(asking(kind, required=False), " \t ", "") for kind in FieldKind],
    ],
)
def test_an_answer_as_it_is_kept(field: Field, given: str, kept: str) -> None:
    """Any keyboard, any digits: one form is kept; what nobody must answer may be empty (EDK-05)."""

    assert kept == field.check(given)


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [
        *[(asking(kind), " \n ", "field.missing") for kind in FieldKind],
        (asking(K.TEXT), "ا" * (SHORT + 1), "text.too_long"),
        (asking(K.TEXT, most=3), "سلام", "text.too_long"),
        (asking(K.TEXT, least=5), "سلام", "text.too_short"),
        (asking(K.TEXT, least=3), " قم  ", "text.too_short"),
        (asking(K.LONG_TEXT), "ا" * (LONG + 1), "text.too_long"),
        (asking(K.LONG_TEXT, least=3), "ا\n", "text.too_short"),
        (asking(K.NUMBER), "12.5", "number.form"),
        (asking(K.NUMBER), "۱۲٫۵", "number.form"),
        (asking(K.NUMBER), "دوازده", "number.form"),
        (asking(K.NUMBER), "--7", "number.form"),
        (asking(K.NUMBER), "7-", "number.form"),
        (asking(K.NUMBER), ",", "number.form"),
        (asking(K.NUMBER), "²", "number.form"),
        (asking(K.NUMBER), "1e3", "number.form"),
        (asking(K.NUMBER), "9" * 16, "number.form"),
        (asking(K.NUMBER, least=1, most=5), "0", "number.range"),
        (asking(K.NUMBER, least=1, most=5), "6", "number.range"),
        (asking(K.NUMBER, least=0), "-1", "number.range"),
        (asking(K.NUMBER, most=0), "1", "number.range"),
        (asking(K.DATE), "2026-02-30", "date.form"),
        (asking(K.DATE), "۱ تیر", "date.form"),
        (asking(K.DATE), "1404-12-30", "date.form"),
        (asking(K.CHOICE), "Qom", "choice.unknown"),
        (asking(K.CHOICE), "tehran,qom", "choice.unknown"),
        (asking(K.CHOICES), "tehran,shiraz", "choice.unknown"),
        (asking(K.CHOICES), "tehran,", "choice.unknown"),
        (asking(K.YES_NO), "true", "choice.unknown"),
        (asking(K.NATIONAL_ID), "0499370898", "national_id.check"),
        (asking(K.NATIONAL_ID), "499370899", "national_id.form"),
        (asking(K.MOBILE), "02188881111", "mobile.form"),
        (asking(K.EMAIL), "maryam.example.org", "email.form"),
        (asking(K.POSTAL_CODE), "139483456", "postal_code.form"),
        (asking(K.POSTAL_CODE), "13948345678", "postal_code.form"),
        (asking(K.POSTAL_CODE), "139483456x", "postal_code.form"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(field: Field, given: str, code: str) -> None:
    """Each kind refuses with its own reason, and the fault stands at the question (EDK-05)."""
    with pytest.raises(InvalidValue) as caught:
        field.check(given)

    assert (code, "q") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"least": 1}, "a number of at least 1."),
        ({"most": 5}, "a number of at most 5."),
        ({"least": 1, "most": 5}, "a number of at least 1 and of at most 5."),
    ],
)
def test_a_number_out_of_range_is_told_the_range(bounds: dict[str, int], words: str) -> None:
    """Who typed 99 reads which numbers would do."""
    with pytest.raises(InvalidValue, match=words):
        asking(K.NUMBER, **bounds).check("99" if "most" in bounds else "0")


@given(st.integers(-(10**14) + 1, 10**15 - 1), scripts)
def test_any_whole_number_in_any_digits(number: int, script: str) -> None:
    """Persian, Arabic and Latin digits are the same number."""

    assert str(number) == asking(K.NUMBER).check(in_script(str(number), script))


@given(st.dates(min_value=date(1700, 1, 1)), scripts)
def test_any_day_in_any_digits(day: Any, script: str) -> None:
    """A day comes in as ISO, in whatever digits the form had."""

    assert day.isoformat() == asking(K.DATE).check(in_script(day.isoformat(), script))


@given(valid_numbers, scripts)
def test_a_national_number_in_any_digits(number: str, script: str) -> None:
    """Every number whose check digit fits is taken (CAP-22)."""

    assert number == asking(K.NATIONAL_ID).check(in_script(number, script))


@given(st.sampled_from(FieldKind), st.text(max_size=40))
def test_what_is_kept_can_be_given_again(kind: FieldKind, text: str) -> None:
    """Any text is kept or refused at its field; what is kept is kept the same again."""
    field = asking(kind, required=False)
    found = kept_or_refused(field, text)
    if isinstance(found, InvalidValue):
        assert "q" == found.field
        return

    assert found == field.check(found)


def kept_or_refused(field: Field, text: str) -> str | InvalidValue:
    """What is kept, or why not."""
    try:
        return field.check(text)
    except InvalidValue as error:
        return error


@given(st.sets(st.sampled_from([one.value for one in TOWNS]), min_size=1), st.randoms())
def test_choices_are_kept_in_the_order_of_the_form(chosen: set[str], chance: Any) -> None:
    """In whatever order somebody ticks, equal answers are equal texts."""
    ticked = sorted(chosen)
    chance.shuffle(ticked)

    assert asking(K.CHOICES).check(",".join(ticked)) == ",".join(
        one.value for one in TOWNS if one.value in chosen
    )
