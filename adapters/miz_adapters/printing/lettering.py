"""Words on a slip: the two directions, digits, and lines that fit (integrations 9)."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

from attrs import frozen
from PIL import ImageDraw, ImageFont, features

from miz.errors import ConfigError
from miz.ports.printing import Language
from miz_adapters.fonts import font_path

Side = Literal["start", "middle"]

_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_WORDS_WITHOUT_LATIN = re.compile(r"(?<!\S)[^\sA-Za-z]+(?!\S)")


def demand_shaping(has: Callable[[str], bool | None] = features.check) -> None:
    """Refuse to start without raqm: Persian would come out as loose letters, backwards."""
    if not has("raqm"):
        raise ConfigError(
            "Pillow was built without raqm and cannot shape Persian; "
            "install Pillow's own wheel, or libraqm before building it.",
            code="printing.no_shaping",
        )


def digits(text: str, language: Language) -> str:
    """Persian digits in Persian text; a word with Latin letters in it (MZ-7K3Q) stays as it is."""
    if language != "fa":
        return text
    return _WORDS_WITHOUT_LATIN.sub(lambda word: word[0].translate(_PERSIAN), text)


def groups(code: str) -> str:
    """A code as a person reads it aloud: fours, a wide space between."""
    return "  ".join(code[at : at + 4] for at in range(0, len(code), 4))


@cache
def _face(weight: int, size: int) -> ImageFont.FreeTypeFont:
    """A face is opened once a process; Pillow draws with it under the interpreter's lock."""
    return ImageFont.truetype(str(font_path(weight)), size, layout_engine=ImageFont.Layout.RAQM)


@frozen
class Lettering:
    """One weight and size in one language; all measures are dots."""

    language: Language
    weight: int
    size: int

    @property
    def leading(self) -> int:
        """From one base line to the next; Persian needs room for marks on both sides."""
        return round(self.size * 1.5)

    @property
    def _rising(self) -> int:
        """From the top of a line's band to its base line."""
        return round(self.size * 1.07)

    def width(self, text: str) -> int:
        """The advance of a text on one line."""
        face = _face(self.weight, self.size)
        return round(face.getlength(text, direction=self._direction, language=self.language))

    def wrap(self, text: str, room: int) -> list[str]:
        """Lines no wider than ``room``; a word that is wider alone is cut."""
        lines: list[str] = []
        for word in self._fitting_words(text, room):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def balance(self, text: str, room: int) -> list[str]:
        """Like `wrap`, but no word is left alone on the last line."""
        lines = self.wrap(text, room)
        for narrower in range(room - 24, room // 2, -24):
            if len(lines) == 1 or len(closer := self.wrap(text, narrower)) > len(lines):
                break
            lines = closer
        return lines

    def draw(self, pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, *, side: Side) -> None:
        """Write one line; ``at`` is the band's top and its middle or reading-start edge."""
        anchor = "ms" if side == "middle" else "rs" if self.language == "fa" else "ls"
        pen.text(
            (at[0], at[1] + self._rising),
            text,
            fill=0,
            font=_face(self.weight, self.size),
            anchor=anchor,
            direction=self._direction,
            language=self.language,
        )

    @property
    def _direction(self) -> str:
        """The paragraph's direction; words of the other script turn inside it."""
        return "rtl" if self.language == "fa" else "ltr"

    def _fitting_words(self, text: str, room: int) -> Iterator[str]:
        """Words, those too wide for a line in pieces."""
        for word in text.split():
            rest = word
            while self.width(rest) > room:
                cut = self._cut(rest, room)
                yield rest[:cut]
                rest = rest[cut:]
            yield rest

    def _cut(self, word: str, room: int) -> int:
        """How many letters of a too wide word fit, at least one."""
        low, high = 1, len(word) - 1
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.width(word[:middle]) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return low
