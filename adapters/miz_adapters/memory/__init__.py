"""Everything in memory: the model that real storages are compared with, and for tests."""

from miz_adapters.memory.documents import MemoryDocuments
from miz_adapters.memory.faults import Faults
from miz_adapters.memory.machine import ManualClock, PlainVault, SequentialIds
from miz_adapters.memory.storage import MemoryStorage

__all__ = [
    "Faults",
    "ManualClock",
    "MemoryDocuments",
    "MemoryStorage",
    "PlainVault",
    "SequentialIds",
]
