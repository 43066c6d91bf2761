from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.forms import MOST_FIELDS, Answers, Choice, Condition, Field, FieldKind, Form
from miz.domain.values import Text
from miz.errors import InvalidForm, InvalidValue

K = FieldKind


def question(key: str, kind: FieldKind = K.TEXT, **more: Any) -> Field:
    """A question under that key."""
    return Field(key, Text(key), kind, **more)


def among(key: str, *values: str, kind: FieldKind = K.CHOICE, **more: Any) -> Field:
    """A question with choices."""
    return question(key, kind, choices=tuple(Choice(one, Text(one)) for one in values), **more)


def only(field: str, *answers: str) -> Condition:
    """Asked only when the other one has one of these answers."""
    return Condition(field, answers)


LICENCE = Form(
    (
        among("who", "person", "company"),
        question("national_id", K.NATIONAL_ID, when=only("who", "person")),
        question("company", when=only("who", "company")),
        question("branch", K.YES_NO, when=only("who", "company"), required=False),
        question("branches", K.NUMBER, least=1, when=only("branch", "yes")),
        among("papers", "deed", "lease", "none", kind=K.CHOICES, required=False),
        question("landlord", when=only("papers", "lease", "none")),
    )
)
PERSON = {"who": "person", "national_id": "۰۴۹۹۳۷۰۸۹۹"}


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ""),
        ({"who": "person"}, "national_id"),
        ({"who": "company"}, "company branch"),
        ({"who": "company", "branch": "no"}, "company branch"),
        ({"who": "company", "branch": "yes"}, "company branch branches"),
        ({"who": "person", "branch": "yes"}, "national_id"),  # what is not asked asks nothing
        ({"branch": "yes"}, ""),
        ({"who": "company", "branch": " yes "}, "company branch branches"),
        ({"who": "nobody"}, ""),
        ({"papers": "deed"}, ""),
        ({"papers": "deed,lease"}, "landlord"),
        ({"papers": "deed, lease"}, "landlord"),
        ({"papers": "none"}, "landlord"),
    ],
)
def test_only_what_matters_is_asked(answers: Answers, asked: str) -> None:
    """A condition opens a question, a chain of them one after the other (EDK-05)."""
    expected = {"who", "papers", *asked.split()}

    assert expected == {one.key for one in LICENCE.asked(answers)}


def test_questions_keep_their_order() -> None:
    """The form is read from top to bottom, whatever was answered first."""
    answers = {"papers": "lease", "branch": "yes", "who": "company"}

    assert [
        "who", "company", "branch", "branches", "papers", "landlord",
    ] == [one.key for one in LICENCE.asked(answers)]  # fmt: skip


def test_a_number_is_compared_as_it_is_kept() -> None:
    """Whether ۲ or 2 was typed, the same question follows."""
    form = Form((question("rooms", K.NUMBER), question("which", when=only("rooms", "2"))))

    assert {"rooms": "2", "which": "شرقی"} == form.check({"rooms": "۲", "which": "شرقی"})
    with pytest.raises(InvalidForm):
        form.check({"rooms": "۲"})


def test_what_was_not_asked_is_dropped() -> None:
    """An answer from before the citizen changed his mind is not kept (EDK-05)."""
    given = {**PERSON, "company": "سازمان", "branches": "nonsense", "unknown": "x"}

    assert {"who": "person", "national_id": "0499370899"} == LICENCE.check(given)


def test_what_is_empty_is_dropped() -> None:
    """Only what was said is kept."""

    assert {"who", "national_id"} == set(LICENCE.check({**PERSON, "papers": " "}))


def test_every_wrong_field_is_told_at_once() -> None:
    """Nobody mends a form fault by fault: one error holds them all, in order (J2.3)."""
    given = {"who": "company", "branch": "perhaps", "papers": "lease"}
    with pytest.raises(InvalidForm) as caught:
        LICENCE.check(given)
    problems = caught.value.problems

    assert [("company", "field.missing"), ("branch", "choice.unknown"),
            ("landlord", "field.missing")] == [
        (key, error.code) for key, error in problems.items()
    ]  # fmt: skip
    assert list(problems) == [error.field for error in problems.values()]
    assert ("form.answers", "company") == (caught.value.code, caught.value.field)


def test_an_empty_form_asks_nothing() -> None:
    """A service may need no more than a letter."""

    assert {} == Form().check({"anything": "else"})
    assert () == Form().asked({})


@pytest.mark.parametrize("key", ["", "Name", "نام", "first name", "a-b", "a.b"])
def test_a_key_is_plain(key: str) -> None:
    """A key names a column, an input and an error: small Latin letters, digits and _."""
    with pytest.raises(InvalidValue) as caught:
        question(key)

    assert ("form.invalid", "form") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": K.CHOICE},
        {"kind": K.CHOICES},
        *[
            {"kind": kind, "choices": (Choice("a", Text("الف")),)}
            for kind in set(FieldKind) - {K.CHOICE, K.CHOICES}
        ],
        {"kind": K.CHOICE, "choices": (Choice("", Text("هیچ")),)},
        {"kind": K.CHOICES, "choices": (Choice("a", Text("الف")), Choice("b,c", Text("ب")))},
    ],
)
def test_choices_belong_to_choosing(parts: dict[str, Any]) -> None:
    """Choices without a choosing kind, or the other way round, are a slip of the author."""
    with pytest.raises(InvalidValue) as caught:
        question("q", **parts)

    assert "form.invalid" == caught.value.code


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ((question("a"), question("a")), "Two fields"),
        ((question("a", when=only("b", "yes")), question("b")), "not before"),
        ((question("a", when=only("a", "yes")),), "not before"),
        ((question("a", when=only("z", "yes")),), "not before"),
        (tuple(question(f"f{number}") for number in range(MOST_FIELDS + 1)), "at most 60"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(fields: tuple[Field, ...], words: str) -> None:
    """Keys are unique, conditions look back, and nobody answers more than sixty questions."""
    with pytest.raises(InvalidValue, match=words) as caught:
        Form(fields)

    assert ("form.invalid", "form") == (caught.value.code, caught.value.field)


def test_sixty_questions_are_possible() -> None:
    """The limit itself is allowed."""
    form = Form(tuple(question(f"f{number}", required=False) for number in range(MOST_FIELDS)))

    assert MOST_FIELDS == len(form.asked({}))


MAKERS = (
    question("x", required=False),
    question("x", K.YES_NO, required=False),
    question("x", K.NUMBER, required=False),
    among("x", "1", "2", "3", required=False),
    among("x", "1", "2", "3", kind=K.CHOICES, required=False),
)
typed = st.sampled_from(("", "1", " 2", "۲", "1,2", "1, 3", "yes", " yes ", "no", "x"))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Up to eight questions, each perhaps depending on one before it."""
    fields: list[Field] = []
    for number in range(draw(st.integers(0, 8))):
        made = evolve(draw(st.sampled_from(MAKERS)), key=f"f{number}")
        other = draw(st.integers(-8, number - 1))
        if other >= 0:
            answers = draw(st.sets(st.sampled_from(("1", "2", "3", "yes")), min_size=1))
            made = evolve(made, when=only(f"f{other}", *answers))
        fields.append(made)
    return Form(tuple(fields))


@given(forms(), st.lists(typed, min_size=8, max_size=8))
def test_what_is_kept_asks_the_same_questions(form: Form, given: list[str]) -> None:
    """A form filled from what is kept looks as it did, and is kept unchanged (EDK-11)."""
    answers = {f"f{number}": text for number, text in enumerate(given)}
    asked = form.asked(answers)
    kept = kept_or_refused(form, answers)
    if isinstance(kept, InvalidForm):
        assert set(kept.problems) <= {one.key for one in asked}
        return

    assert asked == form.asked(kept)
    assert kept == form.check(kept)


def kept_or_refused(form: Form, answers: Answers) -> Answers | InvalidForm:
    """What is kept, or what is wrong."""
    try:
        return form.check(answers)
    except InvalidForm as error:
        return error


@given(forms(), st.lists(typed, min_size=8, max_size=8))
def test_a_question_is_asked_only_after_its_condition(form: Form, given: list[str]) -> None:
    """No question stands alone: what it depends on is asked and answered (EDK-05)."""
    asked = form.asked({f"f{number}": text for number, text in enumerate(given)})
    keys = [one.key for one in asked]

    assert all(one.when is None or one.when.field in keys for one in asked)
