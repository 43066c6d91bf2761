"""The storage on SQLite and on PostgreSQL keeps the contract."""

from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from miz.ports.storage import Storage
from miz_adapters.memory import MemoryStorage
from miz_adapters.sql import SqlStorage
from miz_adapters.vault import AesVault
from miz_contracts.storage import DurableStorageContract, StorageComparison
from tests.adapters.databases import empty

VAULT = AesVault.fresh()


class TestSqlStorage(DurableStorageContract):
    """One suite, both databases."""

    @pytest.fixture
    def storage(self, url: str) -> Iterator[Storage]:
        """A storage in a new database."""
        storage = SqlStorage.create(url, vault=VAULT)
        yield storage
        storage.close()

    @pytest.fixture
    def journal_key(self) -> bytes:
        """That of the vault."""
        return VAULT.journal_key

    @pytest.fixture
    def reopen(self, url: str) -> Callable[[], Storage]:
        """The same database again."""
        return lambda: SqlStorage(url, vault=VAULT)


class Comparison(StorageComparison):
    """A SQL storage beside the model; tables are emptied instead of made anew."""

    opened: ClassVar[str]

    def make_model(self) -> Storage:
        """The storage in memory, chaining under the same key."""
        return MemoryStorage(vault=VAULT)

    def make_tested(self) -> Storage:
        """The storage under test."""
        empty(self.opened)
        return SqlStorage(self.opened, vault=VAULT)


def test_no_random_work_tells_it_from_the_model(url: str) -> None:
    """Works that collide give the same answers and errors as in memory, step by step."""
    SqlStorage.create(url, vault=VAULT).close()
    machine = type("Machine", (Comparison,), {"opened": url})

    run_state_machine_as_test(machine, settings=settings(max_examples=30, stateful_step_count=15))
