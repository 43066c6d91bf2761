"""What waits for the lane's thread: cards read, things seen, or why there is nothing to tell."""

from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import TypeVar

from attrs import define, field

from miz.errors import PortError, Unavailable
from miz.ports.gates import Presented, Sensed

KEPT = 1000
REPEAT_WITHIN = 2.0
T = TypeVar("T")


@define(eq=False)
class News:
    """Filled by the thread that watches, emptied by the lane's; thread-safe."""

    clock: Callable[[], float]
    _changed: Condition = field(factory=Condition, init=False)
    _reads: deque[Presented] = field(factory=lambda: deque(maxlen=KEPT), init=False)
    _seen: deque[Sensed] = field(factory=lambda: deque(maxlen=KEPT), init=False)
    _read_at: dict[str, float] = field(factory=dict, init=False)
    _fault: PortError | None = field(default=None, init=False)

    def present(self, presented: Presented) -> None:
        """A card was read; the same one within 2 s is the same event."""
        now = self.clock()
        with self._changed:
            recent = {code: at for code, at in self._read_at.items() if now - at < REPEAT_WITHIN}
            if presented.code not in recent:
                self._reads.append(presented)
            self._read_at = {**recent, presented.code: now}
            self._changed.notify_all()

    def tell(self, sensed: Sensed | None) -> None:
        """Something was seen, if so."""
        if sensed is not None:
            with self._changed:
                self._seen.append(sensed)
                self._changed.notify_all()

    def report(self, fault: PortError | None) -> None:
        """Why nothing can be told, or that it can; a card read before a loss is old after it."""
        with self._changed:
            self._fault = fault
            if fault is not None:
                self._reads.clear()
            self._changed.notify_all()

    def read(self, timeout: float) -> Presented | None:
        """As `Reader.read`."""
        return self._next(self._reads, timeout)

    def wait(self, timeout: float) -> Sensed | None:
        """As `Sensor.wait`."""
        return self._next(self._seen, timeout)

    def _next(self, waiting: deque[T], timeout: float) -> T | None:
        with self._changed:
            self._changed.wait_for(lambda: waiting or self._fault, timeout)
            if waiting:
                return waiting.popleft()
            if self._fault is not None:
                raise Unavailable(self._fault.message, code=self._fault.code) from self._fault
            return None
