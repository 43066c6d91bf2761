"""Telling watchers of commits, also of those that other processes made."""

import threading
from collections.abc import Callable

from miz.errors import MizError
from miz_adapters.listeners import Listeners

_POLL = 0.05
"""Seconds between two looks for commits of other processes."""


class Watchers:
    """Tells at once of this process's commits, and looks for others while anybody watches."""

    def __init__(self, last: Callable[[], int]) -> None:
        self._last = last
        self._listeners = Listeners()
        self.tell = self._listeners.tell
        self._door = threading.Lock()
        self._end = threading.Event()
        self._asker: threading.Thread | None = None
        self._known = 0

    def add(self, listener: Callable[[], None], *, ask: bool) -> Callable[[], None]:
        """Adds one; the result takes it away. ``ask`` looks for commits of other processes."""
        if ask:
            self._look_out()
        return self._listeners.add(listener)

    def close(self) -> None:
        """Ends the looking."""
        self._end.set()
        if self._asker is not None:
            self._asker.join()

    def _look_out(self) -> None:
        with self._door:
            if not self._listeners:
                self._known = self._last()
            if self._asker is None:
                self._asker = threading.Thread(target=self._ask, name="miz-watch", daemon=True)
                self._asker.start()

    def _ask(self) -> None:
        while not self._end.wait(_POLL):
            if not self._listeners:
                continue
            try:
                found = self._last()
            except MizError:
                continue  # the database is away; writers will say so
            if found > self._known:
                self._known = found
                self.tell()
