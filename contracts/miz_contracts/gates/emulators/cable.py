"""The device's end of a serial cable that can be pulled and put back."""

import os
import select
import shutil
import tempfile
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import RLock, Thread, current_thread

_MOST = 4096
_LEAVE_WITHIN = 1.0


class EmulatedCable:
    """A pseudo-terminal under a name that stays the same. Thread-safe.

    ``heard`` is called with what the host sends, on a thread of the cable.
    """

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self._heard = heard
        self._folder = Path(tempfile.mkdtemp(prefix="miz-cable-"))
        self._link = self._folder / "tty"
        self._lock = RLock()
        self._ends: tuple[int, int] | None = None
        self._wake: tuple[int, int] | None = None
        self._thread: Thread | None = None
        self.replug()

    @property
    def url(self) -> str:
        """What the host opens."""
        return str(self._link)

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._ends is not None

    def send(self, data: bytes) -> None:
        """Puts bytes on the wire, where they are lost if nobody listens."""
        with self._lock, suppress(OSError):
            if self._ends is not None:
                os.write(self._ends[0], data)

    def unplug(self) -> None:
        """Pulls the cable: both ends are gone on return, unless the device itself pulled."""
        with self._lock:
            self._link.unlink(missing_ok=True)
            thread, self._ends = self._thread, None
            if self._wake is not None:
                os.write(self._wake[1], b"!")
                self._wake = None
        if thread is not None and thread is not current_thread():
            thread.join(_LEAVE_WITHIN)

    def replug(self) -> None:
        """Puts the cable back, with nothing in it."""
        with self._lock:
            if self._ends is not None or not self._folder.exists():
                return
            device, host = self._ends = os.openpty()
            tty.setraw(host)
            os.set_blocking(device, False)
            self._wake = os.pipe()
            self._link.symlink_to(os.ttyname(host))
            self._thread = Thread(
                target=self._listen, args=(self._ends, self._wake), name="cable", daemon=True
            )
            self._thread.start()

    def close(self) -> None:
        """Takes the port away for good."""
        self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _listen(self, ends: tuple[int, int], wake: tuple[int, int]) -> None:
        device, _ = ends
        while self._ends is ends:
            ready, _, _ = select.select([device, wake[0]], [], [])
            if device in ready and self._ends is ends:
                with suppress(BlockingIOError, OSError):
                    self._heard(os.read(device, _MOST))
        with self._lock:
            for descriptor in (*ends, *wake):
                os.close(descriptor)
