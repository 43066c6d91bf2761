"""A SQLite file as the database: one writer, many readers."""

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from miz.errors import Unavailable
from miz.ports.storage import UnitOfWork
from miz.ports.vaults import Vault
from miz_adapters import durable
from miz_adapters.sql import schema
from miz_adapters.sql.databases import Database
from miz_adapters.sql.pools import Pool
from miz_adapters.sql.sqlite import Ownership, SqliteLine, connect
from miz_adapters.sql.writer import Writer

T = TypeVar("T")
_MOST_READERS = 32
_LEAST_FREE = 16 * 1024 * 1024
"""Bytes on the disk below which the database is reported as not working."""


class EmbeddedDatabase(Database):
    """Owns the file for as long as it is open; raises ConfigError when another process does."""

    sees_others = False

    def __init__(self, path: Path, *, vault: Vault, on_growth: Callable[[], None]) -> None:
        self._path = path
        self._ownership = Ownership(path)
        try:
            self._writer = Writer(lambda: SqliteLine(path, vault=vault), on_growth=on_growth)
        except BaseException:
            self._ownership.release()
            raise
        self._readers = Pool(
            lambda: SqliteLine(path, vault=vault, reads_only=True), most=_MOST_READERS
        )

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        return self._writer.write(work)

    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._writer.submit(work)

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        with self._readers.taken() as line:
            line.say("BEGIN")
            try:
                return work(line.unit)
            finally:
                line.abandon()

    def health(self) -> str:
        if not self._writer.alive:
            raise Unavailable("The writer of the database has ended; restart miz.")
        free = shutil.disk_usage(self._path.parent).free
        if free < _LEAST_FREE:
            raise Unavailable(f"The disk of {self._path} is nearly full; free some of it.")
        entries = self.read(lambda uow: uow.journal.last())
        size = self._path.stat().st_size >> 20
        return f"sqlite {self._path.name}, schema {schema.CURRENT}, {entries} entries, {size} MiB"

    def backup(self, target: Path) -> None:
        """Writes a copy with VACUUM INTO: whole, defragmented, without the write-ahead log."""
        if target.exists():
            raise Unavailable(f"{target} exists already; name a new file for the backup.")
        draft = target.with_name(f"{durable.DRAFT}{target.name}")
        try:
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600)
            _copy(self._path, draft)
            durable.flush(draft)
            draft.replace(target)
            durable.sync(target.parent)
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(
                f"The backup to {target} failed ({error}); look at its disk."
            ) from error
        finally:
            draft.unlink(missing_ok=True)

    def close(self) -> None:
        self._writer.close()
        self._readers.close()
        self._ownership.release()


def _copy(source: Path, draft: Path) -> None:
    connection = connect(source)
    try:
        connection.execute("VACUUM INTO ?", (str(draft),))
    finally:
        connection.close()
