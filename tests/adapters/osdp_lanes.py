"""The OSDP adapter that we ship, wired as the emulated turnstile is."""

from collections.abc import Callable
from typing import Any

from miz.ports.gates import LaneDevices, Movement
from miz_adapters.osdp import DoorWiring, OsdpLane
from miz_contracts.gates.emulators.osdp.turnstile import DOOR, EXIT, FIRE, PASSAGES, RELEASES, STOP

ALARMS = {FIRE: Movement.FIRE_ON, EXIT: Movement.EXIT_ASKED, DOOR: Movement.DOOR_OPEN}
WIRING = DoorWiring(outputs=RELEASES, passages=PASSAGES, alarms=ALARMS, stop=STOP)
HELD = DoorWiring(outputs=RELEASES, passages=PASSAGES, alarms=ALARMS, pulse=None)


def lane_of(lane: OsdpLane) -> LaneDevices:
    """The three parts of a lane, as the port has them."""
    return LaneDevices(lane.reader, lane.barrier, lane.sensor)


def shipped(
    url: str, key: bytes, clock: Callable[[], float], *, wiring: DoorWiring = WIRING, **more: Any
) -> LaneDevices:
    """The adapter in front of one device that has everything."""
    return lane_of(OsdpLane(url, {0: key}, wiring=wiring, clock=clock, **more))


def held(url: str, key: bytes, clock: Callable[[], float]) -> LaneDevices:
    """The same for a turnstile in level mode."""
    return shipped(url, key, clock, wiring=HELD)
