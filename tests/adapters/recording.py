"""Records the sessions of our devices anew: ``python -m tests.adapters.recording``.

They come from the emulators, as nobody has every device on the table; a session of a real one
replaces its file, whose second line then says so.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import miz_contracts.sessions as sessions_package
from miz.domain.places import Direction
from miz.ports.gates import Cue
from miz_adapters.serial import RelayBoard, SerialReader
from miz_adapters.simulator import CUES, SimulatedBoard, SimulatedReader
from miz_adapters.simulator.gate import WIRING
from miz_contracts.sessions import Tap

FOLDER = Path(sessions_package.__file__).parent / "recorded"
FROM = "recorded from the emulator miz_adapters.simulator"
HEARD_WITHIN = 0.4
READER_SCENES = (
    "start",
    "card 12345678901234567897",
    "bytes 3034393933370d0a",
    "noise",
    "cue GRANTED",
)
BOARD_SCENES = ("start", "release in 5", "walk in", "walk out", "fire on", "fire off", "lock")


class ReaderDoing:
    """Does at a reader's adapter what a scene says."""

    def __init__(self, url: str) -> None:
        self.reader = SerialReader(url, cues=CUES)

    def perform(self, what: str) -> None:
        """Only cues and the start are the adapter's; cards are the device's."""
        if what == "start":
            self.reader.read(0.0)
        elif what.startswith("cue "):
            self.reader.cue(Cue[what.removeprefix("cue ")])

    def hear(self) -> str | None:
        """The next code."""
        found = self.reader.read(HEARD_WITHIN)
        return None if found is None else found.code


class BoardDoing:
    """Does at a board's adapter what a scene says."""

    def __init__(self, url: str) -> None:
        self.board = RelayBoard(url, wiring=WIRING)

    def perform(self, what: str) -> None:
        """Releases and locks are the adapter's; walks and fires happen at the device."""
        match what.split():
            case ["start"]:
                self.board.barrier.position()
            case ["release", way, seconds]:
                self.board.barrier.release(Direction(way), within=float(seconds))
            case ["lock"]:
                self.board.barrier.lock()

    def hear(self) -> str | None:
        """The next movement."""
        sensed = self.board.sensor.wait(HEARD_WITHIN)
        if sensed is None:
            return None
        return f"{sensed.movement.value} {sensed.direction or ''}".strip()


def record_reader() -> str:
    """A scanner: two codes, one byte by byte, noise, a cue."""
    device = SimulatedReader()
    tap = Tap(device.url)
    doing = ReaderDoing(tap.url)

    def hands(what: str) -> None:
        if what.startswith("card "):
            device.present(what.removeprefix("card "))
        elif what.startswith("bytes "):
            for byte in bytes.fromhex(what.removeprefix("bytes ")):
                device.noise(bytes([byte]))
                tap_rest()
        elif what == "noise":
            device.noise(b"04A1\x00B2C3\r\n\xff\xfe")

    told = _record(tap, doing, hands, scenes=READER_SCENES)
    doing.reader.close()
    tap.close()
    device.close()
    return told("generic serial line reader", f"{FROM}.SimulatedReader")


def record_board() -> str:
    """A relay board: a passage with a release, one without, a fire, a lock."""
    device = SimulatedBoard(wiring=WIRING)
    tap = Tap(device.url)
    doing = BoardDoing(tap.url)

    def hands(what: str) -> None:
        match what.split():
            case ["walk", way]:
                device.walk(Direction(way), force=True)
            case ["fire", on]:
                device.fire(on == "on")

    told = _record(tap, doing, hands, scenes=BOARD_SCENES)
    doing.board.close()
    tap.close()
    device.close()
    return told("Numato Lab USB relay module", f"{FROM}.SimulatedBoard")


def tap_rest() -> None:
    """Bytes that are to be apart need a moment between them."""
    Event().wait(0.02)


def _record(
    tap: Tap,
    doing: ReaderDoing | BoardDoing,
    hands: Callable[[str], None],
    *,
    scenes: tuple[str, ...],
) -> Callable[[str, str], str]:
    for scene in scenes:
        tap.done(scene)
        doing.perform(scene)
        hands(scene)
        while (word := doing.hear()) is not None:
            tap.said(word)

    return lambda device, source: str(tap.session(device=device, source=source))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "serial-reader.session").write_text(record_reader(), encoding="utf-8")
    (FOLDER / "relay-board.session").write_text(record_board(), encoding="utf-8")
