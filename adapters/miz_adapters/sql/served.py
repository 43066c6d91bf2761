"""A PostgreSQL server as the database: every work is a transaction, several processes write."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from miz.errors import Conflict, NotSupported, Unavailable, WrongState
from miz.ports.storage import UnitOfWork
from miz.ports.vaults import Vault
from miz_adapters.sql import schema
from miz_adapters.sql.databases import Database
from miz_adapters.sql.failures import Contended, Lost
from miz_adapters.sql.pools import Pool
from miz_adapters.sql.postgres import PostgresLine

T = TypeVar("T")
_MOST = 16
_SUBMITTERS = 8
_ATTEMPTS = 8
"""How often a work is run that others were in the way of."""
_CONFLICTS = 2
"""How often a work is run again after a conflict, which a race may have made."""


class ServedDatabase(Database):
    """A pool of connections.

    A work is run again after a deadlock, a broken connection before its commit, or a conflict:
    what it reads then may be another state. Only a connection that breaks during the commit
    leaves its fate unknown.
    """

    sees_others = True

    def __init__(self, url: sa.URL, *, vault: Vault, on_growth: Callable[[], None]) -> None:
        self._url = url
        self._on_growth = on_growth
        self._pool = Pool(lambda: PostgresLine(url, vault=vault), most=_MOST)
        self._submitters = ThreadPoolExecutor(_SUBMITTERS, thread_name_prefix="miz-writer")
        self._busy = threading.local()
        self._closed = threading.Event()

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        if getattr(self._busy, "writing", False):
            raise WrongState("A work may not call write.", code="storage.nested")
        self._busy.writing = True
        try:
            result, grew = self._insist(work)
        finally:
            self._busy.writing = False
        if grew:
            self._on_growth()
        return result

    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        if getattr(self._busy, "writing", False):
            raise WrongState("A work may not call write.", code="storage.nested")
        try:
            return self._submitters.submit(self.write, work)
        except RuntimeError as error:
            raise Unavailable(
                "The storage is closed; open it again.", code="storage.closed"
            ) from error

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        try:
            return self._read(work)
        except Lost:
            self._pool.clear()  # a read may always be repeated
            return self._read(work)

    def health(self) -> str:
        entries = self.read(lambda uow: uow.journal.last())
        place = f"{self._url.host or 'local'}/{self._url.database}"
        return f"postgresql {place}, schema {schema.CURRENT}, {entries} entries"

    def backup(self, target: Path) -> None:
        raise NotSupported("Back PostgreSQL up with pg_dump or pgBackRest.")

    def close(self) -> None:
        self._closed.set()
        self._submitters.shutdown(wait=True)
        self._pool.close()

    def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        with self._pool.taken() as line:
            line.spoilt = None
            line.unit.journal.begin()
            line.say("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                return work(line.unit)
            finally:
                line.abandon()

    def _insist(self, work: Callable[[UnitOfWork], T]) -> tuple[T, bool]:
        """Runs the work until nobody is in its way."""
        conflicts = 0
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._attempt(work)
            except Conflict:
                conflicts += 1
                if conflicts > _CONFLICTS:
                    raise
            except Contended:
                if attempt == _ATTEMPTS:
                    raise
                self._closed.wait(random.uniform(0, 0.005 * attempt))  # noqa: S311 - a pause
            except Lost as error:
                self._pool.clear()
                if attempt > 1 or error.code == "storage.fate_unknown":
                    raise
        raise Unavailable("The database is busy; try again.")

    def _attempt(self, work: Callable[[UnitOfWork], T]) -> tuple[T, bool]:
        with self._pool.taken() as line:
            journal = line.unit.journal
            line.spoilt = None
            journal.begin()
            line.say("BEGIN")
            line.writable = True
            try:
                result = work(line.unit)
                journal.flush()
                line.check()
                line.writable = False
                _commit(line)
            finally:
                line.writable = False
                line.abandon()
            return result, journal.grew


def _commit(line: PostgresLine) -> None:
    try:
        line.say("COMMIT")
    except Lost as error:
        raise Lost(
            "The connection broke during a commit; repeat the step with the same key.",
            code="storage.fate_unknown",
        ) from error
