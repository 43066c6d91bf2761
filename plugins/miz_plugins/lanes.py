"""The devices of a lane: on serial lines, or simulated at the other end of a pty."""

from attrs import frozen

from miz import hookimpl
from miz.plugin import CLOCK, LANE, Parts, Registry
from miz.ports.gates import LaneDevices


@frozen
class SerialLane:
    """A line-oriented reader and a relay board with inputs, each by device or pyserial URL."""

    reader: str
    board: str


@frozen
class SimulatedLane:
    """``window`` is how many seconds the turnstile stays free; make it the lane's."""

    window: float = 30.0


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers both kinds of lanes."""
    registry.provide(
        LANE, "serial", settings=SerialLane, build=_serial, summary="reader and relay board"
    )
    registry.provide(
        LANE, "simulated", settings=SimulatedLane, build=_simulated, summary="without hardware"
    )


def _serial(settings: SerialLane, parts: Parts) -> LaneDevices:
    from miz_adapters.serial import RelayBoard, SerialReader

    ticks = parts[CLOCK].monotonic
    board = RelayBoard(settings.board, clock=ticks)
    return LaneDevices(SerialReader(settings.reader, clock=ticks), board.barrier, board.sensor)


def _simulated(settings: SimulatedLane, parts: Parts) -> LaneDevices:
    from miz_adapters.simulator import SimulatedGate

    gate = SimulatedGate(window=settings.window, clock=parts[CLOCK].monotonic)
    board = gate.open_board()
    return LaneDevices(gate.open_reader(), board.barrier, board.sensor, gate)
