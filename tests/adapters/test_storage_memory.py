"""The storage in memory keeps the contract; so does its clockwork of faults."""

from collections.abc import Iterator

import pytest

from miz.ports.storage import Storage
from miz_adapters.memory import MemoryStorage, PlainVault
from miz_contracts.storage import StorageContract


class TestMemoryStorage(StorageContract):
    """The model that other storages are compared with."""

    @pytest.fixture
    def storage(self) -> Iterator[Storage]:
        """An empty one."""
        storage = MemoryStorage()
        yield storage
        storage.close()

    @pytest.fixture
    def journal_key(self) -> bytes:
        """That of the vault for tests."""
        return PlainVault().journal_key
