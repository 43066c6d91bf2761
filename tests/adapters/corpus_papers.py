"""The harmless and the damaged PDF files of the corpus."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from PIL import Image

from miz_contracts.papers import paper, pdf_of, stream
from tests.adapters.corpus import MARKER, SCRIPT, Row, accepted, refused
from tests.adapters.corpus_pictures import exif, picture, zipped

SHOWN = b"the value that was written"
"""Part of a page, though it lies in an annotation."""
NOTE = b"/Type /Annot /Rect [20 20 180 60]"
XMP = stream(b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>", b"/Type /Metadata /Subtype /XML")
WORDS_OF_ITS_OWN = stream(
    b"BT /F1 12 Tf 2 2 Td (" + SHOWN + b") Tj ET",
    b"/Type /XObject /Subtype /Form /BBox [0 0 160 40] /Resources << /Font << /F1 4 0 R >> >>",
)


def scanned(
    coded: bytes, entries: bytes = b"/Filter /DCTDecode", *, size: bytes = b"/Width 64 /Height 64"
) -> bytes:
    """A page that is one grey picture of 64 × 64 pixels."""
    kind = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 "
    return paper(
        stream(coded, kind + size + b" " + entries),
        stream(b"200 0 0 200 0 0 cm /Im0 Do"),
        shown=b"/Contents 6 0 R /Resources << /XObject << /Im0 5 0 R >> >>",
    )


def saved(change: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    """A paper that was changed by a program and written by it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        change(pdf)
        pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def in_object_streams(pdf: pikepdf.Pdf) -> None:
    """An author, in a file that is packed as tightly as it goes."""
    pdf.docinfo["/Author"] = MARKER.decode()


def overwritten() -> bytes:
    """A second revision replaces the catalog of the first, which had a script."""
    first = paper(catalog=b"/OpenAction << /S /JavaScript /JS (" + MARKER + b") >>")
    catalog = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    before = int(first[first.rindex(b"startxref") + 10 :].split()[0])
    return (
        first
        + catalog
        + (
            b"xref\n1 1\n%010d 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\n"
            b"startxref\n%d\n%%%%EOF\n" % (len(first), before, len(first) + len(catalog))
        )
    )


def annotated(*more: bytes, note: bytes, catalog: bytes = b"") -> bytes:
    """A page with one annotation."""
    return paper(*more, page=b"/Annots [<< " + NOTE + note + b" >>]", catalog=catalog)


CLEAN = {
    "a PDF": paper,
    "a PDF from a camera": lambda: scanned(picture("L")),
    "a PDF from a scanner": lambda: scanned(
        zlib.compress(bytes(range(64)) * 64), b"/Filter /FlateDecode"
    ),
    "a PDF from a fax": lambda: saved_by_pillow("1"),
    "a PDF in colour": lambda: saved_by_pillow("RGB"),
    "a PDF that opens at its first page": lambda: paper(
        catalog=b"/OpenAction [6 0 R /XYZ null null 0] /PageMode /UseNone",
    ),
    "a PDF that unpacks to 1 MB": lambda: with_bomb(1),
    "a PDF that unpacks to 1 MB in two steps": lambda: with_bomb(1, times=2),
    "a PDF with 100 000 nested lists": lambda: paper(
        b"[" * 100_000 + b"]" * 100_000, page=b"/Group 5 0 R"
    ),
    "a PDF turned by a quarter": lambda: paper(page=b"/Rotate 90 /UserUnit 2"),
    "a PDF with resources that have odd names": lambda: paper(
        shown=b"/Contents 3 0 R /Group << /S /Transparency >> /Resources << /Font << /F1 4 0 R "
        b"/JS 4 0 R /AA 4 0 R /XFA 4 0 R /EF 4 0 R /Launch 4 0 R /OpenAction 4 0 R >> >>"
    ),
}
CARRIERS = {
    "a PDF that is an archive too": lambda: zipped(before=paper()),
    "a PDF with a script behind it": lambda: paper() + SCRIPT * 100,
    "a PDF with an author": lambda: paper(
        b"<< /Author (" + MARKER + b") /Keywords (" + MARKER + b") >>", trailer=b"/Info 5 0 R"
    ),
    "a packed PDF with an author": lambda: saved(
        in_object_streams, object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "a PDF with XMP": lambda: paper(XMP, catalog=b"/Metadata 5 0 R", page=b"/Metadata 5 0 R"),
    "a PDF with private data": lambda: paper(
        page=b"/PieceInfo << /X << /Private (" + MARKER + b") >> >>"
    ),
    "a PDF with words in its identity": lambda: paper(trailer=b"/ID [(" + MARKER + b") (x)]"),
    "a PDF with an object that nothing leads to": lambda: paper(b"(" + MARKER + b")"),
    "a PDF with an overwritten script": overwritten,
    "a PDF with outlines": lambda: paper(
        b"<< /Title (" + MARKER + b") /Parent 6 0 R >>", b"<< /First 5 0 R /Last 5 0 R >>",
        catalog=b"/Outlines 6 0 R",
    ),
    "a PDF with a photo that knows where": lambda: scanned(exif()),
    "a PDF with a photo that is an archive": lambda: scanned(zipped(before=picture("L"))),
    "a PDF with a packed photo that knows where": lambda: scanned(
        zlib.compress(exif()), b"/Filter [/FlateDecode /DCTDecode]"
    ),
    "a PDF with words behind the pixels": lambda: scanned(
        zlib.compress(bytes(64 * 64)) + MARKER, b"/Filter /FlateDecode"
    ),
    "a PDF with a photo that has XMP": lambda: scanned(picture("L"), b"/Filter /DCTDecode "
        b"/Metadata << /Type /Metadata /X (" + MARKER + b") >>"),
    "a PDF with a link": lambda: annotated(
        note=b"/Subtype /Link /A << /S /URI /URI (https://example.org/" + MARKER + b") >>"
    ),
    "a PDF with a note": lambda: annotated(note=b"/Subtype /Text /Contents (" + MARKER + b")"),
    "a PDF with marks that say more": lambda: paper(
        shown=b"/Resources << /Properties << /M << /Title (" + MARKER + b") >> >> "
        b"/Marker (" + MARKER + b") >>"
    ),
}  # fmt: skip
FORMS = {
    "a PDF with a form filled in": lambda: annotated(
        WORDS_OF_ITS_OWN,
        note=b"/Subtype /Widget /FT /Tx /T (" + MARKER + b") /V (x) /AP << /N 5 0 R >>",
        catalog=b"/AcroForm << /NeedAppearances true /Fields [] >>",
    ),
    "a PDF with a stamp": lambda: annotated(
        WORDS_OF_ITS_OWN,
        note=b"/Subtype /Stamp /Contents (" + MARKER + b") /AP << /N 5 0 R >>",
    ),
}


def saved_by_pillow(mode: str) -> bytes:
    """A page as Pillow writes it."""
    out = BytesIO()
    Image.linear_gradient("L").convert(mode).save(out, "PDF")
    return out.getvalue()


def pages_in_a_chain(depth: int) -> bytes:
    """A tree of pages that has one branch at each level."""
    levels = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (at + 3) for at in range(depth)]
    leaf = b"<< /Type /Page /MediaBox [0 0 9 9] >>"
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", *levels, leaf)


def packed_bomb(megabytes: int, *, times: int = 1) -> bytes:
    """Zeros, packed as often as said; each megabyte is packed alike, so once is enough."""
    packer = zlib.compressobj(9)
    first, next_ = (
        packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    packed = first + next_ * (megabytes - 1)
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed


def with_bomb(megabytes: int, *, times: int = 1) -> bytes:
    """A page whose words are a bomb."""
    filters = b"/Filter [" + b"/FlateDecode " * times + b"]"
    return paper(stream(packed_bomb(megabytes, times=times), filters), shown=b"/Contents 5 0 R")


def object_bomb() -> bytes:
    """A catalog inside a stream of objects that is a bomb."""

    def fill(pdf: pikepdf.Pdf) -> None:
        pdf.Root.X = pdf.make_indirect(pikepdf.Array([pikepdf.String(" " * 2**20)] * 160))

    return saved(fill, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def looping_revisions() -> bytes:
    """A table of revisions whose predecessor is itself."""
    plain = paper()
    start = plain[plain.rindex(b"startxref") + 10 :].split()[0]
    return plain.replace(b"/Root 1 0 R", b"/Prev " + start + b" /Root 1 0 R")


DAMAGED = {
    "only the magic of a PDF": lambda: b"%PDF-1.7\n",
    "a web page that begins like a PDF": lambda: b"%PDF-1.7\n" + SCRIPT,
    "a PDF in an archive's head": lambda: b"%PDF-" + zipped(),
    "two thirds of a PDF": lambda: paper(pages=9)[: len(paper(pages=9)) * 2 // 3],
    "a PDF without its last line": lambda: paper()[: paper().rindex(b"startxref")],
    "a PDF whose table points elsewhere": lambda: paper().replace(b"startxref\n", b"startxref\n1"),
    "a PDF without pages": lambda: paper(pages=0),
    "a PDF whose tree of pages is a circle": lambda: pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"
    ),
    "a PDF whose tree of pages is too deep": lambda: pages_in_a_chain(50_000),
    "a PDF whose revisions go in a circle": looping_revisions,
    "a PDF that unpacks to 9 GB": lambda: with_bomb(9000),
    "a PDF that unpacks to 9 GB in two steps": lambda: with_bomb(9000, times=2),
    "a PDF whose objects unpack to 160 MB": object_bomb,
    "a PDF with a photo of 4 billion pixels": lambda: scanned(
        picture("L"), size=b"/Width 65500 /Height 65500"
    ),
    "a PDF with a picture that is none": lambda: scanned(SCRIPT),
    "a PDF with an unknown filter": lambda: scanned(SCRIPT, b"/Filter /EvilDecode"),
    "a PDF with noise instead of packed words": lambda: scanned(SCRIPT, b"/Filter /FlateDecode"),
}

ROWS = [
    *accepted({**CLEAN, **CARRIERS, **FORMS}, sent="letter.PDF", kept="letter.pdf"),
    Row("200 pages", lambda: paper(pages=200), sent="shell.php", kept="shell.pdf", pages=200),
    Row("201 pages", lambda: paper(pages=201), "has too many pages", "letter.pdf"),
    Row("10 000 pages", lambda: paper(pages=10_000), "has too many pages", "letter.pdf"),
    *refused("is a damaged PDF or too heavy", DAMAGED, sent="letter.pdf"),
]
