"""A full outbox on SQLite, and the worker as a process that is killed while it empties it."""

import multiprocessing
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from miz import Core, hookimpl, open_core
from miz.domain.ids import NoticeId
from miz.domain.notices import Medium, Notice
from miz.plugin import CHANNEL, NoSettings, Registry
from miz.ports.channels import Channel
from miz_adapters.memory import ManualClock
from miz_apps.work import Worker
from tests.office import CONFIG, TestParts, furnish

START = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
STEP = timedelta(minutes=6)
"""Each worker begins so much later: leases have run out, and every repetition is due."""
WARM = "tests.stories.outbox_warm"
BATCH = 50
SOON = 8
PATIENCE = 30.0
AT_RANDOM = 0.2
"""The share of kills that ask for no message, but come at any moment."""
MOMENTS = ("asked", "taken", "answered")
"""When a worker is killed: before its message is taken, before it knows of it, or right after."""


@frozen
class Part:
    """A plugin that brings the channel to the provider under test."""

    channel: Channel

    @hookimpl
    def miz_register(self, registry: Registry) -> None:
        """Offers it."""
        registry.provide(
            CHANNEL, "tested", settings=NoSettings, build=lambda *_: self.channel, summary="a test"
        )


@frozen
class Outbox:
    """Where notices wait, and how the channel to their provider is made in a worker."""

    folder: Path
    channel: Callable[..., Channel]
    line: tuple[Any, ...]

    def core(self, at: datetime) -> Core:
        """The office at an instant."""
        config = {
            **CONFIG,
            "miz": {"data": str(self.folder)},
            "storage": {"provider": "sqlite"},
            "channels": {"tested": {"provider": "tested"}},
        }
        parts = [TestParts(ManualClock(at)), Part(self.channel(*self.line))]
        return open_core(config, plugins=parts)

    def fill(self, count: int, medium: Medium) -> None:
        """So many notices, each with an address and words of its own."""
        with self.core(START) as core:
            site = furnish(core, ManualClock(START)).site.id
            notices = [
                Notice(
                    id=NoticeId(f"{n:032d}"), site=site, key=f"key-{n}", medium=medium,
                    template="host.visitor_entered", recipient=f"r{n}", address=address(n, medium),
                    params={"visitor": f"مریم {n}", "time": "10:00", "gate": "درب شمالی"},
                    created_at=START, next_at=START, expires_at=START + timedelta(days=30),
                )
                for n in range(count)
            ]  # fmt: skip
            core.storage.write(lambda uow: [uow.notices.queue(one) for one in notices])

    def notices(self, count: int) -> Sequence[Notice]:
        """What became of them."""
        with self.core(START) as core:
            return core.storage.read(
                lambda uow: [uow.notices.get(NoticeId(f"{n:032d}")) for n in range(count)]
            )


def address(number: int, medium: Medium) -> str:
    """Somebody's."""
    return f"+98912{number:07d}" if medium is Medium.SMS else f"r{number}@example.ir"


def work(outbox: Outbox, turn: int) -> None:
    """The process: a worker that goes on until nothing is due."""
    with outbox.core(START + turn * STEP) as core:
        worker = Worker(core, f"w{turn}")
        while worker.turn():
            pass


@define
class Killer:
    """Kills the worker of each turn once, at a message and a moment drawn by lot."""

    outbox: Outbox
    rng: random.Random
    notices: int
    kills: int
    killed: int = 0
    turns: int = 0
    asked: int = 0
    taken: set[str] = field(factory=set)
    moments: Counter[str] = field(factory=Counter)
    _process: BaseProcess | None = field(default=None, init=False)
    _left: int = field(default=-1, init=False)
    _moment: str = field(default="", init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def run(self) -> None:
        """Turn after turn, until all kills are done; then until nothing is left."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([WARM, self.outbox.channel.__module__])
        while self.killed < self.kills:
            self.killed += self._turn(context)
        self._moment, before = "", -1
        while before < self.asked:
            before = self.asked
            self._finish(self._started(context))

    def reaches(self, moment: str) -> bool:
        """The provider is at this moment of a message; True when the worker was killed at it."""
        with self._lock:
            self.asked += moment == "asked"
            self._left -= moment == "asked"
            if self._left > 0 or moment != self._moment or self._process is None:
                return False
            self._process.kill()
            self._process = None
            return True

    def _turn(self, context: Any) -> bool:
        with self._lock:
            self._moment = self.rng.choice(MOMENTS)
            self._left = self.rng.randint(1, self._furthest())
            self._process = None
        anywhere = self.rng.random() < AT_RANDOM
        process = self._started(context)
        if anywhere:
            process.join(self.rng.uniform(0, 0.8))
            process.kill()
        self._finish(process)
        dead = process.exitcode == -9
        self.moments[("anywhere" if anywhere else self._moment) if dead else "none"] += 1
        return dead

    def _furthest(self) -> int:
        """Two batches on, but few messages while the work is ahead of the kills: both must last."""
        left = self.notices - len(self.taken)
        assert left, f"the outbox is empty after {self.killed} kills"
        ahead = len(self.taken) * self.kills > self.notices * (self.killed + 1)
        return min(left, SOON if ahead else 2 * BATCH)

    def _started(self, context: Any) -> BaseProcess:
        process: BaseProcess = context.Process(target=work, args=(self.outbox, self.turns))
        self.turns += 1
        with self._lock:
            process.start()
            self._process = process
        return process

    @staticmethod
    def _finish(process: BaseProcess) -> None:
        process.join(PATIENCE)
        assert process.exitcode in {0, -9}, f"the worker ended with {process.exitcode}"
