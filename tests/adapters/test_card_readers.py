"""Readers of cards behind converters: the contract, and faults that it must find."""

from collections.abc import Iterator

import pytest

from miz.errors import InvalidValue
from miz.ports.gates import Presented, Reader
from miz_adapters.serial import SerialReader
from miz_adapters.serial.cards import Layout
from miz_adapters.simulator.rigs import SimulatedConverterRig
from miz_contracts.gates import CardContract
from miz_contracts.gates.bits import CARD_26, CARD_34

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong


class TestConverter(CardContract):
    """Bits and hexadecimal digits, with either line end, keep every rule."""

    @pytest.fixture(params=[(Layout.BITS, "\r\n"), (Layout.HEX, "\r")], ids=["bits", "hex"])
    def rig(self, request: pytest.FixtureRequest) -> Iterator[SimulatedConverterRig]:
        """A Wiegand reader behind a converter."""
        layout, sep = request.param
        rig = SimulatedConverterRig(layout, sep=sep)
        yield rig
        rig.close()


def test_rules_are_numbered_without_gaps() -> None:
    """Reports and waivers name rules by number, so every rule has its own."""
    numbers = list(CardContract.numbers())

    assert [f"CARD-{n:03}" for n in range(1, len(numbers) + 1)] == sorted(numbers)


# Faults that a reader might have; each must break the rule that is named for it.


class Faulty(SerialReader):
    """Takes a line of bits as it comes."""

    def read(self, timeout: float) -> Presented | None:
        self._read_line = self._take
        return super().read(timeout)

    def _take(self, line: Presented) -> Presented | None:
        bits, frame = len(line.code), int(line.code, 2)
        return Presented(self._code(bits, frame), frame.to_bytes(5, "big"), bits)

    def _code(self, bits: int, frame: int) -> str:
        return f"{bits}{frame:09X}"


class Careless(Faulty):
    """Looks at no parity."""


class Shortened(Faulty):
    """Keys cards on their number alone."""

    def _code(self, bits: int, frame: int) -> str:
        return f"{frame >> 1 & 0xFFFF:05}"


class Stripped(Faulty):
    """Leaves the parity bits out of what it keeps."""

    def _take(self, line: Presented) -> Presented | None:
        inner = line.code[1:-1]
        return Presented(inner, int(inner, 2).to_bytes(5, "big"), len(inner))


class Nervous(Faulty):
    """Forgets what it just read."""

    def _repeated(self, code: str) -> bool:
        return False


class Impatient(Faulty):
    """Keeps the newest card only."""

    def _next(self) -> Presented | None:
        while len(self._waiting) > 1:
            self._waiting.popleft()
        return super()._next()


class Talkative(Faulty):
    """Writes codes that no card may have."""

    def _code(self, bits: int, frame: int) -> str:
        return f"card {frame}"


@pytest.mark.parametrize(
    ("number", "make", "arguments"),
    [
        ("CARD-001", Stripped, {"frame": CARD_26}),
        ("CARD-002", Careless, {"frame": CARD_34, "place": 1}),
        ("CARD-003", Shortened, {}),
        ("CARD-004", Shortened, {"place": 1}),
        ("CARD-005", Nervous, {}),
        ("CARD-006", Impatient, {}),
        ("CARD-007", Talkative, {"frame": CARD_26}),
    ],
)
def test_the_contract_finds_a_faulty_reader(
    number: str, make: type[Reader], arguments: dict[str, object]
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    faulty = SimulatedConverterRig(Layout.BITS, make)
    try:
        with pytest.raises((AssertionError, InvalidValue)):
            getattr(CardContract(), CardContract.numbers()[number])(faulty, **arguments)
    finally:
        faulty.close()
