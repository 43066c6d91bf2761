"""Who wants to know that the journal grew."""

import logging
import threading
from collections.abc import Callable

_LOG = logging.getLogger(__name__)


class Listeners:
    """A list that tells everybody on it. Thread-safe."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def __len__(self) -> int:
        return len(self._listeners)

    def add(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Adds one; the result takes it away again, and may be called twice."""
        with self._door:
            self._listeners.append(listener)

        def end() -> None:
            with self._door:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return end

    def tell(self) -> None:
        """Calls each of them; one that raises hurts nobody else."""
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # noqa: BLE001 - it is logged, and the write was kept
                _LOG.exception("A watcher of the journal failed.")
