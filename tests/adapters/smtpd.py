"""A mail server that misbehaves as told: aiosmtpd in a thread, on a port of its own."""

import asyncio
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import MISSING, SMTP, Envelope, Session
from attrs import define, evolve, field

from miz.config import Secret
from miz.errors import PortError
from miz.ports.channels import Message, Receipt
from miz_adapters.channels.smtp import Security, Sender, Server, SmtpChannel
from tests.adapters.certificates import certify

LOOPBACK = "127.0.0.1"
NOW = datetime(2026, 3, 21, 8, 30, tzinfo=UTC)
SENDER = Sender("desk@example.ir", "میز خدمت، سازمان نمونه")
USER, PASSWORD = "desk", Secret("s3cret")
READY_WITHIN = 10.0
SHORT = 1.0
"""Seconds for a batch where a server is silent, so that the test waits no longer."""

# What can be answered, other than a line.
TAKES = "takes"
TAKES_SILENTLY = "takes silently"
IS_SILENT = "is silent"
HANGS_UP = "hangs up"


@define
class Postbox:
    """What came, and what is answered to each command in turn; after that, all is taken."""

    answers: dict[str, list[str]] = field(factory=lambda: defaultdict(list))
    came: list[Envelope] = field(factory=list)
    heard: list[str] = field(factory=list)
    logins: list[tuple[str, str]] = field(factory=list)
    connections: int = 0
    on_text: Callable[[], None] = field(default=lambda: None)

    @property
    def mails(self) -> list[EmailMessage]:
        """What came, as a mail program reads it."""
        return [read(bytes(envelope.original_content or b"")) for envelope in self.came]

    # What aiosmtpd asks, under its names: the server, the session, the envelope, and more.

    async def handle_EHLO(  # noqa: N802, D102, PLR0917
        self, server: SMTP, session: Session, _: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        answer = await self._answer("EHLO", server)
        return lines if answer is MISSING else [answer]

    async def handle_MAIL(self, server: SMTP, *_: Any) -> Any:  # noqa: N802, D102
        return await self._answer("MAIL", server)

    async def handle_RCPT(self, server: SMTP, *_: Any) -> Any:  # noqa: N802, D102
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> Any:  # noqa: N802, D102
        self.on_text()
        if self.answers["DATA"][:1] == [TAKES_SILENTLY]:
            self.came.append(envelope)
        answer = await self._answer("DATA", server)
        if answer is MISSING:
            self.came.append(envelope)
        return answer

    async def handle_QUIT(self, server: SMTP, *_: Any) -> Any:  # noqa: N802, D102
        return await self._answer("QUIT", server)

    async def handle_AUTH(self, server: SMTP, *_: Any) -> Any:  # noqa: N802, D102
        return await self._answer("AUTH", server)

    async def _answer(self, command: str, server: SMTP) -> Any:
        self.heard.append(command)
        answer = self.answers[command].pop(0) if self.answers[command] else TAKES
        if answer in {IS_SILENT, TAKES_SILENTLY}:
            await asyncio.Event().wait()
        if answer == HANGS_UP:
            cast("asyncio.WriteTransport", server.transport).abort()
        return MISSING if answer == TAKES else answer

    def admits(self, way: str, login: bytes, password: bytes) -> bool:
        """Whether that is the user."""
        self.logins.append((way, login.decode()))
        return (login, password) == (USER.encode(), PASSWORD.encode())


def read(content: bytes) -> EmailMessage:
    """A letter in wire form, as a mail program reads it."""
    return message_from_string(content.decode(), policy=SMTPUTF8)


@define
class Post:
    """A server, and how to reach it."""

    postbox: Postbox
    server: Server
    stop: Callable[[], None]

    def channel(self, **changes: Any) -> SmtpChannel:
        """A channel to it, with other settings of the server where they are named."""
        return channel(evolve(self.server, **changes))


def channel(server: Server) -> SmtpChannel:
    """A channel to the server, from our sender."""
    return SmtpChannel(server, SENDER, clock=lambda: NOW)


def messages(count: int, *, address: str = "ali@example.ir") -> list[Message]:
    """Several messages to one person."""
    return [Message(f"k{n}", address, f"سلام {n}", "ثبت شد") for n in range(count)]


def told(answers: Sequence[Receipt | PortError]) -> list[str]:
    """Each answer in a word: ok, or the kind of error and its code."""
    return [
        "ok" if isinstance(one, Receipt) else f"{type(one).__name__} {one.code}" for one in answers
    ]


@contextmanager
def plain(**options: Any) -> Iterator[Post]:
    """A server on an open line; ``options`` are aiosmtpd's own."""
    postbox = Postbox()
    with serving(_aiosmtpd(postbox, **options)) as (port, stop):
        yield Post(postbox, Server(LOOPBACK, Security.NONE, port=port), stop)


@contextmanager
def secured(
    folder: Path,
    security: Security = Security.STARTTLS,
    *,
    host: str = LOOPBACK,
    late: timedelta = timedelta(),
    **options: Any,
) -> Iterator[Post]:
    """A server with a certificate for the host, which wants a login."""
    postbox, (public, private) = Postbox(), certify(folder, host, late=late)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    starttls = security is Security.STARTTLS
    tls = {"tls_context": context, "require_starttls": True} if starttls else {}
    wants = {"auth_required": True, "auth_require_tls": starttls} if starttls else {}
    protocol = _aiosmtpd(postbox, **{"auth_require_tls": starttls, **tls, **wants, **options})
    with serving(protocol, tls=None if starttls else context) as (port, stop):
        server = Server(
            LOOPBACK, security, port=port, username=USER, password=PASSWORD, ca_file=public
        )
        yield Post(postbox, server, stop)


def _aiosmtpd(
    postbox: Postbox, **options: Any
) -> Callable[[asyncio.AbstractEventLoop], asyncio.BaseProtocol]:
    given = {"enable_SMTPUTF8": True, "hostname": "mx.example.ir", **options}

    def protocol(loop: asyncio.AbstractEventLoop) -> SMTP:
        postbox.connections += 1
        return SMTP(postbox, loop=loop, auth_callback=postbox.admits, **given)

    return protocol


@contextmanager
def serving(
    protocol: Callable[[asyncio.AbstractEventLoop], asyncio.BaseProtocol],
    *,
    tls: ssl.SSLContext | None = None,
) -> Iterator[tuple[int, Callable[[], None]]]:
    """The port of a thread that serves the protocol, and what stops it before the block ends."""
    port: Future[int] = Future()
    end = threading.Event()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: protocol(loop), LOOPBACK, 0, ssl=tls)
        port.set_result(server.sockets[0].getsockname()[1])
        await loop.run_in_executor(None, end.wait)
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="smtpd")
    thread.start()

    def stop() -> None:
        end.set()
        thread.join(READY_WITHIN)

    try:
        yield port.result(READY_WITHIN), stop
    finally:
        stop()
