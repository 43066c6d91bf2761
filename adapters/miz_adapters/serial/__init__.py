"""Readers and relay boards on a serial line, by pyserial.

A port is any pyserial URL: ``/dev/ttyUSB0``, a stable name under ``/dev/serial/by-id/``, or
``socket://host:port`` for a line behind a terminal server.
"""

from miz_adapters.serial.inputs import Input, Wiring
from miz_adapters.serial.line import SerialLine
from miz_adapters.serial.reader import SerialReader
from miz_adapters.serial.relays import RelayBoard

__all__ = ["Input", "RelayBoard", "SerialLine", "SerialReader", "Wiring"]
