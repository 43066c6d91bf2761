"""HTML in which every text is escaped, because nothing but `element` makes markup."""

from collections.abc import Iterable
from html import escape

Attributes = dict[str, str]
VOID = frozenset({"meta"})


class Markup(str):
    """HTML that is finished."""

    __slots__ = ()


def element(name: str, /, *children: "str | Iterable[str]", **attributes: str) -> Markup:
    """An element; texts are escaped, Markup stays. A trailing ``_`` of an attribute is dropped."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if name in VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(children)}</{name}>")


def joined(children: "Iterable[str | Iterable[str]]") -> Markup:
    """Texts and markup, one after the other."""
    return Markup("".join(_written(child) for child in children))


def _written(child: "str | Iterable[str]") -> str:
    if isinstance(child, Markup):
        return child
    return escape(child) if isinstance(child, str) else joined(child)
