"""Records a session: stands between an adapter and its device, and writes down what passes."""

import os
import select
import termios
import time
import tty
from collections.abc import Callable
from threading import Condition, Thread

from miz_contracts.sessions.ends import MOST, FarPort
from miz_contracts.sessions.texts import Line, Mark, Session

# How long a question may wait for its answer before it is taken for one that has none.
QUIET_WITHIN = 0.1


class Tap:
    """A port that leads to another one. Give its ``url`` to the adapter.

    ``speed`` is a termios speed such as ``termios.B9600``, for a real line.
    """

    def __init__(
        self,
        device: str,
        *,
        speed: int = termios.B9600,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._began = clock()
        self._lines: list[Line] = []
        self._changed = Condition()
        self._line = os.open(device, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._line)
        settings = termios.tcgetattr(self._line)
        settings[4] = settings[5] = speed
        termios.tcsetattr(self._line, termios.TCSANOW, settings)
        self._wake = os.pipe()
        self._port = FarPort(self._to_device)
        self._thread = Thread(target=self._listen, name="tap", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The port for the adapter."""
        return self._port.url

    def done(self, what: str) -> None:
        """Writes down what is being done now, at the adapter or in front of the device.

        A question that is on the line gets its answer first, so that both are in one scene.
        """
        with self._changed:
            self._changed.wait_for(self._is_quiet, QUIET_WITHIN)
            self._note(Mark.DONE, what)

    def said(self, what: str) -> None:
        """Writes down what the adapter said."""
        self._note(Mark.SAID, what)

    def session(self, *, device: str, source: str) -> Session:
        """What was recorded so far."""
        with self._changed:
            return Session(device, source, tuple(self._lines))

    def close(self) -> None:
        """Lets both ends go."""
        os.write(self._wake[1], b"!")
        self._thread.join(1.0)
        self._port.close()
        for descriptor in (self._line, *self._wake):
            os.close(descriptor)

    def _to_device(self, data: bytes) -> None:
        self._note(Mark.TO_DEVICE, data.hex())
        os.write(self._line, data)

    def _listen(self) -> None:
        while True:
            ready, _, _ = select.select([self._line, self._wake[0]], [], [])
            if self._wake[0] in ready:
                return
            data = os.read(self._line, MOST)
            self._note(Mark.TO_HOST, data.hex())
            self._port.send(data)

    def _note(self, mark: Mark, told: str) -> None:
        with self._changed:
            self._lines.append(Line(round(self._clock() - self._began, 3), mark, told))
            self._changed.notify_all()

    def _is_quiet(self) -> bool:
        return not self._lines or self._lines[-1].mark is not Mark.TO_DEVICE
