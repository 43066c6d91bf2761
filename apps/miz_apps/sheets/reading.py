"""From a file to information: everything that is wrong is told with its place, at once."""

import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from attrs import define, field

from miz.domain.editions import Information
from miz.errors import InvalidValue
from miz_apps.sheets.faults import Fault, SheetFaults
from miz_apps.sheets.shapes import LONGEST, Shape, Slot, complaint, slots_of, value_of

LARGEST = 256 * 1024
"""Bytes of a file; the longest sheet in use is below a tenth of it."""
ROWS = 100
LACKING = ("sheet.lacking", "This is missing.", "")


def read_sheet(content: bytes) -> Information:
    """The information in a file; raises SheetFaults."""
    if len(content) > LARGEST:
        raise _only("sheet.large", f"Send at most {LARGEST // 1024} KiB.")
    try:
        # Editors of Windows put a byte order mark before UTF-8.
        table = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _only("sheet.encoding", "Save the file as UTF-8 text.") from error
    except RecursionError as error:
        raise _only("sheet.toml", "This is nested too deeply.") from error
    except ValueError as error:
        what, _, where = str(error).rstrip(")").partition(" (at ")
        raise _only("sheet.toml", f"This is no TOML: {what}.", where) from error
    return read_table(table)


def read_table(table: Mapping[str, Any]) -> Information:
    """The information in a table with the keys of a file; raises SheetFaults."""
    reading = _Reading()
    found: Information | None = reading.record(Information, table, "")
    if found is None:
        raise SheetFaults(reading.faults)
    return found


@define
class _Reading:
    """Reads records and keeps what is wrong; what cannot be read is None."""

    faults: list[Fault] = field(factory=list)

    def record(self, cls: type, raw: Any, place: str) -> Any:
        """The record in a table."""
        if not isinstance(raw, Mapping):
            return self._fault(place, ("sheet.table", "Write a table of keys and values here.", ""))
        before = len(self.faults)
        self._refuse_strangers(cls, raw, place)
        values = {}
        for slot in slots_of(cls):
            if any(key in raw for key in slot.keys):
                values[slot.name] = self._slot(slot, raw, place)
            elif slot.needed:
                self._fault(_at(place, slot.name), LACKING)
        if len(self.faults) > before:
            return None
        return self._made(cls, values, place)

    def _refuse_strangers(self, cls: type, raw: Mapping[str, Any], place: str) -> None:
        known = [key for slot in slots_of(cls) for key in slot.keys]
        for key in raw:
            if key not in known:
                near = "".join(get_close_matches(key, known, n=1))
                told = f"No such key; did you mean {near}?" if near else "No such key; drop it."
                self._fault(_at(place, key), ("sheet.key", told, near))

    def _slot(self, slot: Slot, raw: Mapping[str, Any], place: str) -> Any:
        if slot.shape in {Shape.TEXT, Shape.DURATION}:
            return self._parts(slot, raw, place)
        return READ[slot.shape](self, slot.kind, raw[slot.name], _at(place, slot.name))

    def _parts(self, slot: Slot, raw: Mapping[str, Any], place: str) -> Any:
        """A value that stands under two keys."""
        kind, empty = (str, "") if slot.shape is Shape.TEXT else (int, 0)
        parts = [self.value(kind, raw.get(key, empty), _at(place, key)) for key in slot.keys]
        if slot.needed and parts[0] == empty:
            return self._fault(_at(place, slot.name), LACKING)
        if None in parts:
            return None
        values = dict(zip(("fa", "en") if kind is str else ("minutes", "days"), parts, strict=True))
        return self._made(slot.kind, values, _at(place, slot.keys[-1]))

    def value(self, kind: Any, raw: Any, place: str) -> Any:
        """One value of a type."""
        try:
            found = value_of(kind, raw)
        except ValueError:
            return self._fault(place, complaint(kind))
        if isinstance(found, str) and len(found) > LONGEST:
            told = f"Shorten this to {LONGEST} characters."
            return self._fault(place, ("text.too_long", told, str(LONGEST)))
        return found

    def records(self, cls: type, raw: Any, place: str) -> Any:
        """A list of records."""
        return self._each(lambda one, at: self.record(cls, one, at), raw, place)

    def values(self, kind: Any, raw: Any, place: str) -> Any:
        """A list of values."""
        return self._each(lambda one, at: self.value(kind, one, at), raw, place)

    def _each(self, read: Callable[[Any, str], Any], raw: Any, place: str) -> Any:
        if not isinstance(raw, list) or len(raw) > ROWS:
            told = f"Write a list of at most {ROWS} here."
            return self._fault(place, ("sheet.list", told, ""))
        return tuple(read(one, f"{place}[{number}]") for number, one in enumerate(raw, 1))

    def _made(self, cls: type, values: Mapping[str, Any], place: str) -> Any:
        """The record itself, which has rules of its own."""
        try:
            return cls(**values)
        except InvalidValue as error:
            own = {slot.name for slot in slots_of(cls)}
            at = _at(place, error.field) if error.field in own else place
            return self._fault(at or error.field or "", (error.code, error.message, ""))

    def _fault(self, place: str, told: tuple[str, str, str]) -> None:
        code, message, hint = told
        self.faults.append(Fault(place, code, message, hint))


READ: Mapping[Shape, Callable[..., Any]] = {
    Shape.RECORD: _Reading.record,
    Shape.RECORDS: _Reading.records,
    Shape.VALUE: _Reading.value,
    Shape.VALUES: _Reading.values,
}


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _only(code: str, message: str, hint: str = "") -> SheetFaults:
    return SheetFaults([Fault("", code, message, hint)])
