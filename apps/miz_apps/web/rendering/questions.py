"""The questions of a service, as a page asks them."""

from datetime import date

from miz.domain.forms import Answers, Field, FieldKind, Form
from miz.domain.values import Language
from miz.errors import InvalidValue
from miz_apps.web.rendering.contexts.filing import Asked
from miz_apps.web.rendering.contexts.frame import NO_DATE
from miz_apps.web.rendering.contexts.offers import Named
from miz_apps.web.rendering.dates import Dates, read_date


def questions_of(form: Form, answers: Answers, language: Language) -> tuple[Asked, ...]:
    """Every question, refilled; those that the answers leave unasked are there and hidden."""
    shown = {one.key for one in form.asked(answers)}
    return tuple(_asked(one, answers, language, shown=one.key in shown) for one in form.fields)


def parts_of(text: str, language: Language) -> tuple[str, str, str]:
    """Year, month and day of an answer, or what was typed instead of a day."""
    if text.count("/") == 2:
        year, month, day = text.split("/")
        return year, month, day
    return Dates(language).parts(_day(text))


def _asked(one: Field, answers: Answers, language: Language, *, shown: bool) -> Asked:
    value = answers.get(one.key, "")
    return Asked(
        key=one.key,
        kind=one.kind,
        label=one.label.in_(language),
        help=one.help.in_(language),
        required=one.required,
        value=value,
        parts=parts_of(value, language) if one.kind is FieldKind.DATE else NO_DATE,
        choices=tuple(Named(c.label.in_(language), key=c.value) for c in one.choices),
        when=one.when.field if one.when else "",
        among=",".join(one.when.answers) if one.when else "",
        shown=shown,
    )


def _day(text: str) -> date | None:
    try:
        return read_date(*text.split("-")) if text else None
    except (InvalidValue, TypeError):
        return None
