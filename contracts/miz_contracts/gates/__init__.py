"""What readers, barriers and sensors promise, as numbered rules for pytest.

Subclass a contract, name the class ``Test…`` and give it a ``rig`` fixture: the hand at the
device (see `miz_contracts.gates.rigs`).
The rules themselves cannot be overridden.
"""

from miz_contracts.gates.barriers import BarrierContract
from miz_contracts.gates.card_machines import CardMachineContract, CardMachineRig
from miz_contracts.gates.cards import CardContract, CardRig
from miz_contracts.gates.readers import ReaderContract
from miz_contracts.gates.rigs import BarrierRig, ReaderRig, SensorRig
from miz_contracts.gates.sensors import SensorContract

__all__ = [
    "BarrierContract",
    "BarrierRig",
    "CardContract",
    "CardMachineContract",
    "CardMachineRig",
    "CardRig",
    "ReaderContract",
    "ReaderRig",
    "SensorContract",
    "SensorRig",
]
