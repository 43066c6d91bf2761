"""What a controller's records mean for a lane: cards, passages, buttons; pure.

Source: the uhppoted project's description of events and reasons.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import define, field
from uhppoted.structs import EventRecord  # type: ignore[import-untyped]

from miz.domain.places import Direction
from miz.ports.gates import Movement, Sensed
from miz_adapters.wiegand import NUMBER_BITS, Card

SWIPED = range(1, 19)
BUTTON, OPENED, SHUT, FORCED = 20, 23, 24, 38
# What is older was nobody's moment ago: the controller kept it while the network was away.
FRESH = timedelta(seconds=5)
# A forced door is told twice, as an alarm and as an opening, within so many seconds.
TWICE_WITHIN = 2.0
# A 26-bit card is told as it is printed: three digits of facility and five of number.
_PRINTED = 10**5


def card_of(number: int, *, bits: int) -> Card | None:
    """The card that a controller tells by one number, which is printed for 26 bits, data for 34."""
    if bits == 26:
        return Card.of_numbers(number // _PRINTED, number % _PRINTED, bits=bits)
    return Card.of_numbers(number >> NUMBER_BITS, number & (1 << NUMBER_BITS) - 1, bits=bits)


def is_swipe(event: EventRecord) -> bool:
    """Whether somebody held up a card, whatever the controller thought of it."""
    return bool(event.card > 0 and event.reason in SWIPED)


def age(event: EventRecord, now: datetime) -> timedelta | None:
    """How old a record is by the controller's own clock; None where one of the two is no time."""
    return None if event.timestamp is None else now - event.timestamp


def is_fresh(event: EventRecord, now: datetime) -> bool:
    """Whether it happened just now; a clock that jumped back makes nothing fresh."""
    old = age(event, now)
    return old is not None and abs(old) <= FRESH


@define
class Doorway:
    """One door's openings: who was let through, who was not, each told once."""

    directions: tuple[Direction, ...]
    let_until: float | None = field(default=None, init=False)
    _let: Direction | None = field(default=None, init=False)
    _forced_at: float | None = field(default=None, init=False)

    def let(self, direction: Direction | None, *, until: float) -> None:
        """One person may pass until then; None for whoever pressed the button."""
        self._let, self.let_until = direction, until

    def take_back(self, *, at: float) -> None:
        """Nobody may pass from now on; whoever was already moving was let in."""
        if self.let_until is not None:
            self.let_until = min(self.let_until, at)

    def told(self, event: EventRecord, *, at: float) -> Sensed | None:
        """What a record of this door is news of; it happened at monotonic second ``at``."""
        if event.reason == OPENED:
            return self._opened(at)
        if event.reason == FORCED:
            return self._forced(at)
        return Sensed(Movement.EXIT_ASKED) if event.reason == BUTTON else None

    def _opened(self, at: float) -> Sensed | None:
        let, until = self._let, self.let_until
        if until is None or at > until:
            return self._forced(at)
        self._let = self.let_until = None
        return Sensed(Movement.PASSED, self._told_direction(let))

    def _forced(self, at: float) -> Sensed | None:
        again = self._forced_at is not None and at - self._forced_at < TWICE_WITHIN
        self._forced_at = None if again else at
        return None if again else Sensed(Movement.FORCED, self._told_direction(None))

    def _told_direction(self, let: Direction | None) -> Direction | None:
        """Only a door for one direction says which it was."""
        return self.directions[0] if len(self.directions) == 1 else None


def doorways(doors: Mapping[Direction, int]) -> dict[int, Doorway]:
    """Every door of a lane, with the directions it is for."""
    return {
        door: Doorway(tuple(way for way in Direction if doors.get(way) == door))
        for door in sorted(set(doors.values()))
    }
