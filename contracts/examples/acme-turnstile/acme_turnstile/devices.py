"""The turnstile as miz sees it: a reader, a barrier and a sensor."""

import time
from collections.abc import Callable, Mapping

from acme_turnstile.link import Link
from acme_turnstile.protocol import Event
from miz.domain.places import Direction
from miz.errors import BadAnswer, PortError, Unavailable
from miz.ports.gates import Barrier as BarrierPort
from miz.ports.gates import Capability, Cue, DeviceInfo, Movement, Position, Presented, Sensed
from miz.ports.gates import Reader as ReaderPort
from miz.ports.gates import Sensor as SensorPort

REPEATED_WITHIN = 2.0
POSITIONS = {
    "LOCKED": Position.LOCKED,
    "RELEASED": Position.RELEASED,
    "HELD": Position.HELD_OPEN,
}
MOVEMENTS = {
    "PASSED": Movement.PASSED,
    "FORCED": Movement.FORCED,
    "TURNED": Movement.REVERSED,
}
WAYS = {"IN": Direction.IN, "OUT": Direction.OUT}
CONTACTS: Mapping[tuple[str, ...], Movement] = {
    ("FIRE", "ON"): Movement.FIRE_ON,
    ("FIRE", "OFF"): Movement.FIRE_OFF,
    ("EXIT", "ON"): Movement.EXIT_ASKED,
    ("DOOR", "ON"): Movement.DOOR_OPEN,
    ("DOOR", "OFF"): Movement.DOOR_SHUT,
    ("TAMPER", "ON"): Movement.TAMPER_ON,
    ("TAMPER", "OFF"): Movement.TAMPER_OFF,
}


class Part:
    """What reader, barrier and sensor have in common: closing one closes the turnstile."""

    def __init__(self, link: Link) -> None:
        self._link = link

    @property
    def info(self) -> DeviceInfo:
        """Who is there, as far as it was heard."""
        return self._link.info

    def close(self) -> None:
        """Lets go of the line."""
        self._link.close()


class Reader(Part, ReaderPort):
    """The card reader on the turnstile; a card that lies on it is read once."""

    def __init__(self, link: Link, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(link)
        self._clock = clock
        self._seen: dict[str, float] = {}

    @property
    def capabilities(self) -> Capability:
        """It has a lamp."""
        return Capability.CUES

    def read(self, timeout: float) -> Presented | None:
        """The next card that is no repetition."""
        while (card := self._link.next_card(timeout)) is not None:
            if not self._is_repeated(card):
                return Presented(card, card.encode())
        return None

    def cue(self, cue: Cue, text: str = "") -> None:
        """Lights the lamp."""
        _asked(self._link, "LAMP", cue.name)

    def _is_repeated(self, card: str) -> bool:
        now = self._clock()
        self._seen = {one: at for one, at in self._seen.items() if now - at < REPEATED_WITHIN}
        repeated = card in self._seen
        self._seen[card] = now
        return repeated


class Barrier(Part, BarrierPort):
    """The arm."""

    @property
    def capabilities(self) -> Capability:
        """It says when it opened, and can stand open."""
        return Capability.CONFIRMS_UNLOCK | Capability.HOLDS_OPEN

    def release(self, direction: Direction, *, within: float) -> None:
        """Lets one person pass; never asked twice."""
        self._link.ask("OPEN", direction.name, str(round(within * 1000)))

    def lock(self) -> None:
        """Takes a release back."""
        _asked(self._link, "LOCK")

    def hold_open(self, open_: bool) -> None:
        """Stands open until told otherwise."""
        _asked(self._link, "HOLD", "ON" if open_ else "OFF")

    def position(self) -> Position:
        """How the arm stands."""
        words = _asked(self._link, "STATE")
        if not words or words[0] not in POSITIONS:
            raise BadAnswer("The turnstile says a state that its protocol does not know.")
        return POSITIONS[words[0]]


class Sensor(Part, SensorPort):
    """The sensors in the arm; the turnstile itself knows which passage was granted."""

    @property
    def capabilities(self) -> Capability:
        """It sees who passes, which way, and who turns back; and four contacts are wired."""
        return (
            Capability.CONFIRMS_PASSAGE
            | Capability.TELLS_DIRECTION
            | Capability.TELLS_REVERSAL
            | Capability.FIRE_INPUT
            | Capability.EXIT_INPUT
            | Capability.DOOR_INPUT
            | Capability.TAMPER_INPUT
        )

    def wait(self, timeout: float) -> Sensed | None:
        """The next observation that miz has a word for."""
        while (event := self._link.next_event(timeout)) is not None:
            sensed = _sensed(event)
            if sensed is not None:
                return sensed
        return None


def _asked(link: Link, *words: str) -> tuple[str, ...]:
    """An answer; no answer to a harmless question only means that the device is away."""
    try:
        return link.ask(*words)
    except PortError as error:
        if error.code == "gate.unconfirmed":
            raise Unavailable("The turnstile does not answer; look at its cable.") from error
        raise


def _sensed(event: Event) -> Sensed | None:
    contact = CONTACTS.get((event.name, *event.words))
    if contact is not None:
        return Sensed(contact)
    way = WAYS.get(event.words[0]) if event.words else None
    return Sensed(MOVEMENTS[event.name], way) if event.name in MOVEMENTS else None
