"""Devices that are not there: the far end of a pseudo-terminal, for demos and tests.

The real serial adapters talk to them; nothing in those knows that the device is drawn.
"""

from miz_adapters.simulator.board import SimulatedBoard, SimulatedLcus
from miz_adapters.simulator.gate import SimulatedGate
from miz_adapters.simulator.port import SimulatedPort
from miz_adapters.simulator.reader import CUES, SimulatedReader

__all__ = [
    "CUES",
    "SimulatedBoard",
    "SimulatedGate",
    "SimulatedLcus",
    "SimulatedPort",
    "SimulatedReader",
]
