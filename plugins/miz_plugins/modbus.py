"""A lane whose turnstile hangs on a Modbus RTU board."""

from typing import TYPE_CHECKING

from attrs import frozen

from miz import hookimpl
from miz.plugin import CLOCK, LANE, Parts, Registry
from miz.ports.gates import LaneDevices
from miz_plugins.wired import WiredLane, as_setting

if TYPE_CHECKING:
    from miz_adapters.modbus import RelayMap
    from miz_adapters.serial.line import Parity


@frozen(kw_only=True)
class ModbusLane(WiredLane):
    """A line reader and a Modbus RTU board; relays and inputs are addresses counted from 0.

    ``unit`` is the board's number on the bus, ``parity`` none, even or odd.
    ``relays`` is coils or registers; to registers ``on`` and ``off`` are written.
    ``read_back`` = false is for command registers that do not show what they did.
    """

    unit: int = 1
    parity: str = "none"
    relays: str = "coils"
    on: int = 1
    off: int = 0
    read_back: bool = True

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        with as_setting():
            self.relay_map()
        self.line_parity()

    def relay_map(self) -> "RelayMap":
        """How the board is addressed."""
        from miz_adapters.modbus import RelayMap, Relays

        if self.relays not in list(Relays):
            raise ValueError(f"relays is coils or registers, not {self.relays!r}")
        return RelayMap(
            unit=self.unit,
            relays=Relays(self.relays),
            on=self.on,
            off=self.off,
            read_back=self.read_back,
        )

    def line_parity(self) -> "Parity":
        """The parity of the line."""
        from miz_adapters.serial.line import Parity

        named = {parity.name.lower(): parity for parity in Parity}
        if self.parity not in named:
            raise ValueError(f"parity is none, even or odd, not {self.parity!r}")
        return named[self.parity]


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers the lane."""
    registry.provide(
        LANE, "modbus", settings=ModbusLane, build=_modbus, summary="line reader, Modbus RTU relays"
    )


def _modbus(settings: ModbusLane, parts: Parts) -> LaneDevices:
    from miz_adapters.modbus import modbus_board

    ticks = parts[CLOCK].monotonic
    board = modbus_board(
        settings.board,
        wiring=settings.wiring(),
        relay_map=settings.relay_map(),
        baudrate=settings.board_baud,
        parity=settings.line_parity(),
        clock=ticks,
    )
    return LaneDevices(settings.line_reader(ticks), board.barrier, board.sensor)
