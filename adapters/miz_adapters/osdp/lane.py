"""A reader, a barrier and a sensor out of OSDP devices."""

import time
from collections import deque
from collections.abc import Callable

from miz.ports.gates import Capability, Cue, DeviceInfo, Presented, Reader
from miz_adapters.machines import MachineBarrier, MachineSensor
from miz_adapters.osdp.bus import OsdpBus
from miz_adapters.osdp.cards import Keypad, read_of
from miz_adapters.osdp.doors import ANSWER_WITHIN, Door
from miz_adapters.osdp.panel import Fields
from miz_adapters.osdp.peers import Peer, Ticket
from miz_adapters.osdp.wiring import DoorWiring

CUE_TENTHS = 20
_KEPT = 100
_TEXT_LIMIT = 32
# Colour of the lamp, and how often it beeps.
_CUES = {Cue.GRANTED: ("GREEN", 1), Cue.DENIED: ("RED", 3), Cue.WAIT: ("AMBER", 0)}


class OsdpReader(Reader):
    """The reader at one address; ``keypad`` also takes what is typed and ended with #.

    Reading is for one thread, that of the lane; any thread may cue and close.
    """

    def __init__(
        self, bus: OsdpBus, address: int, *, repeat: float = 2.0, keypad: bool = False
    ) -> None:
        self._bus = bus
        self._peer = bus.peer(address)
        self._peer.listeners.append(self)
        self._repeat = repeat
        self._keypad = Keypad() if keypad else None
        self._waiting: deque[Presented] = deque(maxlen=_KEPT)
        self._seen: dict[tuple[str, int | None], float] = {}

    @property
    def info(self) -> DeviceInfo:
        return self._peer.info

    @property
    def capabilities(self) -> Capability:
        """Cues, once the device said that it has a lamp or a beeper."""
        with self._bus.news:
            panel = self._peer.panel
            shows = panel.able(panel.osdp.CAP_READER_LED_CONTROL)
            sounds = panel.able(panel.osdp.CAP_READER_AUDIBLE_OUTPUT)
        return Capability.CUES if shows or sounds else Capability.NONE

    def read(self, timeout: float) -> Presented | None:
        with self._bus.news:
            self._bus.ready(self._peer)
            until = time.monotonic() + timeout
            while True:
                left = max(0.0, until - time.monotonic())
                self._bus.news.wait_for(lambda: self._waiting or not self._peer.up, left)
                found = self._next()
                if found is not None:
                    return found
                self._bus.ready(self._peer)
                if left == 0.0:
                    return None

    def cue(self, cue: Cue, text: str = "") -> None:
        with self._bus.news:
            self._bus.ready(self._peer)
            for fields in self._shown(cue, text):
                self._peer.submit(fields)
        self._bus.hurry()

    def close(self) -> None:
        self._bus.close()

    def begun(self, peer: Peer) -> None:
        """Nothing is asked of a reader."""

    def closing(self, peer: Peer) -> list[Ticket | None]:
        """A reader is left as it is."""
        return []

    def ended(self) -> None:
        """What was read before a loss is old by the time the device is back."""
        self._waiting.clear()
        if self._keypad is not None:
            self._keypad.reset()

    def reported(self, event: Fields, peer: Peer) -> None:
        """Takes reads, of a device that has nothing old left to tell."""
        if not peer.up:
            return
        if event["event"] == peer.panel.osdp.EVENT_CARDREAD and "length" in event:
            found = read_of(event["data"], event["length"])
            self._waiting.extend([found] if found else [])
        elif event["event"] == peer.panel.osdp.EVENT_KEYPRESS and self._keypad is not None:
            self._waiting.extend(self._keypad.press(event["data"], at=self._bus.clock()))

    def _next(self) -> Presented | None:
        while self._waiting:
            found = self._waiting.popleft()
            now = self._bus.clock()
            self._seen = {old: at for old, at in self._seen.items() if now - at < self._repeat}
            repeated = (found.code, found.bits) in self._seen
            self._seen[found.code, found.bits] = now
            if not repeated:
                return found
        return None

    def _shown(self, cue: Cue, text: str) -> list[Fields]:
        """What the device can show of a cue; a command that it has no part for ends its session."""
        panel, osdp = self._peer.panel, self._peer.panel.osdp
        colour, beeps = _CUES[cue]
        shown: list[Fields] = []
        if panel.able(osdp.CAP_READER_LED_CONTROL):
            shown.append(_lamp(osdp.CMD_LED, getattr(osdp, f"LED_COLOR_{colour}")))
        if beeps and panel.able(osdp.CAP_READER_AUDIBLE_OUTPUT):
            shown.append(_beeps(osdp.CMD_BUZZER, beeps))
        if text.isascii() and text.isprintable() and panel.able(osdp.CAP_READER_TEXT_OUTPUT):
            shown += [_text(osdp.CMD_TEXT, text[:_TEXT_LIMIT])] if text else []
        return shown


class OsdpLane:
    """The devices of one lane on one bus; closing any of them closes all.

    ``door`` is the address of the outputs and inputs where they are not the reader's own.
    """

    def __init__(
        self,
        url: str,
        keys: dict[int, bytes],
        *,
        reader: int = 0,
        door: int | None = None,
        wiring: DoorWiring | None = None,
        baudrate: int = 9600,
        keypad: bool = False,
        answer_within: float = ANSWER_WITHIN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        bus = OsdpBus(url, keys, baudrate=baudrate, clock=clock)
        at = reader if door is None else door
        self.door = Door(bus, at, wiring=wiring or DoorWiring(), answer_within=answer_within)
        self.reader = OsdpReader(bus, reader, keypad=keypad)
        self.barrier = MachineBarrier(self.door)
        self.sensor = MachineSensor(self.door)


def _lamp(command: int, colour: int) -> Fields:
    """On for a while, then as it was before."""
    return {
        "command": command,
        "reader": 0,
        "led_number": 0,
        "temporary": True,
        "control_code": 2,
        "on_color": colour,
        "off_color": colour,
        "on_count": CUE_TENTHS,
        "off_count": 0,
        "timer_count": CUE_TENTHS,
    }


def _beeps(command: int, times: int) -> Fields:
    return {
        "command": command,
        "reader": 0,
        "control_code": 2,
        "on_count": 1,
        "off_count": 1,
        "rep_count": times,
    }


def _text(command: int, text: str) -> Fields:
    """In the first line, for as long as the lamp."""
    return {
        "command": command,
        "reader": 0,
        "control_code": 3,
        "temp_time": CUE_TENTHS // 10,
        "offset_row": 1,
        "offset_col": 1,
        "data": text,
    }
