"""A reader with lamp, beeper, display, outputs and inputs, at the other end of a cable."""

import os
import time
from collections import deque
from collections.abc import Callable
from threading import RLock

from attrs import define, frozen

from miz_contracts.gates.emulators.cable import EmulatedCable
from miz_contracts.gates.emulators.osdp.frames import Cutter
from miz_contracts.gates.emulators.osdp.protocol import (
    ACK,
    Command,
    Nak,
    Reply,
    Responder,
    Told,
    refused,
)

TENTH = 0.1
_HEARD = 200
_LED_RECORD, _OUTPUT_RECORD = 14, 4


@define
class Output:
    """One output: a steady state, and another one for a while."""

    steady: bool = False
    timed: bool = False
    until: float | None = None

    def obey(self, code: int, tenths: int, now: float) -> bool:
        """Does what a control code says (table 27); whether it is one."""
        if code in {1, 2}:
            self.steady, self.until = code == 2, None
        elif code in {3, 4}:
            self.steady = code == 4
        elif code in {5, 6}:
            self.timed, self.until = code == 5, now + tenths * TENTH
        return code <= 6

    def on(self, now: float) -> bool:
        """Whether current flows."""
        timed = self.until is not None and now < self.until
        return self.timed if timed else self.steady


@frozen
class Lamp:
    """A colour (0 dark, 1 red, 2 green, 3 amber) until then."""

    colour: int = 0
    until: float | None = None


class EmulatedDevice:
    """An OSDP peripheral device on a pseudo-terminal. Thread-safe.

    ``key`` None makes one without secure channel.
    Set ``mute`` and it falls silent with the next output command, which it still obeys.
    ``wire`` is what the cable does to an answer on its way, ``heard`` what was obeyed.
    """

    def __init__(
        self,
        *,
        key: bytes | None,
        address: int = 0,
        outputs: int = 4,
        inputs: int = 8,
        clock: Callable[[], float] = time.monotonic,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.mute = False
        self.wire: Callable[[bytes], bytes] = bytes
        self.heard: deque[tuple[int, bytes]] = deque(maxlen=_HEARD)
        self.asked: deque[bytes] = deque(maxlen=_HEARD)
        self.text = ""
        self.beeps = 0
        self.identity = bytes.fromhex("c0ffee0102") + bytes([42, 0, 0, 0]) + bytes([3, 2, 9])
        self.others: list[EmulatedDevice] = []
        self._clock = clock
        self._lock = RLock()
        self._silent = False
        self._unsaid: bytes | None = None
        self._lamp = Lamp()
        self._outputs = [Output() for _ in range(outputs)]
        self._inputs = [False] * inputs
        self._local = [False, False]
        self._news: deque[Told] = deque()
        self._watchers: list[Callable[[int], None]] = []
        self._cutter = Cutter()
        self.responder = Responder(address, key, self.identity[:8], self._obey, random)
        self._cable = EmulatedCable(self._hear)

    @property
    def url(self) -> str:
        """The port to open."""
        return self._cable.url

    @property
    def secure(self) -> bool:
        """Whether a secure session stands."""
        return self.responder.secure

    @property
    def lamp(self) -> int:
        """The colour that shows."""
        until = self._lamp.until
        return 0 if until is not None and self._clock() >= until else self._lamp.colour

    def on_output(self, watcher: Callable[[int], None]) -> None:
        """Calls ``watcher`` with an output's number when it is switched on, before the answer."""
        self._watchers.append(watcher)

    def is_on(self, output: int) -> bool:
        """Whether an output is on."""
        with self._lock:
            return self._outputs[output].on(self._clock())

    def present(self, card: bytes, bits: int | None = None, *, wiegand: bool = True) -> None:
        """Holds a card to the reader; its last bits may be padding."""
        count = 8 * len(card) if bits is None else bits
        head = bytes([0, int(wiegand)]) + count.to_bytes(2, "little")
        with self._lock:
            self._lamp = Lamp()
            self._news.append(Told(Reply.CARD, head + card))

    def type_keys(self, keys: bytes) -> None:
        """Types on the keypad; 0x0D is the # key, 0x7F the * key."""
        with self._lock:
            self._news.append(Told(Reply.KEYS, bytes([0, len(keys)]) + keys))

    def move(self, number: int, *, active: bool) -> None:
        """Closes or opens an input."""
        with self._lock:
            self._inputs[number] = active
            self._news.append(self._input_status())

    def tamper(self, on: bool) -> None:
        """Opens or closes the housing."""
        with self._lock:
            self._local[0] = on
            self._news.append(Told(Reply.LOCAL_STATUS, bytes(self._local)))

    def say(self, data: bytes) -> None:
        """Puts any bytes on the wire."""
        self._cable.send(data)

    def answer_late(self) -> None:
        """Says what it first kept to itself when it fell silent."""
        with self._lock:
            unsaid, self._unsaid = self._unsaid, None
        self.say(unsaid or b"")

    def restart(self) -> None:
        """Takes its power away for a moment: the session is gone, the outputs are off."""
        with self._lock:
            self.responder.forget()
            self._outputs = [Output() for _ in self._outputs]
            self._cutter.reset()

    def unplug(self) -> None:
        """Pulls the cable; the device stays powered and keeps what it has not told."""
        self._cable.unplug()

    def replug(self) -> None:
        """Puts the cable back."""
        self._cutter.reset()
        self._cable.replug()

    def close(self) -> None:
        """Takes the device away."""
        self._cable.close()

    def _hear(self, data: bytes) -> None:
        for raw in self._cutter.feed(data):
            for device in (self, *self.others):
                answer = device.answered(raw)
                if answer:
                    self._cable.send(answer)

    def answered(self, raw: bytes) -> bytes:
        """What it puts on the wire after a frame; further devices on the bus are asked alike."""
        with self._lock:
            self.asked.append(raw)
            answer = self.responder.answer(raw)
            self._silent = self.mute and self._silent
            if self._silent:
                self._unsaid = self._unsaid or answer
            return b"" if answer is None or self._silent else self.wire(answer)

    def _obey(self, code: int, data: bytes) -> Told:
        if code != Command.POLL:
            self.heard.append((code, data))
        match code:
            case Command.OUTPUT:
                return self._switch(data)
            case Command.LED:
                return self._light(data)
            case Command.BUZZER:
                self.beeps += data[4] if len(data) == 5 else 0
                return ACK if len(data) == 5 else refused(Nak.LENGTH)
            case Command.TEXT:
                self.text = data[6:].decode("ascii", "replace")
                return ACK
        return self._tell(code)

    def _tell(self, code: int) -> Told:
        match code:
            case Command.POLL:
                return self._news.popleft() if self._news else ACK
            case Command.ID:
                return Told(Reply.ID, self.identity)
            case Command.CAP:
                return Told(Reply.CAP, self._capabilities())
        return self._status(code)

    def _status(self, code: int) -> Told:
        match code:
            case Command.LOCAL_STATUS:
                return Told(Reply.LOCAL_STATUS, bytes(self._local))
            case Command.INPUT_STATUS:
                return self._input_status()
            case Command.OUTPUT_STATUS:
                now = self._clock()
                return Told(Reply.OUTPUT_STATUS, bytes(one.on(now) for one in self._outputs))
            case Command.READER_STATUS:
                return Told(Reply.READER_STATUS, b"\x00")
        return refused(Nak.UNKNOWN)

    def _input_status(self) -> Told:
        return Told(Reply.INPUT_STATUS, bytes(self._inputs))

    def _capabilities(self) -> bytes:
        """Function, level, number of each (annex B)."""
        secure = [(9, 1, 0)] if self.responder.key is not None else []
        inputs = [(1, 1, len(self._inputs))] if self._inputs else []
        outputs = [(2, 1, len(self._outputs))] if self._outputs else []
        rest = [(3, 1, 0), (4, 1, 1), (5, 1, 1), (6, 1, 1), (8, 1, 0), (10, 0, 1), (13, 0, 1)]
        return bytes(byte for entry in [*inputs, *outputs, *rest, *secure] for byte in entry)

    def _switch(self, data: bytes) -> Told:
        now = self._clock()
        if not data or len(data) % _OUTPUT_RECORD:
            return refused(Nak.LENGTH)
        for at in range(0, len(data), _OUTPUT_RECORD):
            number, code, tenths = data[at], data[at + 1], data[at + 2] | data[at + 3] << 8
            if number >= len(self._outputs):
                return refused(Nak.RECORD)
            before = self._outputs[number].on(now)
            if not self._outputs[number].obey(code, tenths, now):
                return refused(Nak.RECORD)
            if self._outputs[number].on(now) and not before:
                self._silent = self._silent or self.mute
                for watcher in self._watchers:
                    watcher(number)
        return ACK

    def _light(self, data: bytes) -> Told:
        if len(data) != _LED_RECORD:
            return refused(Nak.LENGTH)
        if data[2] == 2:
            tenths = data[7] | data[8] << 8
            self._lamp = Lamp(data[5], self._clock() + tenths * TENTH)
        elif data[9] == 1:
            self._lamp = Lamp(data[12])
        return ACK
