"""Relay boards that are not there, with a turnstile behind each."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import RLock

from miz.domain.places import Direction
from miz.ports.gates import Walk
from miz_adapters.boards.wiring import Wiring
from miz_adapters.serial.lcus import CHANNELS, START, frame
from miz_adapters.serial.numato import channel
from miz_adapters.simulator.port import SimulatedPort
from miz_adapters.simulator.turnstile import Pulse, Turnstile

LINK_FRESH = 1.0
RELAYS = 36


class BoardWithTurnstile(ABC):
    """A board's end of a cable and what hangs on the board. Thread-safe.

    Set ``mute`` and it falls silent with the next release, which it still obeys.
    """

    def __init__(
        self,
        *,
        wiring: Wiring | None = None,
        window: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.turnstile = Turnstile(wiring or Wiring(), window=window, clock=clock)
        self.mute = False
        self._lock = RLock()
        self._held = b""
        self._clock = clock
        self._asked_at: float | None = None
        self._unsaid = b""
        self._port = SimulatedPort(self._hear)

    @property
    def wiring(self) -> Wiring:
        """How it is wired."""
        return self.turnstile.wiring

    @property
    def url(self) -> str:
        """The port to open."""
        return self._port.url

    @property
    def link(self) -> bool:
        """Whether the cable is in and somebody asked within the last second."""
        asked = self._asked_at
        return self._port.plugged and asked is not None and self._clock() - asked < LINK_FRESH

    @property
    def burning(self) -> bool:
        """Whether the fire contact is active."""
        return self.turnstile.burning

    @property
    def pulses(self) -> list[Pulse]:
        """What the relays did."""
        return self.turnstile.pulses

    def on_release(self, watcher: Callable[[Direction], None]) -> None:
        """Calls ``watcher`` at each release, on a thread of the board, before the answer."""
        self.turnstile.on_release(watcher)

    def released(self, direction: Direction) -> bool:
        """Whether one person may pass that way now."""
        return self.turnstile.released(direction)

    def walk(self, direction: Direction, *, force: bool = False) -> Walk:
        """Somebody goes through, if the turnstile, the fire or his shoulder lets him."""
        return self.turnstile.walk(direction, force=force)

    def fire(self, on: bool) -> None:
        """The fire panel's contact; everything is free while it is on."""
        self.turnstile.fire(on)

    def answer_late(self) -> None:
        """Says at last what it did not while it was mute."""
        unsaid, self._unsaid = self._unsaid, b""
        self._port.send(unsaid)

    def unplug(self) -> None:
        """Pulls the cable; the board stays powered, as many are."""
        self._port.unplug()

    def replug(self) -> None:
        """Puts the cable back."""
        with self._lock:
            self._held = b""
        self._port.replug()

    def close(self) -> None:
        """Takes the device away."""
        self._port.close()

    def _hear(self, data: bytes) -> None:
        self._asked_at = self._clock()
        self._obey(data)

    @abstractmethod
    def _obey(self, data: bytes) -> None:
        """Does what the host sent."""


class SimulatedBoard(BoardWithTurnstile):
    """Answers as a Numato Lab relay module; ``heard`` keeps the commands it was given."""

    def __init__(
        self,
        *,
        wiring: Wiring | None = None,
        window: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.heard: list[str] = []
        self._silent = False
        super().__init__(wiring=wiring, window=window, clock=clock)

    def _obey(self, data: bytes) -> None:
        *commands, held = (self._held + data).split(b"\r")
        self._held = held[-64:]
        for command in commands:
            text = command.decode("ascii", "replace").strip()
            answer = self._answer(text)
            self._silent = self.mute and (self._silent or text.startswith("relay on"))
            told = f"{text}\n\r{answer}\n\r>" if answer else f"{text}\n\r>"
            self._say(told.encode("ascii", "replace"))

    def _say(self, told: bytes) -> None:
        if self._silent:
            self._unsaid = (self._unsaid + told)[-256:]
        else:
            self._port.send(told)

    def _answer(self, text: str) -> str:
        with self._lock:
            self.heard = [*self.heard[-99:], text]
        match text.split():
            case ["ver"]:
                return "A0080001"
            case ["id", "get"]:
                return "00000042"
            case ["relay", "on" | "off" as state, number]:
                self.turnstile.switch(self._number(number), on=state == "on")
            case ["relay", "read", number]:
                return "on" if self.turnstile.is_on(self._number(number)) else "off"
            case ["gpio", "read", number]:
                return str(int(self.turnstile.high(self._number(number))))
        return ""

    def _number(self, text: str) -> int:
        return next((number for number in range(RELAYS) if channel(number) == text), -1)


class SimulatedLcus(BoardWithTurnstile):
    """Obeys as an LCUS module, and says nothing."""

    def _obey(self, data: bytes) -> None:
        held = self._held + data
        while len(held) >= len(frame(1, on=True)):
            told = held[:4]
            known = told[0] == START and told[1] in CHANNELS and told[2] in {0, 1}
            if known and told == frame(told[1], on=bool(told[2])):
                self.turnstile.switch(told[1], on=bool(told[2]))
                held = held[4:]
            else:
                held = held[1:]
        self._held = held
