"""Lanes by their settings: what can be written into ``miz.toml``, and what it says of mistakes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from miz.config import settings
from miz.domain.places import Direction
from miz.errors import ConfigError
from miz.plugin import CLOCK, LANE, Parts, Registry
from miz.ports.gates import Capability, LaneDevices, Position
from miz_adapters.boards import Input, Wiring
from miz_adapters.simulator import SimulatedBoard, SimulatedLcus, SimulatedReader
from miz_adapters.simulator.controller import SERIAL, SimulatedController
from miz_adapters.system import SystemClock
from miz_contracts.gates.rules import soon
from miz_plugins import lanes, modbus, uhppote
from tests.adapters.modbus_slave import UNIT, ModbusSlave

# modbus_tk asks its own thread by an old name.
pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")
IN, OUT = Direction.IN, Direction.OUT
NOWHERE = {"reader": "/dev/a", "board": "/dev/b"}


def registry() -> Registry:
    """Every lane that we ship."""
    found = Registry()
    for plugin in (lanes, modbus, uhppote):
        plugin.miz_register(found)
    return found


def built(kind: str, raw: Mapping[str, Any]) -> LaneDevices:
    """The devices of a lane, as the core builds them from the file."""
    provider = registry().find(LANE, kind)
    parts = Parts(Path())
    parts.put(CLOCK, SystemClock())
    return provider.build(settings(provider.settings, raw, place="[lanes.x]"), parts)


@pytest.fixture
def scanner() -> Iterator[SimulatedReader]:
    """A reader on a pseudo-terminal."""
    device = SimulatedReader()
    yield device
    device.close()


def test_a_converter_is_a_setting(scanner: SimulatedReader) -> None:
    """A card through a converter is the card that the desk knows (Wiegand, CAP-07)."""
    board = SimulatedBoard()
    lane = built("serial", {"reader": scanner.url, "board": board.url, "reader_lines": "facility"})
    lane.reader.read(0)
    scanner.present("018,37848")
    found = lane.reader.read(2)
    lane.close()
    board.close()

    assert found is not None
    assert ("B26F018C37848", 26) == (found.code, found.bits)


def test_every_input_is_a_setting() -> None:
    """What is wired is promised, and nothing else."""
    every = {"fire": 2, "exit_button": 3, "door": 4, "tamper": 5}
    plain, full = built("serial", NOWHERE), built("serial", {**NOWHERE, **every})
    abilities = [lane.sensor.capabilities for lane in (plain, full) if lane.sensor]
    plain.close()
    full.close()

    passages = Capability.CONFIRMS_PASSAGE | Capability.TELLS_DIRECTION
    wired = Capability.FIRE_INPUT | Capability.EXIT_INPUT
    wired |= Capability.DOOR_INPUT | Capability.TAMPER_INPUT
    assert [passages, passages | wired] == abilities


def test_an_lcus_lane_presumes_passages(scanner: SimulatedReader) -> None:
    """A module without inputs confirms nothing, and counts from 1."""
    wiring = Wiring(relays={IN: 1, OUT: 2}, passages={})
    module = SimulatedLcus(wiring=wiring)
    lane = built("lcus", {"reader": scanner.url, "board": module.url})
    lane.barrier.release(OUT, within=5)
    soon(lambda: module.released(OUT), expected=True)
    lane.close()
    module.close()

    assert (False, Capability.NONE) == (lane.confirms, lane.barrier.capabilities)


def test_a_modbus_lane_is_addressed_by_its_settings(scanner: SimulatedReader) -> None:
    """Unit, registers, values and inputs as they are written."""
    wiring = Wiring(relays={IN: 4, OUT: 5}, passages={IN: Input(6), OUT: Input(7)})
    board = ModbusSlave(wiring=wiring)
    lane = built(
        "modbus",
        {
            "reader": scanner.url,
            "board": board.url,
            "unit": UNIT,
            "relays": "registers",
            "on": 256,
            "relay_in": 4,
            "relay_out": 5,
            "input_in": 6,
            "input_out": 7,
        },
    )
    lane.barrier.release(IN, within=5)
    free = board.released(IN)
    lane.close()
    board.close()

    assert (True, True) == (free, lane.confirms)


def test_a_controller_lane_needs_no_line(scanner: SimulatedReader) -> None:
    """Its own readers read; with a line reader that one does, and the doors stay its own."""
    device = SimulatedController()
    raw = {"address": device.address, "serial": SERIAL, "door_out": 0}
    own = built("uhppote", raw)
    own.barrier.position()
    device.swipe(1837848)
    card = own.reader.read(2)
    own.close()
    other = built("uhppote", {**raw, "reader": scanner.url})
    other.reader.read(0)
    scanner.present("12345678901234567897")
    slip, position = other.reader.read(2), other.barrier.position()
    other.close()
    device.close()

    assert ("B26F018C37848", "12345678901234567897") == (
        card and card.code,
        slip and slip.code,
    )
    assert Position.LOCKED is position


@pytest.mark.parametrize(
    ("kind", "raw", "told"),
    [
        ("serial", {"reader_lines": "wiegand"}, "reader_lines is one of text, bits, hex"),
        ("serial", {"card_bits": 37}, "26 or 34 bits"),
        ("serial", {"pulse": 0.01}, "0.1 s or longer"),
        ("serial", {"unit": 3}, "unknown key 'unit'"),
        ("lcus", {"relay_in": 0}, "from 1 to 8"),
        ("lcus", {"input_in": 1}, "unknown key 'input_in'"),
        ("modbus", {"unit": 0}, "from 1 to 247"),
        ("modbus", {"parity": "mark"}, "none, even or odd"),
        ("modbus", {"relays": "bits"}, "coils or registers"),
        ("modbus", {"on": 0}, "two different numbers"),
        ("uhppote", {"address": "gate", "serial": SERIAL}, "192.168.1.100:60000"),
        ("uhppote", {"address": "10.0.0.9", "serial": -1}, "stands on its label"),
        ("uhppote", {"address": "10.0.0.9", "serial": SERIAL, "door_in": 9}, "doors 1 to 4"),
        ("uhppote", {"serial": SERIAL}, "lacks 'address'"),
    ],
)
def test_a_mistake_is_told_with_its_place(kind: str, raw: dict[str, Any], told: str) -> None:
    """Whoever wires a gate reads what to write instead, before the day begins (K1)."""
    whole = raw if kind == "uhppote" else {**NOWHERE, **raw}
    with pytest.raises(ConfigError) as caught:
        built(kind, whole)

    assert caught.value.message.startswith("[lanes.x]")
    assert told in caught.value.message
