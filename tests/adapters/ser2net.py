"""Debian's ser2net in front of a pseudo-terminal: a reader behind a real terminal server."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from miz.ports.gates import Reader
from miz_adapters.simulator.rigs import SimulatedReaderRig, serial_reader
from miz_contracts.gates.rules import soon

LOOPBACK = "127.0.0.1"
CONFIGURATION = """%YAML 1.1
---
connection: &reader
  accepter: tcp,{address},{port}
  connector: serialdev,{device},9600n81,local
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
        return port


class TerminalServer:
    """One serial port on the network, until `close`."""

    def __init__(self, device: str) -> None:
        program = shutil.which("ser2net") or "/usr/sbin/ser2net"
        if not Path(program).exists():
            pytest.skip("no ser2net; Debian's package ser2net has it")
        self._folder = Path(tempfile.mkdtemp(prefix="miz-ser2net-"))
        self.port = free_port()
        file = self._folder / "ser2net.yaml"
        file.write_text(
            CONFIGURATION.format(address=LOOPBACK, port=self.port, device=device), "utf-8"
        )
        self._process = subprocess.Popen(
            [program, "-n", "-c", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        soon(self._listens, expected=True)

    @property
    def url(self) -> str:
        """What the adapter opens."""
        return f"socket://{LOOPBACK}:{self.port}"

    def close(self) -> None:
        """Ends the server."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder)

    def _listens(self) -> bool:
        """Asks the kernel and not the server, which serves one connection at a time."""
        table = Path("/proc/net/tcp").read_text("ascii")
        return f":{self.port:04X} 00000000:0000 0A" in table


class NetworkReaderRig(SimulatedReaderRig):
    """A scanner read through the terminal server, which stays when the scanner is unplugged."""

    def __init__(self, make: Callable[..., Reader] = serial_reader) -> None:
        self._server: TerminalServer | None = None
        super().__init__(make)
        try:
            self._greet()
        except BaseException:
            self.close()
            raise

    def open(self) -> Reader:
        """One more adapter on the same port."""
        if self._server is None:
            self._server = TerminalServer(self._device.url)
        return self._make(self._server.url, self._clock.monotonic)

    def close(self) -> None:
        """Puts everything away."""
        self.reader.close()
        if self._server is not None:
            self._server.close()
        self._device.close()

    def _greet(self) -> None:
        """The server opens the device after it has taken the connection: wait until it has.

        What came before that is thrown away, so the first code is held up until it is heard.
        """
        self.reader.read(0.0)
        soon(self._heard, expected=True)
        while self.reader.read(0.05) is not None:
            pass

    def _heard(self) -> bool:
        self.send(b"0000\r")
        return self.reader.read(0.3) is not None
