"""A scanner that is not there."""

from collections.abc import Mapping
from threading import RLock
from types import MappingProxyType

from miz.ports.gates import Cue
from miz_adapters.simulator.port import SimulatedPort

CUES: Mapping[Cue, bytes] = MappingProxyType(
    {Cue.GRANTED: b"LAMP GREEN\r", Cue.DENIED: b"LAMP RED\r", Cue.WAIT: b"LAMP AMBER\r"}
)
"""What the simulated scanner understands; give it to the `SerialReader` in front of it."""

_CUES_HEARD = {line.rstrip(b"\r"): cue for cue, line in CUES.items()}


class SimulatedReader:
    """Sends codes as a line-oriented scanner does, and shows a lamp. Thread-safe."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._held = b""
        self._lamp: Cue | None = None
        self._last_code = ""
        self._port = SimulatedPort(self._hear)

    @property
    def url(self) -> str:
        """The port to open."""
        return self._port.url

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._port.plugged

    @property
    def lamp(self) -> Cue | None:
        """The last cue it was given; None since the last code, and while the cable is out."""
        return self._lamp

    @property
    def last_code(self) -> str:
        """The code that was presented last."""
        return self._last_code

    def present(self, code: str, *, framing: str = "\r\n") -> None:
        """Shows a slip or a card; ``framing`` is the end of the line, or both ends as in STX ETX.

        An even number of characters that begins with STX is split around the code.
        """
        with self._lock:
            self._last_code, self._lamp = code, None
        before, after = ("\x02", framing[1:]) if framing.startswith("\x02") else ("", framing)
        self._port.send(f"{before}{code}{after}".encode())

    def half(self, code: str) -> None:
        """Begins to send a code and stops in the middle."""
        self._port.send(code.encode()[: max(1, len(code.encode()) // 2)])

    def noise(self, data: bytes) -> None:
        """Puts any bytes on the wire."""
        self._port.send(data)

    def unplug(self) -> None:
        """Pulls the cable."""
        self._port.unplug()
        self._lamp = None

    def replug(self) -> None:
        """Puts the cable back."""
        self._port.replug()

    def close(self) -> None:
        """Takes the device away."""
        self._port.close()

    def _hear(self, data: bytes) -> None:
        with self._lock:
            *lines, self._held = (self._held + data).split(b"\r")
            self._held = self._held[-64:]
            for line in lines:
                self._lamp = _CUES_HEARD.get(line, self._lamp)
