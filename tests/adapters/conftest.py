"""The databases that adapters are tested on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from miz.ports.storage import Storage
from miz_adapters.memory import MemoryStorage, PlainVault
from miz_adapters.sql import SqlStorage

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.adapters.clamd import Daemon, daemon
from tests.adapters.postgres import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL for all tests of the session."""
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def clamd() -> Iterator[Daemon]:
    """One ClamAV daemon for all tests of the session."""
    with daemon() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/miz.db"
        return
    running: Server = request.getfixturevalue("postgres")
    url = running.database()
    yield url
    running.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a new SQLite file."""
    return f"sqlite:///{tmp_path}/miz.db"


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def each_storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """A new storage of each kind."""
    if request.param == "memory":
        return MemoryStorage()
    url = f"sqlite:///{tmp_path}/miz.db"
    if request.param == "postgresql":
        running: Server = request.getfixturevalue("postgres")
        url = running.database()
    return SqlStorage.create(url, vault=PlainVault())
