"""A gate's clock: it follows its server, and no jump of the machine's own clock moves it."""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from miz.ports.clocks import FollowingClock

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NOTED_EVERY = 10.0
"""Seconds between two notes of the time on disk."""


@frozen
class Machine:
    """What a machine knows of time: its wall clock, seconds since it booted, and which boot."""

    wall: Callable[[], float] = time.time
    since_boot: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME)
    boot: Callable[[], str] = lambda: BOOT_ID.read_text(encoding="ascii").strip()


class SteadyClock(FollowingClock):
    """Counts on from the last time that was known to be right. Thread-safe.

    Right is what the server said (`follow`); between, seconds since boot are counted, which no
    setting of the clock changes. Across a restart of the process they go on from a note in
    ``path``; across a reboot the machine's clock is believed, unless it is behind the note: then
    the time is doubtful until the server has been heard.
    """

    def __init__(self, path: Path, *, machine: Machine | None = None) -> None:
        self._path = path
        self._machine = machine or Machine()
        self._lock = threading.Lock()
        self._boot = self._machine.boot()
        self._last = datetime.min.replace(tzinfo=UTC)
        self._noted = float("-inf")
        self._doubtful = False
        self._base = self._first()

    @property
    def doubtful(self) -> bool:
        """Whether the time may be earlier than the true one."""
        return self._doubtful

    def now(self) -> datetime:
        with self._lock:
            elapsed = self._machine.since_boot()
            self._last = max(self._last, self._base + timedelta(seconds=elapsed))
            if elapsed - self._noted >= NOTED_EVERY:
                self._note(elapsed)
            return self._last

    def monotonic(self) -> float:
        return self._machine.since_boot()

    def follow(self, instant: datetime) -> None:
        """The server says what time it is; time never goes back, it waits."""
        with self._lock:
            elapsed = self._machine.since_boot()
            self._base = instant - timedelta(seconds=elapsed)
            self._doubtful = False
            self._note(elapsed)

    def _first(self) -> datetime:
        """When the machine booted, by what is known at the start."""
        elapsed, note = self._machine.since_boot(), self._read()
        if note and note.get("boot") == self._boot:
            self._doubtful = bool(note.get("doubtful"))
            return datetime.fromisoformat(note["base"])
        wall = datetime.fromtimestamp(self._machine.wall(), UTC)
        known = datetime.fromisoformat(note["at"]) if note else wall
        self._doubtful = wall < known
        return max(wall, known) - timedelta(seconds=elapsed)

    def _read(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self._path.read_text(encoding="ascii"))
            datetime.fromisoformat(found["base"]), datetime.fromisoformat(found["at"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return dict(found)

    def _note(self, elapsed: float) -> None:
        """Replaces the note whole, so that a crash leaves the old one or the new one."""
        self._noted = elapsed
        note = {
            "boot": self._boot,
            "base": self._base.isoformat(),
            "at": (self._base + timedelta(seconds=elapsed)).isoformat(),
            "doubtful": self._doubtful,
        }
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(note), encoding="ascii")
            fresh.replace(self._path)
        except OSError:
            return  # a full disk must not stop the clock
