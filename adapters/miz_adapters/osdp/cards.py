"""What an OSDP reader reports, as codes."""

from attrs import define, field

from miz.ports.gates import Presented
from miz_adapters.wiegand import Card

# Codes on slips have 20 digits and more; no card number is that long in ASCII.
SHORTEST_TEXT = 20
_BITS_A_BYTE = 8
_ENTER, _CLEAR = 0x0D, 0x7F


def read_of(data: bytes, bits: int) -> Presented | None:
    """One read: ``bits`` of them, first bit first, the last byte padded with zeros.

    A Wiegand frame of 26 or 34 bits with right parities has the code that other readers give it;
    any other card's is its bytes in hexadecimal digits. ``bits`` and ``raw`` stay beside it.
    Decimal digits in ASCII, as readers of bar codes report them, are the code themselves.
    """
    if bits <= 0 or len(data) != -(-bits // _BITS_A_BYTE):
        return None
    if len(data) >= SHORTEST_TEXT and bits % _BITS_A_BYTE == 0 and data.isdigit():
        return Presented(data.decode("ascii"), data)
    padding = _BITS_A_BYTE * len(data) - bits
    whole = data[:-1] + bytes([data[-1] >> padding << padding])
    card = Card.of_frame(f"{int.from_bytes(data, 'big') >> padding:0{bits}b}")
    if card is not None:
        return card.presented
    return Presented(whole.hex().upper(), whole, bits)


@define
class Keypad:
    """Collects digits to the # key; * begins again, and so does a pause."""

    pause: float = 10.0
    longest: int = 64
    _typed: bytearray = field(factory=bytearray, init=False, repr=False)
    _last: float = field(default=0.0, init=False)

    def press(self, keys: bytes, *, at: float) -> list[Presented]:
        """The codes that end in ``keys``."""
        if at - self._last > self.pause:
            self._typed.clear()
        self._last = at
        return [found for key in keys if (found := self._take(key)) is not None]

    def reset(self) -> None:
        """Forgets what was typed."""
        self._typed.clear()

    def _take(self, key: int) -> Presented | None:
        if key == _ENTER:
            typed = bytes(self._typed)
            self._typed.clear()
            return Presented(typed.decode("ascii"), typed) if typed else None
        if key == _CLEAR or len(self._typed) >= self.longest:
            self._typed.clear()
        elif bytes([key]).isdigit():
            self._typed.append(key)
        return None
