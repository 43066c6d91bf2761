"""A turnstile that is not there: relays free it, people walk through it, contacts tell."""

import time
from collections import defaultdict
from collections.abc import Callable
from threading import RLock

from attrs import frozen

from miz.domain.places import Direction
from miz.ports.gates import Walk
from miz_adapters.boards.wiring import Input, Wiring
from miz_adapters.simulator.contacts import MovingContact


@frozen
class Pulse:
    """A relay was on for so many seconds."""

    relay: int
    seconds: float


class Turnstile:
    """Moves by the relays of its board and moves the board's inputs. Thread-safe.

    With pulses the turnstile is free from a relay's switching on for ``window`` seconds or one
    person; with ``wiring.pulse`` None it is free while the relay is on.
    """

    def __init__(
        self, wiring: Wiring, *, window: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.wiring = wiring
        self.window = window
        self.pulses: list[Pulse] = []
        self._clock = clock
        self._lock = RLock()
        self._on_since: dict[int, float] = {}
        self._free_until: dict[Direction, float] = {}
        self._moving: defaultdict[int, MovingContact] = defaultdict(MovingContact)
        self._standing: set[int] = set()
        self._burning = False
        self._watchers: list[Callable[[Direction], None]] = []

    @property
    def burning(self) -> bool:
        """Whether the fire contact is active."""
        return self._burning

    def on_release(self, watcher: Callable[[Direction], None]) -> None:
        """Calls ``watcher`` at each release, on the thread that switches."""
        self._watchers.append(watcher)

    def is_on(self, relay: int) -> bool:
        """Whether a relay is on."""
        return relay in self._on_since

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
                self.press(self.wiring.passages[direction])
            return Walk.PASSED if free else Walk.FORCED

    def fire(self, on: bool) -> None:
        """The fire panel's contact; everything is free while it is on."""
        self._burning = on
        if self.wiring.fire is not None:
            self.hold(self.wiring.fire, active=on)

    def press(self, input_: Input) -> None:
        """Closes a contact for a moment."""
        with self._lock:
            self._moving[input_.pin].move(self._clock())

    def hold(self, input_: Input, *, active: bool) -> None:
        """Leaves a contact active, or at rest."""
        with self._lock:
            change = self._standing.add if active else self._standing.discard
            change(input_.pin)

    def switch(self, relay: int, *, on: bool) -> None:
        """The board switches a relay."""
        now = self._clock()
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

    def high(self, pin: int) -> bool:
        """What the board sees at an input."""
        with self._lock:
            input_ = next((one for one in self._inputs() if one.pin == pin), None)
            if input_ is None:
                return False
            active = pin in self._standing or self._moving[pin].look(self._clock())
            return active is not input_.active_low

    def _inputs(self) -> list[Input]:
        wired = self.wiring
        alone = (wired.fire, wired.exit_button, wired.door, wired.tamper)
        return [*wired.passages.values(), *(one for one in alone if one is not None)]

    def _free(self, relay: int, now: float) -> Direction | None:
        if relay == self.wiring.stop:
            self._free_until.clear()
        for direction, own in self.wiring.relays.items():
            if own == relay:
                self._free_until[direction] = now + self.window
                return direction
        return None
