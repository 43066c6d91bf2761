"""A recorded session as text."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from attrs import define, field, frozen

from miz.errors import InvalidValue

FIRST_LINE = "miz session 1"


class Mark(StrEnum):
    """What a line of a session tells."""

    DONE = "!"
    TO_DEVICE = ">"
    TO_HOST = "<"
    SAID = "="


@frozen
class Line:
    """One line: seconds since the beginning, its mark, and bytes or words."""

    at: float
    mark: Mark
    told: str

    @property
    def data(self) -> bytes:
        """The bytes of a line that has bytes."""
        return bytes.fromhex(self.told)


@define
class Exchange:
    """What the host sent, and what the device sent from then on; unasked without the former."""

    asked: bytes
    answers: list[tuple[float, bytes]] = field(factory=list)
    times: int = 0


@frozen
class Scene:
    """From one thing that was done to the next."""

    done: str
    exchanges: Sequence[Exchange]
    said: Sequence[str]


@frozen
class Session:
    """A whole recording."""

    device: str
    source: str
    lines: Sequence[Line]

    @classmethod
    def read(cls, path: Path) -> "Session":
        """The session in a file; InvalidValue names the line that is none."""
        return cls.parse(path.read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> "Session":
        """The session in a text."""
        first, *rest = [one for one in text.splitlines() if one and not one.startswith("#")]
        if first != FIRST_LINE:
            raise InvalidValue(f"A session begins with {FIRST_LINE!r}.", code="session.format")
        heads = dict(one.split(" ", 1) for one in rest if one.startswith(("device ", "source ")))
        lines = [_line(one) for one in rest if not one.startswith(("device ", "source "))]
        return cls(heads.get("device", ""), heads.get("source", ""), lines)

    def __str__(self) -> str:
        heads = [FIRST_LINE, f"device {self.device}", f"source {self.source}"]
        told = [f"{one.at:.3f} {one.mark} {one.told}" for one in self.lines]
        return "\n".join([*heads, *told, ""])

    def scenes(self) -> Iterator[Scene]:
        """The session cut where something was done."""
        starts = [n for n, one in enumerate(self.lines) if one.mark is Mark.DONE]
        for start, end in zip(starts, [*starts[1:], len(self.lines)], strict=True):
            yield _scene(self.lines[start:end])


def _line(text: str) -> Line:
    try:
        at, mark, told = text.split(" ", 2)
        line = Line(float(at), Mark(mark), told.strip())
        if line.mark in {Mark.TO_DEVICE, Mark.TO_HOST}:
            bytes.fromhex(line.told)
    except ValueError as error:
        raise InvalidValue(
            f"{text!r} is no line of a session: seconds, a mark of !><= and what it tells.",
            code="session.format",
        ) from error
    return line


def _scene(lines: Sequence[Line]) -> Scene:
    exchanges = [Exchange(b"")]
    for one in lines:
        if one.mark is Mark.TO_DEVICE:
            exchanges.append(Exchange(one.data))
        elif one.mark is Mark.TO_HOST:
            exchanges[-1].answers.append((one.at, one.data))
    said = [one.told for one in lines if one.mark is Mark.SAID]
    return Scene(lines[0].told, exchanges, said)
