"""The common parts of a sheet as a form: fields become the table of a file, and back.

A field of a row is named ``LIST-N-KEY``, rows counted from 1, so that the place of a fault in a
file (``steps[2].title``) names the field of the form (``steps-2-title``).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from miz.domain.editions import DocumentNeed, Fee, Information, Law, Question, Step
from miz.domain.persian import ascii_digits
from miz.errors import InvalidValue
from miz_apps.sheets.shapes import Shape, slots_of
from miz_apps.web.pages.calls import Call
from miz_apps.web.pages.forms import PARTS
from miz_apps.web.rendering.contexts.services import Row
from miz_apps.web.rendering.dates import Dates, read_date

LISTS: Mapping[str, type] = {
    "steps": Step,
    "documents": DocumentNeed,
    "fees": Fee,
    "laws": Law,
    "questions": Question,
}
SINGLE = ("description", "complaint", "duration", "online")
FIELD = re.compile(r"([a-z]+)-([0-9]{1,3})-([a-z_]+)")
PLACE = re.compile(r"([a-z]+)\[([0-9]+)\]\.([a-z_]+)")
GROUPING = str.maketrans("", "", ",٬ \u00a0")
Kinds = Mapping[str, type]
"""Which kind of value stands under which key."""


@frozen
class Filled:
    """What stands in the form: the fields that are there once, and the rows of each list."""

    single: Mapping[str, str]
    rows: Mapping[str, tuple[Row, ...]]

    def table(self) -> dict[str, Any]:
        """The same as the table of a file; what is no number or date stays text to be refused."""
        table = _values(self.single, kinds_of(Information, *SINGLE))
        for name, cls in LISTS.items():
            kinds = kinds_of(cls)
            made = [_values(row, kinds) for row in self.rows[name]]
            table[name] = list(_keyed(made, name)) if "key" in kinds else made
        return table


def filled(table: Mapping[str, Any], dates: Dates) -> Filled:
    """The form that shows the table of a file."""
    return Filled(
        _shown(table, kinds_of(Information, *SINGLE), dates),
        {
            name: tuple(_shown(row, kinds_of(cls), dates) for row in table[name])
            for name, cls in LISTS.items()
        },
    )


def typed(call: Call) -> Filled:
    """The form as it was sent; rows without a word are gone."""
    found: dict[str, dict[int, dict[str, str]]] = {name: {} for name in LISTS}
    for name in call.fields:
        match = FIELD.fullmatch(name)
        if match and match[1] in LISTS:
            found[match[1]].setdefault(int(match[2]), {})[match[3]] = call.text(name)
    rows = {
        name: tuple(
            row
            for _, one in sorted(numbered.items())
            if _says(row := _whole(one, LISTS[name]), LISTS[name])
        )
        for name, numbered in found.items()
    }
    single = {name: call.text(name) for name in _fields(kinds_of(Information, *SINGLE))}
    return Filled(single, rows)


def moved(fields: Filled, what: str, rest: str) -> Filled:
    """One more row (``more``), one a place up (``up``), or one fewer (``drop``)."""
    name, _, number = rest.partition(":")
    if name not in LISTS:
        return fields
    rows, at = list(fields.rows[name]), int(number) - 1 if number.isdecimal() else -1
    if what == "more":
        rows.append(_whole({}, LISTS[name]))
    elif what == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    elif what == "drop" and 0 <= at < len(rows):
        del rows[at]
    return evolve(fields, rows={**fields.rows, name: tuple(rows)})


def first_field(fields: Filled, name: str) -> str:
    """The first field of a list's last row, where somebody who added it goes on."""
    rows = fields.rows.get(name, ())
    key = next(key for key in kinds_of(LISTS[name]) if key != "key") if rows else ""
    return f"{name}-{len(rows)}-{key}" if rows else ""


def errors_of(fields: Filled, told: Mapping[str, str]) -> dict[str, str]:
    """The sentences by the fields of the form; those without a field stand above it."""
    errors: dict[str, str] = {}
    for place, text in told.items():
        match = PLACE.fullmatch(place)
        if match and match[1] in LISTS:
            dated = kinds_of(LISTS[match[1]]).get(match[3]) is date
            errors[f"{match[1]}-{match[2]}-{match[3]}{'_year' if dated else ''}"] = text
        else:
            known = "duration_days" if place == "duration" else place
            errors[known if known in fields.single else ""] = text
    return errors


def kinds_of(cls: type, *names: str) -> Kinds:
    """The keys of a record's fields that a form can hold, all or those named."""
    kinds: dict[str, type] = {}
    for slot in slots_of(cls):
        if names and slot.name not in names:
            continue
        kind = {Shape.TEXT: str, Shape.DURATION: int}.get(slot.shape, slot.kind)
        kinds |= dict.fromkeys(slot.keys, kind)
    return kinds


def _fields(kinds: Kinds) -> Iterator[str]:
    """The names of the fields: three for a date."""
    for key, kind in kinds.items():
        yield from (f"{key}_{part}" for part in PARTS) if kind is date else (key,)


def _whole(row: Mapping[str, str], cls: type) -> Row:
    return {name: row.get(name, "") for name in _fields(kinds_of(cls))}


def _says(row: Row, cls: type) -> bool:
    """Whether somebody wrote something into the row."""
    kinds = kinds_of(cls)
    return any(text for name, text in row.items() if name != "key" and kinds.get(name) is not bool)


def _shown(table: Mapping[str, Any], kinds: Kinds, dates: Dates) -> Row:
    shown: dict[str, str] = {}
    for key, kind in kinds.items():
        value = table.get(key)
        if kind is date:
            parts = zip(PARTS, dates.parts(value), strict=True)
            shown |= {f"{key}_{part}": text for part, text in parts}
        elif kind is bool:
            shown[key] = "1" if value else ""
        else:
            # Half of a duration is nothing as often as not.
            shown[key] = "" if value is None or (value == 0 and key != "rials") else str(value)
    return shown


def _values(row: Row, kinds: Kinds) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, kind in kinds.items():
        if kind is date:
            value: Any = _day(row, key)
        elif kind is bool:
            value = bool(row[key])
        elif kind is int:
            value = _number(row[key])
        else:
            value = row[key]
        if value is not None:
            values[key] = value
    return values


def _number(text: str) -> int | str | None:
    digits = ascii_digits(text).translate(GROUPING)
    if not digits:
        return None
    return int(digits) if digits.isdecimal() and len(digits) < 20 else text


def _day(row: Row, key: str) -> date | str | None:
    year, month, day = (row[f"{key}_{part}"] for part in PARTS)
    try:
        return read_date(year, month, day)
    except InvalidValue:
        return f"{year}/{month}/{day}"


def _keyed(rows: list[dict[str, Any]], name: str) -> Iterator[dict[str, Any]]:
    """The rows, those that are new with keys that no other row has."""
    taken = {row["key"] for row in rows}
    fresh = (key for number in range(1, 1000) if (key := f"{name[0]}{number}") not in taken)
    for row in rows:
        yield row if row["key"] else {**row, "key": next(fresh)}
