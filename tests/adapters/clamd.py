"""A ClamAV daemon for one test session, with one signature: that of the EICAR test file."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from attrs import frozen

from miz.errors import Unavailable
from miz_adapters.antivirus import ClamdAntivirus
from miz_contracts.antivirus import EICAR

START_WITHIN = 30.0
MOST_STREAM = 11
"""Megabytes; what is longer is cut off by the daemon."""


@frozen
class Daemon:
    """Where it listens."""

    socket: Path
    port: int


@contextmanager
def daemon() -> Iterator[Daemon]:
    """A daemon that ends with the block; skips the test where there is none to start."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("no clamd on this machine; Debian has it in clamav-daemon")
    # The path of a socket has at most 107 characters: pytest's own folders may be too long.
    folder = Path(tempfile.mkdtemp(prefix="miz-clamd-"))
    try:
        found = Daemon(folder / "socket", _free_port())
        _configure(folder, found)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [program, "--foreground", f"--config-file={folder}/clamd.conf"],
                stdout=log,
                stderr=log,
            )
        try:
            _wait(found, process, folder)
            yield found
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_WITHIN)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, found: Daemon) -> None:
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n", "ascii")
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {found.socket}\nTCPAddr 127.0.0.1\n"
        f"TCPSocket {found.port}\nStreamMaxLength {MOST_STREAM}M\nTemporaryDirectory {folder}\n",
        "utf-8",
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait(found: Daemon, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    pause, deadline = Event(), time.monotonic() + START_WITHIN
    while True:
        try:
            ClamdAntivirus(found.socket).health()
        except Unavailable as error:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"clamd does not start: {(folder / 'log').read_text()} {error}")
            pause.wait(0.05)
        else:
            return
