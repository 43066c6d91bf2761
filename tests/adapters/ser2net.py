"""Debian's ser2net in front of a pseudo-terminal: a reader behind a real terminal server."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from miz.ports.gates import Cue
from miz_adapters.serial import SerialReader
from miz_adapters.simulator import CUES, SimulatedReader
from miz_adapters.simulator.clocks import JumpClock
from miz_adapters.simulator.rigs import SimulatedReaderRig
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


class NetworkReaderRig:
    """A scanner on a pseudo-terminal, read through the terminal server."""

    cards = SimulatedReaderRig.cards

    def __init__(self, make: Callable[..., SerialReader] = SerialReader) -> None:
        self._make = make
        self._clock = JumpClock()
        self._device = SimulatedReader()
        self._server = TerminalServer(self._device.url)
        self.reader = self.open()
        try:
            self._greet()
        except BaseException:
            self.close()
            raise

    def open(self) -> SerialReader:
        """One more adapter on the same port."""
        return self._make(self._server.url, cues=CUES, clock=self._clock.monotonic)

    def present(self, card: str) -> None:
        """Holds a slip to the scanner."""
        self.send(f"{card}\r\n".encode())

    def send(self, data: bytes) -> None:
        """Puts bytes on the wire."""
        self._device.noise(data)

    def shown(self) -> Cue | None:
        """What the lamp shows."""
        return self._device.lamp

    def unplug(self) -> None:
        """Pulls the reader's cable; the server stays on the network."""
        self._device.unplug()

    def replug(self) -> None:
        """Puts it back."""
        self._device.replug()

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Puts everything away."""
        self.reader.close()
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
