"""OSDP frames cut out of the bytes of a line, and what a frame says without its key.

A frame is SOM 0x53, address, length (2 bytes, little end first), control, an optional security
block, code, data and a check: a CRC of 2 bytes or a sum of 1.
Source: SIA OSDP v2.1.7, 5.9 and annex C.
"""

from attrs import define, field, frozen

SOM = 0x53
LONGEST = 1440
_HEADER = 5
_SHORTEST = _HEADER + 2
_REPLY, _ADDRESS = 0x80, 0x7F
_CRC_FLAG, _BLOCK_FLAG = 0x04, 0x08


@frozen
class Outline:
    """What everybody on the line can see of a frame; ``security`` is its block's type, 0 without.

    ``key`` is the first byte of the block's data, which names a key during the handshake.
    """

    address: int
    reply: bool
    security: int
    code: int
    key: int | None = None


@define
class FrameParser:
    """A pure parser: bytes and the time of their arrival in, whole frames with a right check out.

    Half a frame is forgotten when more than ``gap`` seconds pass between two bytes, and bytes
    that only looked like the beginning of a frame cost nothing but themselves.
    """

    gap: float = 0.15
    _held: bytearray = field(factory=bytearray, init=False, repr=False)
    _last: float = field(default=0.0, init=False)

    def feed(self, data: bytes, *, at: float) -> list[bytes]:
        """The frames that end in ``data``, which arrived at monotonic second ``at``."""
        if at - self._last > self.gap:
            self.reset()
        if data:
            self._last = at
            self._held += data
        found = []
        while (length := self._whole()) is not None:
            frame = bytes(self._held[:length])
            if is_right(frame):
                found.append(frame)
            del self._held[: length if is_right(frame) else 1]
        return found

    def reset(self) -> None:
        """Forgets half a frame."""
        self._held.clear()

    def _whole(self) -> int | None:
        """How long the frame at the beginning is, once it is there."""
        while True:
            start = self._held.find(SOM)
            del self._held[: len(self._held) if start < 0 else start]
            if len(self._held) < _HEADER:
                return None
            length = int.from_bytes(self._held[2:4], "little")
            if _SHORTEST <= length <= LONGEST:
                return length if len(self._held) >= length else None
            del self._held[0]


def is_right(frame: bytes) -> bool:
    """Whether a frame's check fits its bytes."""
    if frame[4] & _CRC_FLAG:
        return len(frame) > _SHORTEST and crc16(frame[:-2]) == int.from_bytes(frame[-2:], "little")
    return sum(frame) & 0xFF == 0


def crc16(data: bytes) -> int:
    """Polynomial 0x1021, start 0x1D0F (annex C)."""
    crc = 0x1D0F
    for byte in data:
        crc = (crc << 8) & 0xFF00 ^ _CRC[crc >> 8 ^ byte]
    return crc


def outline(frame: bytes) -> Outline | None:
    """What a frame shows; None where its security block leaves no room for a code."""
    block = frame[_HEADER] if frame[4] & _BLOCK_FLAG else 0
    code = _HEADER + block
    check = 2 if frame[4] & _CRC_FLAG else 1
    if block == 1 or code >= len(frame) - check:
        return None
    return Outline(
        address=frame[1] & _ADDRESS,
        reply=bool(frame[1] & _REPLY),
        security=frame[_HEADER + 1] if block else 0,
        code=frame[code],
        key=frame[_HEADER + 2] if block > 2 else None,
    )


def _row(byte: int) -> int:
    crc = byte << 8
    for _ in range(8):
        crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
    return crc & 0xFFFF


_CRC = [_row(byte) for byte in range(256)]
