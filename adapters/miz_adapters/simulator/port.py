"""The device's end of a serial cable that can be pulled."""

import os
import select
import shutil
import tempfile
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import RLock, Thread, current_thread

from attrs import define, field

MOST = 4096
LEAVE_WITHIN = 1.0


@define(eq=False)
class Cable:
    """One pseudo-terminal from plugging in to unplugging; its thread closes what it opened."""

    heard: Callable[[bytes], None]
    device: int = field(init=False)
    host: int = field(init=False)
    _wake: tuple[int, int] = field(init=False)
    _thread: Thread = field(init=False)
    _lock: RLock = field(factory=RLock, init=False)
    _plugged: bool = field(default=True, init=False)

    def __attrs_post_init__(self) -> None:
        self.device, self.host = os.openpty()
        tty.setraw(self.host)
        os.set_blocking(self.device, False)
        self._wake = os.pipe()
        self._thread = Thread(target=self._listen, name="simulated cable", daemon=True)
        self._thread.start()

    @property
    def path(self) -> str:
        """The host's end, as the kernel names it."""
        return os.ttyname(self.host)

    def send(self, data: bytes) -> None:
        """Puts bytes on the wire; as on a wire, they are lost where nobody listens."""
        with self._lock, suppress(OSError):
            if self._plugged:
                os.write(self.device, data)

    def pull(self) -> None:
        """Both ends are gone when this returns, unless the device itself pulled."""
        with self._lock:
            if self._plugged:
                self._plugged = False
                os.write(self._wake[1], b"!")
        if self._thread is not current_thread():
            self._thread.join(LEAVE_WITHIN)

    def _listen(self) -> None:
        while self._plugged:
            ready, _, _ = select.select([self.device, self._wake[0]], [], [])
            if self.device in ready and self._plugged:
                self._hear()
        with self._lock:
            for descriptor in (self.device, self.host, *self._wake):
                os.close(descriptor)

    def _hear(self) -> None:
        try:
            data = os.read(self.device, MOST)
        except OSError:
            return
        self.heard(data)


class SimulatedPort:
    """A port whose name stays the same while the cable comes and goes. Thread-safe.

    ``heard`` is called with what the host sends, on a thread of the port.
    """

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="miz-port-"))
        self._link = self._folder / "tty"
        self._heard = heard
        self._lock = RLock()
        self._cable: Cable | None = None
        self.replug()

    @property
    def url(self) -> str:
        """What the host opens."""
        return str(self._link)

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._cable is not None

    def send(self, data: bytes) -> None:
        """Puts bytes on the wire, if the cable is in."""
        cable = self._cable
        if cable is not None:
            cable.send(data)

    def unplug(self) -> None:
        """Pulls the cable."""
        with self._lock:
            cable, self._cable = self._cable, None
            self._link.unlink(missing_ok=True)
        if cable is not None:
            cable.pull()

    def replug(self) -> None:
        """Puts the cable back, with nothing in it."""
        with self._lock:
            if self._cable is None and self._folder.exists():
                self._cable = Cable(self._heard)
                self._link.symlink_to(self._cable.path)

    def close(self) -> None:
        """Takes the port away for good."""
        self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)
