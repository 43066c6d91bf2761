r"""What the turnstile says and is told: lines of text over TCP.

A command is ``NUMBER VERB WORDS``, its answer ``NUMBER OK WORDS`` or ``NUMBER NO``.
What happens by itself is ``* EVENT WORDS``: CARD; PASSED, FORCED, TURNED with a direction; FIRE,
EXIT, DOOR, TAMPER with ON or OFF; and ALIVE once a second. Lines end with LF.

Replace this by your device's protocol; keep it free of sockets and time, so that it can be tested
with any bytes.
"""

from attrs import define, field, frozen

LONGEST_LINE = 200


@frozen
class Answer:
    """The answer to the command of that number."""

    number: int
    good: bool
    words: tuple[str, ...] = ()


@frozen
class Event:
    """Something that happened at the device."""

    name: str
    words: tuple[str, ...] = field(default=(), repr=False)


@define
class Cutter:
    """Cuts bytes into lines, in whatever pieces they arrive; a line that is too long is skipped."""

    _held: bytearray = field(factory=bytearray, init=False, repr=False)
    _skipping: bool = field(default=False, init=False)

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that end in ``data``."""
        *whole, rest = bytes(self._held + data).split(b"\n")
        if whole and self._skipping:
            whole, self._skipping = whole[1:], False
        self._skipping = self._skipping or len(rest) > LONGEST_LINE
        self._held = bytearray(b"" if self._skipping else rest)
        return [one for one in whole if len(one) <= LONGEST_LINE]


def parse(line: bytes) -> Answer | Event | None:
    """What a line says; None for one that says nothing known."""
    try:
        words = line.decode("ascii").split()
    except UnicodeDecodeError:
        return None
    match words:
        case ["*", name, *rest]:
            return Event(name, tuple(rest))
        case [number, "OK" | "NO" as verdict, *rest] if number.isdecimal():
            return Answer(int(number), verdict == "OK", tuple(rest))
    return None


def command(number: int, *words: str) -> bytes:
    """A command as it goes on the line."""
    return f"{number} {' '.join(words)}\n".encode("ascii")
