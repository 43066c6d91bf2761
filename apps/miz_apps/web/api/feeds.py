"""One reader of the journal for all streams of a process, so that five hundred walls cost one."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec
from attrs import define, field, frozen

from miz.core import Core
from miz.domain.ids import SiteId
from miz.domain.staff import Actor, Permission
from miz.errors import MizError
from miz_apps.web.actions.monitor import EventView
from miz_apps.web.running import Crew

QUEUE = 256
BATCH = 100
RETRY = 1.0


@frozen
class Told:
    """An event, encoded once for everybody."""

    number: int
    kind: str
    data: bytes = field(repr=False)

    @classmethod
    def all_of(cls, core: Core, site: SiteId, after: int) -> tuple[Sequence["Told"], int]:
        """What happened at a site after a number, and the number to go on from."""
        actor = Actor.system(site, Permission.WATCH, name="stream")
        shown, last = core.monitor.events(actor=actor, after=after, limit=BATCH)
        told = [
            cls(one.number, one.entry.kind, msgspec.json.encode(EventView.of(one))) for one in shown
        ]
        return told, last


@define(eq=False)
class Listener:
    """One stream's queue; ``lost`` says that it could not keep up and must resume."""

    site: SiteId
    queue: asyncio.Queue[Told] = field(factory=lambda: asyncio.Queue(QUEUE))
    lost: bool = False

    def offer(self, told: Told) -> None:
        """Puts an event into the queue, or gives the listener up."""
        try:
            self.queue.put_nowait(told)
        except asyncio.QueueFull:
            self.lost = True


@define(eq=False)
class _Channel:
    position: int
    listeners: set[Listener] = field(factory=set)


class Feed:
    """Wakes on each commit, reads once for each site, tells all listeners. One event loop."""

    def __init__(self, core: Core, crew: Crew) -> None:
        self._core = core
        self._crew = crew
        self._channels: dict[SiteId, _Channel] = {}
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False
        self.goes_on: Callable[[], bool] = lambda: True

    @property
    def stopped(self) -> bool:
        """Whether streams are to end: the server said so, or is about to."""
        return self._stopped or not self.goes_on()

    async def listen(self, site: SiteId) -> tuple[Listener, int]:
        """A new listener, and the number after which it hears everything."""
        self._start()
        channel, listener = self._channels.setdefault(site, _Channel(0)), Listener(site)
        if not channel.listeners:
            # Nobody listened for a while: the channel stands where it was left.
            position = await self._crew.run(_last, self._core, site)
            if not channel.listeners:  # else somebody came meanwhile and waits for what is between
                channel.position = max(channel.position, position)
                self._changed.set()  # what was committed since the number was read is told at once
        channel.listeners.add(listener)
        return listener, channel.position

    def leave(self, listener: Listener) -> None:
        """The stream is over."""
        self._channels[listener.site].listeners.discard(listener)

    async def since(self, site: SiteId, after: int) -> tuple[Sequence[Told], int]:
        """A batch of what a resuming stream missed."""
        return await self._crew.run(Told.all_of, self._core, site, after)

    async def stop(self) -> None:
        """Ends the watch and all streams."""
        self._stopped = True
        self._unwatch()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _start(self) -> None:
        if self._task is None:
            self._loop = asyncio.get_running_loop()
            self._task = self._loop.create_task(self._run())
            self._unwatch = self._core.monitor.watch(self._wake)

    def _wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            for site, channel in list(self._channels.items()):
                try:
                    await self._tell(site, channel)
                except MizError:
                    # The storage is away: listeners hear the rest when it is back.
                    await asyncio.sleep(RETRY)
                    self._changed.set()

    async def _tell(self, site: SiteId, channel: _Channel) -> None:
        while channel.listeners:
            after = channel.position
            told, last = await self.since(site, after)
            if channel.position != after:
                continue  # all had left, and somebody who came since stands further on
            if last == after:
                return
            channel.position = last
            for listener in channel.listeners:
                for one in told:
                    listener.offer(one)


def _last(core: Core, site: SiteId) -> int:
    return core.monitor.last(actor=Actor.system(site, Permission.WATCH, name="stream"))
