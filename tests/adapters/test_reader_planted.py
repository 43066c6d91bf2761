"""Readers with planted faults: each must break the rule that is named for it."""

from collections.abc import Callable
from threading import Event

import pytest

from miz.domain.places import Direction
from miz.errors import Unavailable
from miz.ports.gates import Cue, Presented
from miz_adapters.serial import SerialReader
from miz_adapters.simulator import CUES
from miz_adapters.simulator.rigs import Clocked, SimulatedReaderRig
from miz_contracts.gates import TextReaderContract

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong

IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault shows at once; waiting for it longer would only cost time."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.5)


# Faults that a reader might have; each must break the rule that is named for it.


class Impatient(SerialReader):
    """Takes what one read returns for a frame."""

    def _hear(self, timeout: float) -> None:
        data = self._line.read(timeout)
        text = data.decode("utf-8", "replace")
        self._waiting.extend(Presented(code, data) for code in text.split("\r\n") if code)


class Forgiving(SerialReader):
    """Leaves noise out and keeps the rest."""

    def _hear(self, timeout: float) -> None:
        data = bytes(
            byte for byte in self._line.read(timeout) if byte in b"\r\n" or 32 <= byte < 127
        )
        self._waiting.extend(self._parser.feed(data, at=self._clock()))


class Numeric(SerialReader):
    """Holds codes for numbers."""

    def read(self, timeout: float) -> Presented | None:
        found = super().read(timeout)
        return found and Presented(str(int(found.code, 16)), found.raw)


class DeafReader(SerialReader):
    """Takes a lost line for silence."""

    def read(self, timeout: float) -> Presented | None:
        try:
            return super().read(timeout)
        except Unavailable:
            Event().wait(timeout)
            return None


class Remembering(SerialReader):
    """Keeps half a frame for ever, and what it heard over a loss."""

    def _forget(self) -> None:
        pass

    def _come_back(self) -> None:
        self._parser.touch(self._clock())


class Eager(SerialReader):
    """Opens its port when it is made, or fails."""

    def __init__(self, url: str, *, clock: Clocked) -> None:
        super().__init__(url, clock=clock)
        self._line.connect()


class StickyReader(SerialReader):
    """Does not let go."""

    def close(self) -> None:
        pass


class Blind(SerialReader):
    """Says that it cues and does not."""

    def cue(self, cue: Cue, text: str = "") -> None:
        pass


def plain(reader: type[SerialReader], **settings: object) -> Callable[[str, Clocked], SerialReader]:
    """Builds a faulty reader."""
    return lambda url, clock: reader(url, clock=clock, **settings)  # type: ignore[arg-type]


class Hasty(SerialReader):
    """Keeps the last of what arrived together."""

    def _next(self) -> Presented | None:
        while len(self._waiting) > 1:
            self._waiting.popleft()
        return super()._next()


class Talking(SerialReader):
    """Returns reads that show their code."""

    def read(self, timeout: float) -> Presented | None:
        found = super().read(timeout)
        return found and Shown(found.code, found.raw)


class Shown(Presented):
    """A read whose repr shows its code."""

    def __repr__(self) -> str:
        return self.code


READER_FAULTS = [
    ("READER-001", plain(SerialReader, repeat=-1.0, limit=10), {}),
    ("READER-002", plain(Impatient), {}),
    ("READER-003", plain(Impatient), {}),
    ("READER-006", plain(Forgiving), {"noise": b"\x00"}),
    ("READER-009", plain(Impatient), {"digits": "۰۱۲۳۴۵۶۷۸۹"}),
    ("READER-010", plain(SerialReader, repeat=0.5), {}),
    ("READER-011", plain(SerialReader, repeat=60.0), {}),
    ("READER-012", plain(Numeric), {}),
    ("READER-013", plain(Remembering, gap=9.0), {}),
    ("READER-015", plain(DeafReader), {}),
    ("READER-018", plain(Eager), {}),
    ("READER-019", plain(DeafReader), {}),
    ("READER-020", plain(Blind, cues=CUES), {"cue": Cue.GRANTED}),
    ("READER-021", plain(StickyReader), {}),
    ("READER-022", plain(Talking), {}),
    ("READER-024", plain(Hasty), {}),
]


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("number", "make", "more"), READER_FAULTS)
def test_the_contract_finds_a_faulty_reader(
    number: str, make: Callable[[str, Clocked], SerialReader], more: dict[str, object]
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    rig = SimulatedReaderRig(make)
    broken = getattr(TextReaderContract(), TextReaderContract.numbers()[number])
    try:
        with pytest.raises((AssertionError, pytest.fail.Exception, Unavailable)):
            broken(rig, **more)
    finally:
        rig.close()
        SerialReader.close(rig.reader)  # type: ignore[arg-type]
