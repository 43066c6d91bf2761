"""A UHPPOTE controller as a lane: reader, barrier and sensor at one address."""

import logging
import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, RLock, Thread, current_thread

from uhppoted.structs import EventRecord, StatusRecord  # type: ignore[import-untyped]

from miz.domain.places import Direction
from miz.errors import InvalidValue, NotSupported, PortError, Refused, Unavailable
from miz.ports.gates import Capability, DeviceInfo, Position, Presented, Sensed
from miz_adapters.boards.talk import Unanswered
from miz_adapters.machines import MachineBarrier, MachineSensor
from miz_adapters.uhppote.events import BUTTON, card_of, doorways, is_fresh, is_swipe
from miz_adapters.uhppote.inputs import Inputs
from miz_adapters.uhppote.news import News
from miz_adapters.uhppote.reader import ControllerReader
from miz_adapters.uhppote.talk import (
    CONTROLLED,
    NORMALLY_CLOSED,
    NORMALLY_OPEN,
    ControllerTalk,
    Place,
)

LOG = logging.getLogger(__name__)
POLL = 0.2
CAUGHT_UP = 100
CLOSE_WITHIN = 0.8
LONGEST_OPEN = 255
UNKNOWN = DeviceInfo(maker="UHPPOTE", model="UT0311")


class UhppoteController:
    """Reads cards at the lane's doors, opens them, and sees who passes.

    A thread of its own asks for what is new every 0.2 s, at once when the controller pushes; each
    record has a number, so that lost, doubled and late datagrams neither lose nor double a read or
    a passage. Records older than 5 s by the controller's clock are not told: they are nobody's
    moment.
    The controller must have no cards of its own, or it would open without asking miz.
    Any thread may call the three ends; closing one closes all.
    """

    def __init__(
        self,
        place: Place,
        *,
        doors: Mapping[Direction, int] | None = None,
        card_bits: int = 26,
        fire_input: bool = False,
        door_patience: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        talk: ControllerTalk | None = None,
    ) -> None:
        self.doors = dict(doors or {Direction.IN: 1, Direction.OUT: 2})
        check(self.doors, card_bits)
        self.info, self.fire_input = UNKNOWN, fire_input
        self._bits = card_bits
        self._talk = talk or ControllerTalk(place)
        self._clock = clock
        self._lock = RLock()
        self._known = False
        self._last: int | None = None
        self._seconds: dict[int, int] = {}
        self._held = False
        self._ways = doorways(self.doors)
        self._inputs = Inputs.of(self._ways, patience=door_patience, fire=fire_input)
        self._news = News(clock)
        self._stopping = Event()
        self._watcher: Thread | None = None
        self.reader = ControllerReader(self)
        self.barrier = MachineBarrier(self)
        self.sensor = MachineSensor(self)

    @property
    def barrier_can(self) -> Capability:
        """The controller says whether it opened, and stands open by its mode."""
        return Capability.CONFIRMS_UNLOCK | Capability.HOLDS_OPEN

    @property
    def sensor_can(self) -> Capability:
        """Door contacts, buttons and the fire input."""
        found = Capability.CONFIRMS_PASSAGE | Capability.EXIT_INPUT | Capability.DOOR_INPUT
        found |= Capability.FIRE_INPUT if self.fire_input else Capability.NONE
        one_each = len(set(self.doors.values())) == len(self.doors)
        return found | (Capability.TELLS_DIRECTION if one_each else Capability.NONE)

    def release(self, direction: Direction, *, within: float) -> None:
        """Opens that direction's door for its time; asked once, after a look that it is there."""
        door = self._door(direction)
        self._start()
        with self._lock:
            self._ready()
            self._set_time(door, max(1, min(math.ceil(within), LONGEST_OPEN)))
            until = self._clock() + within
            try:
                opened = self._talk.open(door)
            except Unanswered as error:
                self._ways[door].let(direction, until=until)
                raise PortError(
                    "The controller did not acknowledge the release; look whether the lane opened.",
                    code="gate.unconfirmed",
                ) from error
            if not opened:
                raise Refused(f"The controller did not open door {door}.", code="gate.refused")
            self._ways[door].let(direction, until=until)

    def lock(self) -> None:
        """Shuts the doors by their mode, and gives them back to whoever asks next."""
        self._start()
        with self._lock:
            self._ready()
            for door, way in self._ways.items():
                way.take_back(at=self._clock())
                self._set_mode(door, NORMALLY_CLOSED)
                self._set_mode(door, CONTROLLED)
            self._held = False

    def hold_open(self, open_: bool) -> None:
        """Lets the doors stand open, or ends it."""
        if not open_:
            self.lock()
            return
        self._start()
        with self._lock:
            self._ready()
            self._held = True
            for door in self._ways:
                self._set_mode(door, NORMALLY_OPEN)

    def position(self) -> Position:
        """How the locks stand, as the controller shows them."""
        self._start()
        with self._lock:
            status = self._ready()
            if self._held:
                return Position.HELD_OPEN
            free = any(status.doors[door].unlocked for door in self._ways)
            return Position.RELEASED if free else Position.LOCKED

    def read(self, timeout: float) -> Presented | None:
        """The next card."""
        self._start()
        return self._news.read(timeout)

    def wait(self, timeout: float) -> Sensed | None:
        """The next observation."""
        self._start()
        return self._news.wait(timeout)

    def close(self) -> None:
        """Ends the watching thread and lets go of the port."""
        self._stopping.set()
        watcher = self._watcher
        if watcher is not None and watcher is not current_thread():
            watcher.join(CLOSE_WITHIN)
        self._talk.close()
        self._news.report(
            Unavailable("This controller was closed; make a new one.", code="line.closed")
        )

    def _door(self, direction: Direction) -> int:
        if direction not in self.doors:
            raise NotSupported(
                f"No door is there for the direction {direction}; see the lane's settings.",
                code="gate.no_such_direction",
            )
        return self.doors[direction]

    def _start(self) -> None:
        with self._lock:
            if self._watcher is None and not self._stopping.is_set():
                self._watcher = Thread(target=self._watch, name="uhppote", daemon=True)
                self._watcher.start()

    def _ready(self) -> StatusRecord:
        """How it stands now; a controller just found is first brought to rest."""
        if self._stopping.is_set():
            raise _closed()
        try:
            self._talk.connect()
            if not self._known:
                self._greet()
            return self._talk.status()
        except PortError:
            self._known = False
            raise

    def _greet(self) -> None:
        self.info = self._talk.who()
        if cards := self._talk.own_cards():
            raise Refused(
                f"The controller would open for {cards} cards of its own; delete them there.",
                code="controller.own_cards",
            )
        self._talk.prepare()
        for door in self._ways:
            self._set_mode(door, CONTROLLED)
        self._held = False
        if self._last is None:  # what it recorded before is not of this morning
            self._last = _newest(self._talk.status())
        self._known = True

    def _set_time(self, door: int, seconds: int) -> None:
        if self._seconds.get(door) != seconds:
            self._seconds[door] = seconds
            self._set_mode(door, CONTROLLED)

    def _set_mode(self, door: int, mode: int) -> None:
        if not self._talk.control(door, mode, seconds=self._seconds.setdefault(door, 5)):
            raise Refused(
                f"The controller does not take the mode of door {door}.", code="gate.mode"
            )

    # The watching thread

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._news.report(self._look())
            with suppress(OSError, ValueError):  # the ear was closed meanwhile
                self._talk.nudged(POLL)

    def _look(self) -> PortError | None:
        try:
            with self._lock:
                status = self._ready()
                self._catch_up(status)
                for sensed in self._inputs.look(status, at=self._clock()):
                    self._news.tell(sensed)
        except PortError as error:
            return error
        except Exception as error:  # noqa: BLE001 - without this thread nobody would see anything
            self._known = False
            return Unavailable(f"The controller cannot be used: {type(error).__name__}.")
        return None

    def _catch_up(self, status: StatusRecord) -> None:
        """Every record since the last one, in order; a controller that counts anew is followed."""
        newest = _newest(status)
        if self._last is None or newest < self._last:
            self._last = newest
        for index in range(max(self._last + 1, newest - CAUGHT_UP), newest + 1):
            event = status.event if index == newest else self._talk.event(index)
            self._last = index
            if event is not None and event.door in self._ways:
                self._take(event, status)

    def _take(self, event: EventRecord, status: StatusRecord) -> None:
        now = status.system.datetime
        if not is_fresh(event, now):
            LOG.warning("An event of %s was kept back by the controller", event.timestamp)
            return
        at = self._clock() - max(0.0, (now - event.timestamp).total_seconds() - 1.0)
        way = self._ways[event.door]
        if event.reason == BUTTON:  # the controller opens by itself for it
            way.let(None, until=at + self._seconds.get(event.door, 5))
        self._news.tell(way.told(event, at=at))
        card = card_of(event.card, bits=self._bits) if is_swipe(event) else None
        if card is not None:
            self._news.present(card.presented)


def _newest(status: StatusRecord) -> int:
    return 0 if status.event is None else int(status.event.index)


def _closed() -> Unavailable:
    return Unavailable("This controller was closed; make a new one.", code="line.closed")


def check(doors: Mapping[Direction, int], card_bits: int) -> None:
    """Refuses doors and cards that no controller has."""
    if not doors or not set(doors.values()) <= {1, 2, 3, 4}:
        raise InvalidValue("A controller has doors 1 to 4.", code="controller.door", field="door")
    if card_bits not in {26, 34}:
        raise InvalidValue("Cards have 26 or 34 bits.", code="card.bits", field="card_bits")
