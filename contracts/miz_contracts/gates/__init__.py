"""What readers, barriers and sensors promise, as numbered rules for pytest.

Subclass a contract, name the class ``Test…`` and give it a ``rig`` fixture: the hand at the
device (see `miz_contracts.gates.rigs`).
The rules themselves cannot be overridden.
"""

from miz_contracts.gates.barriers import BarrierContract
from miz_contracts.gates.cards import CardReaderContract
from miz_contracts.gates.readers import ReaderContract
from miz_contracts.gates.rigs import (
    BarrierRig,
    CardReaderRig,
    ContactRig,
    DwellingRig,
    LateRig,
    ReaderRig,
    SensorRig,
    TextReaderRig,
    TurningRig,
)
from miz_contracts.gates.sensors import SensorContract
from miz_contracts.gates.texts import TextReaderContract

__all__ = [
    "BarrierContract",
    "BarrierRig",
    "CardReaderContract",
    "CardReaderRig",
    "ContactRig",
    "DwellingRig",
    "LateRig",
    "ReaderContract",
    "ReaderRig",
    "SensorContract",
    "SensorRig",
    "TextReaderContract",
    "TextReaderRig",
    "TurningRig",
]
