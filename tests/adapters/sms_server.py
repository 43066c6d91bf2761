"""A provider on loopback that answers as it is told, and remembers what it was asked."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from attrs import define, field, frozen

LONGEST_WAIT = 30.0


@frozen
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path as it was written, with its percent signs."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        """The fields of the query."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True, strict_parsing=True)

    @property
    def form(self) -> dict[str, list[str]]:
        """The fields of the body."""
        return parse_qs(self.body.decode(), keep_blank_values=True, strict_parsing=True)


Script = Callable[["Talk", Asked], bool]
"""What the server does with a request; True to go on with the connection."""


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: "Server"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answers requests by the stub's script until somebody has enough."""
        self.server.stub.live.append(self.request)
        try:
            while (asked := self._asked()) is not None:
                if not self.server.stub.answer(self, asked):
                    return
        except OSError:
            return

    def write(self, data: bytes) -> None:
        """Sends bytes as they are."""
        self.wfile.write(data)

    def rest(self, seconds: float) -> bool:
        """Waits; True when the test is over."""
        return self.server.stub.over.wait(seconds)

    def _asked(self) -> Asked | None:
        method, _, rest = self.rfile.readline().decode().partition(" ")
        if not rest:
            return None
        headers: dict[str, str] = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        return Asked(method, rest.split()[0], headers, body)


class Server(socketserver.ThreadingTCPServer):
    """Threads end with the process; nobody waits for one that hangs."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    stub: "Stub"

    def handle_error(self, *_: object) -> None:
        """A client that goes away is no news."""


@define
class Stub:
    """The server, and what it does next: ``script`` in order, then ``habit``."""

    habit: Script
    script: list[Script] = field(factory=list)
    asked: list[Asked] = field(factory=list)
    live: list[socket.socket] = field(factory=list)
    over: threading.Event = field(factory=threading.Event)
    server: Server = field(init=False)
    scheme: str = "http"
    host: str = "127.0.0.1"

    def __attrs_post_init__(self) -> None:
        self.server = Server(("127.0.0.1", 0), Talk)
        self.server.stub = self

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://{self.host}:{self.server.server_address[1]}"

    def answer(self, talk: Talk, asked: Asked) -> bool:
        """Remembers a request and does what is next."""
        self.asked.append(asked)
        return (self.script.pop(0) if self.script else self.habit)(talk, asked)

    def secure(self, context: ssl.SSLContext) -> None:
        """Speaks TLS from now on."""
        self.scheme = "https"
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def stop(self) -> None:
        """Goes away: nothing listens, and no connection stays."""
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        for connection in self.live:
            with_no_news(connection)


def with_no_news(connection: socket.socket) -> None:
    """Cuts a connection that may be cut already."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


@contextmanager
def serving(habit: Script) -> Iterator[Stub]:
    """A stub that listens until the block ends."""
    stub = Stub(habit)
    thread = threading.Thread(target=stub.server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.stop()
        thread.join(LONGEST_WAIT)


def says(body: bytes | str, status: int = 200, headers: str = "") -> Script:
    """An ordinary answer."""
    data = body.encode() if isinstance(body, str) else body

    def script(talk: Talk, asked: Asked) -> bool:
        head = f"HTTP/1.1 {status} So\r\nContent-Length: {len(data)}\r\n{headers}\r\n"
        talk.write(head.encode() + data)
        return asked.headers.get("connection") != "close"

    return script


def raw(data: bytes) -> Script:
    """Bytes as they are, then the end of the connection."""

    def script(talk: Talk, _: Asked) -> bool:
        talk.write(data)
        return False

    return script


def hangs(talk: Talk, _: Asked) -> bool:
    """No answer while the test lasts."""
    talk.rest(LONGEST_WAIT)
    return False


def drips(start: bytes) -> Script:
    """An answer that begins and never ends, a byte at a time."""

    def script(talk: Talk, _: Asked) -> bool:
        talk.write(start)
        while not talk.rest(0.01):
            talk.write(b"x")
        return False

    return script
