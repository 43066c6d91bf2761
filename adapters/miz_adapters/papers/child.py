"""The side of the stranger: reads one PDF from its input, writes a new one to its output.

``python -I -m miz_adapters.papers.child BYTES PAGES SECONDS MEMORY`` says ``ready``, and then
in one line ``pages N`` or a code of `miz.ports.papers` and a detail; after ``pages`` the new PDF.
Before it looks at the input it gives up the means to do harm: memory, time, files and sockets.
"""

import resource
import sys
from typing import BinaryIO

import pikepdf

from miz_adapters.papers.rewriting import Refusal, rewritten

READY = b"ready\n"
"""Said when everything is imported: a death after it is the fault of the PDF."""
ONE_HANDLE = 4
"""Input, output, errors, and one more that qpdf maps the input with: none is left for a socket."""


def main() -> None:
    """Answers, whatever the input; a death without an answer is one as well."""
    most_bytes, most_pages, seconds, memory = map(int, sys.argv[1:])
    _confine(most_bytes=most_bytes, seconds=seconds, memory=memory)
    _say(READY)
    try:
        written, pages = rewritten(sys.stdin.buffer, most_pages=most_pages)
    except Refusal as refusal:
        answer = " ".join(filter(None, refusal.args)).encode()
    except pikepdf.PasswordError:
        answer = b"paper.encrypted"
    except Exception:  # noqa: BLE001 - a parser fed by strangers may raise anything
        answer = _why(sys.stdin.buffer)
    else:
        answer = b"pages %d\n" % pages + written
    _say(answer)


def _why(file: BinaryIO) -> bytes:
    """For some locks qpdf wants the device of random numbers, which cannot be opened here."""
    file.seek(0)
    return b"paper.encrypted" if b"/Encrypt" in file.read() else b"paper.damaged"


def _say(words: bytes) -> None:
    sys.stdout.buffer.write(words)
    sys.stdout.buffer.flush()


def _confine(*, most_bytes: int, seconds: int, memory: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 2 * most_bytes),
        (resource.RLIMIT_NOFILE, ONE_HANDLE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
