"""A pseudo-terminal with a thread that listens at its device's end."""

import os
import select
import tty
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

MOST = 4096


class FarPort:
    """A pty; ``heard`` is called on its thread with what the host sends."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self._heard = heard
        self._device, self._host = os.openpty()
        tty.setraw(self._host)
        self._wake = os.pipe()
        self._thread = Thread(target=self._listen, name="far port", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """What the host opens."""
        return os.ttyname(self._host)

    def send(self, data: bytes) -> None:
        """Puts bytes on the line, in order."""
        with suppress(OSError):
            os.write(self._device, data)

    def close(self) -> None:
        """Takes the port away."""
        os.write(self._wake[1], b"!")
        self._thread.join(1.0)
        for descriptor in (self._device, self._host, *self._wake):
            os.close(descriptor)

    def _listen(self) -> None:
        while True:
            ready, _, _ = select.select([self._device, self._wake[0]], [], [])
            if self._wake[0] in ready:
                return
            with suppress(OSError):
                self._heard(os.read(self._device, MOST))
