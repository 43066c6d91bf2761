"""Readers and relay boards on a serial line, by pyserial.

A port is any pyserial URL: ``/dev/ttyUSB0``, a stable name under ``/dev/serial/by-id/``, or
``socket://host:port`` for a line behind a terminal server.
"""

from miz_adapters.boards import Input, RelayBoard, Wiring
from miz_adapters.serial.cards import Layout, reader_of
from miz_adapters.serial.lcus import lcus_board
from miz_adapters.serial.line import SerialLine
from miz_adapters.serial.numato import numato_board
from miz_adapters.serial.reader import SerialReader

__all__ = [
    "Input",
    "Layout",
    "RelayBoard",
    "SerialLine",
    "SerialReader",
    "Wiring",
    "lcus_board",
    "numato_board",
    "reader_of",
]
