"""Files that strangers may send, made by code: what must become of each (threats 10 to 12)."""

from collections.abc import Callable, Mapping

from attrs import frozen

MARKER = b"marker-6c1f"
"""Planted where nobody sees it; it may not be in what is kept."""
SCRIPT = b"<script>alert('marker-6c1f')</script><?php system('marker-6c1f'); ?>"

CAUSES: Mapping[str, str] = {
    "is empty": "upload.empty",
    "has too many bytes": "upload.too_large",
    "is of another type": "upload.type",
    "is infected": "upload.infected",
    "is no picture behind its first bytes": "picture.not_an_image",
    "has too many bytes for a picture": "picture.too_large",
    "has too many pixels": "picture.too_many_pixels",
    "moves": "picture.animated",
    "is a damaged picture": "picture.damaged",
    "acts": "paper.active",
    "is locked": "paper.encrypted",
    "has too many pages": "paper.too_many_pages",
    "is a damaged PDF or too heavy": "paper.damaged",
}
"""Why a file is refused, each with a code of its own."""


@frozen
class Row:
    """One file: its bytes are made when they are needed, ``sent`` is the name it comes with.

    ``cause`` is a key of CAUSES; without one the file is accepted, has ``pages``, is shown as
    ``kept``, and the marker is not in it any more.
    """

    name: str
    make: Callable[[], bytes]
    cause: str = ""
    sent: str = "scan.jpg"
    kept: str = ""
    pages: int = 1

    @property
    def code(self) -> str:
        """The code of the refusal; empty when the file is accepted."""
        return CAUSES[self.cause] if self.cause else ""


def refused(cause: str, files: Mapping[str, Callable[[], bytes]], *, sent: str) -> list[Row]:
    """Rows that are refused for the same cause."""
    return [Row(name, make, cause, sent) for name, make in files.items()]


def accepted(
    files: Mapping[str, Callable[[], bytes]], *, sent: str, kept: str, pages: int = 1
) -> list[Row]:
    """Rows that are accepted with the same name and number of pages."""
    return [Row(name, make, sent=sent, kept=kept, pages=pages) for name, make in files.items()]
