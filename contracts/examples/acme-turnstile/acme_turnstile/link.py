"""One connection to the turnstile: opened when used, lost, opened again."""

import itertools
import select
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread, current_thread
from typing import TypeVar

from acme_turnstile.protocol import Answer, Cutter, Event, command, parse
from miz.errors import BadAnswer, PortError, Refused, Unavailable
from miz.ports.gates import DeviceInfo

T = TypeVar("T")
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
CONNECT_WITHIN = 0.5
# The device says ALIVE once a second; after this long without a word it is taken for gone.
SILENT_FOR = 3.0
JOIN_WITHIN = 0.5
KEPT = 1000


class Link:
    """Asks and listens. Any thread may call.

    A thread of its own listens while the connection stands; it begins when the link is used.
    What was heard before a loss is forgotten with it.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        answer_within: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.info = DeviceInfo(maker="Acme", model="turnstile")
        self.cards: deque[str] = deque(maxlen=KEPT)
        self.news: deque[Event] = deque(maxlen=KEPT)
        self._address = (host, port)
        self._within = answer_within
        self._clock = clock
        self._changed = Condition()
        self._numbers = itertools.count(1)
        self._answers: dict[int, Answer | None] = {}
        self._line: socket.socket | None = None
        self._listener: Thread | None = None
        self._closed = False
        self._pause = FIRST_PAUSE
        self._next_try = clock()

    def ask(self, *words: str) -> tuple[str, ...]:
        """What the device answers; "gate.unconfirmed" where no answer came in time."""
        with self._changed:
            line, number = self._opened(), next(self._numbers)
            self._answers[number] = None
            self._send(line, command(number, *words))
            self._changed.wait_for(
                lambda: self._answers[number] is not None or self._line is not line, self._within
            )
            answer = self._answers.pop(number)
        if answer is None:
            raise PortError(
                "The turnstile did not answer; look whether the lane opened.",
                code="gate.unconfirmed",
            )
        if not answer.good:
            raise Refused(f"The turnstile refused {words[0]}; see its manual.")
        return answer.words

    def next_card(self, timeout: float) -> str | None:
        """The next card that was read."""
        return self._next(self.cards, timeout)

    def next_event(self, timeout: float) -> Event | None:
        """The next thing that happened in the lane."""
        return self._next(self.news, timeout)

    def close(self) -> None:
        """Lets go for good; safe to call twice."""
        with self._changed:
            self._closed = True
            self._lose(self._line)
            listener = self._listener
        if listener is not None and listener is not current_thread():
            listener.join(JOIN_WITHIN)

    def _next(self, queue: deque[T], timeout: float) -> T | None:
        with self._changed:
            line = self._opened()
            self._changed.wait_for(lambda: queue or self._line is not line, timeout)
            if self._line is not line:
                raise Unavailable("The turnstile went away; look at its cable and power.")
            return queue.popleft() if queue else None

    def _send(self, line: socket.socket, data: bytes) -> None:
        """Puts a command on the line; on Unavailable it did not leave."""
        if _is_gone(line):
            self._lose(line)
            raise Unavailable("The turnstile went away; look at its cable and power.")
        try:
            line.sendall(data)
        except OSError as error:
            self._lose(line)
            raise Unavailable("The turnstile went away; look at its cable and power.") from error

    def _opened(self) -> socket.socket:
        if self._closed:
            raise Unavailable("This turnstile was closed; make a new one.", code="line.closed")
        if self._line is None:
            self._line = self._open()
        return self._line

    def _open(self) -> socket.socket:
        now = self._clock()
        if now < self._next_try:
            raise Unavailable("The turnstile is away; look at its cable. It is tried again.")
        self._next_try = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        try:
            line = socket.create_connection(self._address, CONNECT_WITHIN)
        except OSError as error:
            raise Unavailable(
                f"No turnstile at {self._address[0]}:{self._address[1]}; look at its cable, or for "
                f"another program that uses it ({type(error).__name__})."
            ) from error
        try:
            cutter = self._greet(line)
        except (OSError, BadAnswer) as error:
            line.close()
            raise Unavailable("The turnstile does not talk to us; is it in use?") from error
        self._pause = FIRST_PAUSE
        self._listener = Thread(
            target=self._listen, args=(line, cutter), name=f"turnstile {self._address}", daemon=True
        )
        self._listener.start()
        return line

    def _greet(self, line: socket.socket) -> Cutter:
        """Brings the lane to rest, so that no old release is played again; asks who is there."""
        cutter = Cutter()
        for verb in ("LOCK", "HELLO"):
            number = next(self._numbers)
            line.sendall(command(number, verb))
            answer = _answer(line, cutter, number)
        if len(answer.words) == 3:
            self.info = DeviceInfo("Acme", *answer.words)
        line.settimeout(SILENT_FOR)
        return cutter

    def _listen(self, line: socket.socket, cutter: Cutter) -> None:
        with suppress(OSError):
            while data := line.recv(4096):
                for one in cutter.feed(data):
                    self._take(parse(one))
        with self._changed:
            self._lose(line)

    def _take(self, said: Answer | Event | None) -> None:
        with self._changed:
            if isinstance(said, Answer) and said.number in self._answers:
                self._answers[said.number] = said
            elif isinstance(said, Event) and said.name == "CARD":
                self.cards.extend(said.words[:1])
            elif isinstance(said, Event) and said.name != "ALIVE":
                self.news.append(said)
            self._changed.notify_all()

    def _lose(self, line: socket.socket | None) -> None:
        if line is None:
            return
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()
        if self._line is line:
            self._line = None
            self._next_try = self._clock() + FIRST_PAUSE
            self.cards.clear()
            self.news.clear()
        self._changed.notify_all()


def _is_gone(line: socket.socket) -> bool:
    """Whether the other end has closed, although nobody noticed yet."""
    try:
        waiting, _, _ = select.select([line], [], [], 0)
        return bool(waiting) and line.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True


def _answer(line: socket.socket, cutter: Cutter, number: int) -> Answer:
    while data := line.recv(4096):
        for one in cutter.feed(data):
            said = parse(one)
            if isinstance(said, Answer) and said.number == number:
                return said
    raise BadAnswer("The turnstile hung up.")
