"""OSDP sessions are secure or there is none: wrong keys, downgrades and forged answers."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from miz.domain.places import Direction
from miz.errors import InvalidValue, Unavailable
from miz.ports.gates import LaneDevices, Presented
from miz_adapters.osdp import secure_key
from miz_adapters.osdp.panel import Code, DeviceChannel
from miz_contracts.gates.emulators.osdp import EmulatedDevice
from miz_contracts.gates.emulators.osdp.frames import Frame, decoded
from miz_contracts.gates.emulators.osdp.protocol import Reply
from miz_contracts.gates.emulators.osdp.secure import DEFAULT_KEY, Block
from miz_contracts.gates.emulators.osdp.turnstile import KEY
from miz_contracts.gates.rules import soon
from miz_contracts.rigs.clocks import BenchClock
from tests.adapters.osdp_lanes import shipped

FORGED = bytes([0, 1, 26, 0]) + bytes.fromhex("deadbe40")
Wire = Callable[[bytes], bytes]


@contextmanager
def lane_on(device: EmulatedDevice, clock: BenchClock | None = None) -> Iterator[LaneDevices]:
    """Our adapter, with its key, in front of that device; both are put away."""
    lane = shipped(device.url, KEY, (clock or BenchClock()).monotonic)
    try:
        yield lane
    finally:
        lane.close()
        device.close()


def refusal(lane: LaneDevices) -> str:
    """Why nothing is read; empty where nothing keeps the lane from reading."""
    try:
        lane.reader.read(0.0)
    except Unavailable as error:
        return error.code
    return ""


def reads(lane: LaneDevices, *, seconds: float) -> list[Presented]:
    """All that is read in a while; a lane that is away reads nothing."""
    found, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            found.append(lane.reader.read(0.05))
        except Unavailable:
            continue
    return [one for one in found if one is not None]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (bytes(range(16)), "osdp.wrong_key"),
        (DEFAULT_KEY, "osdp.default_key"),
        (None, "osdp.plaintext"),
    ],
)
def test_a_device_without_our_key_is_not_used(key: bytes | None, code: str) -> None:
    """Another key, the key in the standard and no key at all: no read and no release (row 1)."""
    device = EmulatedDevice(key=key)
    with lane_on(device) as lane:
        soon(lambda: refusal(lane), expected=code)
        device.present(FORGED[4:], 26)

        assert [] == reads(lane, seconds=0.4)
        with pytest.raises(Unavailable):
            lane.barrier.release(Direction.IN, within=5)
        assert not device.secure
        assert not any(code == 0x68 for code, _ in device.heard)


def test_a_device_given_our_key_is_used_within_seconds() -> None:
    """Nobody restarts a program because a reader was set up late (libosdp: after 300 s)."""
    device, clock = EmulatedDevice(key=bytes(range(16))), BenchClock()
    with lane_on(device, clock) as lane:
        soon(lambda: refusal(lane), expected="osdp.wrong_key")
        device.responder.key = KEY
        clock.advance(3.0)
        soon(lambda: refusal(lane), expected="")

        assert device.secure


def test_libosdp_says_nothing_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    """A library that prints would fill a service's log, and with what is not ours to judge."""
    with lane_on(EmulatedDevice(key=bytes(range(16)))) as lane:
        soon(lambda: refusal(lane), expected="osdp.wrong_key")

    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize(
    "key", ["", "00", "z" * 32, "00" * 16, DEFAULT_KEY.hex(), KEY.hex() + "00"]
)
def test_a_key_that_protects_nothing_is_refused(key: str) -> None:
    """A key is 16 bytes that nobody else knows; the message does not repeat it."""
    with pytest.raises(InvalidValue) as caught:
        secure_key(key)

    assert len(key) < 4 or key not in str(caught.value)


def test_a_key_is_32_hexadecimal_digits() -> None:
    """As a site keeps it in a file, with or without spaces."""
    assert KEY == secure_key(KEY.hex()) == secure_key(KEY.hex(" ").upper())


# Somebody on the wire


def forging(device: EmulatedDevice, once: list[bool], *, block: bytes) -> Wire:
    """Replaces one empty answer to a poll inside a session by a card that nobody held."""

    def wire(answer: bytes) -> bytes:
        frame, asked = decoded(answer), decoded(device.asked[-1])
        polled = asked is not None and asked.block == bytes([Block.COMMAND])
        if once or frame is None or not polled or frame.code != Reply.ACK:
            return answer
        once.append(True)
        return Frame(frame.address, frame.sequence, Reply.CARD, FORGED, block).encoded()

    return wire


@pytest.mark.parametrize("block", [b"", b"\x12\x01", b"\x14\x01", b"\x16", b"\x18", b"\x11\x01"])
def test_a_forged_answer_is_not_read(block: bytes) -> None:
    """In the clear, dressed as a handshake or with a MAC of nobody: no card was held."""
    device, forged = EmulatedDevice(key=KEY), list[bool]()
    with lane_on(device) as lane:
        soon(lambda: refusal(lane), expected="")
        device.wire = forging(device, forged, block=block)
        found = reads(lane, seconds=0.6)

    assert ([True], []) == (forged, found)


def test_without_our_look_a_forged_handshake_would_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """libosdp 3.2.9 takes a card from an answer that calls itself SCS_12: a planted fault."""

    def deliver(self: DeviceChannel, frame: bytes) -> None:
        self._asked_at, self.heard_at = None, time.monotonic()
        self.idle = self.asked == Code.POLL
        self._inbox += frame

    monkeypatch.setattr(DeviceChannel, "deliver", deliver)
    device, forged = EmulatedDevice(key=KEY), list[bool]()
    with lane_on(device) as lane:
        soon(lambda: refusal(lane), expected="")
        device.wire = forging(device, forged, block=b"\x12\x01")
        found = reads(lane, seconds=0.6)

    assert ["DEADBE40"] == [one.code for one in found]


def test_a_recorded_answer_is_not_read_again() -> None:
    """Every MAC continues the one before, so a card cannot be played back (replay)."""
    device, kept = EmulatedDevice(key=KEY), list[bytes]()

    def record(answer: bytes) -> bytes:
        frame = decoded(answer)
        kept.extend([answer] if frame and frame.code == Reply.CARD else [])
        return answer

    def replay(answer: bytes) -> bytes:
        frame = decoded(answer)
        again = frame and frame.sequence == kept[0][4] & 3 and frame.code == Reply.ACK
        return kept[0] if again else answer

    with lane_on(device) as lane:
        soon(lambda: refusal(lane), expected="")
        device.wire = record
        device.present(FORGED[4:], 26)
        first = lane.reader.read(1.0)
        device.wire = replay
        again = reads(lane, seconds=2.5)

    assert first is not None
    assert ("DEADBE40", []) == (first.code, again)
