"""A new PDF with the pages of an old one, and nothing but what the pages show."""

from io import BytesIO
from typing import BinaryIO

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream, String

from miz_adapters.papers.dangers import KINDS, dangers
from miz_adapters.papers.streams import tidy

_PAGE = {
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Resources",
    "/Contents",
}  # fmt: skip
_RESOURCES = {
    "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet",
    "/Properties",
}  # fmt: skip
_UNSEEN = {
    "/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/Alternates", "/StructParent",
    "/StructParents", "/AF", "/Usage", "/Measure", "/PtData",
}  # fmt: skip
"""Entries that say something of a page or picture without showing it."""
_HIDDEN = 2
"""The flag of an annotation that nobody sees (ISO 32000-1 12.5.3)."""
_LAYERS = (Name.OCG, Name.OCMD)


class Refusal(Exception):
    """A code of `miz.ports.papers`, and a detail or nothing."""


def rewritten(file: BinaryIO, *, most_pages: int) -> tuple[bytes, int]:
    """The new PDF and how many pages it has; raises Refusal, or whatever a bad PDF provokes.

    A damaged cross-reference table is not repaired: what is then lost nobody would notice.
    """
    with pikepdf.open(file, attempt_recovery=False, access_mode=pikepdf.AccessMode.mmap) as old:
        _refuse(old, most_pages=most_pages)
        _flatten(old)
        with Pdf.new() as new:
            for page in list(old.pages):
                _keep(page.obj, _PAGE)
                new.pages.append(page)
            _keep_layers(old, new)
            for thing in new.objects:
                _forget_unseen(thing)
            for thing in new.objects:
                tidy(new, thing)
            out = BytesIO()
            new.save(
                out,
                min_version="1.7",
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
            return out.getvalue(), len(new.pages)


def _refuse(old: Pdf, *, most_pages: int) -> None:
    if old.is_encrypted:
        raise Refusal("paper.encrypted")
    if len(old.pages) > most_pages:
        raise Refusal("paper.too_many_pages")
    if not len(old.pages):
        raise Refusal("paper.damaged")
    found = set(dangers(old))
    if found:
        raise Refusal("paper.active", min(found, key=KINDS.index))


def _flatten(old: Pdf) -> None:
    """What was written into a form or beside the text becomes part of the page."""
    for page in old.pages:
        if any(_cannot_be_shown(note) for note in page.get("/Annots", ())):
            raise Refusal("paper.active", "form")
    form = old.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/NeedAppearances" in form:
        del form["/NeedAppearances"]
    old.flatten_annotations()


def _cannot_be_shown(note: Object) -> bool:
    """A field with a value and no picture of it: to drop it would be to change the paper."""
    if not isinstance(note, Dictionary) or note.get("/Subtype") != Name.Widget:
        return False
    hidden = int(note.get("/F", 0)) & _HIDDEN
    if hidden or "/N" in note.get("/AP", {}) or _entry(note, "/FT") == Name.Sig:
        return False
    value = _entry(note, "/V")
    return value not in (None, Name.Off) and value != String("")


def _entry(field: Object, key: str) -> object:
    """What stands in the field itself or is inherited."""
    for _ in range(50):
        if key in field or "/Parent" not in field:
            break
        field = field.Parent
    return field.get(key)


def _keep(thing: Object, known: set[str]) -> None:
    for key in set(thing.keys()) - known:
        del thing[key]


def _keep_layers(old: Pdf, new: Pdf) -> None:
    """A layer that is hidden at first stays hidden."""
    given = old.Root.get("/OCProperties")
    if not isinstance(given, Dictionary):
        return
    first = given.get("/D", Dictionary())
    shown = {key: first[key] for key in ("/BaseState", "/ON", "/OFF") if key in first}
    kept = Dictionary({"/OCGs": given.OCGs, "/D": Dictionary(shown)})
    new.Root.OCProperties = new.copy_foreign(old.make_indirect(kept))


def _forget_unseen(thing: Object) -> None:
    if not isinstance(thing, (Dictionary, Stream)):
        return
    for key in _UNSEEN & set(thing.keys()):
        del thing[key]
    resources = thing.get("/Resources")
    if isinstance(resources, Dictionary):
        _keep(resources, _RESOURCES)
        marks = resources.get("/Properties", Dictionary())
        _keep(marks, {key for key, mark in marks.items() if mark.get("/Type") in _LAYERS})
