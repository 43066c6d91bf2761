"""LCUS relay modules: frames, and a barrier that cannot confirm anything."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.places import Direction
from miz.errors import InvalidValue
from miz.ports.gates import Capability, Position
from miz_adapters.boards import Input, RelayBoard, Wiring
from miz_adapters.serial import SerialLine, lcus_board
from miz_adapters.serial.lcus import LcusTalk, frame
from miz_adapters.simulator import SimulatedLcus
from miz_adapters.simulator.rigs import SimulatedLaneRig
from miz_contracts.gates import BarrierContract
from miz_contracts.gates.rules import soon

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong

IN, OUT = Direction.IN, Direction.OUT
PULSE = Wiring(relays={IN: 1, OUT: 2}, passages={}, stop=3)
LEVEL = Wiring(relays={IN: 1, OUT: 2}, passages={}, pulse=None)


class LevelRig(SimulatedLaneRig):
    """A turnstile in level mode needs the relay dropped; without a sensor its end is the window."""

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into the turnstile, and time goes by."""
        super().walk(direction, force=force)
        self.advance(self.window)


@pytest.fixture(params=["pulse", "level"])
def rig(request: pytest.FixtureRequest) -> Iterator[SimulatedLaneRig]:
    """A turnstile behind a module, in both of its modes."""
    if request.param == "pulse":
        rig = SimulatedLaneRig(lcus_board, wiring=PULSE, device=SimulatedLcus)
    else:
        rig = LevelRig(lcus_board, wiring=LEVEL, device=SimulatedLcus)
    yield rig
    rig.close()


class TestLcusBarrier(BarrierContract):
    """The adapter that we ship keeps every rule."""


def test_frames_are_those_of_the_leaflet() -> None:
    """0xA0, channel, state, sum (the maker's leaflet)."""

    assert bytes.fromhex("A00101A2") == frame(1, on=True)
    assert bytes.fromhex("A00100A1") == frame(1, on=False)
    assert bytes.fromhex("A00801A9") == frame(8, on=True)


def test_nothing_is_confirmed(rig: SimulatedLaneRig) -> None:
    """A module that answers nothing must not look as if it had (capabilities)."""
    before = rig.barrier.position()
    rig.barrier.release(IN, within=rig.window)

    assert Capability.NONE is rig.barrier.capabilities
    assert [Position.UNKNOWN] * 2 == [before, rig.barrier.position()]


def test_every_channel_is_off_before_anything_else() -> None:
    """A program that was killed may have left a relay on."""
    device = SimulatedLcus(wiring=LEVEL)
    device.turnstile.switch(1, on=True)
    board = lcus_board(device.url, wiring=LEVEL)
    board.barrier.position()
    soon(lambda: device.released(IN), expected=False)
    board.close()
    device.close()


@given(noise=st.binary(max_size=40), channel=st.integers(1, 8))
def test_the_emulator_obeys_whole_frames_only(noise: bytes, channel: int) -> None:
    """Noise switches nothing that its own bytes do not spell, and a frame behind it counts."""
    switched: list[int] = []
    device = object.__new__(SimulatedLcus)
    device._held = b""
    device.turnstile = _Heard(switched)  # type: ignore[assignment]
    device._obey(noise.replace(b"\xa0", b""))
    device._obey(frame(channel, on=True))

    assert [channel] == switched


class _Heard:
    """Takes note of what was switched on."""

    def __init__(self, switched: list[int]) -> None:
        self._switched = switched

    def switch(self, relay: int, *, on: bool) -> None:
        """Takes a note."""
        self._switched.extend([relay] if on else [])


@pytest.mark.parametrize(
    "wiring",
    [
        Wiring(relays={IN: 1}, passages={IN: Input(0)}),
        Wiring(relays={IN: 1}, passages={}, fire=Input(2)),
        Wiring(relays={IN: 0}, passages={}),
        Wiring(relays={IN: 1}, passages={}, stop=9),
    ],
)
def test_what_a_module_lacks_is_refused(wiring: Wiring) -> None:
    """A setting that could never work is told at once."""
    with pytest.raises(InvalidValue, match="LCUS"):
        lcus_board("/dev/ttyUSB0", wiring=wiring)


# Faults that a driver might have; each must break the rule that is named for it.


class FromZero(LcusTalk):
    """Counts channels from 0."""

    def switch(self, relay: int, *, on: bool) -> None:
        self._line.write(frame(relay - 1, on=on))


class Unsummed(LcusTalk):
    """Leaves the sum out."""

    def switch(self, relay: int, *, on: bool) -> None:
        self._line.write(frame(relay, on=on)[:3] + b"\0")


class Claiming(LcusTalk):
    """Calls a written command an acknowledged one."""

    confirms = True


class Unaware(LcusTalk):
    """Does not notice that the module was unplugged."""

    def levels(self, pins: Sequence[int]) -> Mapping[int, bool]:
        return {}


@pytest.mark.parametrize(
    ("number", "talk"),
    [
        ("BARRIER-006", FromZero),
        ("BARRIER-003", Unsummed),
        ("BARRIER-009", Claiming),
        ("BARRIER-012", Unaware),
    ],
)
def test_the_contract_finds_a_faulty_driver(
    number: str, talk: type[LcusTalk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.5)

    def build(url: str, *, wiring: Wiring, clock: Callable[[], float]) -> RelayBoard:
        return RelayBoard(talk(SerialLine(url, clock=clock)), wiring=wiring, clock=clock)

    faulty = SimulatedLaneRig(build, wiring=PULSE, device=SimulatedLcus)
    try:
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            getattr(BarrierContract(), BarrierContract.numbers()[number])(faulty)
    finally:
        faulty.close()
