"""One lane's day: read, decide, keep, open, watch who passes; one thread a lane."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, TypeVar

from attrs import evolve

from miz.domain.access import Access, Reason
from miz.domain.ids import AccessId
from miz.domain.places import Direction, Lane
from miz.domain.staff import Actor
from miz.errors import MizError, PortError, Unavailable
from miz.ports.clocks import Clock
from miz.ports.gates import Cue, LaneDevices, Movement, Presented, Sensed
from miz.usecases.gatehouse import Verdict
from miz_apps.gate.duties import GateDuties
from miz_apps.gate.reports import Reports
from miz_apps.gate.states import TOLD, LaneState, Mode

T = TypeVar("T")

# The longest a lane does not look at its sensor, and the longest it does not see `stop`.
READ_FOR = 0.2
PAUSE = 0.2
FIRST_LOOK = 0.1
# What a sensor may need to be sure of a passage that began in time.
LAST_LOOK = 0.15
STOP_WITHIN = 1.0
UNCONFIRMED = "gate.unconfirmed"
LOG = logging.getLogger(__name__)


class LaneKeeper:
    """Keeps one lane in a thread of its own, from `start` to `stop`.

    Nothing opens without a decision that was kept, and nothing ends the loop but `stop`: whatever
    fails, the visitor is denied and the next one is read.
    What cannot be recorded at once is recorded later, in order (see `Reports`).
    """

    def __init__(
        self, lane: Lane, devices: LaneDevices, *, gatehouse: GateDuties, actor: Actor, clock: Clock
    ) -> None:
        self._lane = lane
        self._devices = devices
        self._confirms = lane.confirms and devices.confirms
        self._gatehouse = gatehouse
        self._actor = actor
        self._clock = clock
        self._reports = Reports(clock)
        self._state = LaneState(lane.id)
        self._told: bool | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=f"lane {lane.id}", daemon=True)

    @property
    def state(self) -> LaneState:
        """How the lane stands; any thread may ask."""
        return self._state

    def start(self) -> None:
        """Opens the lane for the day."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Begins the end; `stop` waits for it."""
        self._stopping.set()

    def stop(self) -> None:
        """Takes back what is released and ends the thread, within 1 s; safe to call twice."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)

    # The loop

    def _run(self) -> None:
        self._reports.add(lambda: self._gatehouse.settle(actor=self._actor, lane=self._lane.id))
        self._look()
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception:
                LOG.exception("The lane %s stays shut and goes on", self._lane.id)
                self._stopping.wait(PAUSE)
        self._reports.flush(at_once=True)
        self._set(mode=Mode.STOPPED)

    def _turn(self) -> None:
        self._set(mode=Mode.EMERGENCY if self._state.fire else Mode.IDLE)
        self._reports.flush()
        self._watch()
        presented = self._try("reader", lambda: self._devices.reader.read(READ_FOR))
        self._tell_link()
        if presented is not None:
            self._serve(presented)
        elif "reader" in self._state.down:
            self._stopping.wait(PAUSE)

    def _serve(self, presented: Presented) -> None:
        since = self._clock.monotonic()
        verdict = self._ask(presented)
        self._set(last_event=self._clock.now())
        if verdict is None or not verdict.opens:
            self._cue(Cue.WAIT if verdict and _waits(verdict.access) else Cue.DENIED)
            return
        self._set(mode=Mode.PASSING)
        self._open(verdict.access, since)

    def _ask(self, presented: Presented) -> Verdict | None:
        """What the gatehouse decided, or None when it could not: then nothing opens."""
        try:
            return self._gatehouse.present(
                actor=self._actor, lane=self._lane.id, code=presented.code
            )
        except Exception:
            LOG.exception("The lane %s could not decide", self._lane.id)
            return None

    def _look(self) -> None:
        """A first look, so that the first report of the link is true."""
        self._try("barrier", self._devices.barrier.position)
        sensed = self._sense(FIRST_LOOK)
        if sensed is not None:
            self._observe(sensed)

    # One grant

    def _open(self, access: Access, since: float) -> None:
        """Releases once and records what came of it."""
        direction, deadline = access.direction, access.deadline
        if direction is None or deadline is None:
            self._give_up(access.id)
            return
        until = since + (deadline - access.at).total_seconds()
        if not self._release(direction, until - self._clock.monotonic()):
            self._give_up(access.id)
            return
        self._cue(Cue.GRANTED)
        if not self._confirms:
            self._passed(access.id, direction, confirmed=False)
            return
        end = self._await(direction, until)
        if end is Movement.PASSED:
            self._passed(access.id, direction, confirmed=True)
        elif end is None:
            self._give_up(access.id)
        else:  # turned back, or a fire: what was seen has ended the grant
            self._cue(Cue.DENIED)

    def _release(self, direction: Direction, within: float) -> bool:
        """Whether the lane is open, or may be: an unacknowledged release is never repeated.

        A lane whose sensor is away stays shut, as nobody would see the passage.
        """
        if within <= 0 or not self._watch():
            return False
        try:
            self._devices.barrier.release(direction, within=within)
        except Unavailable as error:
            self._mark("barrier", str(error))
            return False
        except Exception as error:
            LOG.exception("The lane %s may not have opened", self._lane.id)
            maybe = isinstance(error, MizError) and error.code == UNCONFIRMED
            return maybe and self._confirms
        self._mark("barrier", None)
        return True

    def _await(self, direction: Direction, until: float) -> Movement | None:
        """What ends the grant before its deadline; on stopping the release is taken back."""
        while not self._stopping.is_set():
            left = until - self._clock.monotonic()
            if left <= 0:
                break
            end = self._see(min(left, READ_FOR), direction)
            if end is Movement.REVERSED:
                self._try("barrier", self._devices.barrier.lock)
            if end is not None:
                return end
            if "sensor" in self._state.down:
                self._stopping.wait(min(left, PAUSE))
        self._try("barrier", self._devices.barrier.lock)
        # Whoever went through while the lock was on its way is inside.
        return self._see(LAST_LOOK, direction)

    def _passed(self, access: AccessId, direction: Direction, *, confirmed: bool) -> None:
        at = self._clock.now()
        self._set(last_event=at)
        self._reports.add(
            lambda: self._gatehouse.passed(
                actor=self._actor,
                access=access,
                direction=direction,
                confirmed=confirmed,
                at=at,
            )
        )

    def _give_up(self, access: AccessId) -> None:
        self._set(last_event=self._clock.now())
        self._cue(Cue.DENIED)
        self._reports.add(lambda: self._gatehouse.timed_out(actor=self._actor, access=access))

    # The devices

    def _watch(self) -> bool:
        """Reports what happened unasked; False when a passage could not be seen now."""
        if self._devices.sensor is None or "barrier" in self._state.down:
            self._try("barrier", self._devices.barrier.position)
        while (sensed := self._sense(0.0)) is not None:
            self._observe(sensed)
        return "sensor" not in self._state.down

    def _see(self, timeout: float, awaited: Direction) -> Movement | None:
        """The awaited passage, or what else ends the grant; all but the passage is reported."""
        sensed = self._sense(timeout)
        self._tell_link()
        if sensed is None:
            return None
        here = sensed.direction in {None, awaited}
        if sensed.movement is Movement.PASSED and here:
            return sensed.movement
        self._observe(sensed)
        ends = sensed.movement is Movement.FIRE_ON or (
            sensed.movement is Movement.REVERSED and here
        )
        return sensed.movement if ends else None

    def _sense(self, timeout: float) -> Sensed | None:
        sensor = self._devices.sensor
        return None if sensor is None else self._try("sensor", lambda: sensor.wait(timeout))

    def _observe(self, sensed: Sensed) -> None:
        """What nobody waited for: a fire, a passage without a grant, somebody turning back."""
        at = self._clock.now()
        self._set(last_event=at)
        if sensed.movement in TOLD:
            name, on = TOLD[sensed.movement]
            self._set(**{name: on})
            LOG.warning("The lane %s: %s", self._lane.id, sensed.movement.value)
        self._reports.add(
            lambda: self._gatehouse.observed(
                actor=self._actor,
                lane=self._lane.id,
                movement=sensed.movement,
                direction=sensed.direction,
                at=at,
            )
        )

    def _cue(self, cue: Cue) -> None:
        self._try("reader", lambda: self._devices.reader.cue(cue))

    def _try(self, device: str, call: Callable[[], T]) -> T | None:
        """The device's answer, or None when it has none or fails; a failure is a link down."""
        try:
            answer = call()
        except PortError as error:
            self._mark(device, str(error))
            return None
        except Exception as error:
            LOG.exception("The %s of the lane %s is faulty", device, self._lane.id)
            self._mark(device, type(error).__name__)
            return None
        self._mark(device, None)
        return answer

    # What others see

    def _mark(self, device: str, fault: str | None) -> None:
        if self._state.down.get(device) == fault:
            return
        down = {name: text for name, text in self._state.down.items() if name != device}
        self._set(down=down if fault is None else {**down, device: fault})

    def _tell_link(self) -> None:
        """Reports the link once when it changes, and once at the start."""
        up = self._state.link
        if up is self._told:
            return
        self._told = up
        detail = "; ".join(f"{device}: {why}" for device, why in self._state.down.items())
        self._set(last_event=self._clock.now())
        self._reports.add(
            lambda: self._gatehouse.link(
                actor=self._actor, lane=self._lane.id, up=up, detail=detail
            )
        )

    def _set(self, **changes: Any) -> None:
        self._state = evolve(self._state, **changes)


def _waits(access: Access) -> bool:
    """Whether something may still follow: a passage, or the visitor behind his escort."""
    return access.allowed or access.reason in {Reason.ESCORT_MISSING, Reason.ESCORT_NOTED}
