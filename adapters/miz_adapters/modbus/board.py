"""A Modbus board as a lane's barrier and sensor."""

import time
from collections.abc import Callable

from miz_adapters.boards.board import RelayBoard
from miz_adapters.boards.wiring import Wiring
from miz_adapters.modbus.talk import ModbusTalk, RelayMap
from miz_adapters.serial.line import Parity, SerialLine

BAUDRATE = 9600


def modbus_board(
    url: str,
    *,
    wiring: Wiring | None = None,
    relay_map: RelayMap | None = None,
    baudrate: int = BAUDRATE,
    parity: Parity = Parity.NONE,
    clock: Callable[[], float] = time.monotonic,
) -> RelayBoard:
    """The board with the unit number of ``relay_map`` at a serial port or pyserial URL.

    The line is this board's alone: two lanes on one RS-485 pair need a port each.
    """
    line = SerialLine(url, baudrate=baudrate, parity=parity, clock=clock)
    return RelayBoard(ModbusTalk(line, relay_map or RelayMap()), wiring=wiring, clock=clock)
