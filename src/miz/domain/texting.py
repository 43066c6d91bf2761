"""How a text travels as an SMS: in which alphabet, and cut into how many parts.

The alphabet and its extension table are those of 3GPP TS 23.038, 6.2.1; what a part holds is
140 octets, less six for the header that joins several (3GPP TS 23.040, 9.2.3.24.1).
"""

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
_SEPTETS = {**dict.fromkeys(_BASIC, 1), **dict.fromkeys(_EXTENSION, 2)}
_LAST_SINGLE_UNIT = "\uffff"


class Alphabet(StrEnum):
    """How the characters of a message are written; one that GSM-7 lacks makes all UCS-2."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"

    @classmethod
    def of(cls, text: str) -> "Alphabet":
        """The alphabet that a text needs: Persian letters, digits and joiners need UCS-2."""
        return cls.GSM7 if all(char in _SEPTETS for char in text) else cls.UCS2

    @property
    def alone(self) -> int:
        """How many units fit into a message of one part."""
        return 160 if self is Alphabet.GSM7 else 70

    @property
    def joined(self) -> int:
        """How many units fit into each part of several."""
        return 153 if self is Alphabet.GSM7 else 67

    def units(self, text: str) -> int:
        """The length of a text of this alphabet: in septets, or in UTF-16 code units."""
        return sum(map(self.unit, text))

    def unit(self, char: str) -> int:
        """What one character takes: one unit or two."""
        if self is Alphabet.GSM7:
            return _SEPTETS[char]
        return 1 if char <= _LAST_SINGLE_UNIT else 2


@frozen
class Segments:
    """A text as an SMS: ``parts`` is what each part says, and joined they are the text.

    A character of two units, as an emoji or one of the extension table, is never cut in half.
    An empty text is one empty part.
    """

    alphabet: Alphabet
    parts: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "Segments":
        """Cuts a text into as few parts as it needs."""
        alphabet = Alphabet.of(text)
        if alphabet.units(text) <= alphabet.alone:
            return cls(alphabet, (text,))
        return cls(alphabet, tuple(_cut(text, alphabet)))

    @property
    def count(self) -> int:
        """How many messages the sender pays for."""
        return len(self.parts)


def _cut(text: str, alphabet: Alphabet) -> Iterator[str]:
    start = used = 0
    for place, char in enumerate(text):
        needed = alphabet.unit(char)
        if used + needed > alphabet.joined:
            yield text[start:place]
            start, used = place, 0
        used += needed
    yield text[start:]
