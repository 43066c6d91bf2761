"""What the child process that reads a PDF cannot do, and how little it is believed."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from miz.errors import PoorSample, Unavailable
from miz_adapters.papers import guard
from miz_adapters.papers.guard import CHILD, PikepdfPapers
from miz_contracts.papers import paper
from tests.adapters.corpus_papers import object_bomb

PAPERS = PikepdfPapers(seconds=20.0)
"""With time to spare on a busy machine."""


def refusal(data: bytes, papers: PikepdfPapers = PAPERS) -> PoorSample:
    """The refusal that must come."""
    with pytest.raises(PoorSample) as caught:
        papers.clean(data)
    return caught.value


def says(monkeypatch: pytest.MonkeyPatch, answer: bytes, *, then: str = "") -> None:
    """Puts a child in place that answers so, whatever it is asked."""
    words = f"import os; os.write(1, {answer!r}); {then}"
    monkeypatch.setattr(guard, "CHILD", (sys.executable, "-I", "-c", words))


class TestChild:
    def test_gives_up_the_means_to_do_harm(self) -> None:
        """No file, no socket, no program, little memory, little time (threat 11)."""
        probe = (
            "import os, resource, _socket\n"
            "from miz_adapters.papers.child import _confine\n"
            "_confine(most_bytes=1000, seconds=1, memory=256 * 2**20)\n"
            "os.dup(0)\n"  # the one handle that is left, and which the input takes
            "def fails(deed):\n"
            "    try:\n        deed()\n"
            "    except (OSError, MemoryError) as error:\n        return type(error).__name__\n"
            "print(fails(_socket.socket), fails(lambda: open('/etc/passwd')),"
            " fails(lambda: bytes(2**30)), resource.getrlimit(resource.RLIMIT_CPU)[1])\n"
        )
        done = subprocess.run(
            [sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=True
        )

        assert "OSError OSError MemoryError 1" == done.stdout.strip()

    def test_memory_is_what_stops_a_bomb(self) -> None:
        """With more of it the same file is read, and its bomb thrown away (threat 11)."""
        assert "paper.damaged" == refusal(object_bomb()).code
        assert 1 == PikepdfPapers(seconds=20.0, memory=4 * 2**30).clean(object_bomb()).pages

    def test_time_is_what_stops_a_slow_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A child that began and does not end is stopped; the PDF is too heavy."""
        says(monkeypatch, b"ready\n", then="import time; time.sleep(60)")
        began = time.monotonic()

        assert "paper.damaged" == refusal(paper(), PikepdfPapers(seconds=2.0)).code
        assert time.monotonic() - began < 30

    @pytest.mark.parametrize("then", ["import time; time.sleep(60)", "1 / 0", "os.abort()"])
    def test_that_dies_while_it_answers_is_not_heard(
        self, monkeypatch: pytest.MonkeyPatch, then: str
    ) -> None:
        """Half a paper looks like a whole one at its beginning."""
        says(monkeypatch, b"ready\npages 1\n%PDF-1.7\n", then=then)

        assert "paper.damaged" == refusal(paper(), PikepdfPapers(seconds=2.0)).code

    def test_knows_nothing_of_our_secrets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The environment may hold passwords; none of it is handed down."""
        monkeypatch.setenv("MIZ_KEYS", "secret")
        telling = "import os,sys; print('ready'); sys.stdout.write(f'pages {len(os.environ)}')"
        monkeypatch.setattr(guard, "CHILD", (sys.executable, "-I", "-c", telling))
        monkeypatch.setattr(guard, "MAGIC", b"")

        # Python sets LC_CTYPE by itself.
        assert PAPERS.clean(paper()).pages <= 1

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"\n",
            b"pages 1",
            b"pages 1\n<html>",
            b"pages 0\n%PDF-1.7",
            b"pages 201\n%PDF-1.7",
            b"pages " + b"9" * 5000 + b"\n%PDF-1.7",
            "pages ۱\n%PDF-1.7".encode(),
            b"paper.active <script>alert(1)</script>",
            b"paper.active",
            b"paper.encrypted script",
            b"paper.unknown",
            b"upload.infected",
            b"\xff" * 100,
        ],
    )
    def test_is_not_believed(self, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
        """A child that was taken over cannot say what it likes: what is unknown is damage."""
        says(monkeypatch, b"ready\n" + answer)
        refused = refusal(paper())

        assert "paper.damaged" == refused.code
        assert "script" not in refused.message

    @pytest.mark.parametrize("answer", [b"", b"Traceback", b"paper.damaged", b"read"])
    def test_that_does_not_start_is_no_fault_of_the_paper(
        self, monkeypatch: pytest.MonkeyPatch, answer: bytes
    ) -> None:
        """pikepdf is missing or broken: the upload waits (G1)."""
        says(monkeypatch, answer)
        with pytest.raises(Unavailable, match="pikepdf") as caught:
            PAPERS.clean(paper())

        assert "paper.unavailable" == caught.value.code

    def test_that_cannot_be_started_is_unavailable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No memory or no handles for one more process."""
        monkeypatch.setattr(guard, "CHILD", ("/nowhere/python",))
        with pytest.raises(Unavailable, match="try again"):
            PAPERS.clean(paper())

    def test_has_only_so_many_brothers(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, record_property: Any
    ) -> None:
        """Many PDF files at once take turns; who waits too long may come again (threat 27, G1)."""
        pipes = [tmp_path / "began", tmp_path / "end"]
        for pipe in pipes:
            os.mkfifo(pipe)
        began, end = (os.open(pipe, os.O_RDWR) for pipe in pipes)
        say, wait = (f"os.open({str(pipe)!r}, os.O_RDWR)" for pipe in pipes)
        deed = f"os.write({say}, b'x'); os.read({wait}, 1)"
        says(monkeypatch, b"ready\npaper.encrypted", then=deed)
        papers, usual = PikepdfPapers(seconds=20.0, children=2, patience=0.2), PikepdfPapers()
        record_property("most_memory_mb", usual.children * usual.memory // 2**20)
        with ThreadPoolExecutor(2) as crew:
            held = [crew.submit(refusal, paper(), papers) for _ in range(2)]
            assert b"xx" == os.read(began, 1) + os.read(began, 1)
            with pytest.raises(Unavailable, match="too many") as caught:
                papers.clean(paper())
            os.write(end, b"xx")
            codes = [one.result().code for one in held]
        os.close(began)
        os.close(end)
        monkeypatch.setattr(guard, "CHILD", CHILD)

        assert "paper.unavailable" == caught.value.code
        assert ["paper.encrypted"] * 2 == codes
        assert 1 == papers.clean(paper()).pages

    def test_leaves_no_handles_open(self) -> None:
        """Neither after a clean paper nor after a refusal."""
        PAPERS.clean(paper())
        before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names, not paths that go away
        PAPERS.clean(paper())
        refusal(b"%PDF-")

        assert before == set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - as above


def test_the_package_of_the_child_imports_nothing() -> None:
    """Every import would be paid for with each PDF."""
    words = "import sys, miz_adapters.papers.child as c; print('miz' in sys.modules, c.__name__)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", words],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path("/"),
    )

    assert "False miz_adapters.papers.child" == done.stdout.strip()
