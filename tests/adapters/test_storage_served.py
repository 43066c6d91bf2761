"""What the storage does when PostgreSQL goes away, and several processes beside each other."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from miz.errors import Conflict, Unavailable
from miz.ports.storage import UnitOfWork
from miz_adapters.sql import SqlStorage
from miz_adapters.sql.failures import Contended, Lost
from miz_adapters.sql.pools import Seats
from miz_adapters.sql.postgres import PostgresLine
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.checks import find, save
from miz_contracts.storage.journals import flaws
from tests.adapters.postgres import Server

VAULT = AesVault.fresh()
WAIT = 10.0


@pytest.fixture
def served(postgres: Server) -> Iterator[SqlStorage]:
    """On PostgreSQL."""
    storage = SqlStorage.create(postgres.database(), vault=VAULT)
    yield storage
    storage.close()


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


def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
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


def test_another_process_is_heard_soon(served: SqlStorage, postgres: Server) -> None:
    """Its commits reach the watchers here, and number after what is visible (port)."""
    database: Any = served._database
    other = SqlStorage(postgres.url(database._url.database), vault=VAULT)
    heard = threading.Event()
    served.watch(heard.set)
    other.write(lambda uow: uow.journal.append([Samples().entry()]))

    assert heard.wait(WAIT)
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


@pytest.mark.parametrize("kind", ["visits", "requests", "drafts", "challenges"])
def test_what_a_write_reads_is_its_own(served: SqlStorage, kind: str) -> None:
    """Refusing a visit and granting it cannot both read it first (G4); nor two tries of a code."""
    record = save(served, kind, getattr(Samples(), kind.removesuffix("s"))())
    order: list[str] = []

    def second(uow: UnitOfWork) -> None:
        getattr(uow, kind).get(record.id)
        order.append("second")

    def patient(uow: UnitOfWork) -> "Future[None]":
        getattr(uow, kind).get(record.id)
        other = pool.submit(served.write, second)
        with pytest.raises(TimeoutError):
            other.result(0.2)
        order.append("first")
        return other

    with ThreadPoolExecutor(1) as pool:
        served.write(patient).result(WAIT)

    assert ["first", "second"] == order


def test_the_server_is_the_one_asked_for(served: SqlStorage, postgres: Server) -> None:
    """What is tested here is a PostgreSQL that miz promises to work with."""
    with postgres.connect("postgres") as connection:
        assert isinstance(connection, psycopg.Connection)
        assert connection.info.server_version >= 150000
    assert served.health().startswith("postgresql local/miz_")


def test_whoever_waits_longest_sits_next() -> None:
    """Thirty-two clients on a few connections: nobody is overtaken until his time runs out."""
    seats, order = Seats(1), []
    assert seats.take(0)
    waiting = [threading.Event() for _ in range(4)]

    def wait(number: int) -> None:
        assert seats.take(WAIT)
        order.append(number)
        waiting[number].set()
        seats.free()

    threads = []
    for number in range(4):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        deadline = threading.Event()
        while len(seats._line) <= number:
            deadline.wait(0.001)
    seats.free()
    for thread, event in zip(threads, waiting, strict=True):
        assert event.wait(WAIT)
        thread.join(WAIT)

    assert [0, 1, 2, 3] == order
    assert seats.take(0)
    assert not seats.take(0.01)
    assert 0 == len(seats._line)
