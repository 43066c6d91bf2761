"""The devices of a lane: on serial lines, or simulated at the other end of a pty."""

from typing import TYPE_CHECKING

from attrs import frozen

from miz import hookimpl
from miz.domain.places import Direction
from miz.plugin import CLOCK, LANE, Parts, Registry
from miz.ports.gates import LaneDevices
from miz_plugins.wired import LineReader, WiredLane, as_setting

if TYPE_CHECKING:
    from miz_adapters.boards import Wiring


@frozen(kw_only=True)
class SerialLane(WiredLane):
    """A line reader and a Numato Lab relay module; see `WiredLane` and `LineReader`."""

    board_baud: int = 19200


@frozen(kw_only=True)
class LcusLane(LineReader):
    """A line reader and an LCUS relay module, whose relays count from 1 and confirm nothing.

    It has no inputs, so passages are presumed.
    ``pulse`` is in seconds; 0 keeps the relay on to the end of the grant (potential mode).
    """

    board: str
    board_baud: int = 9600
    pulse: float = 0.5
    relay_in: int = 1
    relay_out: int = 2
    stop: int | None = None

    def __attrs_post_init__(self) -> None:
        from miz_adapters.serial.lcus import check

        super().__attrs_post_init__()
        with as_setting():
            check(self.wiring())

    def wiring(self) -> "Wiring":
        """How the module is wired to the lane."""
        from miz_adapters.boards import Wiring

        return Wiring(
            relays={Direction.IN: self.relay_in, Direction.OUT: self.relay_out},
            passages={},
            stop=self.stop,
            pulse=self.pulse or None,
        )


@frozen
class SimulatedLane:
    """``window`` is how many seconds the turnstile stays free; make it the lane's."""

    window: float = 30.0


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers the lanes that stand on serial lines, and those that stand nowhere."""
    registry.provide(
        LANE, "serial", settings=SerialLane, build=_serial, summary="line reader, Numato relays"
    )
    registry.provide(
        LANE, "lcus", settings=LcusLane, build=_lcus, summary="line reader, LCUS relays"
    )
    registry.provide(
        LANE, "simulated", settings=SimulatedLane, build=_simulated, summary="without hardware"
    )


def _serial(settings: SerialLane, parts: Parts) -> LaneDevices:
    from miz_adapters.serial import numato_board

    ticks = parts[CLOCK].monotonic
    board = numato_board(
        settings.board, wiring=settings.wiring(), baudrate=settings.board_baud, clock=ticks
    )
    return LaneDevices(settings.line_reader(ticks), board.barrier, board.sensor)


def _lcus(settings: LcusLane, parts: Parts) -> LaneDevices:
    from miz_adapters.serial import lcus_board

    ticks = parts[CLOCK].monotonic
    board = lcus_board(
        settings.board, wiring=settings.wiring(), baudrate=settings.board_baud, clock=ticks
    )
    return LaneDevices(settings.line_reader(ticks), board.barrier)


def _simulated(settings: SimulatedLane, parts: Parts) -> LaneDevices:
    from miz_adapters.simulator import SimulatedGate

    gate = SimulatedGate(window=settings.window, clock=parts[CLOCK].monotonic)
    board = gate.open_board()
    return LaneDevices(gate.open_reader(), board.barrier, board.sensor, gate)
