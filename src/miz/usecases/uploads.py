"""Files from strangers, on their way to be kept: known by content, scanned, made clean.

The face that takes the file asks beforehand whether the actor may attach one; here is only
decided whether the file is fit to be kept (threats 10 to 12).
"""

import re
import unicodedata

from attrs import field, frozen

from miz.domain.persian import tidy
from miz.errors import PoorSample
from miz.ports.antivirus import Antivirus
from miz.ports.papers import Papers
from miz.ports.pictures import Pictures

MOST_BYTES = 10 * 2**20
MOST_NAME = 80
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PAPER = b"%PDF-"
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_UNWRITABLE = re.compile(r'[<>:"|?*]')
"""What Windows allows in no name; a clerk will save the file there."""
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINER = "\u200c"
"""The half-space of Persian, which is format and letter at once."""


@frozen
class Upload:
    """What may be kept: ``data`` is written anew, ``name`` only for people to read."""

    data: bytes = field(repr=False)
    media_type: str
    pages: int
    name: str


@frozen
class Uploads:
    """Takes JPEG, PNG and PDF. Thread-safe."""

    pictures: Pictures
    papers: Papers
    antivirus: Antivirus

    def accept(self, *, content: bytes, name: str) -> Upload:
        """The clean file; a picture has one page.

        Raises PoorSample with one of the codes ``upload.empty``, ``upload.too_large``,
        ``upload.type``, ``upload.infected`` or those of `miz.ports.pictures` and
        `miz.ports.papers`, and Unavailable when the scanner or reader is away. What the name
        and the sender say of the type decides nothing (ASVS V5.2.2).
        """
        _refuse_size(len(content))
        picture = content.startswith(_PICTURES)
        if not picture and not content.startswith(_PAPER):
            raise PoorSample(
                "Only pictures (JPEG, PNG) and PDF are taken; take a photo of the page, "
                "or print the document into a PDF.",
                code="upload.type",
            )
        self._scan(content)
        if picture:
            shown = self.pictures.clean(content, kind="scan")
            data, media_type, pages = shown.data, shown.media_type, 1
        else:
            paper = self.papers.clean(content)
            data, media_type, pages = paper.data, "application/pdf", paper.pages
        return Upload(data, media_type, pages, file_name(name, _SUFFIXES[media_type]))

    def _scan(self, content: bytes) -> None:
        """The bytes as they came: what cleaning would remove is a finding too."""
        found = self.antivirus.scan(content).found
        if found:
            raise PoorSample(
                f"The virus scanner found {tidy(found)!r} in this file; have the device that it "
                "comes from checked, and bring the document on paper.",
                code="upload.infected",
            )


def _refuse_size(size: int) -> None:
    if not size:
        raise PoorSample("This file is empty; choose it again.", code="upload.empty")
    if size > MOST_BYTES:
        raise PoorSample(
            f"This file is larger than {MOST_BYTES // 2**20} MB; send it in parts or smaller.",
            code="upload.too_large",
        )


def file_name(name: str, suffix: str) -> str:
    """A name as it may be shown: no folder, nothing invisible, the suffix of the true type.

    At most 80 characters; a name of which nothing is left becomes ``file``.
    """
    last = re.split(r"[\\/]", name)[-1]
    seen = tidy("".join(c for c in last if c == _JOINER or unicodedata.category(c) not in _UNSEEN))
    stem = _EXTENSION.sub("", _UNWRITABLE.sub("_", seen)).removesuffix(suffix)
    short = stem.strip(" ." + _JOINER)[: MOST_NAME - len(suffix)].rstrip(" ." + _JOINER)
    return (short or "file") + suffix
