import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import httpx
from attrs import evolve

from miz.domain.staff import Role
from miz_apps.web.api.feeds import Feed
from miz_apps.web.running import Crew
from tests.apps.web import OPTIONS, Caller, WebOffice, open_web
from tests.office import Office, furnish_again, open_office

API, PAGE = "/api/v1/monitor/stream", "/monitor/stream"
Event = dict[str, str]
P = ParamSpec("P")
T = TypeVar("T")


def events(answer: httpx.Response) -> Iterator[Event]:
    """The events of a stream as they come; comments are events named ``:``."""
    event: Event = {}
    for line in answer.iter_lines():
        if not line and event:
            yield event
            event = {}
        elif line.startswith(":"):
            event[":"] = line[1:].strip()
        elif line:
            name, _, value = line.partition(": ")
            event[name] = value


def listen(caller: Caller, until: int, *, path: str = API, **headers: str) -> list[Event]:
    """So many events with an id, then hangs up."""
    found: list[Event] = []
    with caller.stream("GET", path, headers=headers) as answer:
        for event in events(answer):
            if "id" in event:
                found.append(event)
            if len(found) == until:
                break
    return found


def test_what_happens_arrives(
    web: WebOffice, record_property: Callable[[str, object], None]
) -> None:
    """From commit to client, with the journal's number as id (CAP-19)."""
    office, delays = web.office, []
    with web.caller(Role.WALL).stream("GET", API) as answer:
        stream = events(answer)
        next(stream)
        for number in range(3):
            began = time.monotonic()
            office.person(number)
            visit = office.core.reception.arrive(
                actor=office.actor, person=_newest(office), host=office.host.id
            )
            event = next(one for one in stream if "id" in one)
            delays.append(time.monotonic() - began)

            assert "VisitorArrived" == event["event"]
            assert visit.id == json.loads(event["data"])["facts"]["visit"]
    record_property("seconds_from_commit_to_client", max(delays))


def _newest(office: Any) -> Any:
    found = office.core.files.search(actor=office.actor, fragment="مریم", limit=20)
    return max(found, key=lambda person: person.id).id


def test_a_stream_goes_on_where_it_was_cut(web: WebOffice) -> None:
    """Last-Event-ID brings everything after it, each once, and then what is new."""
    office, caller = web.office, web.caller(Role.WALL)
    slip = office.slip()
    first = listen(caller, 2, **{"Last-Event-ID": "0"})
    office.enter(slip)
    rest = listen(caller, 3, **{"Last-Event-ID": first[-1]["id"]})
    numbers = [int(one["id"]) for one in first + rest]

    assert sorted(set(numbers)) == numbers


def test_a_fresh_stream_begins_now(web: WebOffice) -> None:
    """Without an id nothing old is told, also after everybody had left."""
    office, caller = web.office, web.caller(Role.WALL)
    listen_once = threading.Thread(target=lambda: listen(caller, 1), daemon=True)
    listen_once.start()
    office.until(lambda: bool(web.app.lobby.feed._channels), seconds=2)
    office.slip()
    listen_once.join(5)
    slip = office.slip(office.person(1))
    with caller.stream("GET", API) as answer:
        stream = events(answer)
        next(stream)
        office.enter(slip)
        event = next(one for one in stream if "id" in one)

    assert "AccessDecided" == event["event"]


def test_a_quiet_stream_shows_that_it_lives(web: WebOffice) -> None:
    """A comment for programs, a tick that pages can hear."""
    caller = web.caller(Role.WALL)
    with caller.stream("GET", API) as answer:
        stream = events(answer)
        first, second = next(stream), next(stream)
    with caller.stream("GET", PAGE) as answer:
        stream = events(answer)
        ticks = [next(stream)["event"], next(stream)["event"]]

    assert [{":": "miz", "retry": "2000"}, {":": "alive"}] == [first, second]
    assert ["tick", "tick"] == ticks


def test_the_pages_stream_says_change(web: WebOffice) -> None:
    """One name for all events, and ``after`` where the page was drawn."""
    web.office.slip()
    found = listen(web.caller(Role.WALL), 3, path=f"{PAGE}?after=0")

    assert {"change"} == {one["event"] for one in found}
    assert all("kind" in json.loads(one["data"]) for one in found)


def test_a_stream_has_an_end() -> None:
    """Bounded life: the client comes back by itself and resumes."""
    short = evolve(OPTIONS, stream_seconds=0.4, heartbeat_seconds=0.1)
    with open_web(short) as web, web.caller(Role.WALL).stream("GET", API) as answer:
        heard = list(events(answer))

    assert ":" in heard[-1]


def test_a_revoked_listener_hears_no_more(web: WebOffice) -> None:
    """Who lost the permission is cut off at the next heartbeat (V7.4.2, V8.3.2)."""
    office = web.office
    with web.caller(Role.WALL).stream("GET", API) as answer:
        stream = events(answer)
        next(stream)
        office.core.staff.disable(actor=office.actor, user=web.users[Role.WALL].id)
        heard = [one for one in stream if "id" in one]

    assert [] == heard


class Held(Crew):
    """Answers where the journal ends only when it is told to."""

    def __init__(self) -> None:
        super().__init__(4)
        self.asked: asyncio.Queue[object] = asyncio.Queue()
        self.let_go = asyncio.Event()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As a crew, with a pause after the question that a fresh channel asks."""
        answer = await super().run(work, *args, **kwargs)
        if work.__name__ == "_last":
            self.asked.put_nowait(answer)
            await self.let_go.wait()
        return answer


async def _two_at_once(office: Office, crew: Held) -> list[str]:
    feed, site = Feed(office.core, crew), office.actor.site
    first = asyncio.ensure_future(feed.listen(site))
    await crew.asked.get()
    await asyncio.to_thread(office.arrived)
    second = asyncio.ensure_future(feed.listen(site))
    await crew.asked.get()
    crew.let_go.set()
    (early, _), (late, _) = await asyncio.gather(first, second)
    heard = [(await asyncio.wait_for(one.queue.get(), 5)).kind for one in (early, late)]
    await feed.stop()
    return heard


def test_two_streams_that_open_at_once_lose_nothing() -> None:
    """The second does not move the channel past what the first has yet to hear (CAP-19)."""
    crew = Held()
    with open_office() as office:
        heard = asyncio.run(_two_at_once(office, crew))
    crew.stop()

    assert ["VisitorArrived"] * 2 == heard


def test_many_listeners_cost_one_reader(web: WebOffice) -> None:
    """Sixty walls all hear the same event."""
    office, heard = web.office, []
    ready = threading.Barrier(61)

    def wall(caller: Caller) -> None:
        with caller.stream("GET", API) as answer:
            stream = events(answer)
            next(stream)
            ready.wait(20)
            heard.append(next(one for one in stream if "id" in one)["id"])

    threads = [threading.Thread(target=wall, args=[web.caller(Role.WALL)]) for _ in range(60)]
    for thread in threads:
        thread.start()
    ready.wait(20)
    office.arrived()
    for thread in threads:
        thread.join(10)

    assert 60 == len(heard)
    assert 1 == len(set(heard))


def test_only_the_own_site_is_told(web: WebOffice) -> None:
    """An event of another site does not pass by (V8.4.1)."""
    other = furnish_again(web.office)
    with web.caller(Role.WALL).stream("GET", API) as answer:
        stream = events(answer)
        next(stream)
        other.arrived(other.person(1))
        own = web.office.arrived(web.office.person(2))
        event = next(one for one in stream if "id" in one)

    assert own.id == json.loads(event["data"])["facts"]["visit"]
