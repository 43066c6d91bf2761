"""Answers of a form as people read them."""

from collections.abc import Callable, Mapping

from miz.domain.forms import Answers, Field, FieldKind
from miz.domain.values import Language
from miz.errors import InvalidValue
from miz_apps.web.rendering.codes import mobile, national_id
from miz_apps.web.rendering.dates import Dates, read_date
from miz_apps.web.rendering.languages import translations

SHAPES: Mapping[FieldKind, Callable[[str], str]] = {
    FieldKind.NUMBER: str,
    FieldKind.POSTAL_CODE: str,
    FieldKind.NATIONAL_ID: lambda text: national_id(text) if text.isdecimal() else text,
    FieldKind.MOBILE: lambda text: mobile(text) if text.startswith("+98") else text,
}
"""Numbers are read in the digits of the page, and grouped as everywhere else."""


def answer_of(one: Field, answers: Answers, language: Language) -> str:
    """The answer in words: labels of choices, yes or no, a date, digits of the language."""
    value, gettext = answers.get(one.key, ""), translations(language).gettext
    if one.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        labels = {choice.value: choice.label.in_(language) for choice in one.choices}
        return "، ".join(labels.get(part, part) for part in value.split(",") if part)
    if one.kind is FieldKind.YES_NO and value:
        return gettext("Yes") if value == "yes" else gettext("No")
    if one.kind is FieldKind.DATE and value:
        return _day(value, language)
    shape = SHAPES.get(one.kind)
    return Dates(language).digits(shape(value)) if shape else value


def _day(value: str, language: Language) -> str:
    """A date of the language; what was typed instead of one stays as it is."""
    try:
        day = read_date(*value.split("-"))
    except (InvalidValue, TypeError):
        return value
    return Dates(language).day(day) if day else ""
