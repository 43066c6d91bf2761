"""What the writer of SQLite does when things go wrong, and how it groups."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from miz.errors import Unavailable, WrongState
from miz.ports.storage import UnitOfWork
from miz_adapters.sql import SqlStorage
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.checks import find, save
from miz_contracts.storage.journals import flaws

VAULT = AesVault.fresh()
WAIT = 10.0


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[SqlStorage]:
    """On SQLite."""
    storage = SqlStorage.create(sqlite_url, vault=VAULT)
    yield storage
    storage.close()


def line_of(storage: SqlStorage) -> Any:
    """The writer's connection."""
    database: Any = storage._database
    return database._writer._line


def traced(storage: SqlStorage) -> list[str]:
    """The commands of transactions from now on."""
    commands: list[str] = []
    words = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
    line_of(storage)._connection.set_trace_callback(
        lambda sql: commands.append(sql) if sql.startswith(words) else None
    )
    return commands


def test_works_that_wait_share_a_commit(storage: SqlStorage) -> None:
    """Twenty works, each in its savepoint, and far fewer commits (performance goal 3)."""
    make, commands, gate = Samples(), traced(storage), threading.Event()
    first = storage.submit(lambda _: gate.wait(WAIT))
    futures = [storage.submit(lambda uow: uow.gates.save(make.gate())) for _ in range(20)]
    gate.set()
    waits: list[Future[Any]] = [first, *futures]
    for future in waits:
        future.result(WAIT)

    assert commands.count("COMMIT") <= 2
    assert commands.count("SAVEPOINT work") >= 20
    assert ["BEGIN IMMEDIATE"] == sorted({c for c in commands if c.startswith("BEGIN")})


def test_one_client_pays_no_savepoint(storage: SqlStorage) -> None:
    """Alone, a work is a transaction in the caller's own thread (performance goal 2)."""
    commands, threads = traced(storage), []

    def work(uow: UnitOfWork) -> None:
        threads.append(threading.get_ident())
        uow.gates.save(Samples().gate())

    storage.write(work)

    assert ["BEGIN IMMEDIATE", "COMMIT"] == commands
    assert [threading.get_ident()] == threads


def test_it_is_durable_when_it_is_acknowledged(storage: SqlStorage) -> None:
    """WAL and synchronous=FULL, on the connection that writes (05-fault-tests)."""
    connection = line_of(storage)._connection
    pragmas = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }

    assert {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    } == pragmas


@pytest.mark.parametrize("count", [1, 5])
def test_a_failing_commit_fails_all_and_keeps_nothing(
    storage: SqlStorage, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """A disk error at the commit: Unavailable for everybody in the group; then it goes on."""
    make, line, hold = Samples(), line_of(storage), threading.Event()
    gates, say = [make.gate() for _ in range(count)], line.say
    broken = iter([True])

    def fails(command: str) -> None:
        if command == "COMMIT" and hold.is_set() and next(broken, False):
            raise Unavailable("disk I/O error")
        say(command)

    monkeypatch.setattr(line, "say", fails)
    first = storage.submit(lambda _: hold.wait(WAIT))
    futures = [storage.submit(lambda uow, g=g: uow.gates.save(g)) for g in gates]  # type: ignore[misc]
    hold.set()
    errors = [future.exception(WAIT) for future in (first, *futures)]
    lost = [error for error in errors if error is not None]

    assert {Unavailable} == {type(error) for error in lost}
    for future, gate in zip(futures, gates, strict=True):
        assert (future.exception() is None) == (find(storage, "gates", gate.id) is not None)
    assert 1 == save(storage, "gates", make.gate()).version


def test_a_full_disk_loses_nothing_that_was_acknowledged(storage: SqlStorage) -> None:
    """Unavailable while it is full, all acknowledged there, and work goes on afterwards (G1)."""
    make, connection = Samples(), line_of(storage)._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    kept, refused = [], 0

    def work(uow: UnitOfWork) -> str:
        uow.journal.append([make.entry(facts={"long": "x" * 2000})])
        return uow.gates.save(make.gate()).id

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(storage.write, work) for _ in range(200)]:
            error = future.exception(WAIT)
            if error is None:
                kept.append(future.result())
            else:
                assert isinstance(error, Unavailable)
                refused += 1
    connection.execute("PRAGMA max_page_count = 1000000")
    kept.append(storage.write(work))

    assert refused > 0
    assert len(kept) > 1
    assert len(kept) == storage.read(lambda uow: uow.journal.last())
    assert all(find(storage, "gates", gate) is not None for gate in kept)
    assert [] == flaws(storage, VAULT.journal_key)


def test_a_work_that_swallows_a_full_disk_keeps_nothing(storage: SqlStorage) -> None:
    """SQLite ends the transaction by itself; what follows must not be kept alone (G1)."""
    make, connection = Samples(), line_of(storage)._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    gate = make.gate()

    def work(uow: UnitOfWork) -> None:
        try:
            for _ in range(200):
                uow.gates.save(make.gate())
        except Unavailable:
            connection.execute("PRAGMA max_page_count = 1000000")
        uow.gates.save(gate)

    with pytest.raises(Unavailable):
        storage.write(work)
    assert [] == storage.read(lambda uow: list(uow.gates.of(gate.site)))


def test_a_connection_that_died_is_replaced(storage: SqlStorage) -> None:
    """The write after it fails, the one after that does not."""
    line_of(storage)._connection.close()
    with pytest.raises(Unavailable):
        save(storage, "gates", Samples().gate())

    assert 1 == save(storage, "gates", Samples().gate()).version


def test_a_reader_does_not_hold_up_the_writer(storage: SqlStorage) -> None:
    """A long report reads its own state while others write (WAL)."""
    gate = Samples().gate()

    def report(uow: UnitOfWork) -> tuple[bool, bool]:
        before = uow.gates.find(gate.id) is None
        save(storage, "gates", gate)
        return before, uow.gates.find(gate.id) is None

    assert (True, True) == storage.read(report)


def test_a_statement_that_does_not_fit_is_no_reason_to_try_again(storage: SqlStorage) -> None:
    """A missing table is told apart from a disk that is away."""
    line_of(storage)._connection.execute("DROP TABLE desks")
    with pytest.raises(Exception, match="does not fit this version") as caught:
        save(storage, "desks", Samples().desk())

    assert not isinstance(caught.value, Unavailable)
    assert isinstance(caught.value.__cause__, sqlite3.Error)


def test_a_cancelled_work_is_not_run(storage: SqlStorage) -> None:
    """Whoever gave up before it began finds nothing done."""
    gate, begun, go_on = Samples().gate(), threading.Event(), threading.Event()

    def blocks(_: UnitOfWork) -> None:
        begun.set()
        go_on.wait(WAIT)

    first = storage.submit(blocks)
    assert begun.wait(WAIT)
    second = storage.submit(lambda uow: uow.gates.save(gate))
    assert second.cancel()
    go_on.set()
    first.result(WAIT)

    assert find(storage, "gates", gate.id) is None


def test_a_read_refuses_even_raw_writes(url: str) -> None:
    """Were a repository to forget its check, the database would not (deny by default)."""

    def work(uow: UnitOfWork) -> None:
        gates: Any = uow.gates
        gates._line.must_write = lambda: None
        try:
            gates.save(Samples().gate())
        finally:
            del gates._line.must_write

    opened = SqlStorage.create(url, vault=VAULT)
    try:
        with pytest.raises(WrongState):
            opened.read(work)
    finally:
        opened.close()
