"""A slip set on 80 mm paper (CAP-05, CAP-18, C1-08, C3-04)."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import ClassVar

from attrs import frozen
from PIL import Image

from miz.errors import PoorSample
from miz.ports.printing import DPI, WIDTH, Language, Press, Slip
from miz_adapters.printing.lettering import Lettering, demand_shaping, digits
from miz_adapters.printing.paper import (
    ROOM,
    Band,
    Code,
    Entry,
    Gap,
    Heading,
    Picture,
    Piece,
    Rule,
    lay,
)
from miz_adapters.printing.symbols import code128, qr

PRACTICE: dict[Language, str] = {"fa": "آزمایشی", "en": "TRAINING"}
QR_AIM = 216
LOGO_BOX = (360, 112)
LABEL_MOST = 190
"""Dots; longer labels are wrapped so that the values keep most of the line."""

_INK_BELOW = 150
"""Grey darker than this prints: a little generous, so that thin strokes do not break."""


class PillowPress(Press):
    """Draws a slip in about 10 ms; needs Pillow with raqm, else ConfigError when made."""

    def __init__(self) -> None:
        demand_shaping()

    def slip(self, slip: Slip) -> bytes:
        """A 1-bit PNG, `WIDTH` px wide, of the whole slip."""
        paper = lay(tuple(_Setting(slip).pieces()))
        target = BytesIO()
        paper.point(_ink, mode="1").save(target, "PNG", dpi=(DPI, DPI), compress_level=3)
        return target.getvalue()

    def symbol(self, code: str) -> bytes:
        """A 1-bit PNG of about `QR_AIM` px."""
        target = BytesIO()
        qr(code, aim=QR_AIM).point(_ink, mode="1").save(target, "PNG")
        return target.getvalue()


def _ink(grey: float) -> int:
    """Black or white; a thermal head knows nothing between."""
    return 255 if grey >= _INK_BELOW else 0


@frozen
class _Setting:
    """One slip's words in their sizes."""

    slip: Slip

    PRACTICE: ClassVar = (700, 44)
    ORGANISATION: ClassVar = (700, 38)
    TITLE: ClassVar = (500, 30)
    CODE: ClassVar = (600, 27)
    LABEL: ClassVar = (400, 27)
    VALUE: ClassVar = (600, 28)
    FOOTER: ClassVar = (400, 24)

    def pieces(self) -> Iterator[Piece]:
        """From the logo down to the white that is torn off."""
        yield Gap(12)
        yield from self._practice()
        yield from self._head()
        yield from self._symbols()
        if self.slip.rows:
            yield from (Rule(), *self._entries())
        if self.slip.footer:
            yield Rule()
            yield self._lines(self.slip.footer, self.FOOTER)
        yield from self._practice()
        yield Gap(28)

    def _practice(self) -> Iterator[Piece]:
        """White on black, at both ends: whoever tears one off keeps the other."""
        if self.slip.practice:
            lettering = self._face(self.PRACTICE)
            yield from (Gap(8), Band(PRACTICE[self._language], lettering), Gap(8))

    def _head(self) -> Iterator[Piece]:
        """Who hands out this paper, and what it is (CAP-18)."""
        if self.slip.logo is not None:
            yield from (Picture(_logo(self.slip.logo)), Gap(10))
        yield self._lines(self.slip.organisation, self.ORGANISATION)
        yield self._lines(self.slip.title, self.TITLE)

    def _symbols(self) -> Iterator[Piece]:
        """Both symbols, then the digits for the day that neither is read."""
        yield Picture(qr(self.slip.code, aim=QR_AIM))
        yield Picture(code128(self.slip.code, room=WIDTH))
        yield from (Gap(2), self._code())

    def _code(self) -> Piece:
        """The digits, smaller when there are more than fit."""
        weight, size = self.CODE
        shrunk = size * 24 // max(24, len(self.slip.code))
        return Code(self.slip.code, Lettering("en", weight, shrunk))

    def _entries(self) -> Iterator[Piece]:
        """The rows, labels in a column as wide as the widest of them."""
        light, bold = self._face(self.LABEL), self._face(self.VALUE)
        labels = [light.wrap(self._own(label), LABEL_MOST) for label, _ in self.slip.rows]
        widest = max((light.width(line) for lines in labels for line in lines), default=0)
        indent = widest + 24
        for lines, (_, value) in zip(labels, self.slip.rows, strict=True):
            yield Entry(lines, bold.wrap(self._own(value), ROOM - indent), light, bold, indent)

    def _lines(self, text: str, face: tuple[int, int]) -> Piece:
        """Centred text in as many lines as it needs."""
        lettering = self._face(face)
        return Heading(lettering.balance(self._own(text), ROOM), lettering)

    def _face(self, face: tuple[int, int]) -> Lettering:
        """A weight and size in the slip's language."""
        return Lettering(self._language, *face)

    def _own(self, text: str) -> str:
        """A text with the digits of the slip's language."""
        return digits(text, self._language)

    @property
    def _language(self) -> Language:
        """What the visitor reads."""
        return self.slip.language


def _contrast(grey: float) -> float:
    """Dark greys print solid and light ones not at all; only the middle becomes a pattern."""
    return (grey - 96) * 255 / 112


@lru_cache(maxsize=8)
def _logo(data: bytes) -> Image.Image:
    """The logo in dots: on white, inside `LOGO_BOX`, greys as a fine pattern (CAP-18)."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as opened:
            mark = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PoorSample(
            "The organisation's logo cannot be read; upload it again as PNG or JPEG.",
            code="slip.logo_unreadable",
            field="logo",
        ) from error
    mark.thumbnail(LOGO_BOX, Image.Resampling.LANCZOS)
    white = Image.new("RGBA", mark.size, "white")
    return Image.alpha_composite(white, mark).convert("L").point(_contrast).convert("1")
