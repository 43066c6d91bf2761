"""From a request to a command: path, query, headers and body become one checked struct."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
import msgspec.inspect

from miz.domain.persian import ascii_digits
from miz.errors import InvalidValue
from miz_apps.web.actions.action import Action, Body, Command

WHERE = re.compile(r" - at `(?:key in )?\$\.?(?P<field>[\w.\[\]]*)[^`]*`")
MISSING = re.compile(r"missing required field `(\w+)`")


class CommandReader:
    """Decodes the commands of one action. Thread-safe.

    ``outside`` holds the fields from path, query and headers, ``inside`` those of the body.
    """

    def __init__(self, action: Action) -> None:
        self.action = action
        names = {one.name for one in msgspec.structs.fields(action.command)}
        in_body = action.body is Body.JSON
        outer = (action.outside if in_body else names - {"content"}) - action.given
        self.outside = _struct(action, "Outside", outer)
        self.inside = _struct(action, "Body", names - outer - action.given if in_body else set())
        self._decoder = msgspec.json.Decoder(self.inside)

    def read(self, outside: Mapping[str, Any], body: bytes, **given: Any) -> Command:
        """The command; raises InvalidValue with the field to blame."""
        carried = self.action.body in {Body.PICTURE, Body.UPLOAD}
        picture = {"content": body} if carried else {}
        try:
            around = msgspec.convert(outside, self.outside, strict=False)
            within = self._decoder.decode(body or b"{}") if not picture else None
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise invalid(error) from error
        parts = _values(around) | (_values(within) if within is not None else {})
        return self.action.command(**parts, **picture, **given)

    def read_form(self, fields: Mapping[str, Any], **given: Any) -> Command:
        """The same command from a page's form: texts only, empty ones left out.

        Numbers may be typed in either digits, as they are shown.
        """
        numbers = _numbers(self.action)
        plain = {
            name: ascii_digits(value) if name in numbers and isinstance(value, str) else value
            for name, value in fields.items()
        }
        try:
            whole = msgspec.convert(plain, _whole(self.action), strict=False)
        except msgspec.MsgspecError as error:
            raise invalid(error) from error
        return self.action.command(**_values(whole), **given)


@cache
def reader_of(action: Action) -> CommandReader:
    """The one reader of an action."""
    return CommandReader(action)


def invalid(error: Exception) -> InvalidValue:
    """What is wrong with the request, and where."""
    text = str(error) if isinstance(error, msgspec.MsgspecError) else "It is nested too deeply"
    found, lacking = WHERE.search(text), MISSING.search(text)
    named = [found["field"]] if found else []
    field = ".".join(part for part in [*named, *(lacking.groups() if lacking else [])] if part)
    return InvalidValue(
        f"{WHERE.sub('', text)}; compare the request with /openapi.json.",
        code="request.invalid",
        field=field or None,
    )


def _struct(action: Action, suffix: str, names: Iterable[str]) -> type[msgspec.Struct]:
    wanted = set(names)
    chosen = [_field(one) for one in msgspec.structs.fields(action.command) if one.name in wanted]
    title = action.name.title().replace(".", "").replace("_", "")
    return msgspec.defstruct(
        title + suffix, chosen, frozen=True, kw_only=True, forbid_unknown_fields=True
    )


@cache
def _whole(action: Action) -> type[msgspec.Struct]:
    names = {one.name for one in msgspec.structs.fields(action.command)} - action.given
    return _struct(action, "Form", names)


@cache
def _numbers(action: Action) -> frozenset[str]:
    """The fields that hold whole numbers."""
    found = msgspec.structs.fields(action.command)
    kinds = {one.name: msgspec.inspect.type_info(one.type) for one in found}
    return frozenset(name for name, kind in kinds.items() if _holds_number(kind))


def _holds_number(kind: msgspec.inspect.Type) -> bool:
    among = kind.types if isinstance(kind, msgspec.inspect.UnionType) else (kind,)
    return any(isinstance(one, msgspec.inspect.IntType) for one in among)


def _field(one: msgspec.structs.FieldInfo) -> Any:
    if one.required:
        return one.name, one.type
    if one.default_factory is not msgspec.NODEFAULT:
        return one.name, one.type, msgspec.field(default_factory=one.default_factory)
    return one.name, one.type, one.default


def _values(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
