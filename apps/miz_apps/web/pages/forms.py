"""Fields that forms share: a person's, and days."""

from datetime import date
from typing import Any

from miz.errors import InvalidValue
from miz_apps.web.pages.calls import Call
from miz_apps.web.rendering.dates import read_date

PARTS = ("year", "month", "day")
"""How the three fields of a day end."""
PLAIN = ("kind", "given", "family", "father", "mobile")


def identity_values(call: Call) -> dict[str, Any]:
    """The values of the command; fields of the other kind are left out."""
    values: dict[str, Any] = {name: call.text(name) for name in PLAIN}
    if values["kind"] == "foreign":
        values |= {name: call.text(name) for name in ("passport", "nationality")}
    else:
        values["national_id"] = call.text("national_id")
    born = read_date(call.text("birth_year"), call.text("birth_month"), call.text("birth_day"))
    return values | {"birth_date": born}


def day_of(call: Call, name: str) -> date | None:
    """The day in the three fields of a name, or None; raises InvalidValue with that name."""
    return read_date(*parts_of(call, name), field=name)


def parts_of(call: Call, name: str) -> tuple[str, str, str]:
    """The three fields of a day as they were typed."""
    year, month, day = (call.text(f"{name}_{part}") for part in PARTS)
    return year, month, day


def needed_day(call: Call, name: str) -> date:
    """The same day where there must be one."""
    found = day_of(call, name)
    if found is None:
        raise InvalidValue("Write year, month and day.", code="date.form", field=name)
    return found
