"""The hand at the simulated device: what the gate contracts of `miz_contracts` ask for."""

from collections.abc import Callable

from miz.domain.places import Direction
from miz.ports.gates import Barrier, Cue, Reader, Sensor
from miz_adapters.serial.inputs import Wiring
from miz_adapters.serial.reader import SerialReader
from miz_adapters.serial.relays import RelayBoard
from miz_adapters.simulator.board import SimulatedBoard
from miz_adapters.simulator.clocks import JumpClock
from miz_adapters.simulator.gate import WIRING
from miz_adapters.simulator.reader import CUES, SimulatedReader

Clocked = Callable[[], float]


def serial_reader(url: str, clock: Clocked) -> SerialReader:
    """The adapter that we ship, as it stands in front of a simulated scanner."""
    return SerialReader(url, cues=CUES, clock=clock)


class SimulatedReaderRig:
    """A scanner on a pseudo-terminal; ``make`` builds the adapter under test."""

    cards = ("12345678901234567897", "04A1B2C3")

    def __init__(self, make: Callable[[str, Clocked], Reader] = serial_reader) -> None:
        self._make = make
        self._clock = JumpClock()
        self._device = SimulatedReader()
        self.reader = self.open()
        self.reader.read(0.0)

    def open(self) -> Reader:
        """One more adapter on the same port."""
        return self._make(self._device.url, self._clock.monotonic)

    def present(self, card: str) -> None:
        """Holds a slip to the scanner."""
        self._device.noise(f"{card}\r\n".encode())

    def send(self, data: bytes) -> None:
        """Puts bytes on the wire."""
        self._device.noise(data)

    def shown(self) -> Cue | None:
        """What the lamp shows."""
        return self._device.lamp

    def unplug(self) -> None:
        """Pulls the cable."""
        self._device.unplug()

    def replug(self) -> None:
        """Puts it back."""
        self._device.replug()

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Puts everything away."""
        self.reader.close()
        self._device.close()


class SimulatedLaneRig:
    """A turnstile behind a relay board on a pseudo-terminal."""

    window = 5.0

    def __init__(
        self, make: Callable[..., RelayBoard] = RelayBoard, *, wiring: Wiring = WIRING
    ) -> None:
        self._make = make
        self._wiring = wiring
        self._clock = JumpClock()
        self.releases = 0
        self.device = SimulatedBoard(wiring=wiring, window=self.window, clock=self._clock.monotonic)
        self.device.on_release(self._count)
        self.board = self._build()
        self.board.barrier.position()

    @property
    def barrier(self) -> Barrier:
        """The barrier under test."""
        return self.board.barrier

    @property
    def sensor(self) -> Sensor:
        """The sensor under test."""
        return self.board.sensor

    def open_barrier(self) -> Barrier:
        """One more adapter on the same port."""
        return self._build().barrier

    def open_sensor(self) -> Sensor:
        """One more adapter on the same port."""
        return self._build().sensor

    def is_free(self, direction: Direction) -> bool:
        """Whether the arm gives way."""
        return self.device.released(direction)

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Somebody walks into the turnstile."""
        self.device.walk(direction, force=force)

    def fire(self, on: bool) -> None:
        """The fire panel."""
        self.device.fire(on)

    def mute(self, on: bool) -> None:
        """The device obeys the next release, and answers nothing from then on."""
        self.device.mute = on

    def answer_late(self) -> None:
        """What the silent device did not say arrives after all."""
        self.device.answer_late()

    def unplug(self) -> None:
        """Pulls the cable."""
        self.device.unplug()

    def replug(self) -> None:
        """Puts it back."""
        self.device.replug()

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Puts everything away."""
        self.board.close()
        self.device.close()

    def _build(self) -> RelayBoard:
        return self._make(self.device.url, wiring=self._wiring, clock=self._clock.monotonic)

    def _count(self, direction: Direction) -> None:
        self.releases += 1
