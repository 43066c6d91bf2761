"""The fields of a person's form, as registration and correction take them."""

from typing import Any

from miz_apps.web.pages.calls import Call
from miz_apps.web.rendering.dates import read_date

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
