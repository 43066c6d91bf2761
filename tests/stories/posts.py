"""`miz gate` as a machine of its own: a process, ptys for its devices, a line to its server."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

from attrs import define

from miz import open_core
from miz.domain.places import Direction
from miz.ports.gates import Walk
from miz_adapters.simulator import SimulatedGate
from tests.stories.demo import end_group
from tests.stories.served import PATIENCE, Bench

PAUSE = Event()
"""Never set: what is waited for happens in other processes."""
CONFIG = """
[miz]
data = "{data}"
[uplink]
provider = "http"
server = "{server}"
gate = "{gate}"
key = {{ file = "{key}" }}
signed_by = "{public}"
[lanes."{lane}"]
provider = "serial"
reader = "{reader}"
board = "{board}"
stop = 2
"""


@define
class Post:
    """One gate's machine: its folder, its turnstile, and the process that may be killed."""

    folder: Path
    turnstile: SimulatedGate
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def config(self) -> Path:
        """Its miz.toml."""
        return self.folder / "gate.toml"

    def start(self) -> None:
        """Begins to keep the lane."""
        log = (self.folder / "gate.log").open("ab")
        command = [sys.executable, "-m", "miz_apps.cli", "--config", str(self.config), "gate"]
        self.process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        log.close()

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """The end, as systemd would."""
        if self.process is not None and self.process.poll() is None:
            end_group(self.process)

    @property
    def entries(self) -> int:
        """How many entries the gate's own journal holds."""
        return recorded(self.folder / "data", "VisitorEntered")

    def opens(self, code: str) -> bool:
        """Holds a slip to the reader; whether the turnstile is free soon."""
        self.turnstile.present(code)
        return soon(lambda: bool(self.turnstile.view().released), within=3)

    def walk(self, code: str) -> bool:
        """Holds a slip to the reader and walks through where it opens."""
        if not self.opens(code):
            return False
        before = self.entries
        assert self.turnstile.walk(Direction.IN) is Walk.PASSED
        return soon(lambda: self.entries == before + 1, within=3)


def soon(true: Callable[[], bool], *, within: float = PATIENCE) -> bool:
    """Whether it becomes true before the time is over."""
    end = time.monotonic() + within
    while not true():
        if time.monotonic() > end:
            return False
        PAUSE.wait(0.01)
    return True


def recorded(data: Path, kind: str) -> int:
    """How many entries of a kind a journal on disk holds, whoever else has it open."""
    with closing(sqlite3.connect(f"file:{data / 'miz.db'}?mode=ro", uri=True)) as database:
        query = "SELECT count(*) FROM journal_entries WHERE kind = ?"
        return int(database.execute(query, (kind,)).fetchone()[0])


@contextmanager
def posted(bench: Bench, folder: Path) -> Iterator[Post]:
    """The machine of the bench's gate, not yet started; everything ends with the block."""
    folder.mkdir()
    with open_core(bench.config) as core:
        public = core.signer.public.hex()
        lane = core.storage.read(lambda uow: uow.lanes.get(bench.lane_in))  # type: ignore[arg-type]
    (folder / "key").write_text(bench.key)
    turnstile = SimulatedGate()
    post = Post(folder, turnstile)
    text = CONFIG.format(
        data=folder / "data",
        server=f"http://127.0.0.1:{bench.port}",
        gate=lane.gate,
        key=folder / "key",
        public=public,
        lane=bench.lane_in,
        reader=turnstile.reader.url,
        board=turnstile.board.url,
    )
    post.config.write_text(text, encoding="utf-8")
    try:
        yield post
    finally:
        post.stop()
        turnstile.close()
