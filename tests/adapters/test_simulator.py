"""Devices that are not there behave as those that are, as far as a page or a test looks."""

from collections.abc import Iterator
from threading import enumerate as living_threads

import pytest

from miz.domain.places import Direction
from miz.ports.gates import Cue, Movement, Sensed, Walk
from miz_adapters.serial import Wiring
from miz_adapters.simulator import SimulatedBoard, SimulatedGate, SimulatedReader
from miz_adapters.simulator.clocks import JumpClock
from miz_contracts.gates.rules import no_thread_left, soon

IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def gate() -> Iterator[SimulatedGate]:
    """One lane."""
    gate = SimulatedGate()
    yield gate
    gate.close()


@pytest.mark.parametrize("framing", ["\r", "\n", "\r\n", "\x02\x03"])
def test_a_presented_code_is_read(gate: SimulatedGate, framing: str) -> None:
    """The demo's button is a scan, whatever the scanner's framing (CAP-07)."""
    reader = gate.open_reader()
    reader.read(0)
    gate.reader.present("0042", framing=framing)
    found = reader.read(1)
    reader.close()

    assert found is not None
    assert ("0042", "0042") == (found.code, gate.view().last_code)


def test_half_a_code_is_half_a_code(gate: SimulatedGate) -> None:
    """A slip pulled away too soon can be played."""
    reader = gate.open_reader()
    reader.read(0)
    gate.reader.half("12345678")
    gate.reader.present("")
    found = reader.read(1)
    reader.close()

    assert found is not None
    assert "1234" == found.code


@pytest.mark.parametrize("cue", list(Cue))
def test_the_lamp_shows_the_cue(gate: SimulatedGate, cue: Cue) -> None:
    """The page shows what the visitor would see, until the next code."""
    reader = gate.open_reader()
    reader.cue(cue)
    soon(lambda: gate.view().lamp is cue, expected=True)
    gate.present("1")
    after = gate.view().lamp
    reader.close()

    assert after is None


def test_the_port_keeps_its_name() -> None:
    """A replugged reader is found where it was, as under /dev/serial/by-id."""
    device = SimulatedReader()
    before = device.url
    device.unplug()
    device.unplug()
    device.replug()
    device.replug()

    assert (before, True) == (device.url, device.plugged)
    device.close()


def test_a_locked_turnstile_blocks_or_is_forced(gate: SimulatedGate) -> None:
    """A walk into a locked arm ends there, unless somebody climbs over."""
    board = gate.open_board()
    board.sensor.wait(0.3)
    blocked = gate.walk(IN)
    nothing = board.sensor.wait(0.3)
    forced = gate.walk(IN, force=True)
    seen = board.sensor.wait(3)
    board.close()

    assert (Walk.BLOCKED, None) == (blocked, nothing)
    assert (Walk.FORCED, Sensed(Movement.FORCED, IN)) == (forced, seen)


def test_a_release_is_seen_by_the_page_and_used_up(gate: SimulatedGate) -> None:
    """The page shows the arm free until one person passed."""
    released: list[Direction] = []
    gate.board.on_release(released.append)
    board = gate.open_board()
    board.barrier.release(OUT, within=30)
    free = gate.view()
    walked = [gate.walk(OUT), gate.walk(OUT)]
    board.close()

    assert ((OUT,), False, True) == (free.released, free.locked, free.link)
    assert ([Walk.PASSED, Walk.BLOCKED], [OUT], True) == (walked, released, gate.view().locked)


def test_a_turnstile_locks_by_itself() -> None:
    """A pulse frees it for its own window, as PERCo turnstiles do."""
    clock = JumpClock()
    device = SimulatedBoard(window=5, clock=clock.monotonic)
    device.turnstile.switch(0, on=True)
    before = device.released(IN)
    clock.advance(5)

    assert (True, False) == (before, device.released(IN))
    device.close()


def test_a_fire_frees_everything(gate: SimulatedGate) -> None:
    """The fire panel is wired to the turnstile; software only hears of it."""
    gate.fire(on=True)
    free = not gate.view().locked
    walked = gate.walk(OUT)
    gate.fire(on=False)

    assert (True, Walk.PASSED, True) == (free, walked, gate.view().locked)


def test_the_link_is_down_when_nobody_asks(gate: SimulatedGate) -> None:
    """A page that shows a green link means that miz watches the lane."""
    before = gate.view().link
    board = gate.open_board()
    soon(lambda: board.sensor.wait(0.05), expected=None)
    soon(lambda: gate.view().link, expected=True)
    gate.unplug()
    pulled = gate.view().link
    board.close()

    assert (False, False) == (before, pulled)


def test_a_walk_that_nobody_watched_is_forgotten() -> None:
    """A passage during an outage is not told as a new one minutes later."""
    clock = JumpClock()
    device = SimulatedBoard(clock=clock.monotonic)
    device.walk(IN, force=True)
    clock.advance(60)

    assert ["0"] * 10 == [device._answer("gpio read 0") for _ in range(10)]
    device.close()


def test_relays_can_be_read_and_strange_words_do_nothing() -> None:
    """The board answers what its manual lists, and only prompts otherwise."""
    device = SimulatedBoard(wiring=Wiring(relays={IN: 10}))
    told = [
        device._answer(text) for text in ("relay on A", "relay read A", "relay read 0", "dance")
    ]

    assert ["", "on", "off", ""] == told
    device.close()


def test_nothing_is_left_of_a_closed_gate() -> None:
    """Threads, files and links go with the gate; closing twice is safe."""
    with no_thread_left():
        gate = SimulatedGate()
        gate.unplug()
        gate.replug()
        gate.close()
        gate.close()

    assert not any("cable" in thread.name for thread in living_threads())
