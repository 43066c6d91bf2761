"""Settings that lanes share: a reader that sends lines, and what hangs on a relay board."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import frozen

from miz.domain.places import Direction
from miz.errors import InvalidValue

if TYPE_CHECKING:
    from miz_adapters.boards import Input, Wiring
    from miz_adapters.serial import SerialReader

Ticks = Callable[[], float]


@contextmanager
def as_setting() -> Iterator[None]:
    """A value that an adapter refuses is a wrong setting, told with its place in the file."""
    try:
        yield
    except InvalidValue as error:
        raise ValueError(error.message.removesuffix(".")) from error


@frozen(kw_only=True)
class LineReader:
    """A reader by device or pyserial URL, as in ``socket://10.0.0.9:4001``.

    ``reader_lines`` is what one line holds: ``text`` (a code as it is), or a card as ``bits``,
    ``hex``, ``decimal``, ``facility`` (018,37848), ``labelled`` or ``em4100``.
    ``card_bits`` is 26 or 34, for ``decimal`` and ``facility``, which do not say it.
    """

    reader: str
    reader_baud: int = 9600
    reader_lines: str = "text"
    card_bits: int = 26

    def __attrs_post_init__(self) -> None:
        from miz_adapters.serial import Layout, reader_of

        if self.reader_lines not in list(Layout):
            known = ", ".join(Layout)
            raise ValueError(f"reader_lines is one of {known}, not {self.reader_lines!r}")
        reader_of(Layout(self.reader_lines), bits=self.card_bits)

    def line_reader(self, ticks: Ticks) -> "SerialReader":
        """The reader of these settings."""
        from miz_adapters.serial import Layout, SerialReader, reader_of

        read_line = reader_of(Layout(self.reader_lines), bits=self.card_bits)
        return SerialReader(
            self.reader, baudrate=self.reader_baud, read_line=read_line, clock=ticks
        )


@frozen(kw_only=True)
class WiredLane(LineReader):
    """A line reader and a relay board with inputs, each by device or pyserial URL.

    Relays and inputs are numbered as on the board.
    ``pulse`` is in seconds; 0 keeps the relay on until the passage (potential mode).
    ``fire`` and ``tamper`` are inputs that are only observed, ``exit_button`` one that asks,
    ``door`` one that is active while the door is open, told after ``door_patience`` seconds.
    ``stop`` is a relay that takes a release back; ``active_low`` is for contacts to ground.
    """

    board: str
    board_baud: int = 9600
    pulse: float = 0.5
    relay_in: int = 0
    relay_out: int = 1
    input_in: int = 0
    input_out: int = 1
    active_low: bool = False
    fire: int | None = None
    exit_button: int | None = None
    door: int | None = None
    tamper: int | None = None
    door_patience: float = 30.0
    stop: int | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        with as_setting():
            self.wiring()

    def wiring(self) -> "Wiring":
        """How the board is wired to the lane."""
        from miz_adapters.boards import Wiring

        return Wiring(
            relays={Direction.IN: self.relay_in, Direction.OUT: self.relay_out},
            passages={
                Direction.IN: self._input(self.input_in),
                Direction.OUT: self._input(self.input_out),
            },
            fire=self._wired(self.fire),
            exit_button=self._wired(self.exit_button),
            door=self._wired(self.door),
            tamper=self._wired(self.tamper),
            stop=self.stop,
            pulse=self.pulse or None,
            door_patience=self.door_patience,
        )

    def _input(self, pin: int) -> "Input":
        from miz_adapters.boards import Input

        return Input(pin, active_low=self.active_low)

    def _wired(self, pin: int | None) -> "Input | None":
        return None if pin is None else self._input(pin)
