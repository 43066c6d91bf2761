"""A process that is killed while it writes loses nothing that it acknowledged (G1)."""

import os
import random
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from miz.domain.ids import NoticeId, VisitId
from miz.ports.storage import UnitOfWork
from miz_adapters.sql import SqlStorage
from miz_adapters.vault import AesVault
from miz_contracts.storage.journals import flaws

KILLS = 45
WRITERS = 2
ANSWER_WITHIN = 30.0

CHILD = """
import sys, threading
from pathlib import Path
from miz.domain.ids import NoticeId, VisitId
from miz.ports.storage import UnitOfWork
from miz_adapters.sql import SqlStorage
from miz_adapters.vault import AesVault
from miz_contracts.storage.samples import Samples

url, key, start = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
storage = SqlStorage(url, vault=AesVault.load(key))
out = threading.Lock()

def write(writer):
    make = Samples()
    for number in range(1_000_000):
        name = f"{start}-{writer}-{number}"
        def work(uow):
            visit = uow.visits.save(make.visit(id=name, person=name))
            uow.accesses.save(make.grant(id=name, visit=name, key=name))
            uow.notices.queue(make.notice(id=name, key=name))
            uow.journal.append([make.entry("access", {"name": name})])
        storage.write(work)
        with out:
            print(name, flush=True)

for writer in range(int(sys.argv[4])):
    threading.Thread(target=write, args=(writer,)).start()
"""


def killed(url: str, key: Path, *, start: int, after: float) -> set[str]:
    """What a child acknowledged before it was killed, so many seconds after its first word."""
    words = [sys.executable, "-c", CHILD, url, str(key), str(start), str(WRITERS)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        ready, _, _ = select.select([child.stdout], [], [], ANSWER_WITHIN)
        assert ready, "the child wrote nothing"
        # Not a sleep for luck: the moment of the kill is what is drawn at random.
        select.select([], [], [], after)
        child.send_signal(signal.SIGKILL)
        lines = child.stdout.read().decode().split("\n")
    # The last line may be cut; without its end nobody was told.
    return set(lines[:-1])


@pytest.mark.timeout(600)
def test_what_was_acknowledged_survives_kill_nine(url: str, tmp_path: Path) -> None:
    """Killed at random moments: every acknowledged write is whole, and the journal holds (G1)."""
    key, rng = tmp_path / "key", random.Random(9)
    vault = AesVault.load(key, create=True)
    SqlStorage.create(url, vault=vault).close()
    acknowledged: set[str] = set()
    kills = KILLS if url.startswith("sqlite") else KILLS // 9
    for start in range(kills):
        told = killed(url, key, start=start, after=rng.uniform(0, 0.08))
        acknowledged |= told
        check(url, vault, acknowledged if start == kills - 1 else told)

    assert len(acknowledged) > kills


def check(url: str, vault: AesVault, acknowledged: set[str]) -> None:
    """Every acknowledged write is whole, and the journal holds."""
    storage = SqlStorage(url, vault=vault)
    try:
        assert acknowledged == storage.read(lambda uow: {n for n in acknowledged if whole(uow, n)})
        assert [] == flaws(storage, vault.journal_key)
    finally:
        storage.close()


def whole(uow: UnitOfWork, name: str) -> bool:
    """Whether everything of one write is there."""
    found = (
        uow.visits.find(VisitId(name)),
        uow.accesses.by_key(name),
        uow.notices.find(NoticeId(name)),
    )
    return None not in found
