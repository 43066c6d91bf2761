"""The outputs and inputs of one OSDP device, as a turnstile or a door sees them."""

from collections import deque
from functools import partial
from threading import Lock

from attrs import evolve, frozen

from miz.domain.places import Direction
from miz.errors import NotSupported, PortError, Unavailable
from miz.ports.gates import Capability, DeviceInfo, Movement, Position, Sensed
from miz_adapters.osdp.bus import OsdpBus
from miz_adapters.osdp.panel import Fields
from miz_adapters.osdp.peers import Peer, Ticket
from miz_adapters.osdp.wiring import LONGEST_PULSE, SHORTEST_PULSE, Contacts, DoorWiring

KEPT = 1000
# When another question was lost, libosdp waits 1 s before it says anything else.
LEAVE_WITHIN = 1.3
# Less than the second after which libosdp would say it again; a starved machine needs half of it.
ANSWER_WITHIN = 0.8
TENTHS = 10
# Control codes of osdp_OUT: both say what shall be, so that a repeated one changes nothing.
OFF_NOW, ON_FOR_A_WHILE = 1, 5


@frozen
class Release:
    """One person may pass in that direction until then; ``on_until`` is the output's own time."""

    direction: Direction
    until: float
    on_until: float


class Door:
    """Switches timed outputs and watches inputs; any thread may call.

    A release is confirmed when the device acknowledged it inside the secure session.
    After each beginning of a session the outputs are switched off: no old release lives on.
    """

    def __init__(
        self,
        bus: OsdpBus,
        address: int,
        *,
        wiring: DoorWiring,
        answer_within: float = ANSWER_WITHIN,
    ) -> None:
        self.wiring = wiring
        self._bus = bus
        self._peer = bus.peer(address)
        self._peer.listeners.append(self)
        self._answer_within = answer_within
        self._order = Lock()  # one command after the other; each waits for its answer
        self._release: Release | None = None
        self._contacts = Contacts(wiring)
        self._seen: deque[Sensed] = deque(maxlen=KEPT)
        self._asked: dict[int, Ticket | None] = {}

    @property
    def info(self) -> DeviceInfo:
        """What the device says of itself."""
        return self._peer.info

    @property
    def barrier_can(self) -> Capability:
        """Every release is acknowledged."""
        return Capability.CONFIRMS_UNLOCK

    @property
    def sensor_can(self) -> Capability:
        """What the inputs tell."""
        return self.wiring.capabilities

    def release(self, direction: Direction, *, within: float) -> None:
        """Switches that direction's output on for its time, once."""
        output = self._output(direction)
        with self._order, self._bus.news:
            self._bus.ready(self._peer)
            self._check_output(output)
            if self._release is not None and self._bus.clock() < self._release.on_until:
                self._rest(self.wiring.outputs[self._release.direction])
            before, pulse = self._release, self.wiring.pulse
            seconds = min(within, LONGEST_PULSE) if pulse is None else pulse
            now = self._bus.clock()
            until = now + (seconds if pulse is None else within)
            self._release = Release(direction, until, now + seconds)
            try:
                self._switch(output, ON_FOR_A_WHILE, seconds)
            except Unavailable:
                self._release = before
                raise

    def lock(self) -> None:
        """Switches the outputs off, and tells the turnstile to stop where that is wired."""
        with self._order, self._bus.news:
            self._bus.ready(self._peer)
            if self._release is not None:  # whoever was already moving was let in
                now = self._bus.clock()
                self._release = evolve(self._release, until=now, on_until=now)
            for output in sorted(set(self.wiring.outputs.values())):
                self._switch(output, OFF_NOW)
            if self.wiring.stop is not None:
                seconds = self.wiring.pulse or SHORTEST_PULSE
                self._switch(self.wiring.stop, ON_FOR_A_WHILE, seconds)

    def hold_open(self, open_: bool) -> None:
        """No output stays on for good."""
        raise NotSupported(
            "These outputs are timed only, so that no fault leaves a gate open; use the "
            "turnstile's own switch to hold it open.",
            code="gate.no_hold_open",
        )

    def position(self) -> Position:
        """Released from the command to the passage or the end of the grant."""
        with self._bus.news:
            self._bus.ready(self._peer)
            release = self._release
            free = release is not None and self._bus.clock() < release.until
            return Position.RELEASED if free else Position.LOCKED

    def wait(self, timeout: float) -> Sensed | None:
        """The next observation, in order."""
        with self._bus.news:
            if not self._seen:
                self._bus.ready(self._peer)
                self._bus.news.wait_for(lambda: self._seen or not self._peer.up, timeout)
            if self._seen:
                return self._seen.popleft()
            self._bus.ready(self._peer)
            return None

    def close(self) -> None:
        """Closes the bus, and before it whatever is open."""
        self._bus.close()

    def begun(self, peer: Peer) -> None:
        """Brings the outputs to rest and asks how the inputs are."""
        osdp = peer.panel.osdp
        if self._release is not None:  # a turnstile with pulses keeps its own time
            keeps = self.wiring.pulse is not None
            self._release = evolve(self._release, on_until=0.0) if keeps else None
        for output in self.wiring.all_outputs:
            if output < peer.panel.able(osdp.CAP_OUTPUT_CONTROL):
                peer.submit(self._command(output, OFF_NOW, 0))
        watched = bool(self.wiring.passages or self.wiring.alarms)
        if watched and peer.panel.able(osdp.CAP_CONTACT_STATUS_MONITORING):
            self._ask(peer, osdp.STATUS_REPORT_INPUT)
        if self.wiring.tamper:
            self._ask(peer, osdp.STATUS_REPORT_LOCAL)

    def closing(self, peer: Peer) -> list[Ticket | None]:
        """Switches a running output off; over a lost line it ends by itself."""
        release = self._release
        if release is None or self._bus.clock() >= release.on_until:
            return []
        return [peer.submit(self._command(self.wiring.outputs[release.direction], OFF_NOW, 0))]

    def ended(self) -> None:
        """What was seen before stays, as it was seen."""
        self._contacts.forget()

    def reported(self, event: Fields, peer: Peer) -> None:
        """Takes the reports of inputs and housing."""
        osdp = peer.panel.osdp
        if event["event"] != osdp.EVENT_STATUS:
            return
        if event["type"] == osdp.STATUS_REPORT_INPUT:
            passed = self._contacts.passed(event["report"])
            self._seen.extend(self._judge(number) for number in passed if peer.up)
            self._seen.extend(Sensed(one) for one in self._contacts.alarmed(event["report"]))
        elif event["type"] == osdp.STATUS_REPORT_LOCAL:
            self._seen.extend(Sensed(one) for one in self._contacts.tampered(event["report"]))

    def _output(self, direction: Direction) -> int:
        if direction not in self.wiring.outputs:
            raise NotSupported(
                f"No output is wired for the direction {direction}; see the lane's settings.",
                code="gate.no_such_direction",
            )
        return self.wiring.outputs[direction]

    def _check_output(self, output: int) -> None:
        panel = self._peer.panel
        have = panel.able(panel.osdp.CAP_OUTPUT_CONTROL)
        if output >= have:
            raise NotSupported(
                f"The device has {have} outputs, numbered from 0; there is no output {output}.",
                code="gate.no_such_output",
            )

    def _rest(self, output: int) -> None:
        """A turnstile sees the edge, so there must be one."""
        self._switch(output, OFF_NOW)
        self._bus.news.wait_for(partial(self._gone, self._peer.panel), SHORTEST_PULSE)

    def _gone(self, panel: object) -> bool:
        return not self._peer.up or self._peer.panel is not panel

    def _switch(self, output: int, code: int, seconds: float = 0.0) -> None:
        """Sends one output command and waits for its acknowledgement; it never leaves twice."""
        channel = self._peer.channel
        left = channel.outputs
        ticket = self._peer.submit(self._command(output, code, round(seconds * TENTHS)))
        if ticket is None:
            raise self._peer.why()
        self._bus.hurry()
        news = self._bus.news
        if news.wait_for(lambda: ticket.over or channel.outputs > left, LEAVE_WITHIN):
            news.wait_for(lambda: ticket.over, self._answer_within)
        if ticket.worked:
            return
        if not ticket.lost:
            self._peer.start_over()  # otherwise libosdp would say it again
        if channel.outputs == left:
            raise Unavailable("The command did not leave; nothing was released.", code="line.away")
        raise PortError(
            "The device did not acknowledge the command; look whether the lane opened.",
            code="gate.unconfirmed",
        )

    def _command(self, output: int, code: int, tenths: int) -> Fields:
        return {
            "command": self._peer.panel.osdp.CMD_OUTPUT,
            "output_no": output,
            "control_code": code,
            "timer_count": tenths,
        }

    def _ask(self, peer: Peer, kind: int) -> None:
        """Asks for a report, unless the device refused to give it: a refusal ends the session."""
        before = self._asked.get(kind)
        if before is None or before.worked is not False:
            self._asked[kind] = peer.submit(
                {"command": peer.panel.osdp.CMD_STATUS, "type": kind, "report": b""}
            )

    def _judge(self, number: int) -> Sensed:
        """A passage uses up the release it was meant for; any other was forced."""
        direction, release = self.wiring.direction_of(number), self._release
        late = release is None or self._bus.clock() >= release.until
        if release is None or late or direction not in {None, release.direction}:
            return Sensed(Movement.FORCED, direction)
        self._release = None
        if self.wiring.pulse is None:
            output = self.wiring.outputs[release.direction]
            self._peer.submit(self._command(output, OFF_NOW, 0))
        return Sensed(Movement.PASSED, direction)
