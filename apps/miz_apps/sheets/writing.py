"""From information to a file."""

from typing import Any

import tomli_w

from miz.domain.editions import Information
from miz_apps.sheets.shapes import Shape, paragraphs, slots_of

Table = dict[str, Any]


def write_sheet(information: Information, *head: str) -> str:
    """The file; ``head`` are lines of comment above it."""
    lines = [line for one in head for line in paragraphs(one).splitlines()]
    comment = "".join(f"# {line}\n" for line in lines)
    return f"{comment}\n{tomli_w.dumps(table_of(information), multiline_strings=True)}"


def table_of(record: Any) -> Table:
    """A record with the keys of a file.

    Everything is written, so that a file shows what may be said; only what is None, as a missing
    date, has no way to stand in TOML.
    """
    table: Table = {}
    cls: type = type(record)
    for slot in slots_of(cls):
        value = getattr(record, slot.name)
        if value is None:
            continue
        if slot.shape is Shape.TEXT:
            table |= dict(zip(slot.keys, (value.fa, value.en), strict=True))
        elif slot.shape is Shape.DURATION:
            table |= dict(zip(slot.keys, (value.minutes, value.days), strict=True))
        elif slot.shape is Shape.RECORD:
            table[slot.name] = table_of(value)
        elif slot.shape is Shape.RECORDS:
            table[slot.name] = [table_of(one) for one in value]
        else:
            table[slot.name] = list(value) if slot.shape is Shape.VALUES else value
    return table
