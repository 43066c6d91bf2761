"""What a lane has to tell, kept until it could be told."""

import logging
from collections import deque
from collections.abc import Callable

from attrs import define

from miz.errors import NotAllowed, NotFound, Unavailable, WrongState
from miz.ports.clocks import Clock

RETRY_AFTER = 0.5
KEPT = 1000
TRIES = 10
LOG = logging.getLogger(__name__)


@define
class Owed:
    """One report, and how often it failed for no known reason."""

    call: Callable[[], object]
    failures: int = 0


class Reports:
    """Tells the gatehouse in order; for one thread.

    While the storage is away a report is kept and tried again every 0.5 s, as all of them may be
    repeated; one that cannot succeed is dropped with a line in the log.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._owed: deque[Owed] = deque(maxlen=KEPT)
        self._next = clock.monotonic()

    def add(self, call: Callable[[], object]) -> None:
        """Tells now if nothing is waiting, else in its turn."""
        first = not self._owed
        self._owed.append(Owed(call))
        self.flush(at_once=first)

    def flush(self, *, at_once: bool = False) -> None:
        """Tells what is owed, if it is time to try."""
        if not at_once and self._clock.monotonic() < self._next:
            return
        while self._owed and self._done_with(self._owed[0]):
            self._owed.popleft()
        if self._owed:
            self._next = self._clock.monotonic() + RETRY_AFTER

    def _done_with(self, owed: Owed) -> bool:
        try:
            owed.call()
        except Unavailable:
            LOG.warning("A report of a lane waits for the storage", exc_info=True)
            return False
        except (NotAllowed, NotFound, WrongState):
            LOG.exception("A report of a lane was refused and is dropped")
        except Exception:
            owed.failures += 1
            LOG.exception("A report of a lane failed")
            return owed.failures >= TRIES
        return True
