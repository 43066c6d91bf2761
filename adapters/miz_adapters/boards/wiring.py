"""How a relay board is wired to a lane, and contacts that bounce."""

from collections.abc import Mapping

from attrs import define, field, frozen

from miz.domain.places import Direction
from miz.errors import InvalidValue
from miz.ports.gates import Capability

# Below this a turnstile may not see a pulse at all (PERCo manuals).
SHORTEST_PULSE = 0.1


@frozen
class Input:
    """One input of a board; ``active_low`` for a contact that pulls it to ground."""

    pin: int
    active_low: bool = False


@frozen
class Wiring:
    """Which relay releases which direction, and which input tells what.

    ``pulse`` is in seconds, for turnstiles that keep their own time after it; None holds the
    relay until the passage or the end of the grant, for door strikes and turnstiles in level
    ("potential") mode.
    ``passages`` may name one input for both directions: then no direction is told.
    ``stop`` is a relay on a turnstile's stop input; without it a pulse once given cannot be taken
    back before the turnstile's own time is over.
    ``fire`` is observed only: what opens in a fire is wired by hand; so is ``tamper``.
    ``exit_button`` asks, it does not open; ``door`` is active while the door stands open, which is
    told after ``door_patience`` seconds, and may be a passage input as well.
    ``debounce`` is how many seconds a contact must stand still.
    """

    relays: Mapping[Direction, int] = field(factory=lambda: {Direction.IN: 0, Direction.OUT: 1})
    passages: Mapping[Direction, Input] = field(
        factory=lambda: {Direction.IN: Input(0), Direction.OUT: Input(1)}
    )
    fire: Input | None = None
    exit_button: Input | None = None
    door: Input | None = None
    tamper: Input | None = None
    stop: int | None = None
    pulse: float | None = field(default=0.5)
    debounce: float = 0.04
    door_patience: float = 30.0

    @pulse.validator
    def _check_pulse(self, _: object, value: float | None) -> None:
        if value is not None and value < SHORTEST_PULSE:
            raise InvalidValue(
                f"A turnstile may not see {value} s; make the pulse {SHORTEST_PULSE} s or longer.",
                code="gate.short_pulse",
                field="pulse",
            )

    @property
    def tells_direction(self) -> bool:
        """Whether each direction has an input of its own."""
        return len(set(self.passages.values())) == len(self.passages) > 0

    @property
    def capabilities(self) -> Capability:
        """What the inputs tell."""
        found = Capability.NONE
        for wired, ability in (
            (self.passages, Capability.CONFIRMS_PASSAGE),
            (self.tells_direction, Capability.TELLS_DIRECTION),
            (self.fire, Capability.FIRE_INPUT),
            (self.exit_button, Capability.EXIT_INPUT),
            (self.door, Capability.DOOR_INPUT),
            (self.tamper, Capability.TAMPER_INPUT),
        ):
            found |= ability if wired else Capability.NONE
        return found

    def direction_of(self, contact: Input) -> Direction | None:
        """The direction that this input alone stands for, if any."""
        found = [direction for direction, input_ in self.passages.items() if input_ == contact]
        return found[0] if len(found) == 1 else None

    @property
    def all_pins(self) -> tuple[int, ...]:
        """Every input that means something."""
        alone = (self.fire, self.exit_button, self.door, self.tamper)
        inputs = [*self.passages.values(), *(one for one in alone if one is not None)]
        return tuple(sorted({one.pin for one in inputs}))

    @property
    def all_relays(self) -> list[int]:
        """Every relay that is ours to switch."""
        stop = [] if self.stop is None else [self.stop]
        return sorted({*self.relays.values(), *stop})


@frozen
class Change:
    """A contact settled to a new state; ``since`` is when it began to."""

    active: bool
    since: float


@define
class Contact:
    """One input, debounced; where ``active`` is None the first look only tells how it rests."""

    input: Input
    steady: float
    active: bool | None = None
    _candidate: bool | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)

    def sample(self, *, high: bool, at: float) -> Change | None:
        """What one look at the input changes."""
        active = high is not self.input.active_low
        if self.active is None:
            self.active = active
        if active is not self._candidate:
            self._candidate, self._since = active, at
        if active is self.active or at - self._since < self.steady:
            return None
        self.active = active
        return Change(active, self._since)
