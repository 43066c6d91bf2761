"""A reader and a door that are OSDP devices, in a secure session with a key of their own."""

from typing import TYPE_CHECKING

from attrs import field, frozen

from miz import hookimpl
from miz.config import Secret
from miz.domain.places import Direction
from miz.errors import InvalidValue
from miz.plugin import CLOCK, LANE, Parts, Registry
from miz.ports.gates import LaneDevices, Movement

if TYPE_CHECKING:
    from miz_adapters.osdp import DoorWiring


@frozen
class OsdpDevices:
    """One line, and the devices on it by address: the reader, and if it is another one, the board.

    ``key`` is the reader's SCBK in 32 hexadecimal digits; ``board_key`` that of the ``board``, an
    address whose outputs and inputs are the lane's instead of the reader's own.
    Outputs and inputs are numbered from 0.
    ``pulse`` is in seconds; 0 keeps the output on until the passage (potential mode).
    ``stop`` is an output that takes a release back; ``fire`` is observed only.
    ``active_low`` are the inputs that rest closed.
    ``keypad`` takes codes that are typed and ended with #.
    """

    port: str
    key: Secret
    address: int = 0
    baud: int = 9600
    board: int | None = None
    board_key: Secret | None = None
    output_in: int | None = 0
    output_out: int | None = None
    input_in: int | None = None
    input_out: int | None = None
    fire: int | None = None
    exit: int | None = None
    door: int | None = None
    active_low: tuple[int, ...] = field(default=())
    stop: int | None = None
    pulse: float = 0.5
    tamper: bool = True
    keypad: bool = False

    def __attrs_post_init__(self) -> None:
        try:
            self.keys()
            self.wiring()
        except InvalidValue as error:
            raise ValueError(error.message.rstrip(".")) from error

    def keys(self) -> dict[int, bytes]:
        """Address → key; raises InvalidValue for what protects nothing."""
        from miz_adapters.osdp.keys import secure_key

        keys = {self.address: secure_key(self.key)}
        if self.board is None or self.board == self.address:
            return keys
        return keys | {self.board: secure_key(self.board_key or "")}

    def wiring(self) -> "DoorWiring":
        """Outputs and inputs as the adapter knows them; raises InvalidValue for a bad pulse."""
        from miz_adapters.osdp import DoorWiring

        alarms = {
            Movement.FIRE_ON: self.fire,
            Movement.EXIT_ASKED: self.exit,
            Movement.DOOR_OPEN: self.door,
        }
        return DoorWiring(
            outputs=_set({Direction.IN: self.output_in, Direction.OUT: self.output_out}),
            passages=_set({Direction.IN: self.input_in, Direction.OUT: self.input_out}),
            alarms={number: kind for kind, number in alarms.items() if number is not None},
            active_low=frozenset(self.active_low),
            stop=self.stop,
            pulse=self.pulse or None,
            tamper=self.tamper,
        )


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers lanes of OSDP devices."""
    registry.provide(
        LANE, "osdp", settings=OsdpDevices, build=_osdp, summary="OSDP reader and door, secure"
    )


def _osdp(settings: OsdpDevices, parts: Parts) -> LaneDevices:
    from miz_adapters.osdp import OsdpLane

    lane = OsdpLane(
        settings.port,
        settings.keys(),
        reader=settings.address,
        door=settings.board,
        wiring=settings.wiring(),
        baudrate=settings.baud,
        keypad=settings.keypad,
        clock=parts[CLOCK].monotonic,
    )
    return LaneDevices(lane.reader, lane.barrier, lane.sensor)


def _set(numbers: dict[Direction, int | None]) -> dict[Direction, int]:
    return {way: number for way, number in numbers.items() if number is not None}
