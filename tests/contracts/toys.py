"""A reader in memory with faults to order, and runs of pytest that judge it."""

import subprocess
import sys
import textwrap
from collections import deque
from pathlib import Path

from attrs import frozen

from miz.errors import Unavailable
from miz.ports.gates import Capability, Cue, DeviceInfo, Presented, Reader
from miz_contracts.rigs import BenchClock

# ruff: noqa: D102 - ports and rigs are explained where they are

INFO = DeviceInfo("Toys & <Sons>", "T-1", "0007", "1.0")


class ToyPort:
    """A port in memory that one reader at a time may use."""

    def __init__(self) -> None:
        self.user: object | None = None
        self.plugged = True
        self.waiting: deque[str] = deque()


class ToyReader(Reader):
    """Keeps the rules of a reader, without a lamp; ``repeat`` 0 reads a card twice."""

    info = INFO
    capabilities = Capability.NONE

    def __init__(self, port: ToyPort, clock: BenchClock, *, repeat: float = 2.0) -> None:
        self._port, self._clock, self._repeat = port, clock, repeat
        self._closed, self._lost = False, False
        self._seen: dict[str, float] = {}

    def read(self, timeout: float) -> Presented | None:
        port = self._port
        if self._closed or not port.plugged or port.user not in {None, self}:
            raise Unavailable("away")
        port.user = self
        now = self._clock.monotonic()
        while port.waiting:
            card = port.waiting.popleft()
            fresh = now - self._seen.get(card, -60.0) >= self._repeat
            self._seen[card] = now
            if fresh:
                return Presented(card)
        return None

    def cue(self, cue: Cue, text: str = "") -> None:
        pass

    def close(self) -> None:
        self._closed = True
        if self._port.user is self:
            self._port.user = None


class ToyRig:
    """The hand at that reader."""

    cards = ("111", "222")

    def __init__(self, *, repeat: float = 2.0) -> None:
        self._port, self._clock, self._repeat = ToyPort(), BenchClock(), repeat
        self.reader = self.open()
        self.reader.read(0.0)

    def open(self) -> ToyReader:
        return ToyReader(self._port, self._clock, repeat=self._repeat)

    def present(self, card: str) -> None:
        self._port.waiting.append(card)

    def shown(self) -> Cue | None:
        return None

    def unplug(self) -> None:
        self._port.plugged, self._port.user = False, None
        self._port.waiting.clear()

    def replug(self) -> None:
        self._port.plugged = True

    def advance(self, seconds: float) -> None:
        self._clock.advance(seconds)


HEAD = """
from datetime import date
import pytest
from miz_contracts.conformance import Waiver
from miz_contracts.gates import ReaderContract
from tests.contracts.toys import ToyRig

@pytest.fixture
def rig():
    return ToyRig({faults})

class TestToy(ReaderContract):
    {body}
"""


@frozen
class Run:
    """What a run of pytest said."""

    code: int
    said: str


def pytest_in(folder: Path, *words: str) -> Run:
    """A run of pytest of its own, with the suite's plugin and no settings of ours."""
    base = ["-p", "miz_contracts.plugin", "-p", "no:cacheprovider", "-c", "/dev/null", "-q", "-rA"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *base, "--rootdir", str(folder), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return Run(done.returncode, done.stdout + done.stderr)


def run_toy(folder: Path, *words: str, faults: str = "", body: str = '"""A toy."""') -> Run:
    """Every rule of a reader for the toy, in a vendor's own test."""
    text = textwrap.dedent(HEAD).format(faults=faults, body=body)
    (folder / "test_toy.py").write_text(text, encoding="utf-8")
    return pytest_in(folder, *words)
