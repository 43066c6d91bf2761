"""An office behind a real server: gunicorn's own ASGI protocol on a real socket, in a thread."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import httpx
import uvloop
from attrs import define, field
from gunicorn.asgi.protocol import ASGIProtocol  # type: ignore[import-untyped]
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from PIL import Image

from miz.domain.staff import PERMITS, Permission, Role, User
from miz_apps.web.options import WebOptions
from miz_apps.web.server import App, make_app
from tests.office import NATIONAL_IDS, Office, open_office

PASSWORD = "a sentence to sign in"
OPTIONS = WebOptions(
    https=False,
    threads=8,
    sign_ins_address="1000 per minute",
    sign_ins_account="1000 per minute",
    heartbeat_seconds=0.3,
    stream_seconds=60,
    log_requests=False,
)

PERSON = {
    "kind": "iranian",
    "given": "مریم",
    "family": "کاظمی",
    "national_id": NATIONAL_IDS[0],
    "mobile": "09123456789",
    "birth_date": "1987-05-21",
}
PAGE = {"Accept": "text/html"}
FRAGMENT = {**PAGE, "X-Miz-Fragment": "1"}
FORM = {
    "kind": "iranian",
    "given": "مریم",
    "family": "کاظمی",
    "national_id": NATIONAL_IDS[0],
    "mobile": "09123456789",
    "birth_year": "1366",
    "birth_month": "2",
    "birth_day": "31",
}


class Caller(httpx.Client):
    """Somebody in front of the app; ``csrf`` goes into every change by itself."""

    def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Signs in as a browser does and keeps cookie and token."""
        answer = self.post("/api/v1/sessions", json={"login": login, "password": password})
        if answer.status_code == 201:
            self.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return answer

    def post_alone(self, path: str, **more: Any) -> httpx.Response:
        """A post on a connection of its own.

        gunicorn closes a kept connection when more than 64 KiB arrive in the very moment in which
        it finishes the answer before; on loopback that moment is hit now and then.
        """
        more["headers"] = {**self.headers, **more.pop("headers", {})}
        return httpx.post(f"{self.base_url}".rstrip("/") + path, cookies=self.cookies, **more)


@define
class WebOffice:
    """An office with one user for each role, and where it is served."""

    office: Office
    app: App
    url: str
    users: Mapping[Role, User]
    _callers: list[Caller] = field(factory=list)

    def caller(self, role: Role | None = None, **more: Any) -> Caller:
        """A client; with a role it is signed in."""
        caller = Caller(base_url=self.url, timeout=10, **more)
        self._callers.append(caller)
        if role is not None:
            assert caller.sign_in(role.value).status_code == 201
        return caller

    def device(self, role: Role = Role.GATE) -> Caller:
        """A device with a key instead of a cookie."""
        core, actor = self.office.core, self.office.actor
        key = core.doors.issue_key(actor=actor, user=self.users[role].id)
        return self.caller(headers={"Authorization": f"Bearer {key.token}"})

    def close(self) -> None:
        """Hangs up."""
        for caller in self._callers:
            caller.close()


def made(answer: httpx.Response) -> Any:
    """What a good answer holds."""
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def picture(size: tuple[int, int] = (600, 750)) -> bytes:
    """A JPEG."""
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, "JPEG")
    return target.getvalue()


@contextmanager
def open_web(
    options: WebOptions = OPTIONS,
    *,
    simulated: Any = None,
    tls: ssl.SSLContext | None = None,
    **config: Any,
) -> Iterator[WebOffice]:
    """An office that is served until the block ends, over TLS where it has a certificate."""
    with open_office(**config) as office:
        app = make_app(office.core, options=options, simulated=simulated)
        users = {role: hire(office, role) for role in Role}
        with served(app, tls) as url:
            web = WebOffice(office, app, url, users)
            try:
                yield web
            finally:
                web.close()


def hire(office: Office, role: Role) -> User:
    """A user with one role, named like it."""
    return office.core.staff.hire(
        actor=office.actor,
        login=role.value,
        name=role.value.title(),
        roles=[role],
        password=PASSWORD,
        host=office.host.id if Permission.SERVE in PERMITS[role] else None,
    )


@contextmanager
def served(app: App, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of the app while the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = _Server(app, listening, tls)
        server.start()
        try:
            yield f"http{'s' if tls else ''}://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.stop()


class _Server:
    """What gunicorn's asgi worker does, without a process and its signals."""

    def __init__(self, app: App, listening: socket.socket, tls: ssl.SSLContext | None) -> None:
        self._app = app
        self._tls = tls
        self._listening = listening
        self._ready = threading.Event()
        self._loop = uvloop.new_event_loop()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="test server", daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        settings = Config()
        settings.set("keepalive", 60)
        worker = SimpleNamespace(
            cfg=settings, log=Logger(settings), loop=self._loop, asgi=self._app, state={},
            alive=True, nr=0, nr_conns=0, max_requests=10**9, worker_connections=1000,
        )  # fmt: skip
        server = await self._loop.create_server(
            lambda: ASGIProtocol(worker), sock=self._listening.dup(), ssl=self._tls
        )
        self._ready.set()
        await self._end.wait()
        worker.alive = False
        server.close()
        await self._app.lobby.feed.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._app.lobby.crew.stop()
