"""pymodbus over a line of ours: its frames and checks, our opening, losing and finding again."""

import logging
import time
from typing import Any

from pymodbus import FramerType
from pymodbus.client.base import ModbusBaseSyncClient
from pymodbus.transport import CommParams, CommType

from miz.errors import Unavailable
from miz_adapters.boards.talk import Unanswered
from miz_adapters.serial.line import SerialLine

# A board that does not answer is told by an exception of ours, not again by each question.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


class LineClient(ModbusBaseSyncClient):
    """Asks once and never again by itself: a write that was not answered may have been done.

    Raises Unavailable where nothing left, `Unanswered` where the line was lost after that, and
    pymodbus's own exceptions where no right answer came in time.
    """

    def __init__(self, line: SerialLine, *, answer_within: float) -> None:
        about = CommParams(comm_type=CommType.SERIAL, timeout_connect=answer_within)
        super().__init__(FramerType.RTU, 0, about, None, None, None)
        self._line = line
        self._within = answer_within
        self._until = 0.0

    def connect(self) -> bool:
        """The line opens itself, and says so by its own exceptions."""
        return True

    def close(self) -> None:
        """The line is closed by whoever made it."""

    def send(self, request: bytes, addr: tuple[Any, ...] | None = None) -> int:
        """Puts a frame on the line."""
        self._line.read(0)  # what came late belongs to no question
        self._line.write(request)
        self._until = time.monotonic() + self._within
        return len(request)

    def recv(self, size: int | None) -> bytes:
        """What came of the answer; nothing once its time is over."""
        left = self._until - time.monotonic()
        if left <= 0:
            return b""
        try:
            return self._line.read(left)
        except Unavailable as error:
            raise Unanswered("The board went away before it answered.") from error
