"""A bar code scanner, a card reader or a Wiegand converter that sends each read as a line."""

import time
from collections import deque
from collections.abc import Callable, Mapping

from miz.errors import PortError
from miz.ports.gates import Capability, Cue, DeviceInfo, Presented, Reader
from miz_adapters.serial.cards import Layout, Read, reader_of
from miz_adapters.serial.framing import LONGEST_CODE, LineParser, masked
from miz_adapters.serial.line import SerialLine

GENERIC = DeviceInfo(maker="generic", model="serial line reader")
AS_TEXT = reader_of(Layout.TEXT)


class SerialReader(Reader):
    """Reads lines from a serial port; ``cues`` are the bytes that light or sound each cue.

    ``read_line`` makes a read of a line (see `miz_adapters.serial.cards`).
    ``trace`` receives a masked hex dump of what arrives, for fault-finding.
    ``clock`` is monotonic and measures gaps, repetitions and the pauses between openings.
    Reading is for one thread, that of the lane; any thread may close.
    """

    def __init__(
        self,
        url: str,
        *,
        baudrate: int = 9600,
        limit: int = LONGEST_CODE,
        gap: float = 0.3,
        repeat: float = 2.0,
        read_line: Read = AS_TEXT,
        cues: Mapping[Cue, bytes] | None = None,
        info: DeviceInfo = GENERIC,
        clock: Callable[[], float] = time.monotonic,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        self._line = SerialLine(url, baudrate=baudrate, clock=clock)
        self._parser = LineParser(limit, gap)
        self._read_line = read_line
        self._repeat = repeat
        self._cues = dict(cues or {})
        self._info = info
        self._clock = clock
        self._trace = trace
        self._opening = 0
        self._was_away = False
        self._waiting: deque[Presented] = deque()
        self._seen: dict[str, float] = {}

    @property
    def info(self) -> DeviceInfo:
        return self._info

    @property
    def capabilities(self) -> Capability:
        return Capability.CUES if self._cues else Capability.NONE

    def read(self, timeout: float) -> Presented | None:
        until = time.monotonic() + timeout
        self._come_back()
        found = self._next()
        while found is None:
            left = max(0.0, until - time.monotonic())
            self._hear(left)
            found = self._next()
            if left == 0.0:
                break
        self._was_away = found is not None
        return found

    def cue(self, cue: Cue, text: str = "") -> None:
        if cue in self._cues:
            self._line.write(self._cues[cue])

    def close(self) -> None:
        self._line.close()

    def _come_back(self) -> None:
        """The lane was busy with the last code: that time is no gap between two bytes."""
        if self._was_away:
            self._parser.touch(self._clock())

    def _hear(self, timeout: float) -> None:
        try:
            self._greet()
            data = self._line.read(timeout)
        except PortError:
            self._forget()
            raise
        if data and self._trace is not None:
            self._trace(masked(data))
        if data:
            self._waiting.extend(self._parser.feed(data, at=self._clock()))

    def _greet(self) -> None:
        opening = self._line.connect()
        if opening != self._opening:
            self._opening = opening
            self._forget()

    def _forget(self) -> None:
        """What was on its way when the line went is old by the time the line is back."""
        self._parser.reset()
        self._waiting.clear()

    def _next(self) -> Presented | None:
        while self._waiting:
            found = self._read_line(self._waiting.popleft())
            if found is not None and not self._repeated(found.code):
                return found
        return None

    def _repeated(self, code: str) -> bool:
        now = self._clock()
        self._seen = {old: at for old, at in self._seen.items() if now - at < self._repeat}
        repeated = code in self._seen
        self._seen[code] = now
        return repeated
