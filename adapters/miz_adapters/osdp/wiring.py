"""How a lane is wired to the outputs and inputs of OSDP devices."""

from collections.abc import Mapping

from attrs import define, field, frozen

from miz.domain.places import Direction
from miz.errors import InvalidValue
from miz.ports.gates import Capability, Movement

# Below this a turnstile may not see a pulse at all (PERCo manuals).
SHORTEST_PULSE = 0.1
# libosdp 3.2.9 keeps a timer in one byte of tenths of a second and cuts the rest off.
LONGEST_PULSE = 25.5

ABLE = {
    Movement.FIRE_ON: Capability.FIRE_INPUT,
    Movement.EXIT_ASKED: Capability.EXIT_INPUT,
    Movement.DOOR_OPEN: Capability.DOOR_INPUT,
}
_ENDS = {Movement.FIRE_ON: Movement.FIRE_OFF, Movement.DOOR_OPEN: Movement.DOOR_SHUT}


@frozen
class DoorWiring:
    """Which output releases which direction, and which input tells what.

    ``pulse`` is in seconds, for turnstiles that keep their own time after it; None holds the
    output until the passage or the end of the grant, at most 25.5 s.
    ``passages`` may name one input for both directions: then no direction is told.
    ``stop`` is an output on a turnstile's stop input.
    ``alarms`` are inputs for fire, a request to exit and a door that has stood open for too long;
    ``active_low`` the inputs that rest closed.
    ``tamper`` watches the device's own housing.
    """

    outputs: Mapping[Direction, int] = field(factory=lambda: {Direction.IN: 0})
    passages: Mapping[Direction, int] = field(factory=dict)
    alarms: Mapping[int, Movement] = field(factory=dict)
    active_low: frozenset[int] = frozenset()
    stop: int | None = None
    pulse: float | None = field(default=0.5)
    tamper: bool = True

    @pulse.validator
    def _check_pulse(self, _: object, value: float | None) -> None:
        if value is not None and not SHORTEST_PULSE <= value <= LONGEST_PULSE:
            raise InvalidValue(
                f"A pulse is {SHORTEST_PULSE} to {LONGEST_PULSE} s long, not {value} s.",
                code="gate.bad_pulse",
                field="pulse",
            )

    @alarms.validator
    def _check_alarms(self, _: object, value: Mapping[int, Movement]) -> None:
        if not set(value.values()) <= ABLE.keys():
            raise InvalidValue(
                "An input tells of fire, of a request to exit or of an open door.", field="alarms"
            )

    @property
    def tells_direction(self) -> bool:
        """Whether each direction has an input of its own."""
        return len(set(self.passages.values())) == len(self.passages) > 0

    @property
    def all_outputs(self) -> list[int]:
        """Every output that is ours to switch."""
        stop = [] if self.stop is None else [self.stop]
        return sorted({*self.outputs.values(), *stop})

    @property
    def capabilities(self) -> Capability:
        """What the inputs tell."""
        able = Capability.CONFIRMS_PASSAGE if self.passages else Capability.NONE
        able |= Capability.TELLS_DIRECTION if self.tells_direction else Capability.NONE
        able |= Capability.TAMPER_INPUT if self.tamper else Capability.NONE
        for movement in self.alarms.values():
            able |= ABLE[movement]
        return able

    def direction_of(self, number: int) -> Direction | None:
        """The direction that this input alone stands for, if any."""
        found = [way for way, passage in self.passages.items() if passage == number]
        return found[0] if len(found) == 1 else None


@define
class Contacts:
    """What the inputs of one device were when it last told; the first look is only a look.

    A fire that burns and a door that stands open at the first look are news all the same.
    """

    wiring: DoorWiring
    _known: list[bool] = field(factory=list, init=False)
    _told: dict[int, bool] = field(factory=dict, init=False)
    _tampered: bool = field(default=False, init=False)

    def forget(self) -> None:
        """The device was away: what passages did meanwhile is not known."""
        self._known = []

    def passed(self, report: bytes) -> list[int]:
        """The passage inputs that became active."""
        now = [bool(one) is not (at in self.wiring.active_low) for at, one in enumerate(report)]
        before, self._known = self._known, now
        watched = sorted(set(self.wiring.passages.values()))
        return [at for at in watched if at < min(len(before), len(now)) and now[at] > before[at]]

    def alarmed(self, report: bytes) -> list[Movement]:
        """What the alarm inputs began and ended to tell."""
        found = []
        for at, begins in self.wiring.alarms.items():
            if at >= len(report):
                continue
            active = bool(report[at]) is not (at in self.wiring.active_low)
            if active is not self._told.get(at, False):
                self._told[at] = active
                found += [begins] if active else [_ENDS[begins]] if begins in _ENDS else []
        return found

    def tampered(self, report: bytes) -> list[Movement]:
        """Whether the housing was opened or shut."""
        if not (self.wiring.tamper and report) or bool(report[0]) is self._tampered:
            return []
        self._tampered = bool(report[0])
        return [Movement.TAMPER_ON if self._tampered else Movement.TAMPER_OFF]
