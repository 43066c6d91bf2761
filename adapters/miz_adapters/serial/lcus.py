"""The frames of LC Technology's USB relay modules (LCUS-1 to LCUS-8).

A command is four bytes: 0xA0, the channel from 1 on, 0 or 1, and the low byte of their sum, at
9600 baud 8N1. The module answers nothing and has no inputs: what became of a command is not known.
Source: the maker's leaflet, "USB switch communication protocol", as quoted by public drivers.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from miz.domain.places import Direction
from miz.errors import InvalidValue
from miz.ports.gates import DeviceInfo
from miz_adapters.boards.board import RelayBoard
from miz_adapters.boards.talk import Talk
from miz_adapters.boards.wiring import Wiring
from miz_adapters.serial.line import SerialLine

BAUDRATE = 9600
START = 0xA0
CHANNELS = range(1, 9)


def frame(channel: int, *, on: bool) -> bytes:
    """The command that switches a channel."""
    told = bytes([START, channel, int(on)])
    return told + bytes([sum(told) % 256])


class LcusTalk(Talk):
    """Tells a module what to do; it has no words to answer with."""

    confirms = False

    def __init__(self, line: SerialLine) -> None:
        self._line = line

    @property
    def place(self) -> str:
        return self._line.url

    def connect(self) -> int:
        return self._line.connect()

    def reset(self) -> None:
        """A module that heard half a frame takes the next start for a new one."""

    def who(self) -> DeviceInfo:
        return DeviceInfo(maker="LC Technology", model="LCUS relay module")

    def switch(self, relay: int, *, on: bool) -> None:
        self._line.write(frame(relay, on=on))

    def levels(self, pins: Sequence[int]) -> Mapping[int, bool]:
        self._line.read(0)  # the only way to notice that it was unplugged
        return {}

    def drop(self) -> None:
        self._line.drop()

    def close(self) -> None:
        self._line.close()


def lcus_board(
    url: str,
    *,
    wiring: Wiring | None = None,
    baudrate: int = BAUDRATE,
    clock: Callable[[], float] = time.monotonic,
) -> RelayBoard:
    """A module at a serial port; without other ``wiring``, channels 1 and 2 release in and out."""
    wired = wiring or Wiring(relays={Direction.IN: 1, Direction.OUT: 2}, passages={})
    check(wired)
    return RelayBoard(
        LcusTalk(SerialLine(url, baudrate=baudrate, clock=clock)), wiring=wired, clock=clock
    )


def check(wiring: Wiring) -> None:
    """Refuses what a module does not have."""
    if wiring.all_pins:
        raise InvalidValue(
            "An LCUS module has no inputs; take the sensor away, or another board.",
            code="board.no_inputs",
        )
    if not set(wiring.all_relays) <= set(CHANNELS):
        raise InvalidValue("An LCUS module counts its relays from 1 to 8.", code="board.no_relay")
