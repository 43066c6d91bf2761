"""Several OSDP devices on one bus."""

from collections.abc import Iterator

import pytest

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz.ports.gates import Position, Presented
from miz_adapters.osdp import OsdpLane
from miz_contracts.gates.emulators.osdp import EmulatedDevice
from miz_contracts.gates.emulators.osdp.turnstile import KEY
from miz_contracts.gates.rules import soon
from miz_contracts.rigs.clocks import BenchClock
from tests.adapters.osdp_lanes import WIRING

IN, OUT = Direction.IN, Direction.OUT
CARD = bytes.fromhex("01020340")
OTHER_KEY = bytes.fromhex("11c5aa0970fe4d3288b1760f5e2d934c")


def silence(_: bytes) -> bytes:
    """No answer arrives."""
    return b""


def codes(found: list[Presented | None]) -> list[str]:
    """What was read."""
    return [one.code for one in found if one is not None]


@pytest.fixture
def bus() -> Iterator[tuple[EmulatedDevice, EmulatedDevice, OsdpLane]]:
    """A reader at address 0 and, on the same two wires, a door with another key at address 5."""
    reader, door = EmulatedDevice(key=KEY), EmulatedDevice(key=OTHER_KEY, address=5)
    reader.others.append(door)
    keys = {0: KEY, 5: OTHER_KEY}
    lane = OsdpLane(reader.url, keys, door=5, wiring=WIRING, clock=BenchClock().monotonic)
    yield reader, door, lane
    lane.reader.close()
    for device in (reader, door):
        device.close()


def test_two_devices_share_a_bus(bus: tuple[EmulatedDevice, EmulatedDevice, OsdpLane]) -> None:
    """Each has its own session and key; a card at one releases an output of the other."""
    reader, door, lane = bus
    soon(lambda: lane.reader.read(0.0), expected=None)
    soon(lane.barrier.position, expected=Position.LOCKED)
    reader.present(CARD, 26)
    found = lane.reader.read(1.0)
    lane.barrier.release(OUT, within=5)

    assert ["01020340"] == codes([found])
    assert (True, False) == (door.is_on(1), reader.is_on(1))


def test_a_dead_device_does_not_silence_its_neighbour(
    bus: tuple[EmulatedDevice, EmulatedDevice, OsdpLane],
) -> None:
    """The reader goes on reading while nobody answers at the door's address."""
    reader, door, lane = bus
    soon(lambda: lane.reader.read(0.0), expected=None)
    door.wire = silence
    with pytest.raises(PortError):
        lane.barrier.release(IN, within=5)
    reader.present(CARD, 26)

    assert ["01020340"] == codes([lane.reader.read(1.5)])


def test_an_address_not_on_the_line_is_away(
    bus: tuple[EmulatedDevice, EmulatedDevice, OsdpLane],
) -> None:
    """A wrong address in the settings says what to look at."""
    reader, _, _ = bus
    lane = OsdpLane(reader.url, {9: KEY}, reader=9)
    with pytest.raises(Unavailable):
        lane.reader.read(0.0)
    lane.reader.close()
