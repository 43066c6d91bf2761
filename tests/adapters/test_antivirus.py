"""The scanner behind the port is a real clamd; its moods are played by a socket."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from miz.errors import Unavailable
from miz.ports.antivirus import Antivirus, Scan
from miz_adapters.antivirus import ClamdAntivirus, NoAntivirus
from miz_contracts.antivirus import EICAR, AntivirusContract
from tests.adapters.clamd import MOST_STREAM, Daemon


class TestNoAntivirus(AntivirusContract):
    """Looks at nothing."""

    @pytest.fixture
    def antivirus(self) -> Antivirus:
        """The one of an office without a scanner."""
        return NoAntivirus()

    @pytest.fixture
    def scanning(self) -> bool:
        """It does not claim to."""
        return False


class TestClamdAtASocket(AntivirusContract):
    """As Debian sets it up."""

    @pytest.fixture
    def antivirus(self, clamd: Daemon) -> Antivirus:
        """On the same machine."""
        return ClamdAntivirus(clamd.socket)

    @pytest.fixture
    def away(self, tmp_path: Path) -> Antivirus:
        """No socket there."""
        return ClamdAntivirus(tmp_path / "clamd.ctl")


class TestClamdOnTheNetwork(AntivirusContract):
    """As in a container beside."""

    @pytest.fixture
    def antivirus(self, clamd: Daemon) -> Antivirus:
        """By host and port."""
        return ClamdAntivirus(("127.0.0.1", clamd.port))

    @pytest.fixture
    def away(self) -> Antivirus:
        """A port that nobody listens at: the discard port."""
        return ClamdAntivirus(("127.0.0.1", 9))


def test_a_finding_has_its_name(clamd: Daemon) -> None:
    """As the signature says it, also deep in a file (threat 10)."""
    hidden = bytes(3 * 2**20) + EICAR + bytes(2**20)

    assert Scan(scanned=True, found="Eicar-Test.UNOFFICIAL") == ClamdAntivirus(clamd.socket).scan(
        hidden
    )


@pytest.mark.parametrize("beyond", [1, 2**20, 40 * 2**20])
def test_what_is_too_long_for_it_is_not_called_clean(clamd: Daemon, beyond: int) -> None:
    """The daemon hangs up in the middle: the upload was not looked at, so it waits."""
    with pytest.raises(Unavailable, match="did not look"):
        ClamdAntivirus(clamd.socket).scan(bytes(MOST_STREAM * 2**20 + beyond))


def test_it_says_its_version(clamd: Daemon) -> None:
    """For the health page."""

    assert ClamdAntivirus(clamd.socket).health().startswith("ClamAV 1.")


@contextmanager
def moody(answer: bytes | None, *, folder: Path) -> Iterator[Path]:
    """A daemon that takes everything and answers so; None says nothing until the end."""
    place, over = folder / "s", threading.Event()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        server.listen()

        def serve() -> None:
            with suppress(OSError), server.accept()[0] as line:
                line.recv(2**20)
                if answer is None:
                    over.wait(10)
                else:
                    line.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield place
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"stream: OK",
        b"stream: OK \0",
        b"stream: FOUND\0",
        b"stream: \0",
        b"stream: Can't allocate memory ERROR\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\xff" * 10_000,
    ],
)
def test_whatever_else_it_says_is_not_clean(tmp_path: Path, answer: bytes) -> None:
    """Only the whole word of a finished scan counts; health says so too."""
    with moody(answer, folder=tmp_path) as place, pytest.raises(Unavailable):
        ClamdAntivirus(place).scan(b"clean")
    place.unlink()
    with moody(answer, folder=tmp_path) as place, pytest.raises(Unavailable):
        ClamdAntivirus(place).health()


def test_a_daemon_that_hangs_is_given_up(tmp_path: Path) -> None:
    """After the seconds of the whole call."""
    began = time.monotonic()
    with moody(None, folder=tmp_path) as place, pytest.raises(Unavailable, match="timed out"):
        ClamdAntivirus(place, seconds=0.2).scan(b"clean")

    assert time.monotonic() - began < 5
