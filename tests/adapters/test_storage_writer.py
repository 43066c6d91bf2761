"""What the databases do when things go wrong, and several processes beside each other."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from miz.errors import Conflict, Unavailable, WrongState
from miz.ports.storage import UnitOfWork
from miz_adapters.sql import SqlStorage
from miz_adapters.sql.failures import Contended, Lost
from miz_adapters.sql.postgres import PostgresLine
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.checks import find, save
from miz_contracts.storage.journals import flaws
from tests.adapters.postgres import Server

VAULT = AesVault.fresh()
WAIT = 10.0


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[SqlStorage]:
    """On SQLite."""
    storage = SqlStorage.create(sqlite_url, vault=VAULT)
    yield storage
    storage.close()


@pytest.fixture
def served(postgres: Server) -> Iterator[SqlStorage]:
    """On PostgreSQL."""
    storage = SqlStorage.create(postgres.database(), vault=VAULT)
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


def kill_others(storage: SqlStorage, postgres: Server) -> None:
    """Breaks every connection of the storage, as a restart of the server would."""
    database: Any = storage._database
    with postgres.connect("postgres") as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (database._url.database,),
        )


def test_broken_connections_are_replaced(served: SqlStorage, postgres: Server) -> None:
    """A server that was restarted between two steps is not noticed (05-fault-tests)."""
    make = Samples()
    gate = save(served, "gates", make.gate())
    kill_others(served, postgres)
    assert gate == find(served, "gates", gate.id)
    kill_others(served, postgres)

    assert 1 == save(served, "gates", make.gate()).version


def test_a_connection_that_breaks_inside_a_work_is_tried_again(
    served: SqlStorage, postgres: Server
) -> None:
    """Before the commit nothing was stored, so that the work may run again."""
    gate, runs = Samples().gate(), []

    def work(uow: UnitOfWork) -> int:
        runs.append(1)
        if len(runs) == 1:
            kill_others(served, postgres)
        return uow.gates.save(gate).version

    assert 1 == served.write(work)
    assert 2 == len(runs)


def test_a_connection_that_breaks_during_the_commit_leaves_the_fate_unknown(
    served: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not run again by itself: the caller repeats it under the same key (port)."""
    say, runs = PostgresLine.say, []

    def breaks(line: PostgresLine, command: str) -> None:
        if command == "COMMIT":
            raise Lost("gone")
        say(line, command)

    with monkeypatch.context() as fault:
        fault.setattr(PostgresLine, "say", breaks)
        with pytest.raises(Unavailable) as caught:
            served.write(lambda _: runs.append(1))

    assert ("storage.fate_unknown", 1) == (caught.value.code, len(runs))
    assert 1 == save(served, "gates", Samples().gate()).version


def test_a_server_that_is_away_is_unavailable(tmp_path: Any) -> None:
    """From the opening on."""
    with pytest.raises(Unavailable, match="does not work"):
        SqlStorage(f"postgresql://miz@/miz?host={tmp_path}", vault=VAULT)


def test_a_deadlock_is_resolved(served: SqlStorage) -> None:
    """Two who lock two visits in opposite order both succeed: the loser runs again."""
    make = Samples()
    visits = [save(served, "visits", make.visit()) for _ in range(2)]
    both, runs = threading.Barrier(2), []

    def work(order: list[int]) -> None:
        first_run = threading.local()

        def run(uow: UnitOfWork) -> None:
            runs.append(order)
            uow.visits.get(visits[order[0]].id)
            if not hasattr(first_run, "done"):
                first_run.done = True
                both.wait(WAIT)
            uow.visits.get(visits[order[1]].id)

        served.write(run)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [[0, 1], [1, 0]]))

    assert 3 == len(runs)


def test_a_busy_record_is_given_up_in_the_end(served: SqlStorage) -> None:
    """After a few tries it is Unavailable, which the caller may repeat."""
    runs = []

    def work(_: UnitOfWork) -> None:
        runs.append(1)
        raise Contended("busy")

    with pytest.raises(Unavailable):
        served.write(work)
    assert 8 == len(runs)


def test_a_race_is_run_again_but_a_real_conflict_is_not_for_ever(served: SqlStorage) -> None:
    """A conflict that remains is raised after the third run."""
    login, runs = save(served, "users", Samples().user()).login, []

    def work(uow: UnitOfWork) -> None:
        runs.append(1)
        uow.users.save(Samples().user(id=f"other-{len(runs)}", login=login))

    with pytest.raises(Conflict):
        served.write(work)
    assert 3 == len(runs)


def test_another_process_is_heard_within_a_tenth_of_a_second(
    served: SqlStorage, postgres: Server
) -> None:
    """Its commits reach the watchers here, and number after what is visible (port)."""
    database: Any = served._database
    other = SqlStorage(postgres.url(database._url.database), vault=VAULT)
    heard = threading.Event()
    served.watch(heard.set)
    other.write(lambda uow: uow.journal.append([Samples().entry()]))
    began = time.monotonic()

    assert heard.wait(WAIT)
    assert time.monotonic() - began < WAIT
    other.close()


def test_two_processes_share_the_journal(served: SqlStorage, postgres: Server) -> None:
    """Sixty entries from two storages in one chain: no fork, no gap for a follower (G8)."""
    database: Any = served._database
    other = SqlStorage(postgres.url(database._url.database), vault=VAULT)
    make = Samples()
    entries = [make.entry("access", {"n": number}) for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        storages = [(served, other)[number % 2] for number in range(60)]
        list(pool.map(lambda s, e: s.write(lambda uow: uow.journal.append([e])), storages, entries))
    other.close()

    assert [] == flaws(served, VAULT.journal_key)
    assert 60 == len(served.read(lambda uow: uow.journal.after(0, limit=100)))


def test_a_visit_that_a_write_reads_is_its_own(served: SqlStorage) -> None:
    """Refusing a visit and granting it cannot both read it first (G4)."""
    visit = save(served, "visits", Samples().visit())
    order: list[str] = []

    def second(uow: UnitOfWork) -> None:
        uow.visits.get(visit.id)
        order.append("second")

    def patient(uow: UnitOfWork) -> "Future[None]":
        uow.visits.get(visit.id)
        other = pool.submit(served.write, second)
        with pytest.raises(TimeoutError):
            other.result(0.2)
        order.append("first")
        return other

    with ThreadPoolExecutor(1) as pool:
        served.write(patient).result(WAIT)

    assert ["first", "second"] == order


def test_a_read_refuses_even_raw_writes(served: SqlStorage, storage: SqlStorage) -> None:
    """Were a repository to forget its check, the database would not (deny by default)."""
    for opened in (served, storage):

        def work(uow: UnitOfWork) -> None:
            gates: Any = uow.gates
            gates._line.must_write = lambda: None
            try:
                gates.save(Samples().gate())
            finally:
                del gates._line.must_write

        with pytest.raises(WrongState):
            opened.read(work)


def test_the_server_is_the_one_asked_for(served: SqlStorage, postgres: Server) -> None:
    """What is tested here is a PostgreSQL that miz promises to work with."""
    with postgres.connect("postgres") as connection:
        assert isinstance(connection, psycopg.Connection)
        assert connection.info.server_version >= 150000
    assert served.health().startswith("postgresql local/miz_")
