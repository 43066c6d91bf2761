"""The PDF files of the corpus that act, are locked, or carry the test file of scanners."""

import zlib
from io import BytesIO
from typing import Literal

import pikepdf

from miz_contracts.antivirus import EICAR
from miz_contracts.papers import paper, stream
from tests.adapters.corpus import Row, refused
from tests.adapters.corpus_papers import annotated, saved
from tests.adapters.corpus_pictures import picture, with_segment

JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
FILE = stream(b"payload", b"/Type /EmbeddedFile")
FILESPEC = b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>"


def linked(action: bytes, *more: bytes) -> bytes:
    """A link that does something when it is pressed."""
    return annotated(*more, note=b"/Subtype /Link /A " + action)


def hidden(pdf: pikepdf.Pdf) -> None:
    """A script in an object that nothing leads to but the catalog."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.Unknown = pdf.make_indirect(pikepdf.Dictionary(Deeper=pikepdf.Array([script])))


def attached() -> bytes:
    """A file attached by a program, packed."""

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["a.com"] = b"payload"

    return saved(attach)


def locked(*, user: str = "", strength: Literal[3, 6] = 6) -> bytes:
    """A PDF that asks for a password, or only pretends to forbid printing."""
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        how = pikepdf.Encryption(
            owner="owner", user=user, R=strength, aes=strength > 3, metadata=strength > 3
        )
        pdf.save(out, encryption=how)
    return out.getvalue()


ACTIVE = {
    "a script when it is opened": lambda: paper(catalog=b"/OpenAction " + JS),
    "a script by name": lambda: paper(
        catalog=b"/Names << /JavaScript << /Names [(a) " + JS + b"] >> >>"
    ),
    "a script when a page is opened": lambda: paper(page=b"/AA << /O " + JS + b" >>"),
    "a script behind a link": lambda: linked(JS),
    "a script after turning a page": lambda: linked(b"<< /S /GoTo /D [0] /Next [" + JS + b"] >>"),
    "a script whose name is written in numbers": lambda: linked(
        b"<< /#53 /J#61v#61Script /#4A#53 (app.alert\\(1\\)) >>"
    ),
    "a script in a stream": lambda: linked(b"<< /S /URI /JS 5 0 R >>", stream(b"app.alert(1)")),
    "a script in an object that nothing leads to": lambda: paper(JS),
    "a script in a stream of objects": lambda: saved(
        hidden, object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "a script that is not written down": lambda: linked(b"<< /S /JavaScript >>"),
    "a program that is started": lambda: linked(b"<< /S /Launch /F (cmd.exe) >>"),
    "a form that is sent": lambda: linked(b"<< /S /SubmitForm /F (https://example.org) >>"),
    "a form that takes in data": lambda: linked(b"<< /S /ImportData /F (data.fdf) >>"),
    "a form of another kind (XFA)": lambda: paper(
        stream(b"<xdp/>"), catalog=b"/AcroForm << /Fields [] /XFA 5 0 R >>"
    ),
    "a form that nobody drew": lambda: annotated(note=b"/Subtype /Widget /FT /Tx /V (text)"),
    "a way into another file": lambda: linked(b"<< /S /GoToR /F (\\\\\\\\host\\\\x) /D [0] >>"),
    "a way into an embedded file": lambda: linked(b"<< /S /GoToE /D [0] /T << /R /C >> >>"),
    "an embedded file": lambda: paper(
        FILE, catalog=b"/Names << /EmbeddedFiles << /Names [(a) " + FILESPEC + b"] >> >>"
    ),
    "an associated file": lambda: paper(FILE, catalog=b"/AF [" + FILESPEC + b"]"),
    "an embedded file that nothing leads to": lambda: paper(FILE),
    "an embedded file that does not say so": lambda: paper(stream(b"payload"), FILESPEC),
    "a pin without a file": lambda: annotated(note=b"/Subtype /FileAttachment"),
    "a file pinned to a page": lambda: annotated(
        FILE, note=b"/Subtype /FileAttachment /FS " + FILESPEC
    ),
    "a picture that lies elsewhere": lambda: paper(stream(b"", b"/F (\\\\\\\\host\\\\x)")),
    "a page that lies elsewhere": lambda: paper(
        stream(b"", b"/Subtype /Form /BBox [0 0 1 1] /Ref << /F (a.pdf) /Page 0 >>")
    ),
    "a program for the printer": lambda: paper(stream(b"showpage", b"/Type /XObject /Subtype /PS")),
    "another program for the printer": lambda: paper(
        stream(b"showpage", b"/Type /XObject /Subtype /Form /Subtype2 /PS")
    ),
    "an action when it is closed": lambda: paper(
        catalog=b"/AA << /WC << /S /Named /N /Print >> >>"
    ),
    "a web page when it is opened": lambda: paper(
        catalog=b"/OpenAction << /S /URI /URI (https://example.org) >>"
    ),
    "rich media": lambda: annotated(note=b"/Subtype /RichMedia /RichMediaContent << >>"),
    "a 3D scene": lambda: annotated(note=b"/Subtype /3D /3DD 5 0 R"),
    "a model": lambda: paper(stream(b"", b"/Subtype /U3D")),
    "another model": lambda: paper(stream(b"", b"/Subtype /PRC")),
    "a view of a scene": lambda: linked(b"<< /S /GoTo3DView >>"),
    "an order to rich media": lambda: linked(b"<< /S /RichMediaExecute >>"),
    "a film": lambda: annotated(note=b"/Subtype /Movie /Movie << /F (a.avi) >>"),
    "a film that is started": lambda: linked(b"<< /S /Movie >>"),
    "a sound": lambda: paper(stream(b"", b"/Type /Sound")),
    "a sound that is played": lambda: linked(b"<< /S /Sound >>"),
    "a screen": lambda: annotated(note=b"/Subtype /Screen"),
    "a rendition": lambda: linked(b"<< /S /Rendition /OP 0 >>"),
}
LOCKED = {
    "a password": lambda: locked(user="secret"),
    "an old password": lambda: locked(user="secret", strength=3),
    "a wish not to be printed": locked,
}
INFECTED = {
    "a JPEG with the test file in its comment": lambda: with_segment(0xFE, EICAR),
    "a JPEG with the test file behind it": lambda: picture() + EICAR,
    "a PDF with the test file attached": lambda: paper(
        stream(zlib.compress(EICAR), b"/Type /EmbeddedFile /Filter /FlateDecode"),
        catalog=b"/Names << /EmbeddedFiles << /Names [(a) " + FILESPEC + b"] >> >>",
    ),
    "a PDF with the test file behind it": lambda: paper() + EICAR,
}
"""Without a scanner the pictures are cleaned of it, and what acts is refused as such."""

ROWS = [
    *refused("acts", {f"a PDF with {name}": make for name, make in ACTIVE.items()}, sent="a.pdf"),
    *refused("is locked", {f"a PDF with {n}": make for n, make in LOCKED.items()}, sent="a.pdf"),
    Row("a PDF with an attachment", attached, "acts", "a.pdf"),
]
SCANNED = [
    *refused("is infected", INFECTED, sent="a.pdf"),
    Row("the test file itself", lambda: EICAR, "is of another type", "eicar.com"),
]
