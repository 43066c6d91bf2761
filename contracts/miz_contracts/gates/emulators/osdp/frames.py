"""OSDP frames: cut out of bytes, read and built.

A frame is SOM 0x53, address, length (2 bytes, little end first), control, an optional security
block, code, data, an optional MAC of 4 bytes, and a CRC of 2 bytes or a checksum of 1.
Source: SIA OSDP v2.1.7, 5.9 (packet format) and annex C (CRC).
"""

from attrs import field, frozen

SOM = 0x53
HEADER = 5
LONGEST = 1440
REPLY = 0x80
BROADCAST = 0x7F
MAC = 4
_CRC_FLAG, _BLOCK_FLAG = 0x04, 0x08
# Security blocks from 0x15 on close with a MAC; 0x17 and 0x18 hide the data as well.
FIRST_WITH_MAC = 0x15


def crc16(data: bytes) -> int:
    """The check of a frame: polynomial 0x1021, start 0x1D0F."""
    crc = 0x1D0F
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
        crc &= 0xFFFF
    return crc


def checksum(data: bytes) -> int:
    """The short check: all bytes and this one add up to 0."""
    return -sum(data) & 0xFF


@frozen
class Frame:
    """One message; ``block`` is the security block without its length, type first.

    ``mac`` is what closed it, empty where nothing did; ``signed`` are the bytes under the MAC.
    """

    address: int
    sequence: int
    code: int
    data: bytes = field(default=b"", repr=False)
    block: bytes = b""
    crc: bool = True
    mac: bytes = field(default=b"", repr=False)
    signed: bytes = field(default=b"", repr=False)

    def head(self, length: int) -> bytes:
        """All bytes before the data of a frame that is ``length`` bytes long."""
        control = self.sequence | _CRC_FLAG * self.crc | _BLOCK_FLAG * bool(self.block)
        block = bytes([len(self.block) + 1]) + self.block if self.block else b""
        start = bytes([SOM, self.address, length & 0xFF, length >> 8, control])
        return start + block + bytes([self.code])

    def unsealed(self) -> bytes:
        """The bytes that a MAC is made of."""
        bare = len(self.head(0)) + len(self.data)
        mac = MAC if self.block and self.block[0] >= FIRST_WITH_MAC else 0
        return self.head(bare + mac + (2 if self.crc else 1)) + self.data

    def encoded(self) -> bytes:
        """The whole frame, checked."""
        body = self.unsealed() + self.mac
        return body + (crc16(body).to_bytes(2, "little") if self.crc else bytes([checksum(body)]))


def decoded(raw: bytes) -> Frame | None:
    """The message in a whole frame, or None where its check or its shape is wrong."""
    if len(raw) < HEADER + 2 or raw[0] != SOM or int.from_bytes(raw[2:4], "little") != len(raw):
        return None
    control, check = raw[4], 2 if raw[4] & _CRC_FLAG else 1
    body = raw[:-check]
    expected = crc16(body).to_bytes(2, "little") if check == 2 else bytes([checksum(body)])
    if raw[-check:] != expected:
        return None
    block, rest = b"", body[HEADER:]
    if control & _BLOCK_FLAG:
        size = rest[0] if rest else 0
        block, rest = rest[1:size], rest[size:]
        if size < 2 or len(block) != size - 1:
            return None
    sealed = bool(block) and block[0] >= FIRST_WITH_MAC and len(rest) > MAC
    mac = rest[-MAC:] if sealed else b""
    rest = rest[: len(rest) - len(mac)]
    if not rest:
        return None
    signed = body[: len(body) - len(mac)]
    return Frame(
        raw[1], control & 3, rest[0], rest[1:], block, bool(control & _CRC_FLAG), mac, signed
    )


class Cutter:
    """Cuts a stream into whole frames; what cannot begin one is skipped."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that end in ``data``; their checks are not looked at."""
        self._held += data
        found = []
        while (frame := self._next()) is not None:
            found.append(frame)
        return found

    def reset(self) -> None:
        """Forgets half a frame."""
        self._held.clear()

    def _next(self) -> bytes | None:
        while True:
            start = self._held.find(SOM)
            del self._held[: len(self._held) if start < 0 else start]
            if len(self._held) < HEADER:
                return None
            length = int.from_bytes(self._held[2:4], "little")
            if HEADER + 2 <= length <= LONGEST:
                break
            del self._held[0]
        if len(self._held) < length:
            return None
        frame = bytes(self._held[:length])
        del self._held[:length]
        return frame
