"""How the fields of our records stand in a file: what their types make of them."""

from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec
from attrs import frozen

from miz.domain.calendar import OfficeTime
from miz.domain.persian import tidy
from miz.domain.values import Text

LONGEST = 4000
"""Characters of one text, as a form takes them (`miz.domain.forms.LONG`)."""
FARTHEST = 10**15
"""No number in a sheet is larger, fees in rials included."""


class Shape(Enum):
    """What a field is: a text, a duration, a record, a list of records, one value, or several."""

    TEXT = "text"
    DURATION = "duration"
    RECORD = "record"
    RECORDS = "records"
    VALUE = "value"
    VALUES = "values"


ENDINGS: Mapping[Shape, tuple[str, ...]] = {
    Shape.TEXT: ("", "_en"),
    Shape.DURATION: ("_minutes", "_days"),
}


@frozen
class Slot:
    """One field: ``kind`` is the type of the record or of the value."""

    name: str
    shape: Shape
    kind: Any
    needed: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which it stands."""
        return tuple(self.name + ending for ending in ENDINGS.get(self.shape, ("",)))


@cache
def slots_of(cls: type) -> tuple[Slot, ...]:
    """The fields of a record, in their order."""
    hints = get_type_hints(cls)
    return tuple(
        Slot(one.name, *_shape(hints[one.name]), needed=one.default is attrs.NOTHING)
        for one in attrs.fields(cls)
    )


def value_of(kind: Any, raw: Any) -> Any:
    """The value of a type, a text tidied line by line; raises ValueError when it is none."""
    try:
        value = msgspec.convert(raw, kind, builtin_types=(date,))
    except msgspec.ValidationError as error:
        raise ValueError from error
    if kind is int and abs(value) > FARTHEST:
        raise ValueError
    return paragraphs(value) if kind is str else value


def paragraphs(text: str) -> str:
    """A text as it should be stored, its lines kept."""
    return "\n".join(tidy(line) for line in text.splitlines()).strip()


def complaint(kind: Any) -> tuple[str, str, str]:
    """Code, message and hint for what is no value of a type."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        allowed = ", ".join(kind)
        return "sheet.choice", f"Write one of these: {allowed}.", allowed
    return {
        str: ("sheet.text", "Write a text in quotes here.", ""),
        int: ("sheet.number", f"Write a whole number up to {FARTHEST} here.", ""),
        bool: ("sheet.yes_no", "Write true or false here.", "true, false"),
        date: ("sheet.date", "Write a Gregorian date as in 2026-03-21 here.", "2026-03-21"),
    }[kind]


def _shape(hint: Any) -> tuple[Shape, Any]:
    kind = _bare(hint)
    if kind is Text:
        return Shape.TEXT, kind
    if kind is OfficeTime:
        return Shape.DURATION, kind
    if attrs.has(kind):
        return Shape.RECORD, kind
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return (Shape.RECORDS if attrs.has(inner) else Shape.VALUES), inner
    return Shape.VALUE, kind


def _bare(hint: Any) -> Any:
    """The type without its None."""
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    (inner,) = (one for one in get_args(hint) if one is not type(None))
    return inner
