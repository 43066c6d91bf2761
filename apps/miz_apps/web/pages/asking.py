"""What was typed into the questions of a service, whose fields begin with a prefix."""

from miz.domain.forms import Field, FieldKind, Form
from miz.errors import InvalidValue
from miz_apps.web.pages.calls import Call
from miz_apps.web.pages.forms import day_of, parts_of

PREFIX = "a-"
"""No key of a service's question is then taken for a field of the form around it."""
MOST = 4000


def typed_answers(call: Call, form: Form) -> dict[str, str]:
    """The answers that were given, by their keys."""
    found = {one.key: _typed(call, one)[:MOST] for one in form.fields}
    return {key: text for key, text in found.items() if text}


def _typed(call: Call, one: Field) -> str:
    name = f"{PREFIX}{one.key}"
    if one.kind is FieldKind.CHOICES:
        return ",".join(call.fields.get(name, []))
    if one.kind is not FieldKind.DATE:
        return call.text(name)
    try:
        day = day_of(call, name)
    except InvalidValue:
        return "/".join(parts_of(call, name))
    return day.isoformat() if day else ""
