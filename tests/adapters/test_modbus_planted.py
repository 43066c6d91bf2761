"""Modbus drivers with planted faults, and answers of any bytes."""

import time
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz_adapters.boards import Input, RelayBoard, Wiring
from miz_adapters.modbus import ModbusTalk, RelayMap, Relays
from miz_adapters.serial import SerialLine
from miz_adapters.simulator.rigs import SimulatedLaneRig
from miz_contracts.gates import BarrierContract, SensorContract
from tests.adapters.modbus_slave import UNIT, ModbusSlave

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong
# modbus_tk asks its own thread by an old name.
pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")
IN, OUT = Direction.IN, Direction.OUT
WIRING = Wiring(fire=Input(2), stop=2)


# Answers of any bytes


class ToldLine(SerialLine):
    """A line on which somebody says what the test wants said."""

    def __init__(self, told: list[bytes]) -> None:
        super().__init__("/nowhere")
        self.told = told
        self.asked: list[bytes] = []

    def connect(self) -> int:
        return 1

    def read(self, timeout: float) -> bytes:
        return self.told.pop(0) if self.told and timeout > 0 else b""

    def write(self, data: bytes) -> None:
        self.asked.append(data)


answers = st.one_of(
    st.binary(max_size=40),
    st.binary(min_size=1, max_size=12).map(lambda pdu: checked(bytes([UNIT]) + pdu)),
)


def checked(frame: bytes) -> bytes:
    """A frame with its check, whatever it says."""
    return frame + FramerRTU.compute_CRC(frame).to_bytes(2, "big")


@given(told=st.lists(answers, max_size=4), relays=st.sampled_from(Relays), on=st.booleans())
def test_any_answer_is_a_switch_or_a_port_error(
    told: list[bytes], relays: Relays, *, on: bool
) -> None:
    """Whatever comes back, nothing else escapes, and the command went out exactly once."""
    line = ToldLine(told)
    talk = ModbusTalk(line, RelayMap(unit=UNIT, relays=relays, on=0x100))
    try:
        talk.switch(3, on=on)
    except PortError:
        confirmed = False
    else:
        confirmed = True
    written = [one for one in line.asked if one[1] in {5, 6}]

    assert 1 == len(written)
    assert not confirmed or 2 == len(line.asked)


@given(told=st.lists(answers, max_size=4), pins=st.sets(st.integers(0, 40), min_size=1, max_size=5))
def test_any_answer_is_levels_or_a_port_error(told: list[bytes], pins: set[int]) -> None:
    """A look at inputs gives every one of them, or an error."""
    talk = ModbusTalk(ToldLine(told), RelayMap(unit=UNIT))
    try:
        levels = talk.levels(tuple(pins))
    except PortError:
        return

    assert pins == set(levels)


@given(bits=st.integers(0, 0xFFFF), pins=st.sets(st.integers(0, 15), min_size=1))
def test_levels_are_those_of_the_answer(bits: int, pins: set[int]) -> None:
    """The first input asked for is the lowest bit of the first byte (V1.1b3, 6.2)."""
    first, count = min(pins), max(pins) - min(pins) + 1
    size = -(-count // 8)
    data = (bits >> first & (1 << count) - 1).to_bytes(size, "little")
    talk = ModbusTalk(ToldLine([checked(bytes([UNIT, 2, size]) + data)]), RelayMap(unit=UNIT))

    assert {pin: bool(bits >> pin & 1) for pin in pins} == talk.levels(tuple(pins))


# Faults that a driver might have; each must break the rule that is named for it.


class Shifted(ModbusTalk):
    """Counts coils from 1."""

    def switch(self, relay: int, *, on: bool) -> None:
        super().switch(relay + 1, on=on)


class Believing(ModbusTalk):
    """Takes silence for an acknowledgement."""

    def switch(self, relay: int, *, on: bool) -> None:
        try:
            super().switch(relay, on=on)
        except Unavailable:
            return


class Retrying(ModbusTalk):
    """Asks again when nobody answers, as pymodbus does by default."""

    def switch(self, relay: int, *, on: bool) -> None:
        try:
            super().switch(relay, on=on)
        except PortError:
            self._line._next_try = time.monotonic()
            self._client.send(checked(bytes([UNIT, 5, 0, relay, 0, 0])))
            self._client.recv(None)
            self._client.send(checked(bytes([UNIT, 5, 0, relay, 0xFF, 0])))
            raise


class Backwards(ModbusTalk):
    """Reads the bits of inputs from the other end."""

    def levels(self, pins: Sequence[int]) -> Mapping[int, bool]:
        found = super().levels(pins)
        return {pin: found[other] for pin, other in zip(pins, reversed(pins), strict=True)}


class Blind(ModbusTalk):
    """Says that every input rests when nobody answers."""

    def levels(self, pins: Sequence[int]) -> Mapping[int, bool]:
        try:
            return super().levels(pins)
        except Unavailable:
            return dict.fromkeys(pins, False)

    def connect(self) -> int:
        try:
            return super().connect()
        except Unavailable:
            return 1


@pytest.mark.parametrize(
    ("number", "talk"),
    [
        ("BARRIER-006", Shifted),
        ("BARRIER-009", Believing),
        ("BARRIER-009", Retrying),
        ("SENSOR-002", Backwards),
        ("SENSOR-010", Blind),
    ],
)
def test_the_contract_finds_a_faulty_driver(
    number: str, talk: type[ModbusTalk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.5)
    monkeypatch.setattr("miz_contracts.gates.sensors.SEEN_WITHIN", 0.5)

    def build(url: str, *, wiring: Wiring, clock: Callable[[], float]) -> RelayBoard:
        spoken = talk(SerialLine(url, clock=clock), RelayMap(unit=UNIT))
        return RelayBoard(spoken, wiring=wiring, clock=clock)

    faulty = SimulatedLaneRig(build, wiring=WIRING, device=ModbusSlave)
    contract = BarrierContract if number.startswith("BARRIER") else SensorContract
    try:
        with pytest.raises((AssertionError, pytest.fail.Exception, Unavailable)):
            getattr(contract(), contract.numbers()[number])(faulty)
    finally:
        faulty.close()
