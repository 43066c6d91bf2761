"""What the forms of the settings do: fields of a form become values of an action's command."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from miz_apps.web.actions import cards, catalogue, categories, places, services, staff
from miz_apps.web.pages.calls import Call
from miz_apps.web.pages.forms import day_of

Values = dict[str, Any]


@frozen
class Deed:
    """One form. ``fields`` name the form's field for a command's field where they differ."""

    perform: Callable[..., Any]
    values: Callable[[Call], Values]
    fields: Mapping[str, str] = field(factory=dict)


def _plain(*names: str) -> Callable[[Call], Values]:
    """Fields that have the command's own names."""
    return lambda call: {name: call.text(name) for name in names}


def _named(*names: str) -> Callable[[Call], Values]:
    """The same, with a name in two languages."""
    return lambda call: {"name": _words(call, "name"), **_plain(*names)(call)}


def _words(call: Call, name: str) -> Values:
    return {"fa": call.text(f"{name}_fa"), "en": call.text(f"{name}_en")}


def _rename(call: Call) -> Values:
    return {
        "organisation": _words(call, "organisation"),
        "name": _words(call, "site"),
        # An emptied field takes the province away; a form without it leaves it.
        "province": (call.text("province") or " ") if "province" in call.fields else None,
    }


def _logo(call: Call) -> Values:
    return {"content": call.files.get("picture", b"")}


def _lane(call: Call) -> Values:
    return {
        **_named("gate", "flow")(call),
        "window_seconds": call.text("seconds"),
        "confirms": _ticked(call, "confirms"),
    }


def _service(call: Call) -> Values:
    return {
        **_plain("code", "category", "minutes", "gives_pass")(call),
        "title": _words(call, "title"),
        "needs_agreement": _ticked(call, "needs_agreement"),
    }


def _category(call: Call) -> Values:
    flow = ("takes_request", "gives_entry", "needs_coordination", "at_once")
    return {
        "key": call.text("key"),
        "title": _words(call, "title"),
        **{name: _ticked(call, name) for name in flow},
    }


def _away(call: Call) -> Values:
    return {"host": call.text("host"), "until": day_of(call, "until")}


def _of_service(*names: str) -> Callable[[Call], Values]:
    """The service that the address names, and fields."""
    return lambda call: {"service": call.places["service"], **_plain(*names)(call)}


def _hire(call: Call) -> Values:
    return {
        **_plain("login", "name", "language")(call),
        "password": _password(call),
        "roles": call.fields.get("roles", []),
    }


def _roles(call: Call) -> Values:
    return {"user": call.text("user"), "roles": call.fields.get("roles", [])}


def _reset(call: Call) -> Values:
    return {"user": call.text("user"), "password": _password(call)}


def _password(call: Call) -> str:
    """As it was typed, spaces at its ends included."""
    return (call.fields.get("password") or [""])[0]


def _ticked(call: Call, name: str) -> bool:
    """A browser leaves an empty box out."""
    return bool(call.text(name))


NAME = {"name": "name_fa", "name.fa": "name_fa", "name.en": "name_en"}
ORGANISATION = {
    "rename": Deed(
        places.rename,
        _rename,
        {
            "organisation": "organisation_fa",
            "organisation.fa": "organisation_fa",
            "name": "site_fa",
            "name.fa": "site_fa",
            "organisation.en": "organisation_en",
            "name.en": "site_en",
            "name_en": "site_en",
        },
    ),
    "logo": Deed(places.set_logo, _logo, {"content": "picture"}),
}
PLACES = {
    "gate": Deed(places.add_gate, _named(), NAME),
    "lane": Deed(places.add_lane, _lane, {**NAME, "window_seconds": "seconds"}),
    "switch": Deed(places.switch_lane, _plain("lane", "active")),
    "desk": Deed(places.add_desk, _named(), NAME),
}
HOSTS = {
    "unit": Deed(catalogue.add_unit, _named("place"), NAME),
    "host": Deed(
        catalogue.add_host, _plain("unit", "given", "family", "room", "mobile", "language")
    ),
    "retire": Deed(catalogue.retire_host, _plain("host")),
    "away": Deed(catalogue.send_away, _away, {"until": "until_year"}),
}
TITLE = {"title": "title_fa", "title.fa": "title_fa", "title.en": "title_en"}
SERVICES = {
    "service": Deed(catalogue.add_service, _service, TITLE),
    "define": Deed(categories.define, _category, TITLE),
    "change": Deed(categories.change, _category, TITLE),
    "retire": Deed(categories.retire, _plain("key")),
}
SERVICE = {
    "charge": Deed(services.put_in_charge, _of_service("unit", "responsible", "deputy")),
    "slots": Deed(services.set_slots, _of_service("slot_minutes", "seats")),
    "switch": Deed(services.switch, _of_service("active")),
}
CARDS = {
    "card": Deed(cards.add, _plain("number", "code"), {"card": "code"}),
    "mark": Deed(cards.mark, _plain("card", "state")),
}
USERS = {
    "hire": Deed(staff.hire, _hire),
    "roles": Deed(staff.assign, _roles),
    "password": Deed(staff.reset_password, _reset),
    "employ": Deed(staff.employ, _plain("user", "host")),
    "disable": Deed(staff.disable, _plain("user")),
}
