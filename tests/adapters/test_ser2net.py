"""Readers behind Debian's ser2net: every rule of the contract over a real terminal server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from miz.ports.gates import Cue
from miz_adapters.serial import SerialReader
from miz_adapters.simulator import CUES
from miz_contracts.gates import ReaderContract
from miz_contracts.gates.rules import away, within
from tests.adapters.ser2net import NetworkReaderRig

FAR_AWAY = """
import socket, sys, time
with socket.create_server(("10.213.7.2", 4001)) as server:
    print("listening", flush=True)
    connection, _ = server.accept()
    connection.recv(1)
    connection.sendall(b"0042\\r\\n")
    time.sleep(600)
"""


class TestNetworkReader(ReaderContract):
    """A reader on the network keeps every rule that one on a cable keeps."""

    @pytest.fixture
    def rig(self) -> Iterator[NetworkReaderRig]:
        """A scanner, a terminal server, a socket."""
        rig = NetworkReaderRig()
        yield rig
        rig.close()


@pytest.fixture
def cable() -> Iterator[str]:
    """A network of one cable between here and a terminal server in a namespace of its own."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("a network of its own needs root and iproute2")
    place, near = f"miz-{os.getpid()}", f"mizv{os.getpid()}"[:15]
    far = f"{near[:14]}f"
    with ExitStack() as stack:
        _ip("netns", "add", place)
        stack.callback(_ip, "netns", "delete", place)
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", place)
        _ip("address", "add", "10.213.7.1/30", "dev", near)
        _ip("link", "set", near, "up")
        _ip("-n", place, "address", "add", "10.213.7.2/30", "dev", far)
        _ip("-n", place, "link", "set", far, "up")
        inside = ["ip", "netns", "exec", place, sys.executable, "-c", FAR_AWAY]
        with subprocess.Popen(inside, stdout=subprocess.PIPE, text=True) as server:
            stack.callback(server.kill)
            assert server.stdout is not None
            assert "listening\n" == server.stdout.readline()
            yield near
            server.kill()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def test_a_cut_network_is_noticed(cable: str) -> None:
    """A terminal server behind a dead switch says nothing at all; the monitor must know (§1)."""
    reader = SerialReader("socket://10.213.7.2:4001", cues=CUES)
    reader.read(0)
    reader.cue(Cue.WAIT)  # the far end answers once we listen
    found = reader.read(5)
    _ip("link", "set", cable, "down")
    with within(5.0):
        away(lambda: reader.read(0.1))
    reader.close()

    assert found is not None
    assert "0042" == found.code
