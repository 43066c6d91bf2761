"""Relay boards with planted faults: each must break the rule that is named for it."""

from collections.abc import Callable
from typing import Any

import pytest

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz.ports.gates import Movement, Position, Sensed
from miz_adapters.boards import RelayBoard
from miz_adapters.boards.watches import Alarm
from miz_adapters.boards.wiring import Contact, Wiring
from miz_adapters.serial import SerialLine
from miz_adapters.serial.numato import BAUDRATE, NumatoTalk
from miz_adapters.simulator.gate import WIRING
from miz_adapters.simulator.rigs import SimulatedLaneRig
from miz_contracts.gates import BarrierContract, SensorContract

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong

IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault shows at once; waiting for it longer would only cost time."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.5)
    monkeypatch.setattr("miz_contracts.gates.sensors.SEEN_WITHIN", 0.5)
    monkeypatch.setattr("miz_contracts.gates.inputs.SEEN_WITHIN", 0.5)


# Faults that a board's driver might have; each must break the rule that is named for it.


class Crossed(RelayBoard):
    """Releases the other direction."""

    def release(self, direction: Direction, *, within: float) -> None:
        super().release(IN if direction is OUT else OUT, within=within)


class Slow(RelayBoard):
    """Waits for the end of its pulse."""

    def release(self, direction: Direction, *, within: float) -> None:
        super().release(direction, within=within)
        self._stopping.wait(0.5)


class Queueing(RelayBoard):
    """Keeps a release until the line is back."""

    waiting: Direction | None = None

    def release(self, direction: Direction, *, within: float) -> None:
        self.waiting = direction
        super().release(direction, within=within)

    def _ready(self) -> None:
        super()._ready()
        if self.waiting is not None:
            self._on(self.wiring.relays[self.waiting], self.waiting, 5.0)
            self.waiting = None


class Stubborn(RelayBoard):
    """Tries a release again when nobody answers."""

    def release(self, direction: Direction, *, within: float) -> None:
        try:
            super().release(direction, within=within)
        except PortError:
            line = self._talk._line  # type: ignore[attr-defined]
            line._next_try = 0.0
            line._pause = 0.0
            port = line._opened()
            port.write(b"relay off 0\rrelay on 0\r")
            raise


class Swallowing(RelayBoard):
    """Says that it released when it did not."""

    def release(self, direction: Direction, *, within: float) -> None:
        try:
            super().release(direction, within=within)
        except Unavailable:
            self._stopping.wait(0.05)


class Deaf(RelayBoard):
    """Takes a lost line for an empty lane."""

    def wait(self, timeout: float) -> Sensed | None:
        try:
            return super().wait(timeout)
        except Unavailable:
            self._stopping.wait(0.05)
            return None


class Trusting(RelayBoard):
    """Takes every passage for a granted one."""

    def _judge(self, contact: Contact, since: float) -> Sensed:
        return Sensed(Movement.PASSED, self.wiring.direction_of(contact.input))


class Guessing(RelayBoard):
    """Takes every passage for an entry."""

    def _judge(self, contact: Contact, since: float) -> Sensed:
        return Sensed(super()._judge(contact, since).movement, IN)


class Unlocked(RelayBoard):
    """Does not take anything back."""

    def lock(self) -> None:
        pass


class Forgetful(RelayBoard):
    """Does not keep what nobody waited for."""

    def _tell(self, sensed: Sensed) -> None:
        self._seen.clear()
        super()._tell(sensed)


class Sticky(RelayBoard):
    """Does not end its thread, nor let go."""

    def close(self) -> None:
        pass


class Bouncing(RelayBoard):
    """Tells every edge."""

    def _tell(self, sensed: Sensed) -> None:
        super()._tell(sensed)
        super()._tell(sensed)


class Fireproof(RelayBoard):
    """Does not look at the fire input."""

    def _sample(self) -> None:
        self._watches = [one for one in self._watches if not isinstance(one, Alarm)]
        super()._sample()


class Eternal(RelayBoard):
    """Does not see that a grant has ended."""

    def position(self) -> Position:
        return Position.RELEASED


class Tidy(RelayBoard):
    """Switches back on, after a fire, what was on before it."""

    before: Direction | None = None

    def release(self, direction: Direction, *, within: float) -> None:
        self.before = direction
        super().release(direction, within=within)

    def _tell(self, sensed: Sensed) -> None:
        super()._tell(sensed)
        if sensed.movement is Movement.FIRE_OFF and self.before is not None:
            self._on(self.wiring.relays[self.before], self.before, 5.0)


class Obliging(RelayBoard):
    """Takes whoever was released for somebody who passed."""

    def wait(self, timeout: float) -> Sensed | None:
        return super().wait(timeout) or (Sensed(Movement.PASSED) if self._release else None)


class Alarming(RelayBoard):
    """Tells of fires from an input that is not wired."""

    def wait(self, timeout: float) -> Sensed | None:
        return super().wait(timeout) or Sensed(Movement.FIRE_ON)


class Agreeable(RelayBoard):
    """Says yes to being held open, and does nothing."""

    def hold_open(self, open_: bool) -> None:
        pass


BLIND = Wiring(passages={})
BOARD_FAULTS: list[tuple[str, type[RelayBoard], dict[str, object]]] = [
    ("BARRIER-002", Crossed, {"direction": IN}),
    ("BARRIER-003", Crossed, {}),
    ("BARRIER-004", Eternal, {}),
    ("BARRIER-005", Slow, {}),
    ("BARRIER-006", Unlocked, {}),
    ("BARRIER-007", Swallowing, {}),
    ("BARRIER-008", Queueing, {}),
    ("BARRIER-009", Stubborn, {}),
    ("BARRIER-011", Eternal, {}),
    ("BARRIER-012", Crossed, {}),
    ("BARRIER-013", Swallowing, {}),
    ("BARRIER-014", Swallowing, {}),
    ("BARRIER-016", Sticky, {}),
    ("BARRIER-017", Agreeable, {}),
    ("SENSOR-002", Bouncing, {}),
    ("SENSOR-003", Guessing, {"direction": OUT}),
    ("SENSOR-004", Trusting, {}),
    ("SENSOR-005", Trusting, {}),
    ("SENSOR-006", Guessing, {}),
    ("SENSOR-007", Trusting, {}),
    ("SENSOR-008", Trusting, {}),
    ("SENSOR-009", Fireproof, {}),
    ("SENSOR-010", Deaf, {}),
    ("SENSOR-012", Deaf, {}),
    ("SENSOR-013", Crossed, {}),
    ("SENSOR-014", Deaf, {}),
    ("SENSOR-015", Sticky, {}),
    ("SENSOR-017", Tidy, {}),
    ("SENSOR-018", Alarming, {}),
    ("SENSOR-022", Obliging, {}),
]


UNWIRED = {"SENSOR-018", "SENSOR-022"}


def numato(make: type[RelayBoard]) -> Callable[..., RelayBoard]:
    """Makes boards of a class on Numato's words."""

    def build(url: str, **settings: Any) -> RelayBoard:
        line = SerialLine(url, baudrate=BAUDRATE, clock=settings["clock"])
        return make(NumatoTalk(line), **settings)

    return build


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("number", "make", "more"), BOARD_FAULTS)
def test_the_contract_finds_a_faulty_board(
    number: str, make: type[RelayBoard], more: dict[str, object]
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    made: list[RelayBoard] = []

    def build(url: str, **settings: Any) -> RelayBoard:
        made.append(numato(make)(url, **settings))
        return made[-1]

    faulty = SimulatedLaneRig(build, wiring=BLIND if number in UNWIRED else WIRING)
    contract = BarrierContract if number.startswith("BARRIER") else SensorContract
    broken = getattr(contract(), contract.numbers()[number])
    try:
        with pytest.raises((AssertionError, pytest.fail.Exception, Unavailable)):
            broken(faulty, **more)
    finally:
        faulty.close()
        for board in made:
            RelayBoard.close(board)
