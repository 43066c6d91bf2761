"""Faults for the rules that the planted readers and boards of tests/adapters do not break."""

from collections.abc import Callable
from threading import Event, current_thread, main_thread
from typing import Any

import pytest

from miz.domain.places import Direction
from miz.errors import Unavailable
from miz.ports.gates import Cue, Movement, Position, Presented, Sensed
from miz_adapters.serial import RelayBoard, SerialReader
from miz_adapters.simulator.rigs import Clocked, SimulatedLaneRig, SimulatedReaderRig
from miz_contracts.gates import (
    BarrierContract,
    CardReaderContract,
    ReaderContract,
    SensorContract,
    TextReaderContract,
)
from tests.adapters.test_board_planted import BOARD_FAULTS, numato
from tests.adapters.test_reader_planted import READER_FAULTS
from tests.contracts.test_vendor import FAULTS
from tests.contracts.toys import ToyReader, ToyRig

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault shows at once; waiting for it longer would only cost time."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.5)
    monkeypatch.setattr("miz_contracts.gates.sensors.SEEN_WITHIN", 0.5)


def breaks(contract: type[Any], number: str, rig: Any, **more: object) -> None:
    """Says that a rule finds the fault of this rig."""
    broken = getattr(contract(), contract.numbers()[number])
    try:
        with pytest.raises((AssertionError, pytest.fail.Exception, Unavailable)):
            broken(rig, **more)
    finally:
        if hasattr(rig, "close"):
            rig.close()


# Readers of text


class Single(SerialReader):
    """Takes one code from what arrives together."""

    def _hear(self, timeout: float) -> None:
        super()._hear(timeout)
        while len(self._waiting) > 1:
            self._waiting.pop()


class Strict(SerialReader):
    """Throws a code away because of what came before it, and knows one end of a line."""

    def _hear(self, timeout: float) -> None:
        data = self._line.read(timeout)
        if data.endswith(b"\r\n") and data[:1].isalnum():
            self._waiting.extend(self._parser.feed(data, at=self._clock()))


def endless(url: str, clock: Clocked) -> SerialReader:
    """A reader that knows no end of a frame."""
    return SerialReader(url, clock=clock, limit=100_000, gap=60.0)


TEXT_FAULTS: list[tuple[str, Callable[[str, Clocked], SerialReader], dict[str, object]]] = [
    ("READER-004", lambda url, clock: Single(url, clock=clock), {}),
    ("READER-005", lambda url, clock: Strict(url, clock=clock), {}),
    ("READER-007", endless, {}),
    ("READER-008", lambda url, clock: Strict(url, clock=clock), {"framing": b"\x02%b\x03"}),
]


@pytest.mark.parametrize(("number", "make", "more"), TEXT_FAULTS)
def test_the_contract_finds_a_faulty_text_reader(
    number: str, make: Callable[[str, Clocked], SerialReader], more: dict[str, object]
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    breaks(TextReaderContract, number, SimulatedReaderRig(make), **more)


# Readers of any kind


class Waiting(ToyReader):
    """Waits for a card whatever it was told."""

    def read(self, timeout: float) -> Presented | None:
        Event().wait(1.1)
        return super().read(timeout)


class Offended(ToyReader):
    """Does not come back once it was away."""

    offended = False

    def read(self, timeout: float) -> Presented | None:
        self.offended = self.offended or not self._port.plugged
        if self.offended:
            raise Unavailable("away")
        return super().read(timeout)


class Hoarding(ToyReader):
    """Takes what waits at once, and gives it out even after a loss."""

    hoard: list[str]

    def read(self, timeout: float) -> Presented | None:
        self.hoard = [*getattr(self, "hoard", []), *self._port.waiting]
        self._port.waiting.clear()
        super().read(timeout)
        return Presented(self.hoard.pop(0)) if self.hoard else None


class Complaining(ToyReader):
    """Has no lamp and makes a fuss of it."""

    def cue(self, cue: Cue, text: str = "") -> None:
        raise Unavailable("no lamp")


class FaultyRig(ToyRig):
    """The toy with another reader in it."""

    def __init__(self, make: type[ToyReader]) -> None:
        self.make = make
        super().__init__()

    def open(self) -> ToyReader:
        return self.make(self._port, self._clock)


TOY_FAULTS: list[tuple[str, type[ToyReader], dict[str, object]]] = [
    ("READER-014", Waiting, {}),
    ("READER-016", Offended, {}),
    ("READER-017", Hoarding, {}),
    ("READER-023", Complaining, {"cue": Cue.WAIT}),
]


@pytest.mark.parametrize(("number", "make", "more"), TOY_FAULTS)
def test_the_contract_finds_a_faulty_reader(
    number: str, make: type[ToyReader], more: dict[str, object]
) -> None:
    """The same for readers of any kind; without the fault the rule is kept."""
    getattr(ReaderContract(), ReaderContract.numbers()[number])(FaultyRig(ToyReader), **more)
    breaks(ReaderContract, number, FaultyRig(make), **more)


# Readers of cards


class CardRig(ToyRig):
    """Cards with a number, a format and a check; ``checks`` and ``tells`` may be left out."""

    def __init__(self, *, checks: bool = True, tells: bool = True) -> None:
        self.checks, self.tells = checks, tells
        super().__init__()

    def open(self) -> ToyReader:
        return CardReader(self)

    def spoil(self, card: str) -> None:
        self.present(card if not self.checks else "")

    def present_bits(self, number: int, bits: int) -> None:
        self.present(f"{number}/{bits}")


class CardReader(ToyReader):
    """Reads number and format; an empty frame is one whose check failed."""

    def __init__(self, rig: CardRig) -> None:
        super().__init__(rig._port, rig._clock)
        self.tells = rig.tells

    def read(self, timeout: float) -> Presented | None:
        found = super().read(timeout)
        if found is None or not found.code:
            return None
        number, _, bits = found.code.partition("/")
        told = int(bits) if bits and self.tells else None
        return Presented(number, found.code.encode(), told)


CARD_FAULTS: list[tuple[str, dict[str, bool]]] = [
    ("READER-025", {"checks": False}),
    ("READER-026", {"tells": False}),
]


@pytest.mark.parametrize(("number", "fault"), CARD_FAULTS)
def test_the_contract_finds_a_faulty_card_reader(number: str, fault: dict[str, bool]) -> None:
    """The same for checks and formats."""
    getattr(CardReaderContract(), CardReaderContract.numbers()[number])(CardRig())
    breaks(CardReaderContract, number, CardRig(**fault))


# Boards


class Generous(RelayBoard):
    """Opens when it is switched on."""

    def _ready(self) -> None:
        fresh = self._talk.connect() != self._greeted
        super()._ready()
        if fresh:
            self._on(self.wiring.relays[Direction.IN], Direction.IN, 5.0)


class Shy(RelayBoard):
    """Answers one thread only."""

    def position(self) -> Position:
        if current_thread() is not main_thread():
            raise Unavailable("busy")
        return super().position()


class Nervous(RelayBoard):
    """Sees passages that were none, from the first look on."""

    def wait(self, timeout: float) -> Sensed | None:
        return super().wait(timeout) or Sensed(Movement.PASSED)


class Startled(RelayBoard):
    """Takes coming back for somebody's passage."""

    def _ready(self) -> None:
        again = self._greeted
        super()._ready()
        if again and self._greeted != again:
            self._tell(Sensed(Movement.PASSED, Direction.IN))


MORE_BOARDS: list[tuple[str, type[RelayBoard]]] = [
    ("BARRIER-001", Generous),
    ("BARRIER-015", Shy),
    ("SENSOR-001", Nervous),
    ("SENSOR-011", Startled),
]


@pytest.mark.parametrize(("number", "make"), MORE_BOARDS)
def test_the_contract_finds_a_faulty_board(number: str, make: type[RelayBoard]) -> None:
    """The same for boards."""
    contract = BarrierContract if number.startswith("BARRIER") else SensorContract
    breaks(contract, number, SimulatedLaneRig(numato(make)))


def test_every_rule_has_a_fault() -> None:
    """No rule is there that nothing breaks."""
    planted = [BOARD_FAULTS, READER_FAULTS, FAULTS, TEXT_FAULTS, TOY_FAULTS, CARD_FAULTS]
    broken = {one[0] for faults in [*planted, MORE_BOARDS] for one in faults}  # type: ignore[attr-defined]
    contracts = [TextReaderContract, CardReaderContract, BarrierContract, SensorContract]

    assert {number for one in contracts for number in one.numbers()} == broken
