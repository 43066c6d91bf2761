"""Constraints that commands share; the domain checks meaning, these bound size and form."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from miz.errors import InvalidValue

Identity = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z_.-]{1,64}$", description="The identity of a record.")
]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="The digest of a picture.")]
Line = Annotated[str, Meta(max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Number = Annotated[str, Meta(max_length=40)]
Code = Annotated[str, Meta(min_length=1, max_length=256, description="What a reader sees.")]
Password = Annotated[str, Meta(min_length=1, max_length=1024)]
Key = Annotated[
    str,
    Meta(
        pattern=r"^[\x21-\x7e]{8,80}$",
        description="The same key is the same read, however often it is sent.",
    ),
]
Limit = Annotated[int, Meta(ge=1, le=200)]
"""How many records at most."""
Clock = Annotated[
    str,
    Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Hour and minute at the site."),
]
YEARS = range(1980, 2101)
"""For which holidays are known; no office has plans beyond."""


def check_day(day: date | None, *, field: str) -> None:
    """Refuses a day that calendars cannot compute with."""
    if day is not None and day.year not in YEARS:
        raise InvalidValue(
            f"Write a year from {YEARS[0]} to {YEARS[-1]}.", code="day.range", field=field
        )
