"""Electronic forms as data: fields, conditions, and what is wrong with an answer (EDK-05)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from miz.domain.persian import ascii_digits, tidy
from miz.domain.values import Mobile, NationalId, Text, parse_email
from miz.errors import InvalidForm, InvalidValue

Answers = Mapping[str, str]
"""Answers by field; several choices stand in one text, divided by commas."""

SHORT = 200
LONG = 4000
MOST_FIELDS = 60
KEY = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
GREGORIAN_FROM = 1700
"""A year below is one of the Persian calendar that somebody took for a Gregorian one."""


class FieldKind(StrEnum):
    """What is asked for, and so how it is checked and typed."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NATIONAL_ID = "national_id"
    MOBILE = "mobile"
    EMAIL = "email"
    POSTAL_CODE = "postal_code"


@frozen
class Choice:
    """One of the answers to choose from."""

    value: str
    label: Text


@frozen
class Condition:
    """The field is asked only when another one has one of these answers."""

    field: str
    answers: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether it is to be asked."""
        given = answers.get(self.field, "").split(",")
        return any(one in self.answers for one in given)


@frozen
class Field:
    """One question; ``least`` and ``most`` bound a number, or the length of a text."""

    key: str
    label: Text
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    help: Text = Text("")
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    when: Condition | None = None

    def __attrs_post_init__(self) -> None:
        if not self.key or not set(self.key) <= KEY:
            raise _form_fault(f"The key {self.key!r} is not lower-case letters, digits and _.")
        choosing = self.kind in {FieldKind.CHOICE, FieldKind.CHOICES}
        if choosing != bool(self.choices):
            raise _form_fault(f"The field {self.key} has no choices, or needs none.")
        if any("," in one.value or not one.value for one in self.choices):
            raise _form_fault(f"A choice of {self.key} is empty or has a comma.")

    def check(self, text: str) -> str:
        """The answer as it is kept; raises InvalidValue with the field's key."""
        given = tidy(text) if self.kind is not FieldKind.LONG_TEXT else _lines(text)
        if not given:
            if self.required:
                raise self._fault("field.missing", "Answer this.")
            return ""
        try:
            return CHECKS[self.kind](self, given)
        except InvalidValue as error:
            raise InvalidValue(error.message, code=error.code, field=self.key) from error

    def settled(self, text: str) -> str:
        """The answer as conditions see it: as it is kept, or as it stands where it is wrong."""
        try:
            return self.check(text)
        except InvalidValue:
            return text

    def _fault(self, code: str, message: str) -> InvalidValue:
        return InvalidValue(message, code=code, field=self.key)


@frozen
class Form:
    """The questions of a service in their order."""

    fields: tuple[Field, ...] = field(default=())

    def __attrs_post_init__(self) -> None:
        seen: set[str] = set()
        for one in self.fields:
            if one.key in seen:
                raise _form_fault(f"Two fields have the key {one.key!r}.")
            if one.when is not None and one.when.field not in seen:
                raise _form_fault(f"{one.key} depends on {one.when.field!r}, which is not before.")
            seen.add(one.key)
        if len(self.fields) > MOST_FIELDS:
            raise _form_fault(f"A form has at most {MOST_FIELDS} fields.")

    def asked(self, answers: Answers) -> tuple[Field, ...]:
        """The fields that these answers leave to be asked."""
        open_: dict[str, str] = {}
        shown: list[Field] = []
        for one in self.fields:
            if one.when is None or one.when.holds(open_):
                shown.append(one)
                open_[one.key] = one.settled(answers.get(one.key, ""))
        return tuple(shown)

    def check(self, answers: Answers, *, complete: bool = True) -> Answers:
        """Everything that was asked, as it is kept; what was not asked is dropped.

        Unless it must be ``complete``, what is not answered yet is left out.
        Raises InvalidForm with one InvalidValue for each field that is wrong.
        """
        kept: dict[str, str] = {}
        wrong: dict[str, InvalidValue] = {}
        for one in self.asked(answers):
            if not complete and not answers.get(one.key, "").strip():
                continue
            try:
                kept[one.key] = one.check(answers.get(one.key, ""))
            except InvalidValue as error:
                wrong[one.key] = error
        if wrong:
            raise InvalidForm(wrong)
        return {key: text for key, text in kept.items() if text}


def _text(asked: Field, text: str) -> str:
    limit = asked.most or (LONG if asked.kind is FieldKind.LONG_TEXT else SHORT)
    if len(text) > limit:
        raise InvalidValue(f"Shorten this to {limit} characters.", code="text.too_long")
    if asked.least is not None and len(text) < asked.least:
        raise InvalidValue(
            f"Write at least {asked.least} characters.", code="text.too_short"
        )  # fmt: skip
    return text


def _number(asked: Field, text: str) -> str:
    digits = ascii_digits(text).replace(",", "").replace("٬", "")
    if not digits.removeprefix("-").isdecimal() or len(digits) > 15:
        raise InvalidValue("Write a whole number.", code="number.form")
    number = int(digits)
    if (asked.least is not None and number < asked.least) or (
        asked.most is not None and number > asked.most
    ):
        raise InvalidValue(f"Write a number {_bounds(asked)}.", code="number.range")
    return str(number)


def _bounds(asked: Field) -> str:
    least = "" if asked.least is None else f"of at least {asked.least}"
    most = "" if asked.most is None else f"of at most {asked.most}"
    return " and ".join(part for part in (least, most) if part)


def _date(_: Field, text: str) -> str:
    try:
        day = date.fromisoformat(ascii_digits(text))
    except ValueError as error:
        raise InvalidValue("Write year, month and day.", code="date.form") from error
    if day.year < GREGORIAN_FROM:
        raise InvalidValue("Write the day of the Gregorian calendar.", code="date.form")
    return day.isoformat()


def _choice(asked: Field, text: str) -> str:
    if text not in {one.value for one in asked.choices}:
        raise InvalidValue("Choose one of the answers.", code="choice.unknown")
    return text


def _choices(asked: Field, text: str) -> str:
    chosen = [one.strip() for one in text.split(",")]
    known = [one.value for one in asked.choices]
    if not set(chosen) <= set(known):
        raise InvalidValue("Choose among the answers.", code="choice.unknown")
    return ",".join(value for value in known if value in chosen)


def _yes_no(_: Field, text: str) -> str:
    if text not in {"yes", "no"}:
        raise InvalidValue("Choose yes or no.", code="choice.unknown")
    return text


def _postal_code(_: Field, text: str) -> str:
    digits = ascii_digits(text).replace("-", "").replace(" ", "")
    if len(digits) != 10 or not digits.isdecimal():
        raise InvalidValue("A postal code has ten digits.", code="postal_code.form")
    return digits


CHECKS: Mapping[FieldKind, Callable[[Field, str], str]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.NATIONAL_ID: lambda _, text: NationalId.parse(text).digits,
    FieldKind.MOBILE: lambda _, text: Mobile.parse(text).number,
    FieldKind.EMAIL: lambda _, text: parse_email(text),
    FieldKind.POSTAL_CODE: _postal_code,
}


def _lines(text: str) -> str:
    """A long text tidied line by line, so that paragraphs stay."""
    lines: Iterable[str] = (tidy(line) for line in text.splitlines())
    return "\n".join(lines).strip()


def _form_fault(message: str) -> InvalidValue:
    return InvalidValue(message, code="form.invalid", field="form")
