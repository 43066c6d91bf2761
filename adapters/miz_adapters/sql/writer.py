"""The one writer of a SQLite file, which commits in groups.

Works that come while a commit is under way wait, run one after the other, each in its savepoint,
and share the next commit: acknowledged means durable for all of them, at the price of one.
Where nobody waits, the caller's own thread does all this, so that one client pays no handover.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from miz.errors import MizError, Unavailable, WrongState
from miz.ports.storage import UnitOfWork
from miz_adapters.sql.sqlite import SqliteLine

T = TypeVar("T")
MOST_AT_ONCE = 256
FINISH_WITHIN = 10.0
"""Seconds that `close` waits for queued works."""


class Job:
    """A work, what became of it, and who waits for it."""

    __slots__ = ("error", "future", "result", "work")

    def __init__(
        self, work: Callable[[UnitOfWork], Any], future: "Future[Any] | None" = None
    ) -> None:
        self.work = work
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        """Tells the one who waits."""
        if self.future is None:
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """Runs works on one connection; ``on_growth`` is called after commits to the journal."""

    def __init__(
        self, open_line: Callable[[], SqliteLine], *, on_growth: Callable[[], None]
    ) -> None:
        self._open_line = open_line
        self._line = open_line()
        self._on_growth = on_growth
        self._turn = threading.Lock()
        self._door = threading.Lock()
        self._wake = threading.Event()
        self._jobs: deque[Job] = deque()
        self._closing = False
        self._running: int | None = None
        self._thread = threading.Thread(target=self._serve, name="miz-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs the work here and now if nobody waits, else in the writer's thread."""
        self._refuse_nesting()
        if self._closing or self._jobs or not self._turn.acquire(blocking=False):
            return self.submit(work).result()
        job = Job(work)
        try:
            grew = self._commit([job])
        finally:
            self._turn.release()
        if grew:
            self._on_growth()
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Queues the work."""
        self._refuse_nesting()
        future: Future[T] = Future()
        with self._door:
            if self._closing:
                raise Unavailable("The storage is closed; open it again.", code="storage.closed")
            self._jobs.append(Job(work, future))
        self._wake.set()
        return future

    def close(self) -> None:
        """Finishes what is queued within `FINISH_WITHIN`; what is left is answered Unavailable."""
        with self._door:
            self._closing = True
        self._wake.set()
        self._thread.join(FINISH_WITHIN)
        while self._jobs:
            job = self._jobs.popleft()
            job.error = Unavailable("The storage was closed first.", code="storage.closed")
            job.answer()
        if self._turn.acquire(timeout=FINISH_WITHIN):
            self._line.close()
            self._turn.release()

    @property
    def alive(self) -> bool:
        """Whether the writer's thread runs."""
        return self._thread.is_alive()

    def _refuse_nesting(self) -> None:
        if self._running == threading.get_ident():
            raise WrongState("A work may not call write.", code="storage.nested")

    def _serve(self) -> None:
        while self._jobs or not self._closing:
            self._wake.wait()
            with self._turn:
                self._wake.clear()
                jobs = self._due()
                grew = self._commit(jobs) if jobs else False
                if self._jobs or self._closing:
                    self._wake.set()
            for job in jobs:
                job.answer()
            if grew:
                self._on_growth()

    def _due(self) -> list[Job]:
        count = min(len(self._jobs), MOST_AT_ONCE)
        jobs = [self._jobs.popleft() for _ in range(count)]
        return [
            job for job in jobs if job.future is None or job.future.set_running_or_notify_cancel()
        ]

    def _commit(self, jobs: Sequence[Job]) -> bool:
        """Runs works and commits once; says whether the journal grew. Needs the turn."""
        self._running = threading.get_ident()
        line, grew = self._line, False
        line.writable = True
        try:
            line.say("BEGIN IMMEDIATE")
            for job in jobs:
                grew = self._run(job, alone=len(jobs) == 1) or grew
            if line.in_transaction:
                line.say("COMMIT")
        except BaseException as error:
            self._fail(jobs, error)
            if not isinstance(error, Exception):
                raise
            return False
        finally:
            line.writable = False
            self._running = None
        return grew

    def _run(self, job: Job, *, alone: bool) -> bool:
        """Runs one work; says whether the journal grew. Raises only what undoes all of them."""
        line, unit = self._line, self._line.unit
        line.spoilt = None
        unit.journal.begin()
        if not alone:
            line.say("SAVEPOINT work")
        try:
            job.result = job.work(unit)
            unit.journal.flush()
            line.check()
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever gave the work
            job.error = error
            self._undo(error, alone=alone)
            return False
        if not alone:
            line.say("RELEASE work")
        return unit.journal.grew

    def _undo(self, error: BaseException, *, alone: bool) -> None:
        line = self._line
        if alone:
            if line.in_transaction:
                line.say("ROLLBACK")
        elif line.in_transaction:
            line.say("ROLLBACK TO work")
            line.say("RELEASE work")
        else:
            # A full disk ends the whole transaction, and with it what others did in it.
            raise Unavailable("The database gave up a group of writes; repeat them.") from error

    def _fail(self, jobs: Sequence[Job], error: BaseException) -> None:
        """Nothing of the group is kept: says so to everybody, and mends the connection."""
        for job in jobs:
            if job.error is None:
                job.error = error if isinstance(error, MizError) else _lost(error)
        if not self._line.abandon() and not self._closing:
            self._line.close()
            try:
                self._line = self._open_line()
            except MizError:
                return  # the next write finds it closed and comes back here


def _lost(error: BaseException) -> Unavailable:
    failure = Unavailable("The write was interrupted; nothing was stored.")
    failure.__cause__ = error
    return failure
