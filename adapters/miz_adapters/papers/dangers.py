"""What acts in a PDF: found in every object, also in those that no page leads to.

Names are compared as qpdf reads them, so that ``/J#61vaScript`` is JavaScript here as well
(ISO 32000-1 7.3.5, 12.6.4).
"""

import re
from collections.abc import Iterable, Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

KINDS = ("script", "launch", "form", "file", "media", "action")
"""The worst first; see `miz_adapters.papers.guard` for the words."""
_ACTIONS = {
    "/JavaScript": "script", "/Launch": "launch", "/SubmitForm": "form", "/ImportData": "form",
    "/GoToR": "file", "/GoToE": "file", "/Rendition": "media", "/Sound": "media",
    "/Movie": "media", "/GoTo3DView": "media", "/RichMediaExecute": "media",
}  # fmt: skip
"""Kinds of actions; those that only turn pages or open a web page are dropped without a word."""
_TYPES = {
    "/FileAttachment": "file", "/EmbeddedFile": "file", "/RichMedia": "media", "/3D": "media",
    "/U3D": "media", "/PRC": "media", "/Movie": "media", "/Sound": "media", "/Screen": "media",
    "/PS": "script",
}  # fmt: skip
"""Kinds of annotations and streams; PS is PostScript, which a printer runs."""
_TRIGGERS = {
    "/E", "/X", "/D", "/U", "/Fo", "/Bl", "/PO", "/PC", "/PV", "/PI", "/O", "/C", "/K", "/F",
    "/V", "/WC", "/WS", "/DS", "/WP", "/DP",
}  # fmt: skip
"""When an additional action (AA) acts."""
_KEYS = ("/JS", "/AA", "/XFA", "/EF", "/OpenAction")
_FILES = {"/F", "/UF", "/DOS", "/Mac", "/Unix"}
"""Under which an embedded file (EF) lies."""
_SUSPECT = re.compile("|".join((*_ACTIONS, *_TYPES, *_KEYS)).encode())


def dangers(pdf: Pdf) -> Iterator[str]:
    """The kind of each thing that acts.

    Most objects are only skimmed in their written form: a thesis has a hundred thousand.
    """
    things: Iterable[object] = pdf.objects
    for thing in things:
        if not isinstance(thing, Object):
            continue  # a number or a truth by itself
        written = thing.stream_dict if isinstance(thing, Stream) else thing
        if isinstance(thing, Stream) and ("/F" in thing or "/Ref" in thing):
            yield "file"  # the content, or the page to show, lies somewhere else
        if _SUSPECT.search(written.unparse(resolved=True)):
            yield from _looked_at(written)


def _looked_at(thing: Object) -> Iterator[str]:
    for inner in _dictionaries(thing):
        yield from filter(None, (_by_kind(inner), _by_key(inner)))


def _dictionaries(thing: Object) -> Iterator[Object]:
    """The dictionary itself and those written inside it; references have their own turn."""
    waiting = [thing]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Dictionary):
            yield here
            inside: Iterable[object] = [value for _, value in here.items()]
        else:
            inside = here if isinstance(here, Array) else ()
        waiting += [one for one in inside if isinstance(one, Object) and not one.is_indirect]


def _by_kind(thing: Object) -> str | None:
    for key, kinds in (("/S", _ACTIONS), ("/Type", _TYPES), ("/Subtype", _TYPES)):
        value = thing.get(key)
        if isinstance(value, Name) and str(value) in kinds:
            return kinds[str(value)]
    return "script" if thing.get("/Subtype2") == Name.PS else None


def _by_key(thing: Object) -> str | None:
    """Keys that act, told from a font or picture that is only called the same."""
    if isinstance(thing.get("/JS"), (String, Stream)):
        return "script"
    if isinstance(thing.get("/XFA"), (Array, Stream)):
        return "form"
    if _has_any(thing.get("/EF"), _FILES):
        return "file"
    opening = thing.get("/OpenAction")
    acts = isinstance(opening, Dictionary) and "/S" in opening and opening.S != Name.GoTo
    if acts or _has_any(thing.get("/AA"), _TRIGGERS):
        return "action"
    return None


def _has_any(thing: object, keys: set[str]) -> bool:
    return isinstance(thing, Dictionary) and not keys.isdisjoint(thing.keys())
