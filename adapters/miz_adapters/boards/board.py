"""A relay board with inputs: the barrier and the sensor of a lane on one line."""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Event, RLock, Thread, current_thread

from attrs import evolve, frozen

from miz.domain.places import Direction
from miz.errors import NotSupported, PortError, Unavailable
from miz.ports.gates import Capability, DeviceInfo, Movement, Position, Sensed
from miz_adapters.boards.talk import Talk, Unanswered, Unsure
from miz_adapters.boards.watches import watches
from miz_adapters.boards.wiring import SHORTEST_PULSE, Contact, Wiring
from miz_adapters.machines import MachineBarrier, MachineSensor

POLL = 0.02
KEPT = 1000
CLOSE_WITHIN = 0.6
UNKNOWN = DeviceInfo(maker="unknown", model="relay board")


@frozen
class Release:
    """One person may pass in that direction until then."""

    direction: Direction
    until: float


class RelayBoard:
    """Switches the relays and watches the inputs of a board that ``talk`` speaks with.

    A thread of its own looks at the inputs every 20 ms and ends pulses in time, even while the
    lane's thread waits for a disk; it begins with the first call and ends with `close`.
    When a line was lost, every relay is switched off before anything else: no old release is
    played again.
    Any thread may call the `barrier` and the `sensor`; closing either closes the board.
    ``clock`` is monotonic and measures pulses, grants and contacts.
    """

    def __init__(
        self,
        talk: Talk,
        *,
        wiring: Wiring | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.wiring = wiring or Wiring()
        self.info = UNKNOWN
        self._talk = talk
        self._clock = clock
        self._lock = RLock()
        self._greeted = 0
        self._off_at: dict[int, float] = {}
        self._release: Release | None = None
        self._pins = self.wiring.all_pins
        self._watches = watches(self.wiring, self._judge)
        self._news = Condition()
        self._seen: deque[Sensed] = deque(maxlen=KEPT)
        self._fault: PortError | None = None
        self._stopping = Event()
        self._watcher: Thread | None = None
        self.barrier = MachineBarrier(self)
        self.sensor = MachineSensor(self)

    @property
    def confirms(self) -> bool:
        """Whether the board acknowledges commands."""
        return self._talk.confirms

    @property
    def barrier_can(self) -> Capability:
        """Confirmed releases, where the board acknowledges commands."""
        return Capability.CONFIRMS_UNLOCK if self.confirms else Capability.NONE

    @property
    def sensor_can(self) -> Capability:
        """What the inputs tell."""
        return self.wiring.capabilities

    def release(self, direction: Direction, *, within: float) -> None:
        """Switches that direction's relay on; ends the pulse by itself."""
        relay = self._relay(direction)
        self._start()
        with self._lock:
            self._ready()
            if relay in self._off_at:  # a turnstile sees the edge, so there must be one
                self._off(relay)
                self._stopping.wait(SHORTEST_PULSE)
            self._on(relay, direction, within)

    def lock(self) -> None:
        """Switches the relays off, and tells the turnstile to stop where that is wired."""
        self._start()
        with self._lock:
            self._ready()
            if self._release is not None:  # whoever was already moving was let in
                self._release = evolve(self._release, until=self._clock())
            for relay in set(self.wiring.relays.values()):
                self._off(relay)
            if self.wiring.stop is not None:
                self._off_at[self.wiring.stop] = self._clock() + self._pulse(SHORTEST_PULSE)
                self._talk.switch(self.wiring.stop, on=True)

    def hold_open(self, open_: bool) -> None:
        """No pulse lasts for good."""
        raise NotSupported(
            "This board gives pulses only; use the turnstile's own switch to hold it open.",
            code="gate.no_hold_open",
        )

    def position(self) -> Position:
        """Released from the command to the passage or the end of the grant, where that is known."""
        self._start()
        with self._lock:
            self._ready()
            if not self.confirms:
                return Position.UNKNOWN
            release = self._release
            free = release is not None and self._clock() < release.until
            return Position.RELEASED if free else Position.LOCKED

    def wait(self, timeout: float) -> Sensed | None:
        """The next observation of the watching thread."""
        self._start()
        with self._news:
            self._news.wait_for(lambda: self._seen or self._fault, timeout)
            if self._seen:
                return self._seen.popleft()
            if self._fault is not None:
                raise Unavailable(self._fault.message, code=self._fault.code) from self._fault
            return None

    def close(self) -> None:
        """Switches off what is on, ends the watching thread and lets go of the line."""
        self._stopping.set()
        watcher = self._watcher
        if watcher is not None and watcher is not current_thread():
            watcher.join(CLOSE_WITHIN)
        self._talk.close()
        self._report(Unavailable("This board was closed; make a new one.", code="line.closed"))

    def _relay(self, direction: Direction) -> int:
        if direction not in self.wiring.relays:
            raise NotSupported(
                f"No relay is wired for the direction {direction}; see the lane's settings.",
                code="gate.no_such_direction",
            )
        return self.wiring.relays[direction]

    def _start(self) -> None:
        with self._lock:
            if self._watcher is None and not self._stopping.is_set():
                self._watcher = Thread(target=self._watch, name=self._talk.place, daemon=True)
                self._watcher.start()

    def _ready(self) -> None:
        """Opens the line if need be; a board just found is first brought to rest."""
        opening = self._talk.connect()
        if opening == self._greeted:
            return
        self._talk.reset()
        for relay in self.wiring.all_relays:
            self._off(relay)
        self.info = self._talk.who()
        self._sample()
        self._greeted = opening

    def _on(self, relay: int, direction: Direction, within: float) -> None:
        now = self._clock()
        self._off_at[relay] = now + self._pulse(within)
        try:
            self._talk.switch(relay, on=True)
        except (Unanswered, Unsure) as error:
            self._release = Release(direction, now + within)
            raise PortError(
                "The board did not acknowledge the release; look whether the lane opened.",
                code="gate.unconfirmed",
            ) from error
        self._release = Release(direction, now + within)

    def _pulse(self, within: float) -> float:
        return within if self.wiring.pulse is None else self.wiring.pulse

    def _off(self, relay: int) -> None:
        self._talk.switch(relay, on=False)
        self._off_at.pop(relay, None)

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._report(self._look())
            self._stopping.wait(POLL)
        with self._lock, suppress(PortError):
            for relay in tuple(self._off_at):
                self._off(relay)

    def _look(self) -> PortError | None:
        try:
            with self._lock:
                self._ready()
                self._end_pulses()
                self._sample()
        except PortError as error:
            return error
        except Exception as error:  # noqa: BLE001 - without this thread a pulse would never end
            self._talk.drop()
            return Unavailable(f"The board cannot be used: {type(error).__name__}.")
        return None

    def _report(self, fault: PortError | None) -> None:
        with self._news:
            self._fault = fault
            self._news.notify_all()

    def _end_pulses(self) -> None:
        now = self._clock()
        for relay in [relay for relay, due in self._off_at.items() if now >= due]:
            self._off(relay)

    def _sample(self) -> None:
        levels = self._talk.levels(self._pins)
        at = self._clock()
        for watch in self._watches:
            sensed = watch.look(high=levels[watch.contact.input.pin], at=at)
            if sensed is not None:
                self._tell(sensed)

    def _judge(self, contact: Contact, since: float) -> Sensed:
        """A passage uses up the release it was meant for; any other was forced."""
        direction, release = self.wiring.direction_of(contact.input), self._release
        if release is None or direction not in {None, release.direction} or since > release.until:
            return Sensed(Movement.FORCED, direction)
        self._release = None
        if self.wiring.pulse is None:
            self._off(self.wiring.relays[release.direction])
        return Sensed(Movement.PASSED, direction)

    def _tell(self, sensed: Sensed) -> None:
        with self._news:
            self._seen.append(sensed)
            self._news.notify_all()
