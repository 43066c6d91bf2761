"""The devices of a lane: on serial lines, or simulated at the other end of a pty."""

from attrs import frozen

from miz import hookimpl
from miz.domain.places import Direction
from miz.plugin import CLOCK, LANE, Parts, Registry
from miz.ports.gates import LaneDevices


@frozen
class SerialLane:
    """A line-oriented reader and a relay board with inputs, each by device or pyserial URL.

    Relays and inputs are numbered as on the board.
    ``pulse`` is in seconds; 0 keeps the relay on until the passage (potential mode).
    ``fire`` is an input that is only observed, ``stop`` a relay that takes a release back.
    """

    reader: str
    board: str
    reader_baud: int = 9600
    board_baud: int = 19200
    pulse: float = 0.5
    relay_in: int = 0
    relay_out: int = 1
    input_in: int = 0
    input_out: int = 1
    active_low: bool = False
    fire: int | None = None
    stop: int | None = None


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
    from miz_adapters.serial import Input, SerialReader, Wiring, numato_board

    def contact(pin: int) -> Input:
        return Input(pin, active_low=settings.active_low)

    ticks = parts[CLOCK].monotonic
    wiring = Wiring(
        relays={Direction.IN: settings.relay_in, Direction.OUT: settings.relay_out},
        passages={
            Direction.IN: contact(settings.input_in),
            Direction.OUT: contact(settings.input_out),
        },
        fire=contact(settings.fire) if settings.fire is not None else None,
        stop=settings.stop,
        pulse=settings.pulse or None,
    )
    board = numato_board(settings.board, wiring=wiring, baudrate=settings.board_baud, clock=ticks)
    reader = SerialReader(settings.reader, baudrate=settings.reader_baud, clock=ticks)
    return LaneDevices(reader, board.barrier, board.sensor)


def _simulated(settings: SimulatedLane, parts: Parts) -> LaneDevices:
    from miz_adapters.simulator import SimulatedGate

    gate = SimulatedGate(window=settings.window, clock=parts[CLOCK].monotonic)
    board = gate.open_board()
    return LaneDevices(gate.open_reader(), board.barrier, board.sensor, gate)
