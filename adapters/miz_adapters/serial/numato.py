"""The words of Numato Lab's USB relay modules.

A command is ASCII text ended by CR; the board echoes it, answers on a line of its own where there
is something to say, and shows the prompt ``>``.
Source: Numato Lab, USB relay module manuals, "Command set": ver, id get, relay on|off|read N,
gpio read N; numbers from 10 on are written as letters from A on.
"""

import string
import time
from collections.abc import Callable, Mapping, Sequence

from miz.errors import BadAnswer, Unavailable
from miz.ports.gates import DeviceInfo
from miz_adapters.boards.board import RelayBoard
from miz_adapters.boards.talk import Talk, Unanswered
from miz_adapters.boards.wiring import Wiring
from miz_adapters.serial.line import SerialLine

BAUDRATE = 19200
PROMPT = b">"
_NUMBERS = string.digits + string.ascii_uppercase
# The longest answer is a version of some ten characters; more is no board of this kind.
_LONGEST = 256


def channel(number: int) -> str:
    """How the board writes a relay's or an input's number, 0 to 35."""
    return _NUMBERS[number]


def answer_of(command: str, heard: bytes) -> str | None:
    """The answer to ``command`` in what was heard so far, or None while it is incomplete."""
    echo = command.encode("ascii")
    start = heard.find(echo)
    end = heard.find(PROMPT, start + len(echo))
    if start < 0 or end < 0:
        return None
    return heard[start + len(echo) : end].decode("ascii", "replace").strip()


class NumatoTalk(Talk):
    """Asks one question after the other over a line."""

    confirms = True

    def __init__(self, line: SerialLine, *, answer_within: float = 0.3) -> None:
        self._line = line
        self._within = answer_within

    @property
    def place(self) -> str:
        return self._line.url

    def connect(self) -> int:
        return self._line.connect()

    def reset(self) -> None:
        self._line.write(b"\r")  # ends whatever half a command the board still holds

    def who(self) -> DeviceInfo:
        return DeviceInfo(
            maker="Numato Lab",
            model="USB relay module",
            serial=self.ask("id get"),
            firmware=self.ask("ver"),
        )

    def switch(self, relay: int, *, on: bool) -> None:
        command = f"relay {'on' if on else 'off'} {channel(relay)}"
        self._expect(command, self.ask(command), {""})

    def levels(self, pins: Sequence[int]) -> Mapping[int, bool]:
        return {pin: self._level(pin) for pin in pins}

    def drop(self) -> None:
        self._line.drop()

    def close(self) -> None:
        self._line.close()

    def ask(self, command: str) -> str:
        """The board's answer; Unanswered once the command has left, Unavailable before."""
        self._line.read(0)  # what came late belongs to no question
        self._line.write(command.encode("ascii") + b"\r")
        heard, until = b"", time.monotonic() + self._within
        while (answer := answer_of(command, heard)) is None:
            left = until - time.monotonic()
            if left <= 0 or len(heard) > _LONGEST:
                error = Unanswered(f"The board on {self._line.url} does not answer; is it one?")
                self._line.drop(error)
                raise error
            heard += self._hear(left)
        return answer

    def _level(self, pin: int) -> bool:
        command = f"gpio read {channel(pin)}"
        return self._expect(command, self.ask(command), {"0", "1"}) == "1"

    def _hear(self, timeout: float) -> bytes:
        try:
            return self._line.read(timeout)
        except Unavailable as error:
            raise Unanswered("The board went away before it answered.") from error

    def _expect(self, command: str, answer: str, known: set[str]) -> str:
        if answer not in known:
            self._line.drop()
            raise BadAnswer(
                f"The board on {self._line.url} answered {command!r} with {answer[:16]!r}; "
                "look whether it has such a relay or input.",
                code="board.bad_answer",
            )
        return answer


def numato_board(
    url: str,
    *,
    wiring: Wiring | None = None,
    baudrate: int = BAUDRATE,
    answer_within: float = 0.3,
    clock: Callable[[], float] = time.monotonic,
) -> RelayBoard:
    """A Numato Lab module at a serial port or pyserial URL."""
    line = SerialLine(url, baudrate=baudrate, clock=clock)
    return RelayBoard(NumatoTalk(line, answer_within=answer_within), wiring=wiring, clock=clock)
