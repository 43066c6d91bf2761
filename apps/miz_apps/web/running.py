"""From the asynchronous edge to the synchronous core: the one place where threads are used."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar

from miz_apps.web.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")
WAITING_PER_THREAD = 8
UPLOADS = 8
"""Files that may be in memory at once for citizens, and as many for staff; each costs about
three times its size."""
UPLOAD_WAITS = 10.0
"""Seconds in which one of them is done, usually."""


class Crew:
    """Two bounded pools: whatever desks and walls ask for, a gate always finds a thread free.

    Used from one event loop. More than `WAITING_PER_THREAD` requests for each thread are turned
    away as Busy, because they would be answered after everybody has gone (threat 27).
    """

    def __init__(self, threads: int) -> None:
        gate = max(2, threads // 4)
        self._desk = _Pool("desk", max(2, threads - gate))
        self._gate = _Pool("gate", gate)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a use case in a thread and awaits its result."""
        return await self._desk.run(work, *args, **kwargs)

    async def run_gate(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what lanes ask."""
        return await self._gate.run(work, *args, **kwargs)

    def stop(self) -> None:
        """Lets running work end and takes no more."""
        self._desk.stop()
        self._gate.stop()


class Room:
    """Room for so many large bodies at once: without it a few hundred would fill the memory.

    Used from one event loop.
    """

    def __init__(self, places: int = UPLOADS, patience: float = UPLOAD_WAITS) -> None:
        self._places = asyncio.Semaphore(places)
        self._patience = patience

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place from before the body is read until it is answered; raises Busy without one."""
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError as error:
            raise Busy("Many files are coming at once; try again in a moment.") from error
        try:
            yield
        finally:
            self._places.release()


class _Pool:
    def __init__(self, name: str, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"miz-{name}")
        self._room = threads * (1 + WAITING_PER_THREAD)
        self._taken = 0

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._taken >= self._room:
            raise Busy("miz is busy; try again in a second.")
        self._taken += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))
        finally:
            self._taken -= 1

    def stop(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
