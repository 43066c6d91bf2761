"""Bytes from a scanner or card reader, cut into codes.

A frame ends with CR, LF, CRLF or ETX, and may begin with STX: all of them are understood without
a setting, as scanners are set up by hand with a sheet of bar codes.
"""

from attrs import define, field

from miz.domain.persian import ascii_digits
from miz.ports.gates import Presented

STX, ETX, LF, CR, DELETE = 0x02, 0x03, 0x0A, 0x0D, 0x7F
# A badge's signed token has 184 digits.
LONGEST_CODE = 200
_ENDS = frozenset({ETX, LF, CR})
# A Persian or Arabic digit has two bytes in UTF-8.
_BYTES_A_DIGIT = 2


@define
class LineParser:
    """A pure parser: bytes and the time of their arrival in, whole codes out.

    A frame longer than ``limit`` characters is skipped to its end, and half a frame is forgotten
    when more than ``gap`` seconds pass between two bytes.
    A frame with noise in its middle is no read at all: without the noise it might be another's.
    """

    limit: int = LONGEST_CODE
    gap: float = 0.3
    _held: bytearray = field(factory=bytearray, init=False, repr=False)
    _skipping: bool = field(default=False, init=False)
    _last: float = field(default=0.0, init=False)

    def feed(self, data: bytes, *, at: float) -> list[Presented]:
        """The codes that end in ``data``, which arrived at monotonic second ``at``."""
        if at - self._last > self.gap:
            self.reset()
        self._last = at
        return [found for byte in data if (found := self._take(byte)) is not None]

    def touch(self, at: float) -> None:
        """Nobody listened until ``at``; a gap is measured from here."""
        self._last = at

    def reset(self) -> None:
        """Forgets half a frame."""
        self._held.clear()
        self._skipping = False

    def _take(self, byte: int) -> Presented | None:
        if byte == STX:
            self.reset()
        elif byte in _ENDS:
            raw, skipped = bytes(self._held), self._skipping
            self.reset()
            return None if skipped else self._presented(raw)
        elif not self._skipping and (self._held or not _is_noise(byte)):
            self._hold(byte)
        return None

    def _hold(self, byte: int) -> None:
        self._held.append(byte)
        if len(self._held) > _BYTES_A_DIGIT * self.limit:
            self._held.clear()
            self._skipping = True

    def _presented(self, raw: bytes) -> Presented | None:
        code = _code_of(raw)
        return Presented(code, raw) if 0 < len(code) <= self.limit else None


def _is_noise(byte: int) -> bool:
    """A byte that begins no character: a control, or no first byte of UTF-8."""
    return byte < ord(" ") or DELETE <= byte < 0xC2 or byte > 0xF4


def _code_of(raw: bytes) -> str:
    text = ascii_digits(raw.decode("utf-8", "replace"))
    start = next((place for place, char in enumerate(text) if _is_plain(char)), len(text))
    code = text[start:].strip()
    return code if all(_is_plain(char) for char in code) else ""


def _is_plain(char: str) -> bool:
    return char.isascii() and char.isprintable()


def masked(data: bytes) -> str:
    """A hex dump for fault-finding that shows framing and noise, and of a code its length only."""
    shown = ["··" if _may_be_code(byte) else f"{byte:02x}" for byte in data]
    return " ".join(shown)


def _may_be_code(byte: int) -> bool:
    """A printable byte, or one of those that spell Persian and Arabic digits."""
    return (
        ord(" ") <= byte < DELETE
        or byte in {0xD9, 0xDB}
        or 0xA0 <= byte <= 0xA9
        or 0xB0 <= byte <= 0xB9
    )
