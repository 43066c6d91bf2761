"""Relay boards and input modules that speak Modbus RTU, by pymodbus."""

from miz_adapters.modbus.board import modbus_board
from miz_adapters.modbus.talk import ModbusTalk, RelayMap, Relays

__all__ = ["ModbusTalk", "RelayMap", "Relays", "modbus_board"]
