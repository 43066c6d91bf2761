"""The hand at the simulated controller: what the gate contracts of `miz_contracts` ask for."""

import socket
from collections.abc import Callable

from miz.domain.places import Direction
from miz.ports.gates import Barrier, Capability, Cue, Reader, Sensor
from miz_adapters.simulator.clocks import JumpClock
from miz_adapters.simulator.controller import LOOPBACK, SERIAL, SimulatedController
from miz_adapters.uhppote import Place, UhppoteController
from miz_adapters.wiegand import Card

DOORS = {Direction.IN: 1, Direction.OUT: 2}
PRINTED = 10**5
HEARD_WITHIN = 3.0
PATIENCE = 31.0
"""Seconds after which a door that stands open is told (`UhppoteController`)."""


class ControllerRig:
    """A turnstile whose two locks hang on a controller; ``make`` builds the adapter under test."""

    window = 5.0

    def __init__(
        self,
        make: Callable[..., UhppoteController] = UhppoteController,
        *,
        card_bits: int = 26,
        pushes: bool = True,
    ) -> None:
        self._make = make
        self._bits = card_bits
        self._clock = JumpClock()
        self.device = SimulatedController(clock=self._clock.monotonic)
        listen = f"{LOOPBACK}:{_free_port()}" if pushes else ""
        self.place = Place(self.device.address, SERIAL, listen)
        self._made = [self._build()]
        self.barrier.position()

    @property
    def formats(self) -> frozenset[int]:
        """A controller is set to one format."""
        return frozenset({self._bits})

    @property
    def releases(self) -> int:
        """How often a door was opened."""
        return len(self.device.opened)

    @property
    def reader(self) -> Reader:
        """The reader under test."""
        return self._made[0].reader

    @property
    def barrier(self) -> Barrier:
        """The barrier under test."""
        return self._made[0].barrier

    @property
    def sensor(self) -> Sensor:
        """The sensor under test."""
        return self._made[0].sensor

    def open(self) -> Reader:
        """One more adapter for the same controller."""
        return self._another().reader

    def open_barrier(self) -> Barrier:
        """One more adapter for the same controller."""
        return self._another().barrier

    def open_sensor(self) -> Sensor:
        """One more adapter for the same controller."""
        return self._another().sensor

    def hold(self, frame: str) -> None:
        """Holds up a card; the controller checks its parity and tells one number."""
        card = Card.of_frame(frame)
        if card is not None and card.bits == 26:
            self.device.swipe(PRINTED * card.facility + card.number)
        elif card is not None:
            self.device.swipe(card.facility << 16 | card.number)

    def is_free(self, direction: Direction) -> bool:
        """Whether the arm gives way."""
        return self.device.is_free(DOORS[direction])

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into the turnstile."""
        self.device.walk(DOORS[direction], force=force)

    def fire(self, on: bool) -> None:
        """The fire panel."""
        self.device.burning = on

    def mute(self, on: bool) -> None:
        """The controller obeys the next release, and answers nothing from then on."""
        self.device.mute = on

    def answer_late(self) -> None:
        """What the controller did not say while it was mute arrives after all."""
        self.device.answer_late()

    def switch(self, contact: Capability, on: bool) -> None:
        """The button inside is a push; the door stands open for too long until it is shut.

        Nobody was released for it, so that the opening is told as forced first; that is heard
        here, as what comes of the standing is asked for.
        """
        if contact is not Capability.DOOR_INPUT:
            if on:
                self.device.press(DOORS[Direction.IN])
            return
        self.device.stand(DOORS[Direction.IN], open_=on)
        if on:
            self.sensor.wait(HEARD_WITHIN)
            self.advance(PATIENCE)

    def send(self, data: bytes) -> None:
        """Puts any bytes where the controller pushes its events to."""
        host, _, port = self.place.listen.partition(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(data, (host, int(port)))

    def shown(self) -> Cue | None:
        """A controller's readers have no lamp of ours."""
        return None

    def unplug(self) -> None:
        """Pulls the cable."""
        self.device.unplug()

    def replug(self) -> None:
        """Puts it back."""
        self.device.replug()

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Puts everything away."""
        for made in self._made:
            made.close()
        self.device.close()

    def _another(self) -> UhppoteController:
        self._made.append(self._build())
        return self._made[-1]

    def _build(self) -> UhppoteController:
        return self._make(
            self.place,
            doors=DOORS,
            card_bits=self._bits,
            fire_input=True,
            clock=self._clock.monotonic,
        )


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
