"""One device on the bus: kept in touch with, found again, and told what to do."""

import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from attrs import define

from miz.errors import Unavailable
from miz.ports.gates import DeviceInfo
from miz_adapters.osdp.panel import Code, DeviceChannel, Fields, Panel

# libosdp would try again after 300 s.
NUDGE_EVERY = 3.0
QUIET_AFTER = 3.0
# Steps of libosdp for one exchange: choose, send, then look for the answer.
_STEPS = 4


class Listener(Protocol):
    """Who wants to know what a device reports; called by the bus, under its lock."""

    def begun(self, peer: "Peer") -> None:
        """A secure session stands; commands for the device's first moments."""

    def reported(self, event: Fields, peer: "Peer") -> None:
        """An event of libosdp."""

    def closing(self, peer: "Peer") -> list["Ticket | None"]:
        """The program ends; last commands, which are waited for shortly."""

    def ended(self) -> None:
        """The device is away: what it told before is old."""


@define
class Ticket:
    """A command on its way; ``worked`` is None until its end is known."""

    worked: bool | None = None
    lost: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.lost or self.worked is not None


class Peer:
    """Keeps a session with one device; all calls are made under the lock of the bus.

    A device counts as `up` when its session is secure and it has told whatever it had kept:
    what it saw while nobody listened opens no gate now.
    """

    def __init__(
        self, address: int, key: bytes, *, put: Callable[[bytes], None], clock: Callable[[], float]
    ) -> None:
        self.address = address
        self.up = False
        self.channel = DeviceChannel(address, put)
        self.info = DeviceInfo(maker="OSDP", model="peripheral device")
        self.listeners: list[Listener] = []
        self._key = key
        self._clock = clock
        self._tickets: deque[Ticket] = deque()
        self._nudged = clock()
        self._secure = self._given_up = False
        self.start_over()

    @property
    def awaiting(self) -> bool:
        """Whether the line belongs to this device's answer."""
        return self.channel.awaiting

    @property
    def verdict(self) -> bool:
        """Whether it is known how the device stands."""
        return self.up or self._given_up

    def start_over(self) -> None:
        """Begins from nothing: whatever was queued is forgotten."""
        for ticket in self._tickets:
            ticket.lost = True
        self._tickets.clear()
        self.channel.reset()
        self.panel = Panel(self.channel, key=self._key, heard=self._heard, done=self._done)
        self._secure = self.up = self._given_up = False
        for listener in self.listeners:
            listener.ended()

    def step(self) -> None:
        """Drives libosdp for one look, and looks after the session."""
        for _ in range(_STEPS):
            self.panel.refresh()
            if self.channel.awaiting:
                break
        if self.panel.secure is not self._secure:
            self._secure = self.panel.secure
            self._changed()
        if self._secure and not self.up and self.channel.idle:
            self.up = True
        self._supervise()

    def submit(self, fields: Fields) -> Ticket | None:
        """Queues a command, if the device has a session."""
        if not self._secure or not self.panel.submit(fields):
            return None
        ticket = Ticket()
        self._tickets.append(ticket)
        return ticket

    def farewell(self) -> list[Ticket]:
        """What is still to be done before the line is let go."""
        last = [one for listener in self.listeners if self.up for one in listener.closing(self)]
        return [ticket for ticket in last if ticket is not None]

    def why(self) -> Unavailable:
        """What keeps the device away, as far as it shows."""
        code, message = self._reason()
        return Unavailable(f"The OSDP device at address {self.address} {message}", code=code)

    def _reason(self) -> tuple[str, str]:
        asked, told = self.channel.asked, self.channel.told
        if self.channel.default_key:
            return "osdp.default_key", "uses the key that everybody knows; give it its own."
        if told is None:
            return "osdp.silent", "does not answer; look at its power, address and baud rate."
        if asked == Code.CAPABILITIES:
            return "osdp.plaintext", "has no secure channel; without one it is not used."
        if asked in {Code.CHALLENGE, Code.PROOF}:
            return "osdp.wrong_key", "has another key; set it up with the key of the settings."
        return "osdp.refused", "is not ready; it is tried again."

    def _changed(self) -> None:
        if not self._secure:
            self.up = False
            self._nudged = self._clock() - NUDGE_EVERY  # it may only have lost its power
            for listener in self.listeners:
                listener.ended()
            return
        self._describe()
        self.channel.idle = False
        for listener in self.listeners:
            listener.begun(self)

    def _describe(self) -> None:
        found = self.panel.identity()
        firmware = found["firmware_version"]
        self.info = DeviceInfo(
            maker=f"OSDP vendor {found['vendor_code'] & 0xFFFFFF:06x}",
            model=f"model {found['model']}, version {found['version']}",
            serial=f"{found['serial_number'] & 0xFFFFFFFF:08x}",
            firmware=f"{firmware >> 16 & 255}.{firmware >> 8 & 255}.{firmware & 255}",
        )

    def _supervise(self) -> None:
        if self._secure:
            self._nudged = self._clock()
            if time.monotonic() - self.channel.heard_at > QUIET_AFTER:
                self.start_over()
        elif not self.panel.enabled:
            self.panel.nudge()
        elif self._clock() - self._nudged >= NUDGE_EVERY:
            self._nudged = self._clock()
            self.panel.nudge()

    def _heard(self, event: Fields) -> None:
        if event["event"] == self.panel.osdp.EVENT_NOTIFICATION:
            status = self.panel.osdp.EVENT_NOTIFICATION_PD_STATUS
            self._given_up = event["type"] == status and not event["arg0"]
            return
        for listener in self.listeners:
            listener.reported(event, self)

    def _done(self, _: Fields, worked: bool) -> None:
        if self._tickets:
            self._tickets.popleft().worked = worked
