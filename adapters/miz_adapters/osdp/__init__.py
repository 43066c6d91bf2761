"""OSDP readers and doors with secure channel, by libosdp.

A port is a device or pyserial URL, as in ``/dev/ttyUSB0``; several devices may share it.
"""

from miz_adapters.osdp.bus import OsdpBus
from miz_adapters.osdp.keys import secure_key
from miz_adapters.osdp.lane import OsdpLane, OsdpReader
from miz_adapters.osdp.wiring import DoorWiring

__all__ = ["DoorWiring", "OsdpBus", "OsdpLane", "OsdpReader", "secure_key"]
