"""The ClamAV daemon asked over its socket (clamd(8), INSTREAM), and no scanner at all.

The protocol is spoken here because no client on PyPI fits: clamd and pyclamd rest since 2014 and
2017, clamav-client is GPL, aioclamd speaks asyncio over TCP only, and the timeout of clamdpy is
for each read, not for the call.
"""

import socket
import struct
import time
from pathlib import Path

from attrs import frozen

from miz.errors import Unavailable
from miz.ports.antivirus import Antivirus, Scan

Address = Path | tuple[str, int]
"""A Unix socket, or a host and a port."""
_CHUNK = 2**16
_MOST_ANSWER = 4096


@frozen
class NoAntivirus(Antivirus):
    """For an office without a scanner: looks at nothing, and says so."""

    def scan(self, data: bytes) -> Scan:
        return Scan(scanned=False)

    def health(self) -> str:
        return "no scanner: uploads are cleaned, but not scanned"


@frozen
class ClamdAntivirus(Antivirus):
    """One connection a call, so any thread may use it; ``seconds`` is for the whole call.

    Set ``AlertExceedsMax yes`` in clamd.conf: without it clamd calls clean what it left unread
    because an archive inside is larger than its own limits.
    """

    address: Address
    seconds: float = 10.0

    def scan(self, data: bytes) -> Scan:
        parts = (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))
        framed = (struct.pack(">I", len(part)) + part for part in parts)
        answer = self._asked(b"zINSTREAM\0", *framed, struct.pack(">I", 0))
        verdict = answer.removeprefix("stream: ")
        if verdict == "OK":
            return Scan(scanned=True)
        found, _, word = verdict.rpartition(" ")
        if word == "FOUND" and found:
            return Scan(scanned=True, found=found)
        raise _unseen(f"it says {answer!r}")

    def health(self) -> str:
        answer = self._asked(b"zVERSION\0")
        if not answer.startswith("ClamAV "):
            raise _unseen(f"it says {answer!r}")
        return answer

    def _asked(self, *words: bytes) -> str:
        """What clamd answers; it hangs up in the middle of a stream that is too long for it."""
        end = time.monotonic() + self.seconds
        try:
            with _connected(self.address, self.seconds) as line:
                for word in words:
                    line.settimeout(_left(end))
                    line.sendall(word)
                return _answer(line, end)
        except OSError as error:
            raise _unseen(str(error)) from error


def _connected(address: Address, seconds: float) -> socket.socket:
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=seconds)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(seconds)
        line.connect(str(address))
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket, end: float) -> str:
    """The text up to its NUL; a text without one was cut off."""
    said = b""
    while b"\0" not in said and len(said) < _MOST_ANSWER:
        line.settimeout(_left(end))
        part = line.recv(_MOST_ANSWER)
        if not part:
            raise ConnectionError("it hung up")
        said += part
    return said.partition(b"\0")[0].decode("utf-8", "replace")


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left


def _unseen(why: str) -> Unavailable:
    return Unavailable(
        f"The virus scanner did not look at this ({why}); try again in a moment.",
        code="antivirus.unavailable",
    )
