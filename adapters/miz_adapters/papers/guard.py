"""The side of miz: hands the bytes to a child process and believes little of its answer."""

import contextlib
import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import IO

from attrs import field, frozen

from miz.errors import PoorSample, Unavailable
from miz.ports.papers import CleanPaper, Papers

MAGIC = b"%PDF-"
READY = b"ready\n"
"""The child's first line; without it the PDF is not to blame."""
CHILD = (sys.executable, "-I", "-m", "miz_adapters.papers.child")
"""Isolated: neither PYTHON variables nor the current folder decide what is imported."""
_PAGES = re.compile("[0-9]{1,6}")
_ADVICE = {
    "paper.encrypted": "This PDF is locked; save it without a password and send it again.",
    "paper.too_many_pages": "This PDF has more than {most} pages; send it in parts.",
    "paper.active": "This PDF holds {what}; print it into a new PDF and send that one.",
    "paper.damaged": "This PDF is damaged or too heavy; print it into a new PDF and send that one.",
}
_WHAT = {
    "script": "a script",
    "launch": "a command that starts a program",
    "form": "a form that only its own program can show or send",
    "file": "another file, or a way to one",
    "media": "a film, a sound or a 3D scene",
    "action": "something that acts by itself",
}


@frozen
class PikepdfPapers(Papers):
    """One short-lived child a PDF, and no more than ``children`` at once; any thread may use it.

    ``seconds`` and ``memory`` (bytes of address space) are the child's; a PDF that needs more is
    refused as damaged. One that finds no child free for ``patience`` seconds is Unavailable: so
    many children never take more than their number times ``memory`` from the machine. A PDF
    must begin with its magic: one that hides behind other bytes is not taken for a PDF, what
    follows its end is dropped.
    """

    most_bytes: int = 10 * 2**20
    most_pages: int = 200
    seconds: float = 2.0
    memory: int = 256 * 2**20
    children: int = 4
    patience: float = 6.0
    _free: BoundedSemaphore = field(init=False, repr=False, eq=False)

    @_free.default
    def _all_free(self) -> BoundedSemaphore:
        return BoundedSemaphore(self.children)

    def clean(self, data: bytes) -> CleanPaper:
        if len(data) > self.most_bytes:
            raise PoorSample(
                f"This file is larger than {self.most_bytes // 2**20} MB; send it in parts.",
                code="paper.too_large",
            )
        if not data.startswith(MAGIC):
            raise PoorSample(
                "This file is not a PDF inside; print the page into a PDF and send that.",
                code="paper.not_a_pdf",
            )
        with self._turn():
            verdict, _, written = self._asked(_without_tail(data)).partition(b"\n")
        word, _, detail = verdict.decode("ascii", "replace").partition(" ")
        pages = int(detail) if word == "pages" and _PAGES.fullmatch(detail) else 0
        if 0 < pages <= self.most_pages and written.startswith(MAGIC):
            return CleanPaper(written, pages)
        raise self._refusal(word, detail)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._free.acquire(timeout=self.patience):
            raise _away("too many are being read")
        try:
            yield
        finally:
            self._free.release()

    def _refusal(self, code: str, detail: str) -> PoorSample:
        """What the child names is looked up, never repeated; what is unknown is damage."""
        fits = detail in _WHAT if code == "paper.active" else not detail
        known = code if fits and code in _ADVICE else "paper.damaged"
        told = _ADVICE[known].format(most=self.most_pages, what=_WHAT.get(detail))
        return PoorSample(told, code=known)

    def _asked(self, data: bytes) -> bytes:
        """What the child says; nothing when it did not end well, for that may be half an answer."""
        limits = (self.most_bytes, self.most_pages, int(self.seconds + 0.999), self.memory)
        words = [*CHILD, *(str(limit) for limit in limits)]
        try:
            with _in_memory("asked") as asked, _in_memory("said") as said:
                asked.write(data)
                asked.seek(0)
                # No environment: the passwords in ours are none of the child's business.
                with subprocess.Popen(
                    words, stdin=asked, stdout=said, stderr=subprocess.DEVNULL, cwd="/", env={}
                ) as child:
                    _await(child, self.seconds)
                said.seek(0)
                ready, answer = said.readline(len(READY)), said.read()
        except OSError as error:
            raise _away(error.strerror) from error
        if ready != READY:
            raise _away("no reader starts; is pikepdf installed?")
        return b"" if child.returncode else answer


def _away(why: str | None) -> Unavailable:
    return Unavailable(
        f"PDF files cannot be read now ({why}); try again in a moment.", code="paper.unavailable"
    )


def _without_tail(data: bytes) -> bytes:
    """Up to the last mark of an end, unless a revision without one comes after it."""
    end = data.rfind(b"%%EOF") + 5
    return data if end < 5 or b"startxref" in data[end:] else data[:end]


def _await(child: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Until it ends or the time is over; Popen.wait would only look every 50 ms."""
    handle = os.pidfd_open(child.pid)
    try:
        end = select.poll()
        end.register(handle, select.POLLIN)
        end.poll(seconds * 1000)
    finally:
        os.close(handle)
        child.kill()


@contextlib.contextmanager
def _in_memory(name: str) -> Iterator[IO[bytes]]:
    """A file without a place: unlike a pipe it can be mapped, and nobody waits for the other."""
    with os.fdopen(os.memfd_create(f"miz-paper-{name}"), "r+b") as file:
        yield file
