"""What a gate decision costs in process, against raw sqlite3 with the same statements.

The statements of each decision are recorded once, with their values; then the real use case runs
on one copy of the database and the recorded statements run through plain sqlite3 on another, one
after the other, with an fsync probe between them (goals 2 and 3 of performance.md).
"""

import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmarks.measure import FsyncProbe, Series, cpu_of, interleave, table
from miz import Actor, Core, Permission, open_core
from miz.domain.admissions import IdentificationMethod
from miz.domain.ids import LaneId
from miz.domain.people import Identity, PersonKind
from miz.domain.values import NationalId, PersonName, Text
from miz_adapters.sql.sqlite import SqliteLine, connect
from miz_adapters.sql.statements import Statement
from tests.office import national_id

DECISIONS = 400
CLIENTS = 32
Call = tuple[str, tuple[Any, ...]]


@frozen
class Door:
    """A lane and the slips that will be held to its reader."""

    lane: LaneId
    actor: Actor
    codes: Sequence[str]


def furnish(core: Core, count: int) -> Door:
    """An office with so many admitted visitors who hold slips."""
    site = core.places.found(organisation=Text("سازمان"), name=Text("مرکز"))
    actor = Actor.system(site.id, *Permission)
    gate = core.places.add_gate(actor=actor, name=Text("درب"))
    lane = core.places.add_lane(actor=actor, gate=gate.id, name=Text("ورود"))
    codes = [_slip(core, actor, national_id(number)) for number in range(count)]
    return Door(lane.id, actor, codes)


def _slip(core: Core, actor: Actor, number: NationalId) -> str:
    identity = Identity(PersonKind.IRANIAN, PersonName("مریم", "کاظمی"), national_id=number)
    person = core.files.register(actor=actor, identity=identity)
    method = IdentificationMethod.NATIONAL_CARD
    visit = core.reception.arrive(actor=actor, person=person.id, identified_by=method)
    core.reception.admit(actor=actor, visit=visit.id)
    return core.reception.hand_slip(actor=actor, visit=visit.id).code


def opened(folder: Path) -> Core:
    """A core on SQLite in a folder."""
    return open_core({"miz": {"data": str(folder)}})


def present(core: Core, door: Door, code: str) -> None:
    """One decision; it must open, or the figure would be of something else."""
    verdict = core.gatehouse.present(actor=door.actor, lane=door.lane, code=code)
    if not verdict.opens:
        raise SystemExit(f"the decision was {verdict.access.reason}, not granted")


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """Every statement that SQLite runs meanwhile, with its values."""
    calls: list[Call] = []
    fetch, change = SqliteLine.fetch, SqliteLine.change

    def noting(run: Callable[..., Any]) -> Callable[..., Any]:
        def noted(line: SqliteLine, statement: Statement, *values: object) -> Any:
            sql, arrange = statement.sqlite
            calls.append((sql, arrange(values) if arrange else values))
            return run(line, statement, *values)

        return noted

    SqliteLine.fetch, SqliteLine.change = noting(fetch), noting(change)  # type: ignore[method-assign]
    try:
        yield calls
    finally:
        SqliteLine.fetch, SqliteLine.change = fetch, change  # type: ignore[method-assign]


def record(folder: Path, door: Door) -> list[list[Call]]:
    """The statements of each decision."""
    scripts = []
    with opened(folder) as core:
        for code in door.codes:
            with recorded() as calls:
                present(core, door, code)
            scripts.append(list(calls))
    return scripts


def replay(connection: sqlite3.Connection, script: Sequence[Call]) -> None:
    """The same statements with nothing around them."""
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    for sql, values in script:
        cursor.execute(sql, values).fetchall()
    cursor.execute("COMMIT")


def one_client(folder: Path, door: Door, *, scripts: list[list[Call]], probe: FsyncProbe) -> None:
    """Goal 2: one client, durable."""
    ours, raw = Series("Gatehouse.present"), Series("raw sqlite3")
    codes, plays = iter(door.codes), iter(scripts)
    with opened(folder / "ours") as core:
        connection = connect(folder / "raw" / "miz.db")

        def decide() -> None:
            with ours.one():
                present(core, door, next(codes))

        def floor() -> None:
            with raw.one():
                replay(connection, next(plays))

        interleave(len(scripts) // 2, decide, floor, probe)
        rest = len(scripts) // 2
        ours.cpu = cpu_of(lambda: present(core, door, next(codes)), times=rest)
        raw.cpu = cpu_of(lambda: replay(connection, next(plays)), times=rest)
        connection.close()
    rows = [["", "p50 ms", "p95 ms", "p99 ms", "CPU µs", "p50 / raw"]]
    for series in (raw, ours, probe.series):
        ratio = f"{series.p50 / raw.p50:.2f}"
        figures = [f"{series.at(p):.2f}" for p in (50, 95, 99)]
        rows.append([series.name, *figures, f"{series.cpu:.0f}", ratio])
    table(f"one client, {len(scripts[0])} statements a decision, durable (goal 2: ≤ 1.3)", rows)


def many_clients(folder: Path, door: Door, probe: FsyncProbe) -> None:
    """Goal 3: 32 clients share commits."""
    todo, lock = list(door.codes), threading.Lock()
    series = Series("decision")
    with opened(folder / "many") as core:

        def client() -> None:
            while True:
                with lock:
                    if not todo:
                        return
                    code = todo.pop()
                start = time.perf_counter()
                present(core, door, code)
                series.seconds.append(time.perf_counter() - start)

        threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate = len(door.codes) / (time.perf_counter() - start)
    single = 1000 / probe.series.p50
    heading = ["decisions/s", "fsyncs/s of the run", "ratio", "p50 ms", "p99 ms", "worst ms"]
    figures = [f"{rate:.0f}", f"{single:.0f}", f"{rate / single:.2f}"]
    figures += [f"{series.at(p):.1f}" for p in (50, 99, 100)]
    table(f"{CLIENTS} clients in process, durable (goal 3: ≥ 5 × fsync where it is slow)",
          [heading, figures])  # fmt: skip


def main() -> None:
    """Prints both tables."""
    with tempfile.TemporaryDirectory(prefix="miz-bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        with opened(folder / "base") as core:
            door = furnish(core, DECISIONS)
        for copy in ("record", "ours", "raw", "many"):
            shutil.copytree(folder / "base", folder / copy)
        probe = FsyncProbe(folder / "probe")
        one_client(folder, door, scripts=record(folder / "record", door), probe=probe)
        many_clients(folder, door, probe)
        probe.close()


if __name__ == "__main__":
    main()
