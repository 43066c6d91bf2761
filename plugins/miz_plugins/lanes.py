"""The devices of a lane: on serial lines, or simulated at the other end of a pty."""

from attrs import frozen

from miz import hookimpl
from miz.plugin import CLOCK, LANE, NoSettings, Parts, Registry
from miz.ports.gates import LaneDevices


@frozen
class SerialLane:
    """A line-oriented reader and a relay board with inputs, by pyserial URL.

    ``board`` is left out where the passage is only presumed.
    """

    reader: str
    board: str
    baud: int = 9600
    pulse: float = 0.5


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers both kinds of lanes."""
    registry.provide(
        LANE, "serial", settings=SerialLane, build=_serial, summary="reader and relay board"
    )
    registry.provide(
        LANE, "simulated", settings=NoSettings, build=_simulated, summary="a lane without hardware"
    )


def _serial(settings: SerialLane, parts: Parts) -> LaneDevices:
    raise NotImplementedError


def _simulated(_: NoSettings, parts: Parts) -> LaneDevices:
    raise NotImplementedError
