"""Server-sent events: what happens at the site, resumable by journal number (CAP-19)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from enum import Enum
from typing import Any

from attrs import define, field
from falcon.asgi import Request, Response, SSEvent

from miz.errors import MizError
from miz_apps.web.actions.action import Action
from miz_apps.web.api.commands import reader_of
from miz_apps.web.api.feeds import Feed, Listener, Told
from miz_apps.web.lobby import Lobby
from miz_apps.web.security.credentials import Credentials, credentials_of
from miz_apps.web.security.entry import Guest, admit, enter


class Manner(Enum):
    """How events are named: each by its kind for programs, all alike for our own pages."""

    API = "api"
    PAGE = "page"


Responder = Callable[..., Awaitable[None]]
RETRY_MS = 2000
TICK = 0.5


def stream_responder(lobby: Lobby, action: Action, manner: Manner = Manner.API) -> Responder:
    """Answers with a stream; a page of another site cannot listen (ASVS V4.4.2)."""

    async def respond(req: Request, resp: Response) -> None:
        credentials = credentials_of(req, lobby.options)
        if credentials.by_cookie:
            credentials.must_be_own()
        guest = await lobby.crew.run(_admit, lobby, action, credentials)
        last = req.get_header("Last-Event-ID") or req.get_param("after")
        asked: dict[str, Any] = {"last_event_id": last} if last else {}
        command: Any = reader_of(action).read(asked, b"")
        stream = _Stream(lobby, credentials, guest, manner, command.last_event_id)
        resp.set_header("X-Accel-Buffering", "no")
        resp.sse = stream.events()

    return respond


def _admit(lobby: Lobby, action: Action, credentials: Credentials) -> Guest:
    guest = admit(lobby.core, action.needs, credentials, passive=True)
    if guest is None:
        raise RuntimeError("A stream is never public.")
    return guest


@define
class _Stream:
    lobby: Lobby
    credentials: Credentials
    guest: Guest
    manner: Manner
    resume: int | None
    _sent: int = field(default=0, init=False)

    async def events(self) -> AsyncIterator[SSEvent | None]:
        feed = self.lobby.feed
        listener, position = await feed.listen(self.guest.actor.site)
        self._sent = position
        try:
            yield self._pulse("miz", retry=RETRY_MS)
            if self.resume is not None and self.resume < position:
                async for told in self._missed(self.resume, position):
                    yield self._event(told)
            async for event in self._live(feed, listener):
                yield event
        finally:
            feed.leave(listener)

    async def _missed(self, after: int, until: int) -> AsyncIterator[Told]:
        while after < until:
            batch, last = await self.lobby.feed.since(self.guest.actor.site, after)
            for told in batch:
                if told.number <= until:
                    yield told
            if last == after:
                return
            after = last

    async def _live(self, feed: Feed, listener: Listener) -> AsyncIterator[SSEvent]:
        clock = asyncio.get_running_loop().time
        options = self.lobby.options
        end, quiet = clock() + options.stream_seconds, clock() + options.heartbeat_seconds
        while clock() < end and not (listener.lost or feed.stopped):
            try:
                until = min(TICK, max(quiet - clock(), 0.01))
                told = await asyncio.wait_for(listener.queue.get(), until)
            except TimeoutError:
                if clock() < quiet:
                    continue
                if not await self.lobby.crew.run(self._still_in):
                    return
                quiet = clock() + options.heartbeat_seconds
                yield self._pulse("alive")
                continue
            if told.number > self._sent:
                self._sent = told.number
                yield self._event(told)

    def _still_in(self) -> bool:
        """Whether the listener is signed in and permitted still, asked at every heartbeat."""
        try:
            guest = enter(self.lobby.core, self.credentials, passive=True)
        except MizError:
            return True
        return guest is not None and guest.actor.permissions >= self.guest.actor.permissions

    def _event(self, told: Told) -> SSEvent:
        name = told.kind if self.manner is Manner.API else "change"
        return SSEvent(data=told.data, event=name, event_id=str(told.number))

    def _pulse(self, word: str, *, retry: int | None = None) -> SSEvent:
        """A sign of life: a comment for programs, an event that our pages can hear."""
        if self.manner is Manner.PAGE:
            return SSEvent(event="tick", text=word, retry=retry)
        return SSEvent(comment=word, retry=retry)
