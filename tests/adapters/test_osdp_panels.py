"""OSDP proved by others: libosdp's device behind our adapter, another's panel on our emulator."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from attrs import frozen

from miz.domain.places import Direction
from miz.errors import Unavailable
from miz.ports.gates import Cue, LaneDevices, Movement, Sensed
from miz_adapters.osdp import DoorWiring, OsdpLane
from miz_contracts.gates.emulators.osdp import EmulatedDevice
from miz_contracts.gates.emulators.osdp.secure import diversified
from miz_contracts.gates.emulators.osdp.turnstile import KEY
from miz_contracts.gates.rules import soon
from tests.adapters.osdp_lanes import lane_of

HERE = Path(__file__).parent
PINS = HERE.parents[1] / "constraints" / "panel.txt"
IN, OUT = Direction.IN, Direction.OUT
WIRING = DoorWiring(outputs={IN: 0, OUT: 1}, passages={IN: 0, OUT: 1}, tamper=False)
ADDRESS = 3
PATIENCE = 20.0


@frozen
class Program:
    """A counterparty: what it said, line by line, and its ear."""

    process: subprocess.Popen[str]
    said: Queue[dict[str, Any]]

    def next(self) -> dict[str, Any]:
        """The next line; an Empty after 20 s fails the test."""
        return self.said.get(timeout=PATIENCE)

    def until(self, **told: object) -> dict[str, Any]:
        """The next line that tells just that, among others."""
        while True:
            line = self.next()
            if told.items() <= line.items():
                return line

    def tell(self, **told: object) -> None:
        """Writes a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()


@contextmanager
def program(*words: str, env: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Runs a counterparty in a process of its own until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    )
    said: Queue[dict[str, Any]] = Queue()
    assert process.stdout is not None

    def listen(lines: Iterator[str]) -> None:
        for line in lines:
            said.put(json.loads(line))

    ear = Thread(target=listen, args=(process.stdout,))
    ear.start()
    try:
        yield Program(process, said)
    finally:
        process.kill()
        ear.join(PATIENCE)
        process.communicate()


# libosdp's peripheral device, at the other end of our adapter


@contextmanager
def peripheral(folder: Path, key: bytes = KEY) -> Iterator[Program]:
    """The device of libosdp at address 3."""
    with program(str(HERE / "osdp_peripheral.py"), str(folder), key.hex()) as device:
        device.until(port=f"{folder}/tty")
        yield device


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[LaneDevices]:
    """Our adapter on the port of that device."""
    lane = lane_of(OsdpLane(f"{tmp_path}/tty", {ADDRESS: KEY}, reader=ADDRESS, wiring=WIRING))
    yield lane
    lane.close()


def test_a_card_of_libosdps_device_is_read(tmp_path: Path, lane: LaneDevices) -> None:
    """26 bits of Wiegand, through a secure session of two implementations of one library."""
    with peripheral(tmp_path) as device:
        soon(lambda: lane.reader.read(0.0), expected=None)
        device.tell(
            event="CARDREAD", reader_no=0, format=1, direction=0, length=26, data="01020340"
        )
        found = lane.reader.read(2.0)

    assert found is not None
    assert ("01020340", 26) == (found.code, found.bits)
    assert ("OSDP vendor c0ffee", "00000007") == (lane.reader.info.maker, lane.reader.info.serial)


def test_libosdps_device_gets_a_timed_output_and_cues(tmp_path: Path, lane: LaneDevices) -> None:
    """Control code 5, output 1, half a second; then lamp, beeper and display."""
    with peripheral(tmp_path) as device:
        soon(lambda: lane.reader.read(0.0), expected=None)
        lane.barrier.release(OUT, within=5)
        released = device.until(control_code=5, output_no=1)
        lane.reader.cue(Cue.GRANTED, "Welcome")
        lamp, beep, text = device.next(), device.next(), device.next()

    assert 5 == released["timer_count"]
    assert (2, 20) == (lamp["on_color"], lamp["timer_count"])
    assert (1, "Welcome") == (beep["rep_count"], text["data"])


def test_inputs_of_libosdps_device_are_seen(tmp_path: Path, lane: LaneDevices) -> None:
    """It reports inputs with its polls and refuses to be asked: asked once, then never again."""
    report = {"event": "STATUS", "type": 0}
    assert lane.sensor is not None
    with peripheral(tmp_path) as device:
        soon(lambda: lane.reader.read(0.0), expected=None)
        device.tell(**report, report="00000000")
        lane.barrier.release(IN, within=5)
        device.tell(**report, report="01000000")
        seen = lane.sensor.wait(3.0)

    assert Sensed(Movement.PASSED, IN) == seen


def test_libosdps_device_with_another_key_is_refused(tmp_path: Path, lane: LaneDevices) -> None:
    """Neither side talks to the other."""
    with peripheral(tmp_path, bytes(range(16))):

        def code() -> str:
            try:
                lane.reader.read(0.0)
            except Unavailable as error:
                return error.code
            return ""

        soon(code, expected="osdp.wrong_key")


def test_libosdps_device_may_be_killed_and_come_back(tmp_path: Path, lane: LaneDevices) -> None:
    """A device that is replaced is found again, with the same key, within 5 s."""
    for _ in range(2):
        with peripheral(tmp_path):
            soon(lambda: lane.reader.read(0.0), expected=None)
            lane.barrier.release(IN, within=5)


# The panel of another implementation, in front of our emulator


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package osdp 1.6 and what it needs, by hash from the usual index."""
    folder = tmp_path_factory.mktemp("osdp-panel")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pins = ["--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(PINS)]
    done = subprocess.run(
        [*pip, "--target", str(folder), *pins], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"the package osdp 1.6 cannot be had: {done.stderr.strip()[-300:]}")
    return folder


@contextmanager
def foreign_panel(folder: Path, device: EmulatedDevice, *, check: str) -> Iterator[Program]:
    """That panel on the port of our emulated device; no other package is in its sight."""
    words = ["-S", str(HERE / "osdp_panel.py"), device.url, KEY.hex(), check]
    with program(*words, env={"PYTHONPATH": str(folder)}) as panel:
        yield panel


@pytest.mark.parametrize("check", ["crc", "sum"])
def test_another_panel_works_with_our_device(foreign: Path, check: str) -> None:
    """Session, identity, output, inputs, cards and keys: the emulator is no echo of us."""
    device = EmulatedDevice(key=None)
    device.responder.key = diversified(KEY, device.identity[:8])
    device.move(2, active=True)
    with foreign_panel(foreign, device, check=check) as panel:
        session, about, able = panel.next(), panel.until(serial=42), panel.next()["able"]
        switched, inputs, local = (
            panel.until(switched=True),
            panel.until(inputs=[False, False, True, *[False] * 5]),
            panel.next(),
        )
        on = device.is_on(1)
        device.present(bytes.fromhex("01020340"), 26)
        card = panel.until(card="01020340")
        device.type_keys(b"12\r")
        keys = panel.until(keys="31320d")
    device.close()

    assert {"secure": True, "default_key": False} == session
    assert ("c0ffee", 4, 8) == (
        about["vendor"],
        able["OutputControl"],
        able["ContactStatusMonitoring"],
    )
    assert (True, 26) == (on, card["bits"])
    assert {"tamper": False, "outputs": [False, True, False, False]} == local
    assert {"switched": True} == switched
    assert [False, False, True] == inputs["inputs"][:3]
    assert {"keys": "31320d"} == keys


def test_another_panel_with_another_key_gets_no_session(foreign: Path) -> None:
    """A panel that makes each device's key out of a site's: the device has another one."""
    device = EmulatedDevice(key=KEY)
    with foreign_panel(foreign, device, check="crc") as panel:
        session = panel.next()
    secure, obeyed = device.secure, [code for code, _ in device.heard]
    device.close()

    assert (False, False, []) == (session["secure"], secure, obeyed)
