"""One connection to one server: verified TLS, no redirections, and an end to everything.

Nothing here raises or logs: exceptions and log lines of HTTP libraries quote addresses, and with
some providers the key stands in the address. What went wrong is a value without any text of it.
"""

import http.client
import socket
import ssl
from contextlib import closing, suppress
from enum import Enum
from threading import Timer

from attrs import define, field, frozen
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from miz_adapters.channels.http_origin import Origin
from miz_adapters.channels.http_request import Call

MOST_BYTES = 1 << 20
"""What an answer may weigh; the rest is not read (threat 18)."""
USER_AGENT = "miz"


class Fault(Enum):
    """Why there is no answer; ``sent`` tells whether the request may have arrived."""

    UNREACHABLE = "cannot be reached"
    UNTRUSTED = "shows a certificate that is not trusted here"
    SILENT = "did not answer in time"
    BROKEN = "broke off the connection"
    GARBLED = "does not answer as HTTP"

    @property
    def sent(self) -> bool:
        """Whether the request may have arrived."""
        return self not in {Fault.UNREACHABLE, Fault.UNTRUSTED}


@frozen
class Reply:
    """An answer; ``body`` is None where it is longer than anyone needs."""

    status: int
    body: bytes | None = field(repr=False)


@define
class HttpLine:
    """Requests to ``origin``, one after the other; ``keep`` leaves the connection open between.

    ``most`` is how many bytes of an answer are read.

    A connection kept open may be closed by the server just as a request leaves, so whoever must
    not repeat a request does not keep it.
    """

    origin: Origin
    context: ssl.SSLContext | None = field(default=None, repr=False)
    keep: bool = False
    most: int = MOST_BYTES
    _connection: HTTPConnection | None = field(init=False, default=None, repr=False)
    _late: bool = field(init=False, default=False)

    def open(self, *, within: float) -> Fault | None:
        """Connects unless connected; ``within`` seconds for each address that the name has."""
        if self._connection is not None and self._connection.is_connected:
            return None
        self.close()
        connection = self._made(within)
        try:
            connection.connect()
        except ssl.SSLCertVerificationError:
            connection.close()
            return Fault.UNTRUSTED
        except (HTTPError, OSError, UnicodeError):
            connection.close()
            return Fault.UNREACHABLE
        self._connection = connection
        return None

    def ask(self, call: Call, *, within: float) -> Reply | Fault:
        """The answer, whole ``within`` seconds, on a line that `open` opened."""
        connection = self._connection
        if connection is None:
            return Fault.UNREACHABLE
        connection.timeout, self._late = within, False
        # A timeout of the socket begins anew with each byte; this one does not.
        watch = Timer(within, self._cut, [connection.sock])
        watch.daemon = True
        watch.start()
        try:
            answer = self._exchanged(connection, call)
        except (OSError, http.client.HTTPException) as error:
            answer = Fault.SILENT if self._late else _fault(error)
        finally:
            watch.cancel()
        if isinstance(answer, Fault) or not self.keep:
            self.close()
        return answer

    def close(self) -> None:
        """Lets go of the connection; `open` makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _made(self, within: float) -> HTTPConnection:
        host, port = self.origin.host, self.origin.port
        if self.origin.secure:
            return HTTPSConnection(host, port, timeout=within, ssl_context=self.context)
        return HTTPConnection(host, port, timeout=within)

    def _exchanged(self, connection: HTTPConnection, call: Call) -> Reply | Fault:
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **call.headers}
        if not self.keep:
            headers["Connection"] = "close"
        connection.request(call.method, call.target, body=call.body, headers=headers)
        # urllib3's own getresponse logs the whole address when a header cannot be parsed.
        with closing(http.client.HTTPConnection.getresponse(connection)) as response:
            answer = self._read(response)
        if isinstance(answer, Fault) or answer.body is None:
            self.close()
        return answer

    def _read(self, response: http.client.HTTPResponse) -> Reply | Fault:
        endless = response.length is None and not response.chunked
        body = response.read(self.most + 1)
        if len(body) > self.most:
            return Reply(response.status, None)
        if endless and self._late:  # it ended because we cut it off
            return Fault.SILENT
        if response.length:  # read() with a limit does not mind that bytes are missing
            return Fault.BROKEN
        return Reply(response.status, body)

    def _cut(self, connected: socket.socket) -> None:
        self._late = True
        # Not SSLSocket.shutdown, which takes the cipher from under the reading thread.
        with suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _fault(error: Exception) -> Fault:
    if isinstance(error, TimeoutError):
        return Fault.SILENT
    if isinstance(error, OSError | http.client.IncompleteRead):
        return Fault.BROKEN
    return Fault.GARBLED
