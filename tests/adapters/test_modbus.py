"""Modbus RTU boards in front of modbus_tk: the contracts, and what goes wrong on a bus."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymodbus.framer import FramerRTU

from miz.domain.places import Direction
from miz.errors import InvalidValue, PortError, Refused, Unavailable
from miz.ports.gates import Capability, Movement, Sensed
from miz_adapters.boards import Input, RelayBoard, Wiring
from miz_adapters.modbus import RelayMap, Relays, modbus_board
from miz_adapters.simulator.rigs import SimulatedLaneRig
from miz_contracts.gates import BarrierContract, SensorContract
from miz_contracts.gates.rules import soon, within
from tests.adapters.modbus_slave import SIZE, UNIT, WRITE_COIL, ModbusSlave

# modbus_tk asks its own thread by an old name.
pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")
IN, OUT = Direction.IN, Direction.OUT
PULSE = Wiring(fire=Input(2), stop=2)
LEVEL = Wiring(pulse=None, fire=Input(5, active_low=True))
COILS = RelayMap(unit=UNIT)
REGISTERS = RelayMap(unit=UNIT, relays=Relays.REGISTERS, on=0x0100, off=0)
Make = Callable[..., RelayBoard]


def board(url: str, *, wiring: Wiring, clock: Callable[[], float]) -> RelayBoard:
    """The adapter that we ship, for relays that are coils."""
    return modbus_board(url, wiring=wiring, relay_map=COILS, clock=clock)


def board_of_registers(url: str, **settings: Any) -> RelayBoard:
    """The same, for relays that are registers."""
    return modbus_board(url, relay_map=REGISTERS, **settings)


KINDS: dict[str, tuple[Make, Wiring]] = {
    "pulse": (board, PULSE),
    "level": (board, LEVEL),
    "registers": (board_of_registers, PULSE),
}


def opened(make: Make = board, wiring: Wiring = PULSE) -> SimulatedLaneRig:
    """A turnstile behind modbus_tk."""
    return SimulatedLaneRig(make, wiring=wiring, device=ModbusSlave)


@pytest.fixture(params=KINDS)
def rig(request: pytest.FixtureRequest) -> Iterator[SimulatedLaneRig]:
    """A turnstile behind a board, in each of the usual ways."""
    rig = opened(*KINDS[request.param])
    yield rig
    rig.close()


@pytest.fixture
def lane() -> Iterator[SimulatedLaneRig]:
    """A turnstile with pulses, a fire input and a stop relay."""
    rig = opened()
    yield rig
    rig.close()


class TestModbusBarrier(BarrierContract):
    """The barrier that we ship keeps every rule."""


class TestModbusSensor(SensorContract):
    """The sensor that we ship keeps every rule."""


def slave(rig: SimulatedLaneRig) -> ModbusSlave:
    """The board's end of the cable."""
    assert isinstance(rig.device, ModbusSlave)
    return rig.device


def switched_on(rig: SimulatedLaneRig) -> list[bytes]:
    """The commands that asked for a relay to be on."""
    asked = slave(rig).asked
    return [one for one in asked if one[1] == WRITE_COIL and one[4] == 0xFF]


def test_a_write_is_shown_before_it_counts(lane: SimulatedLaneRig) -> None:
    """The board repeats the command, and then shows the coil: only then is it confirmed."""
    slave(lane).asked.clear()
    lane.barrier.release(IN, within=5)
    at = slave(lane).asked.index(switched_on(lane)[0])

    assert Capability.CONFIRMS_UNLOCK in lane.barrier.capabilities
    assert bytes([UNIT, 1, 0, 0, 0, 1]) == slave(lane).asked[at + 1][:6]


def test_a_wrong_unit_is_told_within_a_second() -> None:
    """Nobody with that number on the bus: an error, and nothing was released."""
    device = ModbusSlave(wiring=PULSE)
    stranger = modbus_board(device.url, wiring=PULSE, relay_map=RelayMap(unit=UNIT + 1))
    with within(1.0), pytest.raises(Unavailable):
        stranger.barrier.release(IN, within=5)
    with within(1.0), pytest.raises(Unavailable) as caught:
        stranger.sensor.wait(1.0)
    stranger.close()
    free = device.released(IN)
    device.close()

    assert ("board.unanswered", False) == (caught.value.code, free)


def test_a_relay_that_is_not_there_is_refused() -> None:
    """Exception 2, illegal address: the settings are wrong, and the monitor says so."""
    device = ModbusSlave()
    beyond = Wiring(relays={IN: SIZE}, passages={})
    wrong = modbus_board(device.url, wiring=beyond, relay_map=COILS)
    with pytest.raises(Refused, match="exception 2") as caught:
        wrong.barrier.release(IN, within=5)
    with pytest.raises(Unavailable, match="exception 2"):
        wrong.sensor.wait(3)
    wrong.close()
    device.close()

    assert "board.refused" == caught.value.code


@pytest.mark.parametrize(
    ("exception", "error", "code"),
    [
        (1, Refused, "board.refused"),
        (4, Refused, "board.refused"),
        (5, PortError, "gate.unconfirmed"),
        (6, Unavailable, "board.busy"),
        (10, Unavailable, "board.busy"),
        (11, PortError, "gate.unconfirmed"),
    ],
)
def test_each_exception_means_something(
    lane: SimulatedLaneRig, exception: int, *, error: type[PortError], code: str
) -> None:
    """Refused, away, or nobody knows: a lane acts differently on each (V1.1b3, chapter 7)."""

    def refusing(request: bytes, answer: bytes) -> bytes | None:
        asked_on = request[1] == WRITE_COIL and request[4] == 0xFF
        return framed(bytes([UNIT, 0x80 | WRITE_COIL, exception])) if asked_on else None

    slave(lane).spoil = refusing
    with pytest.raises(error) as caught:
        lane.barrier.release(IN, within=5)

    assert code == caught.value.code
    assert 1 == len(switched_on(lane))


def framed(pdu: bytes) -> bytes:
    """An answer with its check."""
    return pdu + FramerRTU.compute_CRC(pdu).to_bytes(2, "big")


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "lost": lambda _: b"",
    "cut": lambda answer: answer[:-1],
    "flipped": lambda answer: answer[:-3] + bytes([answer[-3] ^ 1]) + answer[-2:],
    "another relay's": lambda answer: framed(answer[:3] + b"\x09" + answer[4:-2]),
    "the opposite": lambda answer: framed(answer[:4] + b"\0\0"),
    "another question's": lambda _: framed(bytes([UNIT, 2, 1, 0])),
    "another unit's": lambda answer: framed(bytes([UNIT + 1]) + answer[1:-2]),
    "noise": lambda _: bytes(range(64)),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_answer_is_unconfirmed_and_never_repeated(
    lane: SimulatedLaneRig, how: str
) -> None:
    """The relay did switch: the lane may be open, so nobody says no and nobody tries again."""

    def spoiling(request: bytes, answer: bytes) -> bytes | None:
        asked_on = request[1] == WRITE_COIL and request[4] == 0xFF
        return SPOILED[how](answer) if asked_on else None

    slave(lane).spoil = spoiling
    with within(1.0), pytest.raises(PortError) as caught:
        lane.barrier.release(IN, within=5)
    lane.advance(5)
    soon(lambda: lane.sensor.wait(0.1), expected=None)

    assert "gate.unconfirmed" == caught.value.code
    assert not isinstance(caught.value, Unavailable)
    assert (1, 1) == (lane.releases, len(switched_on(lane)))


def test_a_relay_that_does_not_show_it_is_unconfirmed(lane: SimulatedLaneRig) -> None:
    """The board repeated the command, but its coil stands otherwise: a blown relay."""

    def stuck(request: bytes, answer: bytes) -> bytes | None:
        return framed(bytes([UNIT, 1, 1, 0])) if request[1] == 1 else None

    slave(lane).spoil = stuck
    with pytest.raises(PortError) as caught:
        lane.barrier.release(IN, within=5)

    assert "gate.unconfirmed" == caught.value.code


def test_command_registers_need_no_reading_back() -> None:
    """Some boards switch by registers that show nothing: there an echo is the acknowledgement."""
    device = ModbusSlave(wiring=PULSE)
    device.spoil = lambda request, _: framed(bytes([UNIT, 3, 2, 0, 0])) if request[1] == 3 else None
    relay_map = RelayMap(unit=UNIT, relays=Relays.REGISTERS, read_back=False)
    plain = modbus_board(device.url, wiring=PULSE, relay_map=relay_map)
    plain.barrier.release(IN, within=5)
    free = device.released(IN)
    plain.close()
    device.close()

    assert free


def test_a_late_answer_is_not_taken_for_the_next_ones(lane: SimulatedLaneRig) -> None:
    """What came after its time is thrown away before the next question."""
    held: list[bytes] = []

    def late(request: bytes, answer: bytes) -> bytes | None:
        if request[:5] == bytes([UNIT, WRITE_COIL, 0, 0, 0xFF]):
            held.append(answer)
            return b""
        return held.pop() + answer if held else None

    slave(lane).spoil = late
    with pytest.raises(PortError, match="acknowledge"):
        lane.barrier.release(IN, within=5)
    lane.advance(5)
    soon(lambda: lane.sensor.wait(0.1), expected=None)
    lane.barrier.lock()

    assert not lane.is_free(IN)


def test_unplugged_and_replugged_again_and_again(lane: SimulatedLaneRig) -> None:
    """Ten loose contacts: each time away, each time back, and nothing was played again (row 7)."""
    for _ in range(10):
        lane.unplug()
        soon(lambda: _is_away(lane), expected=True)
        lane.replug()
        lane.advance(5)
        soon(lambda: _is_away(lane), expected=False)

    assert (0, False) == (lane.releases, lane.is_free(IN))


def _is_away(rig: SimulatedLaneRig) -> bool:
    try:
        rig.barrier.position()
    except Unavailable:
        return True
    return False


def test_inputs_are_asked_for_in_one_question(lane: SimulatedLaneRig) -> None:
    """A bus at 9600 baud has no time for one question an input."""
    slave(lane).asked.clear()
    lane.device.fire(on=True)
    seen = lane.sensor.wait(3)
    looks = {one[:6] for one in slave(lane).asked if one[1] == 2}

    assert Sensed(Movement.FIRE_ON) == seen
    assert {bytes([UNIT, 2, 0, 0, 0, 3])} == looks


def test_a_board_without_inputs_is_still_seen_to_be_there() -> None:
    """A look at one relay tells whether the board answers."""
    device = ModbusSlave(wiring=Wiring(relays={IN: 0}, passages={}))
    silent = modbus_board(device.url, wiring=device.wiring, relay_map=COILS)
    silent.barrier.position()
    device.spoil = lambda _, __: b""
    soon(lambda: _gone(silent), expected=True)
    silent.close()
    device.close()


def _gone(board: RelayBoard) -> bool:
    try:
        board.sensor.wait(0.1)
    except Unavailable as error:
        return error.code == "board.unanswered"
    return False


@pytest.mark.parametrize(
    "wrong", [{"unit": 0}, {"unit": 248}, {"on": 1, "off": 1}, {"on": 65536}, {"off": -1}]
)
def test_a_map_that_could_never_work_is_refused(wrong: dict[str, int]) -> None:
    """Unit 0 is everybody on the bus; two equal values switch nothing."""
    with pytest.raises(InvalidValue):
        RelayMap(**wrong)  # type: ignore[arg-type]
