"""A turnstile that is not there: for tests, and as the far end of a bench."""

import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, RLock, Thread
from typing import Any

from acme_turnstile.protocol import Cutter
from miz.domain.places import Direction
from miz.ports.gates import Capability, Cue

HELLO = "T-100 0001 2.4"
CONTACTS = {
    Capability.EXIT_INPUT: "EXIT",
    Capability.DOOR_INPUT: "DOOR",
    Capability.TAMPER_INPUT: "TAMPER",
}


class Emulator:
    """Talks as the turnstile does, and moves its arm. Thread-safe.

    It serves one connection at a time and sends others away.
    """

    cards = ("0499370899", "04A1B2C3D4E5F6")

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, window: float = 5.0) -> None:
        self.window = window
        self.releases = 0
        self._clock = clock
        self._lock = RLock()
        self._free_until: dict[Direction, float] = {}
        self._held = self._burning = self._mute = self._silent = False
        self._unsaid = b""
        self._lamp: Cue | None = None
        self._line: socket.socket | None = None
        self._plugged = True
        self._over = Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads = [
            Thread(target=run, name="emulated turnstile", daemon=True)
            for run in (self._admit, self._say_alive)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def settings(self) -> Mapping[str, Any]:
        """Settings of the lane that lead here."""
        return {"host": "127.0.0.1", "port": self._door.getsockname()[1]}

    # The hand in front of it

    def present(self, card: str) -> None:
        """Somebody holds up a card."""
        self._lamp = None
        self._tell("CARD", card)

    def shown(self) -> Cue | None:
        """What the lamp shows."""
        return self._lamp

    def is_free(self, direction: Direction) -> bool:
        """Whether the arm gives way."""
        with self._lock:
            return self._held or self._burning or self._is_released(direction)

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into the arm."""
        with self._lock:
            granted = self._held or self._is_released(direction)
            if not (granted or self._burning or force):
                return
            self._free_until.pop(direction, None)
            self._tell("PASSED" if granted else "FORCED", direction.name)

    def turn_back(self, direction: Direction) -> None:
        """Somebody begins to pass and turns back."""
        self._tell("TURNED", direction.name)

    def fire(self, on: bool) -> None:
        """The fire panel; a grant that it falls into is over."""
        with self._lock:
            self._burning = on
            self._free_until.clear()
            self._tell("FIRE", "ON" if on else "OFF")

    def switch(self, contact: Capability, on: bool) -> None:
        """A contact beside the lane."""
        self._tell(CONTACTS[contact], "ON" if on else "OFF")

    def mute(self, on: bool) -> None:
        """Obeys the next release without an answer, and says nothing from then on."""
        self._mute, self._silent = on, False

    def answer_late(self) -> None:
        """Says at last what it did not."""
        with self._lock, suppress(OSError):
            if self._line is not None:
                self._line.sendall(self._unsaid)
            self._unsaid = b""

    def unplug(self) -> None:
        """Pulls the cable."""
        with self._lock:
            self._plugged = False
            self._hang_up()

    def replug(self) -> None:
        """Puts it back."""
        self._plugged = True

    def close(self) -> None:
        """Takes the turnstile away."""
        self._over.set()
        self.unplug()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join(1.0)

    # Its own end of the line

    def _admit(self) -> None:
        with suppress(OSError):
            while not self._over.is_set():
                line, _ = self._door.accept()
                with self._lock:
                    busy = self._line is not None or not self._plugged
                    self._line = self._line if busy else line
                if busy:
                    line.close()
                else:
                    Thread(target=self._serve, args=(line,), daemon=True).start()

    def _say_alive(self) -> None:
        while not self._over.wait(1.0):
            self._tell("ALIVE")

    def _serve(self, line: socket.socket) -> None:
        cutter = Cutter()
        with suppress(OSError):
            while data := line.recv(4096):
                for one in cutter.feed(data):
                    self._answer(*one.decode("ascii", "replace").split())
        with self._lock:
            if self._line is line:
                self._hang_up()

    def _answer(self, number: str, *words: str) -> None:
        with self._lock:
            told = self._obey(words)
            self._silent = self._silent or (self._mute and words[:1] == ("OPEN",))
            self._say(f"{number} {told}\n".encode("ascii"))

    def _obey(self, words: tuple[str, ...]) -> str:
        match words:
            case ["HELLO"]:
                return f"OK {HELLO}"
            case ["OPEN", way, milliseconds]:
                self.releases += 1
                self._free_until[Direction[way]] = self._clock() + int(milliseconds) / 1000
            case ["LOCK"]:
                self._free_until.clear()
            case ["HOLD", on]:
                self._held = on == "ON"
            case ["STATE"]:
                free = any(self._is_released(way) for way in Direction)
                return f"OK {'HELD' if self._held else 'RELEASED' if free else 'LOCKED'}"
            case ["LAMP", name]:
                self._lamp = Cue[name]
            case _:
                return "NO"
        return "OK"

    def _tell(self, *words: str) -> None:
        with self._lock:
            self._say(f"* {' '.join(words)}\n".encode("ascii"))

    def _say(self, data: bytes) -> None:
        """What is said while nobody is connected is lost."""
        if self._silent:
            self._unsaid += data
        elif self._line is not None:
            with suppress(OSError):
                self._line.sendall(data)

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _is_released(self, direction: Direction) -> bool:
        until = self._free_until.get(direction)
        return until is not None and self._clock() < until
