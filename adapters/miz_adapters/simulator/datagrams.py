"""The datagrams of a UHPPOTE controller, written from the description of its protocol.

64 bytes: 0x17, a function, two zeros, the serial number, and fields at fixed places; numbers are
little-endian, dates and times packed decimals.
"""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

START = 0x17
SIZE = 64
STATUS, OPEN, CARDS, DOOR, SPECIAL, LISTENER, WHO, EVENT = (
    0x20, 0x40, 0x58, 0x80, 0x8E, 0x90, 0x94, 0xB0,
)  # fmt: skip


@frozen
class Record:
    """One event as the controller keeps it."""

    index: int
    kind: int
    granted: bool
    door: int
    direction: int
    card: int
    at: datetime
    reason: int


NOTHING = Record(0, 0, granted=False, door=0, direction=0, card=0, at=datetime(1, 1, 1), reason=0)  # noqa: DTZ001 - the controller's clock knows no zone
OVERWRITTEN = evolve(NOTHING, kind=0xFF)


def packed(text: str) -> bytes:
    """Two decimal digits in each byte."""
    return bytes.fromhex(text)


def datagram(function: int, serial: int, fields: dict[int, bytes]) -> bytes:
    """A datagram with ``fields`` at their places."""
    told = bytearray(SIZE)
    told[0:2] = bytes([START, function])
    for place, data in {4: serial.to_bytes(4, "little"), **fields}.items():
        told[place : place + len(data)] = data
    return bytes(told)


def record_fields(record: Record) -> dict[int, bytes]:
    """An event, at the places that it has in every datagram."""
    at = record.at.strftime("%Y%m%d%H%M%S") if record.index else "0" * 14
    return {
        8: record.index.to_bytes(4, "little"),
        12: bytes([record.kind, record.granted, record.door, record.direction]),
        16: record.card.to_bytes(4, "little"),
        20: packed(at),
        27: bytes([record.reason]),
    }


def status_fields(
    record: Record, *, now: datetime, open_: Sequence[bool], relays: int, inputs: int
) -> dict[int, bytes]:
    """How the controller stands, with one event: an answer, and what it pushes."""
    return {
        **record_fields(record),
        28: bytes(open_),
        37: packed(now.strftime("%H%M%S")),
        49: bytes([relays, inputs]),
        51: packed(now.strftime("%y%m%d")),
    }
