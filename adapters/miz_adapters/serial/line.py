"""One serial line that comes and goes: open, lost, opened again."""

import os
import socket
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from threading import Event, RLock

import serial

from miz.errors import Refused, Unavailable

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
# One wait inside pyserial: how long close() may have to wait for a reading thread.
SLICE = 0.1
WRITE_WITHIN = 0.4

# A terminal server whose network is cut says nothing: the kernel asks it after a second of
# silence, and once more, and gives up unanswered bytes after as long.
NETWORK_LOST_AFTER = 3
_KEEP_ALIVE = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, NETWORK_LOST_AFTER - 1),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * NETWORK_LOST_AFTER),
)

# termios.error is no OSError, although it reports the same lost device.
LOST = (OSError, termios.error)


class Parity(StrEnum):
    """The parity bit of each byte, as pyserial writes it."""

    NONE = "N"
    EVEN = "E"
    ODD = "O"


class SerialLine:
    """Opens a port exclusively when it is first used, and again after it was lost.

    Any thread may call; a call holds the line for one exchange of at most 0.4 s.
    A lost line raises Unavailable at once and is tried again 0.2 s later, then ever less often,
    down to every 5 s by ``clock``, a monotonic one.
    """

    def __init__(
        self,
        url: str,
        *,
        baudrate: int = 9600,
        parity: Parity = Parity.NONE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self.closed = Event()
        self._baudrate = baudrate
        self._parity = parity
        self._clock = clock
        self._lock = RLock()
        self._port: serial.Serial | None = None
        self._why: Unavailable | None = None
        self._openings = 0
        self._pause = FIRST_PAUSE
        self._next_try = clock()

    def connect(self) -> int:
        """Opens the port unless it is open; says for the how-manieth time it is."""
        with self._lock:
            self._opened()
            return self._openings

    def read(self, timeout: float) -> bytes:
        """What came, as soon as something came; nothing after ``timeout`` (rounded up to 0.1 s).

        Waits by the machine's clock, because bytes arrive by it.
        """
        until = time.monotonic() + timeout
        while True:
            with self._lock:
                data = self._take(wait=timeout > 0)
            if data or time.monotonic() >= until:
                return data

    def write(self, data: bytes) -> None:
        """Puts bytes on the line; on Unavailable they did not all leave."""
        with self._lock:
            port = self._opened()
            try:
                port.write(data)
            except LOST as error:
                raise self._lost(error) from error

    def drop(self, why: Unavailable | None = None) -> None:
        """Lets go of a line that is there but useless, to open it afresh; ``why`` is told then."""
        with self._lock:
            self._shut()
            self._why = why
            self._next_try = self._clock() + FIRST_PAUSE

    def close(self) -> None:
        """Lets go for good."""
        self.closed.set()
        with self._lock:
            self._shut()

    def _take(self, *, wait: bool) -> bytes:
        port = self._opened()
        try:
            first = port.read(1) if wait else b""
            waiting = port.in_waiting if first or not wait else 0
            return bytes(first + port.read(waiting)) if waiting else bytes(first)
        except LOST as error:
            raise self._lost(error) from error

    def _opened(self) -> serial.Serial:
        if self.closed.is_set():
            raise Unavailable(f"{self.url} was closed; make a new device.", code="line.closed")
        if self._port is None:
            self._port = self._open()
        return self._port

    def _open(self) -> serial.Serial:
        now = self._clock()
        if now < self._next_try and self._why is not None:
            raise Unavailable(self._why.message, code=self._why.code)
        if now < self._next_try:
            raise Unavailable(
                f"{self.url} is away; look at the cable. It is tried again.", code="line.away"
            )
        self._next_try = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._why = None
        port = self._try_to_open()
        if self.url.startswith("socket:"):
            _keep_alive(port.fileno())
        self._pause = FIRST_PAUSE
        self._openings += 1
        return port

    def _try_to_open(self) -> serial.Serial:
        try:
            return serial.serial_for_url(
                self.url,
                baudrate=self._baudrate,
                parity=self._parity.value,
                timeout=SLICE,
                write_timeout=WRITE_WITHIN,
                exclusive=True,
            )
        except ValueError as error:
            raise Refused(
                f"{self.url} is no port; write it as in /dev/ttyUSB0 or socket://host:port.",
                code="line.bad_url",
            ) from error
        except LOST as error:
            raise Unavailable(
                f"{self.url} does not open; look at the cable, or for another program that "
                f"uses it ({type(error).__name__}).",
                code="line.away",
            ) from error

    def _lost(self, error: Exception) -> Unavailable:
        self.drop()
        return Unavailable(
            f"{self.url} went away; look at the cable ({type(error).__name__}).", code="line.away"
        )

    def _shut(self) -> None:
        port, self._port = self._port, None
        if port is None:
            return
        # Unsent bytes could hold up the closing of a real port for half a minute.
        with suppress(*LOST):
            port.reset_output_buffer()
        # pyserial forgets to close a socket whose other end is gone already.
        connection = getattr(port, "_socket", None)
        with suppress(*LOST):
            port.close()
        if connection is not None:
            connection.close()


def _keep_alive(descriptor: int) -> None:
    """The options belong to the connection, so they may be set through a copy of its descriptor."""
    with socket.socket(fileno=os.dup(descriptor)) as copy:
        for level, option, value in _KEEP_ALIVE:
            copy.setsockopt(level, option, value)
