"""The storage on SQL."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Self, TypeVar

import sqlalchemy as sa

from miz.ports.storage import Storage, UnitOfWork
from miz.ports.vaults import Vault
from miz_adapters.sql import schema
from miz_adapters.sql.databases import Database
from miz_adapters.sql.embedded import EmbeddedDatabase
from miz_adapters.sql.served import ServedDatabase
from miz_adapters.sql.watchers import Watchers

T = TypeVar("T")


class SqlStorage(Storage):
    """SQLite (``sqlite:///miz.db``) or PostgreSQL (``postgresql://user@host/miz``).

    Opening one raises ConfigError when its tables are of another version, or when another
    process owns the SQLite file.
    """

    def __init__(self, url: str, *, vault: Vault) -> None:
        parsed = schema.parse(url)
        schema.check(parsed)
        self._watchers = Watchers(self._last)
        self._database = _opened(parsed, vault, self._watchers.tell)
        self._closed = False
        try:
            self._database.prove()
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, url: str, *, vault: Vault) -> Self:
        """Brings the tables to this version first, in an empty database too, then opens it."""
        cls.upgrade(url)
        return cls(url, vault=vault)

    @staticmethod
    def upgrade(url: str) -> str:
        """Brings the tables to this version; says which one that is."""
        return schema.upgrade(schema.parse(url))

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        return self._database.write(work)

    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._database.submit(work)

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return self._database.read(work)

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        return self._watchers.add(listener, ask=self._database.sees_others)

    def health(self) -> str:
        return self._database.health()

    def backup(self, target: Path) -> None:
        """Writes a consistent copy to a new file while work goes on (SQLite only)."""
        self._database.backup(target)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._watchers.close()
            self._database.close()

    def _last(self) -> int:
        return self._database.read(lambda uow: uow.journal.last())


def _opened(url: sa.URL, vault: Vault, on_growth: Callable[[], None]) -> Database:
    if url.get_backend_name() == "sqlite":
        return EmbeddedDatabase(schema.path_of(url), vault=vault, on_growth=on_growth)
    return ServedDatabase(url, vault=vault, on_growth=on_growth)
