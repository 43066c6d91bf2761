import os
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import define, field

from miz import Core
from miz.domain.ids import HostId
from miz.domain.notices import Notice
from miz.domain.visits import Visit
from tests.stories.served import Bench, Server, furnish, serving

KILLS = int(os.environ.get("MIZ_KILLS", "200"))
CLIENTS = 4


@define
class Tally:
    """What the gates were told is done."""

    entries: set[str] = field(factory=set)
    exits: set[str] = field(factory=set)
    faults: list[str] = field(factory=list)
    moved: threading.Condition = field(factory=threading.Condition)

    def add(self, kind: set[str], visit: str) -> None:
        """One more acknowledged passage."""
        with self.moved:
            kind.add(visit)
            self.moved.notify_all()

    @property
    def count(self) -> int:
        """All acknowledged passages."""
        return len(self.entries) + len(self.exits)


@define
class GateClient:
    """A gate that repeats a request under its key until it is answered."""

    bench: Bench
    tally: Tally
    over: threading.Event

    def run(self, take: Callable[[], str | None]) -> None:
        """Lets visitors in and out until there are no more, or it is over."""
        headers = {"Authorization": f"Bearer {self.bench.key}"}
        base = f"http://127.0.0.1:{self.bench.port}/api/v1"
        with httpx.Client(base_url=base, headers=headers, timeout=10) as client:
            while not self.over.is_set() and (code := take()) is not None:
                self._visit(client, code)

    def _visit(self, client: httpx.Client, code: str) -> None:
        for lane, kind in (
            (self.bench.lane_in, self.tally.entries),
            (self.bench.lane_out, self.tally.exits),
        ):
            access = self._ask(client, f"/lanes/{lane}/reads", code=code)["access"]
            if not access["allowed"]:
                self.tally.faults.append(f"{access['reason']} at {lane}")
                return
            visit = self._ask(client, f"/accesses/{access['id']}/passage", confirmed=True)
            self.tally.add(kind, visit["id"])

    def _ask(self, client: httpx.Client, path: str, **body: Any) -> Any:
        """The first answer; while the server is away the same request is sent again."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        while True:
            try:
                answer = client.post(path, json=body, headers=key)
            except httpx.HTTPError:
                self.over.wait(0.02)
                continue
            if answer.status_code == 503:
                continue
            assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
            return answer.json()


@pytest.mark.timeout(900)
def test_no_acknowledged_passage_is_lost(tmp_path: Path, record_property: Any) -> None:
    """kill -9 of the server during passages: nothing acknowledged is lost, nothing is double.

    G1, G3, G8, I1, I5: entries and exits, the journal's chains, one notice for each passage.
    """
    bench = furnish(tmp_path, slips=KILLS * 8)
    tally = Tally()
    with serving(bench) as server:
        _run(bench, server, tally)
    record_property("acknowledged", tally.count)

    assert [] == tally.faults
    _check(bench, tally)


def _run(bench: Bench, server: Server, tally: Tally) -> None:
    over, codes, lock = threading.Event(), list(bench.slips), threading.Lock()

    def take() -> str | None:
        with lock:
            return codes.pop() if codes else None

    gates = [
        threading.Thread(target=GateClient(bench, tally, over).run, args=(take,))
        for _ in range(CLIENTS)
    ]
    for gate in gates:
        gate.start()
    kills = 0
    while kills < KILLS and any(gate.is_alive() for gate in gates):
        _wait_for_more(tally, 1 + kills % 5)
        kills += server.kill_worker()
    over.set()
    for gate in gates:
        gate.join(timeout=60)

    assert KILLS == kills


def _wait_for_more(tally: Tally, count: int) -> None:
    with tally.moved:
        goal = tally.count + count
        assert tally.moved.wait_for(lambda: tally.count >= goal, timeout=60), (
            "the gates stand still"
        )


def _check(bench: Bench, tally: Tally) -> None:
    with bench.core() as core:
        acknowledged = tally.entries | tally.exits
        visits: list[Visit] = core.storage.read(
            lambda uow: [uow.visits.get(visit) for visit in acknowledged]  # type: ignore[arg-type]
        )
        assert tally.entries <= {visit.id for visit in visits if visit.entry}
        assert tally.exits <= {visit.id for visit in visits if visit.exit}
        assert [] == list(core.audit.check())
        sealed = core.storage.read(lambda uow: uow.journal.after(0, limit=1_000_000))
        done = Counter(
            (s.entry.kind, s.entry.facts["visit"])
            for s in sealed
            if s.entry.kind in {"VisitorEntered", "VisitorLeft"}
        )
        assert {1} == set(done.values())
        assert tally.count <= len(done)
        assert visits[0].host is not None
        told = _notices(core, visits[0].host)
        assert len(done) == len(told) == len({notice.key for notice in told})


def _notices(core: Core, host: HostId) -> Sequence[Notice]:
    return core.storage.read(lambda uow: uow.notices.of_recipient(host, limit=100_000))
