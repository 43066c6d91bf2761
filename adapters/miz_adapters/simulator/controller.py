"""A UHPPOTE controller that is not there: doors, readers and contacts on a loopback address."""

import select
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event, RLock, Thread

from attrs import define

from miz_adapters.simulator import datagrams
from miz_adapters.simulator.datagrams import (
    NOTHING,
    OVERWRITTEN,
    Record,
    packed,
    record_fields,
)

LOOPBACK = "127.0.0.1"
SERIAL = 405419896
SLICE = 0.05
BEGINNING = datetime(2026, 1, 1, 8)  # noqa: DTZ001 - the controller's clock knows no zone
NORMALLY_OPEN, NORMALLY_CLOSED, CONTROLLED = 1, 2, 3
SWIPE, DOOR, ALARM = 1, 2, 3
Wire = Callable[[bytes], Sequence[bytes]]


@define
class SimulatedDoor:
    """One lock with its contact."""

    mode: int = CONTROLLED
    seconds: int = 5
    free_until: float = 0.0
    stands_open: bool = False

    def is_free(self, now: float) -> bool:
        """Whether the lock is open."""
        if self.mode == CONTROLLED:
            return now < self.free_until
        return self.mode == NORMALLY_OPEN


class SimulatedController:
    """Answers, records and pushes as a controller with four doors does. Thread-safe.

    ``wire`` says what becomes of each datagram that it sends: nothing, two of them, another; with
    ``held`` a list they wait there until `deliver`.
    Set ``mute`` and it falls silent with the next opening, which it still obeys.
    A door relocks behind each person, as a turnstile does.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.doors = {number: SimulatedDoor() for number in range(1, 5)}
        self.records: list[Record] = []
        self.forgotten = 0
        self.cards = 0
        self.burning = False
        self.mute = False
        self.opened: list[int] = []
        self.asked: list[bytes] = []
        self.wire: Wire = lambda data: [data]
        self.held: list[tuple[bytes, tuple[str, int]]] | None = None
        self.ahead = timedelta()
        self._silent = False
        self._unsaid: tuple[bytes, tuple[str, int]] | None = None
        self._clock = clock
        self._lock = RLock()
        self._listener: tuple[str, int] | None = None
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self._port: int = self._socket.getsockname()[1]
        self._plugged = True
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="simulated controller", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where to ask."""
        return f"{LOOPBACK}:{self._port}"

    def is_free(self, door: int) -> bool:
        """Whether the lock is open."""
        return self.doors[door].is_free(self._clock())

    def swipe(self, card: int, *, door: int = 1) -> None:
        """Somebody holds up a card; the controller knows none, and says so."""
        self._record(SWIPE, door=door, card=card, reason=6)

    def walk(self, door: int, *, force: bool = False) -> None:
        """Somebody goes through, if the lock or his shoulder lets him."""
        with self._lock:
            free = self.is_free(door) or self.burning
            if not (free or force):
                return
            if not free:
                self._record(ALARM, door=door, reason=38)
            self.doors[door].free_until = 0.0
            self._record(DOOR, door=door, reason=23)
            self._record(DOOR, door=door, reason=24)

    def press(self, door: int) -> None:
        """Somebody presses the button beside a door, and the controller opens."""
        with self._lock:
            self.doors[door].free_until = self._clock() + self.doors[door].seconds
            self._record(DOOR, door=door, reason=20)

    def stand(self, door: int, *, open_: bool) -> None:
        """The door is left open, or shut."""
        with self._lock:
            self.doors[door].stands_open = open_
            self._record(DOOR, door=door, reason=23 if open_ else 24)

    def unplug(self) -> None:
        """Pulls the cable; the controller goes on recording."""
        self._plugged = False

    def replug(self) -> None:
        """Puts it back."""
        self._plugged = True

    def answer_late(self) -> None:
        """Says at last what it did not while it was mute."""
        with self._lock:
            unsaid, self._unsaid = self._unsaid, None
            if unsaid is not None:
                self._send(*unsaid)

    def deliver(self) -> None:
        """Sends what was held, to whoever asked then."""
        with self._lock:
            held, self.held = self.held or [], None
            for data, receiver in held:
                self._send(data, receiver)

    def close(self) -> None:
        """Takes the controller away."""
        self._stopping.set()
        self._thread.join(5)
        self._socket.close()

    def _now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self._clock()) + self.ahead

    def _record(self, kind: int, *, door: int, reason: int, card: int = 0) -> None:
        with self._lock:
            index = self.forgotten + len(self.records) + 1
            self.records.append(
                Record(
                    index, kind, granted=False, door=door, direction=1,
                    card=card, at=self._now(), reason=reason,
                )
            )  # fmt: skip
            self._push()

    def _push(self) -> None:
        if self._listener is not None:
            self._send(self._told(datagrams.STATUS, self._status()), self._listener)

    def _run(self) -> None:
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._socket], [], [], SLICE)
            if ready:
                request, sender = self._socket.recvfrom(2 * datagrams.SIZE)
                self._answer(request, sender)

    def _answer(self, request: bytes, sender: tuple[str, int]) -> None:
        if not self._plugged or len(request) != datagrams.SIZE or request[0] != datagrams.START:
            return
        if int.from_bytes(request[4:8], "little") != SERIAL:
            return
        with self._lock:
            self.asked.append(request)
            answer = self._obey(request)
            self._silent = self.mute and (self._silent or request[1] == datagrams.OPEN)
            if answer and self._silent:
                self._unsaid = (answer, sender)
            elif answer:
                self._send(answer, sender)

    def _send(self, data: bytes, receiver: tuple[str, int]) -> None:
        if not self._plugged:
            return
        if self.held is not None:
            self.held.append((data, receiver))
            return
        with suppress(OSError):
            for one in self.wire(data):
                self._socket.sendto(one, receiver)

    def _obey(self, request: bytes) -> bytes:
        handlers: dict[int, Callable[[bytes], dict[int, bytes]]] = {
            datagrams.STATUS: lambda _: self._status(),
            datagrams.EVENT: lambda told: record_fields(self._event(told)),
            datagrams.OPEN: self._open,
            datagrams.DOOR: self._set_door,
            datagrams.LISTENER: self._listen,
            datagrams.SPECIAL: lambda _: {8: b"\1"},
            datagrams.CARDS: lambda _: {8: self.cards.to_bytes(4, "little")},
            datagrams.WHO: lambda _: {26: packed("0892"), 28: packed("20240101")},
        }
        handler = handlers.get(request[1])
        return b"" if handler is None else self._told(request[1], handler(request[8:]))

    def _told(self, function: int, fields: dict[int, bytes]) -> bytes:
        return datagrams.datagram(function, SERIAL, fields)

    def _open(self, told: bytes) -> dict[int, bytes]:
        door = self.doors.get(told[0])
        if door is not None:
            door.free_until = self._clock() + door.seconds
            self.opened.append(told[0])
        return {8: bytes([door is not None])}

    def _set_door(self, told: bytes) -> dict[int, bytes]:
        door = self.doors.get(told[0])
        if door is None:
            return {}
        door.mode, door.seconds = told[1], told[2]
        if door.mode == NORMALLY_CLOSED:
            door.free_until = 0.0
        return {8: told[:3]}

    def _listen(self, told: bytes) -> dict[int, bytes]:
        self._listener = (socket.inet_ntoa(told[:4]), int.from_bytes(told[4:6], "little"))
        return {8: b"\1"}

    def _status(self) -> dict[int, bytes]:
        return datagrams.status_fields(
            self.records[-1] if self.records else NOTHING,
            now=self._now(),
            open_=[door.stands_open for door in self.doors.values()],
            relays=sum(1 << number - 1 for number in self.doors if self.is_free(number)),
            inputs=int(self.burning),
        )

    def _event(self, told: bytes) -> Record:
        index = int.from_bytes(told[:4], "little")
        place = index - self.forgotten - 1
        if 0 < index <= self.forgotten:
            return OVERWRITTEN
        return self.records[place] if 0 <= place < len(self.records) else NOTHING
