"""Pieces of a slip from top to bottom: each knows its height and how to draw itself."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen
from PIL import Image, ImageDraw, ImageOps

from miz.ports.printing import WIDTH
from miz_adapters.printing.lettering import Lettering, groups

MARGIN = 20
"""Dots left white on both sides; cheap heads lose the outermost ones."""

ROOM = WIDTH - 2 * MARGIN


class Piece(Protocol):
    """A full-width band of paper."""

    @property
    def height(self) -> int:
        """Dots down the paper."""

    def draw(self, paper: Image.Image, top: int) -> None:
        """Put it on the paper, its upper edge at ``top``."""


@frozen
class Gap:
    """White."""

    height: int

    def draw(self, paper: Image.Image, top: int) -> None:
        """Nothing to draw."""


@frozen
class Rule:
    """A dashed line from margin to margin."""

    height: int = 26
    dash: int = 8
    space: int = 6

    def draw(self, paper: Image.Image, top: int) -> None:
        """Two dots thick, so that a worn head still shows it."""
        pen, middle = ImageDraw.Draw(paper), top + self.height // 2
        for x in range(MARGIN, WIDTH - MARGIN, self.dash + self.space):
            pen.rectangle((x, middle, min(x + self.dash, WIDTH - MARGIN) - 1, middle + 1), fill=0)


@frozen
class Picture:
    """A symbol or logo in the middle."""

    image: Image.Image

    @property
    def height(self) -> int:
        """As high as the picture."""
        return self.image.height

    def draw(self, paper: Image.Image, top: int) -> None:
        """Centred between the edges."""
        paper.paste(self.image, ((WIDTH - self.image.width) // 2, top))


@frozen
class Heading:
    """Centred lines."""

    lines: Sequence[str]
    lettering: Lettering

    @property
    def height(self) -> int:
        """One leading a line."""
        return len(self.lines) * self.lettering.leading

    def draw(self, paper: Image.Image, top: int) -> None:
        """Each line in the middle of the paper."""
        pen = ImageDraw.Draw(paper)
        for number, line in enumerate(self.lines):
            at = (WIDTH // 2, top + number * self.lettering.leading)
            self.lettering.draw(pen, at, line, side="middle")


@frozen
class Band:
    """A word in white on black, from margin to margin."""

    word: str
    lettering: Lettering

    @property
    def height(self) -> int:
        """A line with a little black around it."""
        return self.lettering.leading + 12

    def draw(self, paper: Image.Image, top: int) -> None:
        """Drawn black on white and turned over, as letterings know black ink only."""
        band = Image.new("L", (ROOM, self.height), 255)
        self.lettering.draw(ImageDraw.Draw(band), (ROOM // 2, 6), self.word, side="middle")
        paper.paste(ImageOps.invert(band), (MARGIN, top))


@frozen
class Entry:
    """A label and its value in two columns, the label at the reading start."""

    label: Sequence[str]
    value: Sequence[str]
    light: Lettering
    bold: Lettering
    indent: int

    @property
    def height(self) -> int:
        """The higher of both columns, or of the box that an empty value becomes."""
        lines = max(len(self.label), len(self.value)) * self.bold.leading
        return lines if self.value else max(lines, 2 * self.bold.leading)

    def draw(self, paper: Image.Image, top: int) -> None:
        """Both columns, first lines on one base line."""
        pen = ImageDraw.Draw(paper)
        self._column(pen, (0, top), self.label, face=self.light)
        self._column(pen, (self.indent, top), self.value, face=self.bold)
        if not self.value:
            self._box(pen, top)

    def _column(
        self,
        pen: ImageDraw.ImageDraw,
        at: tuple[int, int],
        lines: Sequence[str],
        *,
        face: Lettering,
    ) -> None:
        """Lines set at ``at[0]`` dots from the reading start."""
        for number, line in enumerate(lines):
            top = at[1] + number * self.bold.leading
            face.draw(pen, (self._edge(at[0]), top), line, side="start")

    def _box(self, pen: ImageDraw.ImageDraw, top: int) -> None:
        """Where the host signs (CAP-05)."""
        left, right = sorted((self._edge(self.indent), self._edge(ROOM)))
        pen.rectangle((left, top + 6, right, top + self.height - 6), outline=0, width=2)

    def _edge(self, indent: int) -> int:
        """The reading start is on the right in Persian, on the left in English."""
        return WIDTH - MARGIN - indent if self.light.language == "fa" else MARGIN + indent


@frozen
class Code:
    """The digits as people read them: always Latin, always left to right."""

    digits: str
    lettering: Lettering

    @property
    def height(self) -> int:
        """One line."""
        return self.lettering.leading

    def draw(self, paper: Image.Image, top: int) -> None:
        """Groups of four in the middle."""
        self.lettering.draw(
            ImageDraw.Draw(paper), (WIDTH // 2, top), groups(self.digits), side="middle"
        )


def lay(pieces: Sequence[Piece]) -> Image.Image:
    """Put the pieces under one another on just as much paper as they need."""
    paper = Image.new("L", (WIDTH, sum(piece.height for piece in pieces)), 255)
    top = 0
    for piece in pieces:
        piece.draw(paper, top)
        top += piece.height
    return paper
