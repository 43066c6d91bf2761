"""The simulated lane as a bench's emulator: what `miz_contracts.rigs` asks of a far end."""

from collections.abc import Callable, Mapping
from typing import Any

from miz.domain.places import Direction
from miz.ports.gates import Cue
from miz_adapters.simulator.gate import WIRING, SimulatedGate


class SerialFarEnd:
    """A scanner and a relay board on pseudo-terminals, for the lane provider ``serial``."""

    cards = ("12345678901234567897", "04A1B2C3")

    def __init__(self, *, clock: Callable[[], float], window: float = 5.0) -> None:
        self.window = window
        self.releases = 0
        self._gate = SimulatedGate(window=window, clock=clock)
        self._gate.board.on_release(self._count)

    @property
    def settings(self) -> Mapping[str, Any]:
        """Where the lane finds it, and how it is wired."""
        ports = {"reader": self._gate.reader.url, "board": self._gate.board.url}
        return {**ports, "fire": 2, "stop": WIRING.stop}

    def present(self, card: str) -> None:
        """Somebody holds a slip to the scanner."""
        self._gate.present(card)

    def send(self, data: bytes) -> None:
        """The scanner puts bytes on the wire."""
        self._gate.reader.noise(data)

    def shown(self) -> Cue | None:
        """What the lamp shows."""
        return self._gate.reader.lamp

    def is_free(self, direction: Direction) -> bool:
        """Whether the arm gives way."""
        return self._gate.board.released(direction)

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into the turnstile."""
        self._gate.walk(direction, force=force)

    def fire(self, on: bool) -> None:
        """The fire panel."""
        self._gate.fire(on)

    def mute(self, on: bool) -> None:
        """The board obeys the next release, and answers nothing from then on."""
        self._gate.board.mute = on

    def answer_late(self) -> None:
        """What the silent board did not say arrives after all."""
        self._gate.board.answer_late()

    def unplug(self) -> None:
        """Pulls both cables."""
        self._gate.unplug()

    def replug(self) -> None:
        """Puts both back."""
        self._gate.replug()

    def close(self) -> None:
        """Takes the lane away."""
        self._gate.close()

    def _count(self, direction: Direction) -> None:
        self.releases += 1
