"""A lane whose doors hang on a UHPPOTE controller on the network."""

from typing import TYPE_CHECKING

from attrs import frozen

from miz import hookimpl
from miz.domain.places import Direction
from miz.plugin import CLOCK, LANE, Parts, Registry
from miz.ports.gates import LaneDevices
from miz_plugins.wired import LineReader, as_setting

if TYPE_CHECKING:
    from miz_adapters.uhppote import Place


@frozen(kw_only=True)
class UhppoteLane(LineReader):
    """A controller by address, as in 192.168.1.100:60000, and the serial number on its label.

    ``listen`` is an address and port of this machine for its events, as in 192.168.1.10:60001;
    without it they are asked for, and several lanes may share a controller.
    ``door_in`` and ``door_out`` are doors 1 to 4, 0 for none.
    Cards come from the controller's own readers, of ``card_bits`` 26 or 34; with ``reader`` slips
    and cards come from a line reader instead.
    ``fire`` says that its fire input is wired; it is only observed.
    """

    address: str
    serial: int
    reader: str = ""
    listen: str = ""
    door_in: int = 1
    door_out: int = 2
    fire: bool = False
    door_patience: float = 30.0

    def __attrs_post_init__(self) -> None:
        from miz_adapters.uhppote.controller import check

        super().__attrs_post_init__()
        with as_setting():
            self.place()
            check(self.doors(), self.card_bits)

    def place(self) -> "Place":
        """Where the controller is."""
        from miz_adapters.uhppote import Place

        return Place(self.address, self.serial, self.listen)

    def doors(self) -> dict[Direction, int]:
        """The door of each direction."""
        numbers = {Direction.IN: self.door_in, Direction.OUT: self.door_out}
        return {direction: door for direction, door in numbers.items() if door}


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers the lane."""
    registry.provide(
        LANE, "uhppote", settings=UhppoteLane, build=_uhppote, summary="UHPPOTE controller by UDP"
    )


def _uhppote(settings: UhppoteLane, parts: Parts) -> LaneDevices:
    from miz_adapters.uhppote import UhppoteController

    ticks = parts[CLOCK].monotonic
    controller = UhppoteController(
        settings.place(),
        doors=settings.doors(),
        card_bits=settings.card_bits,
        fire_input=settings.fire,
        door_patience=settings.door_patience,
        clock=ticks,
    )
    reader = settings.line_reader(ticks) if settings.reader else controller.reader
    return LaneDevices(reader, controller.barrier, controller.sensor)
