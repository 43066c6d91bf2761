"""A relay board with a turnstile behind it that are not there."""

import time
from collections import defaultdict
from collections.abc import Callable
from threading import RLock

from attrs import frozen

from miz.domain.places import Direction
from miz.ports.gates import Walk
from miz_adapters.serial.inputs import Wiring
from miz_adapters.serial.numato import channel
from miz_adapters.simulator.contacts import MovingContact
from miz_adapters.simulator.port import SimulatedPort

LINK_FRESH = 1.0


@frozen
class Pulse:
    """A relay was on for so many seconds."""

    relay: int
    seconds: float


class SimulatedBoard:
    """Answers as a Numato Lab relay module and moves a turnstile by its relays. Thread-safe.

    With pulses the turnstile is free from a relay's switching on for ``window`` seconds or one
    person; with ``wiring.pulse`` None it is free while the relay is on.
    Set ``mute`` and it falls silent with the next release, which it still obeys; ``heard`` keeps
    the commands it was given.
    """

    def __init__(
        self,
        *,
        wiring: Wiring | None = None,
        window: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.wiring = wiring or Wiring()
        self.window = window
        self.mute = False
        self.heard: list[str] = []
        self.pulses: list[Pulse] = []
        self._clock = clock
        self._lock = RLock()
        self._held = b""
        self._asked_at: float | None = None
        self._on_since: dict[int, float] = {}
        self._free_until: dict[Direction, float] = {}
        self._contacts: defaultdict[int, MovingContact] = defaultdict(MovingContact)
        self._burning = self._silent = False
        self._unsaid = b""
        self._watchers: list[Callable[[Direction], None]] = []
        self._port = SimulatedPort(self._hear)

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
        return self._burning

    def on_release(self, watcher: Callable[[Direction], None]) -> None:
        """Calls ``watcher`` at each release, on a thread of the board, before the answer."""
        self._watchers.append(watcher)

    def released(self, direction: Direction) -> bool:
        """Whether one person may pass that way now."""
        with self._lock:
            relay = self.wiring.relays.get(direction)
            if self.wiring.pulse is None:
                return relay in self._on_since
            until = self._free_until.get(direction)
            return until is not None and self._clock() < until

    def walk(self, direction: Direction, *, force: bool = False) -> Walk:
        """Somebody goes through, if the turnstile, the fire or his shoulder lets him."""
        with self._lock:
            free = self.released(direction) or self._burning
            if not (free or force):
                return Walk.BLOCKED
            self._free_until.pop(direction, None)
            if direction in self.wiring.passages:
                self._contacts[self.wiring.passages[direction].pin].move(self._clock())
            return Walk.PASSED if free else Walk.FORCED

    def fire(self, on: bool) -> None:
        """The fire panel's contact; everything is free while it is on."""
        self._burning = on

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
        *commands, held = (self._held + data).split(b"\r")
        self._held = held[-64:]
        for command in commands:
            text = command.decode("ascii", "replace").strip()
            answer = self._obey(text)
            self._silent = self.mute and (self._silent or text.startswith("relay on"))
            told = f"{text}\n\r{answer}\n\r>" if answer else f"{text}\n\r>"
            self._say(told.encode("ascii", "replace"))

    def _say(self, told: bytes) -> None:
        if self._silent:
            self._unsaid = (self._unsaid + told)[-256:]
        else:
            self._port.send(told)

    def _obey(self, text: str) -> str:
        with self._lock:
            self._asked_at = self._clock()
            self.heard = [*self.heard[-99:], text]
        match text.split():
            case ["ver"]:
                return "A0080001"
            case ["id", "get"]:
                return "00000042"
            case ["relay", "on" | "off" as state, number]:
                self._switch(number, on=state == "on")
            case ["relay", "read", number]:
                return "on" if self._number(number) in self._on_since else "off"
            case ["gpio", "read", number]:
                return str(int(self._high(self._number(number))))
        return ""

    def _number(self, text: str) -> int:
        return next((number for number in range(36) if channel(number) == text), -1)

    def _switch(self, number: str, *, on: bool) -> None:
        relay, now = self._number(number), self._clock()
        with self._lock:
            since = self._on_since.get(relay)
            if not on and since is not None:
                del self._on_since[relay]
                self.pulses.append(Pulse(relay, now - since))
            if not on or since is not None:
                return
            self._on_since[relay] = now
            freed = self._free(relay, now)
        if freed is not None:
            for watcher in self._watchers:
                watcher(freed)

    def _free(self, relay: int, now: float) -> Direction | None:
        if relay == self.wiring.stop:
            self._free_until.clear()
        for direction, own in self.wiring.relays.items():
            if own == relay:
                self._free_until[direction] = now + self.window
                return direction
        return None

    def _high(self, pin: int) -> bool:
        with self._lock:
            fire = self.wiring.fire
            if fire is not None and pin == fire.pin:
                return self._burning is not fire.active_low
            inputs = [one for one in self.wiring.passages.values() if one.pin == pin]
            active = self._contacts[pin].look(self._clock()) if inputs else False
            return active is not (bool(inputs) and inputs[0].active_low)
