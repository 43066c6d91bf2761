"""A lane that is not there: a scanner and a turnstile, with what a page can show of them."""

import time
from collections.abc import Callable

from miz.domain.places import Direction
from miz.ports.gates import Rig, RigView, Walk
from miz_adapters.boards import Input, RelayBoard, Wiring
from miz_adapters.serial.numato import numato_board
from miz_adapters.serial.reader import SerialReader
from miz_adapters.simulator.board import SimulatedBoard
from miz_adapters.simulator.reader import CUES, SimulatedReader

WIRING = Wiring(fire=Input(2), stop=2)
"""Both directions, a fire contact, and a relay on the turnstile's stop input."""


class SimulatedGate(Rig):
    """The scanner and the board of one lane. Thread-safe.

    ``window`` is how many seconds the turnstile stays free after a pulse: make it the lane's.
    """

    def __init__(
        self,
        *,
        wiring: Wiring = WIRING,
        window: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.reader = SimulatedReader()
        self.board = SimulatedBoard(wiring=wiring, window=window, clock=clock)
        self._clock = clock

    def open_reader(self) -> SerialReader:
        """The real adapter in front of the scanner."""
        return SerialReader(self.reader.url, cues=CUES, clock=self._clock)

    def open_board(self) -> RelayBoard:
        """The real adapter in front of the board: barrier and sensor."""
        return numato_board(self.board.url, wiring=self.board.wiring, clock=self._clock)

    def present(self, code: str) -> None:
        """Somebody holds a slip or a card to the scanner."""
        self.reader.present(code)

    def walk(self, direction: Direction, *, force: bool = False) -> Walk:
        """Somebody walks into the turnstile."""
        return self.board.walk(direction, force=force)

    def fire(self, on: bool) -> None:
        """The fire panel."""
        self.board.fire(on)

    def unplug(self) -> None:
        """Pulls both cables."""
        self.reader.unplug()
        self.board.unplug()

    def replug(self) -> None:
        """Puts both back."""
        self.reader.replug()
        self.board.replug()

    def view(self) -> RigView:
        """What a page shows."""
        return RigView(
            link=self.reader.plugged and self.board.link,
            lamp=self.reader.lamp,
            released=tuple(way for way in Direction if self.board.released(way)),
            burning=self.board.burning,
            last_code=self.reader.last_code,
        )

    def close(self) -> None:
        """Takes the lane away."""
        self.reader.close()
        self.board.close()
