"""A turnstile behind the outputs and inputs of an OSDP device: the far end of a whole lane."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from miz.domain.places import Direction
from miz.ports.gates import Capability, Cue
from miz_contracts.gates.emulators.osdp.device import EmulatedDevice
from miz_contracts.gates.emulators.osdp.frames import Frame

KEY = bytes.fromhex("8d3a1be07c4f92d651a8f3042b6e9c17")
"""The made-up SCBK of an emulated device."""

RELEASES = {Direction.IN: 0, Direction.OUT: 1}
"""Which output of the emulated turnstile releases which direction."""
STOP = 2
"""The output on its stop input."""
PASSAGES = {Direction.IN: 0, Direction.OUT: 1}
"""Which input tells of which passage."""
FIRE, EXIT, DOOR = 2, 3, 4
"""The inputs on the fire panel, the exit button and the door's contact."""

_CUES = {1: Cue.DENIED, 2: Cue.GRANTED, 3: Cue.WAIT}
_CONTACTS = {Capability.FIRE_INPUT: FIRE, Capability.EXIT_INPUT: EXIT, Capability.DOOR_INPUT: DOOR}
_TEXT_FROM = 20


class EmulatedTurnstile:
    """A reader and a turnstile that are one OSDP device on a pseudo-terminal. Thread-safe.

    With ``held`` it is free while its output is on, else for ``window`` from the switching on.
    """

    cards = ("8A40C1F3", "12345678901234567897")

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        held: bool = False,
        window: float = 5.0,
        key: bytes = KEY,
    ) -> None:
        self.window = window
        self.releases = 0
        self.device = EmulatedDevice(key=key, clock=clock)
        self._key = key
        self._clock = clock
        self._held = held
        self._free_until: dict[Direction, float] = {}
        self.device.on_output(self._switched)

    @property
    def settings(self) -> Mapping[str, Any]:
        """Settings of the lane that lead to it."""
        return {"port": self.device.url, "address": 0, "key": self._key.hex()}

    def present(self, card: str) -> None:
        """Holds a card (hexadecimal) or a slip (20 decimal digits or more) to the reader."""
        slip = len(card) >= _TEXT_FROM and card.isdigit()
        self.device.present(card.encode() if slip else bytes.fromhex(card), wiegand=not slip)

    def present_bits(self, number: int, bits: int) -> None:
        """Holds a Wiegand card of so many bits, with both parities, to the reader."""
        half = (bits - 2) // 2
        first, last = number >> half, number & (1 << half) - 1
        even, odd = first.bit_count() % 2, 1 - last.bit_count() % 2
        whole = even << bits - 1 | number << 1 | odd
        size = -(-bits // 8)
        self.device.present((whole << 8 * size - bits).to_bytes(size, "big"), bits)

    def spoil(self, card: str) -> None:
        """Puts a card's frame with a wrong check on the wire."""
        raw = bytes.fromhex(card)
        data = bytes([0, 1, 8 * len(raw), 0]) + raw
        frame = Frame(0x80, 1, 0x50, data).encoded()
        self.device.say(frame[:-1] + bytes([frame[-1] ^ 0x01]))

    def shown(self) -> Cue | None:
        """What the lamp shows."""
        return _CUES.get(self.device.lamp)

    def is_free(self, direction: Direction) -> bool:
        """Whether the arm gives way."""
        if self._held:
            return self.device.is_on(RELEASES[direction])
        return self._clock() < self._free_until.get(direction, 0.0)

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into the turnstile; the contact of the arm closes and opens."""
        if self.is_free(direction) or force:
            self._free_until.pop(direction, None)
            for active in (True, False):
                self.device.move(PASSAGES[direction], active=active)

    def fire(self, on: bool) -> None:
        """The fire panel's contact."""
        self.device.move(FIRE, active=on)

    def switch(self, contact: Capability, on: bool) -> None:
        """Another contact beside the lane, or the device's own housing."""
        if contact == Capability.TAMPER_INPUT:
            self.device.tamper(on)
        else:
            self.device.move(_CONTACTS[contact], active=on)

    def mute(self, on: bool) -> None:
        """It obeys the next release, and answers nothing from then on."""
        self.device.mute = on

    def answer_late(self) -> None:
        """It says, late, what it did not say when it was muted."""
        self.device.answer_late()

    def unplug(self) -> None:
        """Pulls the cable."""
        self.device.unplug()

    def replug(self) -> None:
        """Puts it back."""
        self.device.replug()

    def close(self) -> None:
        """Takes it away."""
        self.device.close()

    def _switched(self, output: int) -> None:
        if output == STOP:
            self._free_until.clear()
        for direction, own in RELEASES.items():
            if own == output:
                self.releases += 1
                self._free_until[direction] = self._clock() + self.window
