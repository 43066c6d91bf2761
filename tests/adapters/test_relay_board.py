"""A relay board's barrier and sensor: the contracts, faults that they must find, the protocol."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.places import Direction
from miz.errors import InvalidValue, NotSupported, PortError, Unavailable
from miz.ports.gates import Capability, Movement, Sensed, Walk
from miz_adapters.serial import Input, RelayBoard, Wiring
from miz_adapters.serial.inputs import Change, Contact
from miz_adapters.serial.numato import answer_of, channel
from miz_adapters.simulator import SimulatedBoard, SimulatedPort
from miz_adapters.simulator.gate import WIRING
from miz_adapters.simulator.rigs import SimulatedLaneRig
from miz_contracts.gates import BarrierContract, SensorContract
from miz_contracts.gates.rules import soon

IN, OUT = Direction.IN, Direction.OUT
LEVEL = Wiring(pulse=None, fire=Input(5, active_low=True))
ONE_EYE = Wiring(passages={IN: Input(3, active_low=True), OUT: Input(3, active_low=True)}, stop=7)
WIRINGS = {"pulse": WIRING, "level": LEVEL, "one-eye": ONE_EYE}


@pytest.fixture(params=WIRINGS)
def rig(request: pytest.FixtureRequest) -> Iterator[SimulatedLaneRig]:
    """A turnstile behind a board, wired in each of the usual ways."""
    rig = SimulatedLaneRig(wiring=WIRINGS[request.param])
    yield rig
    rig.close()


@pytest.fixture
def lane() -> Iterator[SimulatedLaneRig]:
    """A turnstile with pulses, a fire input and a stop relay."""
    rig = SimulatedLaneRig()
    yield rig
    rig.close()


class TestRelayBarrier(BarrierContract):
    """The barrier that we ship keeps every rule."""


class TestPassageSensor(SensorContract):
    """The sensor that we ship keeps every rule."""


# The protocol


@given(heard=st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(heard: bytes) -> None:
    """Whatever a board says, reading it raises nothing."""
    answer = answer_of("gpio read 0", heard)

    assert answer is None or isinstance(answer, str)


@given(
    before=st.binary(max_size=40).filter(lambda noise: b"gpio" not in noise),
    level=st.sampled_from("01"),
    end=st.sampled_from(["\n\r", "\r\n", "\r", "\n"]),
)
def test_an_answer_is_found_behind_its_echo(before: bytes, level: str, end: str) -> None:
    """Old prompts and noise in front, and any line end, change nothing."""
    told = before + f"gpio read 0{end}{level}{end}>".encode()

    assert level == answer_of("gpio read 0", told)
    assert answer_of("gpio read 0", told[:-1]) is None


def test_another_commands_answer_is_no_answer() -> None:
    """A late answer is not taken for the next question's."""
    assert answer_of("relay on 0", b"gpio read 0\n\r1\n\r>") is None


def test_channels_from_ten_on_are_letters() -> None:
    """The boards with 16 and more relays count 9, A, B (manual)."""
    assert ["0", "9", "A", "V"] == [channel(number) for number in (0, 9, 10, 31)]


@given(samples=st.lists(st.tuples(st.booleans(), st.floats(0.001, 0.1)), max_size=60))
def test_a_contact_settles_alternately(samples: list[tuple[bool, float]]) -> None:
    """However a contact bounces, closing and opening follow each other, never twice in a row."""
    contact, at, told = Contact(Input(0), 0.04, active=False), 0.0, [False]
    for high, pause in samples:
        at += pause
        change = contact.sample(high=high, at=at)
        if change is not None:
            assert at - change.since >= 0.04
            told.append(change.active)

    assert all(one is not other for one, other in pairwise(told))


def test_a_bounce_is_no_change() -> None:
    """A contact that touches for less than it must stand still was not closed."""
    contact = Contact(Input(0, active_low=True), 0.04, active=False)
    seen = [
        contact.sample(high=high, at=at) for high, at in [(False, 0), (True, 0.02), (True, 0.1)]
    ]

    assert [None, None, None] == seen
    assert contact.sample(high=False, at=0.2) is None
    assert Change(active=True, since=0.2) == contact.sample(high=False, at=0.25)


# The board


def test_a_pulse_has_its_length(lane: SimulatedLaneRig) -> None:
    """500 ms unless told otherwise: longer than a turnstile needs, shorter than a passage."""
    lane.barrier.release(IN, within=5)
    soon(lambda: len(lane.device.pulses), expected=1)

    assert 0.5 <= lane.device.pulses[0].seconds < 1.0


def test_a_pulse_that_no_turnstile_sees_is_refused() -> None:
    """Below 100 ms a turnstile may not react (PERCo manuals)."""
    with pytest.raises(InvalidValue, match=r"0\.1"):
        Wiring(pulse=0.05)


def test_a_second_release_is_a_new_edge(lane: SimulatedLaneRig) -> None:
    """Two people in quick succession are two pulses, also while the first still lasts."""
    lane.barrier.release(IN, within=5)
    first = lane.device.walk(IN)
    lane.barrier.release(IN, within=5)

    assert (Walk.PASSED, 2, Walk.PASSED) == (first, lane.releases, lane.device.walk(IN))


def test_a_held_relay_drops_at_the_passage() -> None:
    """In level mode the signal must go when the person starts to pass, or a second one may."""
    rig = SimulatedLaneRig(wiring=LEVEL)
    rig.barrier.release(IN, within=5)
    rig.walk(IN)
    seen = rig.sensor.wait(3)
    free = rig.is_free(IN)
    rig.close()

    assert (Sensed(Movement.PASSED, IN), False) == (seen, free)


def test_closing_switches_relays_off() -> None:
    """A program that ends leaves no lane open behind it."""
    rig = SimulatedLaneRig(wiring=LEVEL)
    rig.barrier.release(IN, within=60)
    rig.barrier.close()
    free = rig.is_free(IN)
    rig.close()

    assert not free


def test_a_board_just_found_is_brought_to_rest(lane: SimulatedLaneRig) -> None:
    """A program that was killed may have left a relay on: off comes before anything else."""
    switched = [command for command in lane.device.heard if command.startswith("relay")]

    assert ["relay off 0", "relay off 1", "relay off 2"] == switched


def test_a_board_tells_its_number_and_version(lane: SimulatedLaneRig) -> None:
    """The monitor shows which board it is."""
    assert ("00000042", "A0080001") == (lane.barrier.info.serial, lane.sensor.info.firmware)


def test_an_unanswered_release_may_have_opened(lane: SimulatedLaneRig) -> None:
    """The error says so, and who passes then was let in (grant unknown, never repeated)."""
    lane.mute(True)
    with pytest.raises(PortError) as caught:
        lane.barrier.release(IN, within=5)
    lane.walk(IN)
    lane.mute(False)
    seen: list[Sensed] = []

    def passed() -> bool:
        sensed = lane.sensor.wait(0.1)
        seen.extend([sensed] if sensed else [])
        return bool(seen)

    soon(passed, expected=True)

    assert "gate.unconfirmed" == caught.value.code
    assert not isinstance(caught.value, Unavailable)
    assert ([Sensed(Movement.PASSED, IN)], 1) == (seen, lane.releases)


def test_a_cable_pulled_before_the_answer_is_unconfirmed(lane: SimulatedLaneRig) -> None:
    """The command had left: nobody knows, so nobody claims that nothing was released."""
    lane.device.on_release(lambda _: lane.device.unplug())
    with pytest.raises(PortError) as caught:
        lane.barrier.release(IN, within=5)

    assert "gate.unconfirmed" == caught.value.code


def test_a_fire_that_burns_at_the_start_is_news() -> None:
    """A lane that starts during a fire alarm says so."""
    device = SimulatedBoard(wiring=WIRING)
    device.fire(on=True)
    board = RelayBoard(device.url, wiring=WIRING)
    seen = board.sensor.wait(3)
    board.close()
    device.close()

    assert Sensed(Movement.FIRE_ON) == seen


def test_a_direction_without_relay_is_not_supported() -> None:
    """A lane for entries only has no relay for exits."""
    device = SimulatedBoard()
    board = RelayBoard(device.url, wiring=Wiring(relays={IN: 0}, passages={}))
    with pytest.raises(NotSupported):
        board.barrier.release(OUT, within=5)
    abilities = board.sensor.capabilities
    board.close()
    device.close()

    assert Capability.NONE is abilities


@pytest.mark.parametrize("answer", [b"", b"\xff" * 400, b"gpio read 0\n\rmaybe\n\r>"])
def test_a_stranger_on_the_line_is_unavailable(answer: bytes) -> None:
    """Another device, a wrong baud rate or a talking modem is not taken for a board."""
    port: list[SimulatedPort] = []
    port.append(SimulatedPort(lambda _: port[0].send(answer)))
    board = RelayBoard(port[0].url, answer_within=0.05)
    with pytest.raises(Unavailable):
        board.sensor.wait(3)
    with pytest.raises(PortError):
        board.barrier.release(IN, within=5)
    board.close()
    port[0].close()


def test_a_bad_level_is_unavailable(
    lane: SimulatedLaneRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A board that garbles its answers cannot be trusted to see a passage."""
    monkeypatch.setattr(lane.device, "_obey", lambda text: "7" if "gpio" in text else "")

    def watch() -> None:
        for _ in range(50):
            lane.sensor.wait(0.1)

    with pytest.raises(Unavailable):
        watch()
