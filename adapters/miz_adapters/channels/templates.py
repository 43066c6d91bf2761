"""Texts and JSON with named places; a value is encoded for where it stands, never glued in."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from typing import Any, Self, cast

from attrs import frozen

Value = str | tuple[str, ...]
Values = Mapping[str, Value]
LISTS = frozenset({"parts"})
"""Places of several texts: in JSON a list, in a form or query the field repeated."""
PLACE = re.compile(r"[a-z][a-z0-9_]*")


@frozen
class Template:
    """A text with places, as in ``Bearer {token}``; a brace that means itself is doubled."""

    pieces: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError, which does not repeat the text: a key may stand in it by mistake."""
        template = cls(tuple(_pieces(text)))
        if template.places & LISTS and template.lone is None:
            raise ValueError("{parts} is a list and stands alone in its field")
        return template

    @property
    def places(self) -> frozenset[str]:
        """The names of what is to be filled in."""
        return frozenset(name for _, name in self.pieces if name)

    @property
    def lone(self) -> str | None:
        """The place that is the whole template, if one is."""
        match self.pieces:
            case (("", name),) if name:
                return name
        return None

    def fill(self, values: Values, quoted: Callable[[str], str] = str) -> str:
        """The text with each value quoted; none of its places may be a list."""
        return "".join(
            before + (quoted(cast("str", values[name])) if name else "")
            for before, name in self.pieces
        )

    def value(self, values: Values) -> Value:
        """The text, or the list where the template is the place of one."""
        return values[self.lone] if self.lone in LISTS else self.fill(values)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError("a brace that means itself is written twice") from error
    for before, name, specification, conversion in parsed:
        if name is not None and (specification or conversion or not PLACE.fullmatch(name)):
            raise ValueError("a place is a name in braces, as in {to}")
        yield before, name or ""


def tree(text: str) -> Any:
    """A JSON text whose strings are templates; its names and numbers stay as they are."""
    try:
        return _compiled(json.loads(text))
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON from character {error.pos} on") from error


def _compiled(node: Any) -> Any:
    match node:
        case str():
            return Template.parse(node)
        case dict():
            return {name: _compiled(inner) for name, inner in node.items()}
        case list():
            return [_compiled(inner) for inner in node]
    return node


def leaves(node: Any) -> Iterator[Template]:
    """The templates in a tree."""
    if isinstance(node, Template):
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from leaves(inner)


def filled(node: Any, values: Values) -> Any:
    """The tree as plain values, for `json.dumps`."""
    match node:
        case Template():
            return node.value(values)
        case dict():
            return {name: filled(inner, values) for name, inner in node.items()}
        case list():
            return [filled(inner, values) for inner in node]
    return node
