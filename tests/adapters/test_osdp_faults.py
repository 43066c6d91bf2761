"""OSDP lines that go bad: noise, lost answers, power, cables, and several devices on one bus."""

import time
from collections.abc import Iterator
from threading import Event
from threading import enumerate as living_threads

import pytest

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz.ports.gates import Position, Presented
from miz_adapters.osdp.panel import DeviceChannel, Panel
from miz_contracts.gates.emulators.osdp import EmulatedDevice, OsdpRig
from miz_contracts.gates.emulators.osdp.frames import decoded
from miz_contracts.gates.emulators.osdp.protocol import Command, Nak, Reply, Told, refused
from miz_contracts.gates.rules import soon, within
from tests.adapters.osdp_lanes import shipped

IN, OUT = Direction.IN, Direction.OUT
CARD = bytes.fromhex("01020340")
OTHER_KEY = bytes.fromhex("11c5aa0970fe4d3288b1760f5e2d934c")


@pytest.fixture
def rig() -> Iterator[OsdpRig]:
    """A turnstile with pulses behind an OSDP device."""
    rig = OsdpRig(shipped)
    yield rig
    rig.close()


def garbled(answer: bytes) -> bytes:
    """One byte of an answer arrives wrong."""
    return answer[:-3] + bytes([answer[-3] ^ 0x10]) + answer[-2:]


def silence(_: bytes) -> bytes:
    """No answer arrives."""
    return b""


def read_for(rig: OsdpRig, *, seconds: float) -> None:
    """Reads for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        rig.reader.read(0.2)


def codes(found: list[Presented | None]) -> list[str]:
    """What was read."""
    return [one.code for one in found if one is not None]


def switched_on(device: EmulatedDevice) -> list[bytes]:
    """The timed output commands that a device obeyed."""
    return [data for code, data in device.heard if code == Command.OUTPUT and data[1] == 5]


def on_the_wire(device: EmulatedDevice) -> int:
    """How many output commands reached the device, whether or not it obeyed."""
    asked = [decoded(raw) for raw in device.asked]
    return sum(one is not None and one.code == Command.OUTPUT for one in asked)


# Noise and lost answers


def test_an_answer_may_come_byte_by_byte(rig: OsdpRig) -> None:
    """A split header would end libosdp's session; it is given whole frames only."""
    still = Event()

    def slowly(answer: bytes) -> bytes:
        frame = decoded(answer)
        if frame is None or not frame.data:
            return answer
        for at in range(len(answer) - 1):
            rig.device.say(answer[at : at + 1])
            still.wait(0.006 if at < 8 else 0.0)
        return answer[-1:]

    with rig.wired(slowly):
        rig.device.present(CARD, 26)
        found = rig.reader.read(2.0)

    assert found is not None
    assert ("01020340", CARD, 26) == (found.code, found.raw, found.bits)
    assert Position.LOCKED is rig.barrier.position()


def test_a_garbled_card_is_asked_for_again(rig: OsdpRig) -> None:
    """A device repeats its answer when the panel repeats its question: one card, one read."""
    spoilt: list[bytes] = []

    def spoil(answer: bytes) -> bytes:
        frame = decoded(answer)
        if spoilt or frame is None or frame.code != Reply.CARD:
            return answer
        spoilt.append(answer)
        return b"\xff\x00\x53" + garbled(answer)

    with rig.wired(spoil):
        rig.device.present(CARD, 26)
        found = [rig.reader.read(3.0), rig.reader.read(0.3)]

    assert ["01020340"] == codes(found)
    assert 1 == len(spoilt)


def test_a_lost_acknowledgement_is_unconfirmed_and_never_repeated(rig: OsdpRig) -> None:
    """The lane may have opened; nobody knows, so nobody claims that nothing was released."""
    with rig.wired(garbled), within(2.0), pytest.raises(PortError) as caught:
        rig.barrier.release(IN, within=5)
    soon(rig.barrier.position, expected=Position.RELEASED)

    assert "gate.unconfirmed" == caught.value.code
    assert not isinstance(caught.value, Unavailable)
    assert (1, 1) == (rig.releases, len(switched_on(rig.device)))


@pytest.mark.parametrize("guarded", [True, False])
def test_a_release_leaves_once_however_often_libosdp_repeats_it(
    monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """libosdp 3.2.9 repeats an unanswered command every second; without our look that is seen."""
    if not guarded:
        write = DeviceChannel.write

        def forgetful(self: DeviceChannel, data: bytes) -> int:
            self._last_output = b""
            return write(self, data)

        monkeypatch.setattr(DeviceChannel, "write", forgetful)
    rig = OsdpRig(lambda url, key, clock: shipped(url, key, clock, answer_within=2.5))
    before = on_the_wire(rig.device)
    rig.device.wire = silence
    with pytest.raises(PortError):
        rig.barrier.release(IN, within=5)
    left = on_the_wire(rig.device) - before
    rig.close()

    assert left == 1 if guarded else left > 1


def test_a_late_acknowledgement_confirms_nothing_else(rig: OsdpRig) -> None:
    """The answer to a release that came too late is not taken for the next one's."""
    rig.mute(True)
    with pytest.raises(PortError):
        rig.barrier.release(IN, within=5)
    rig.answer_late()
    with pytest.raises(PortError):
        rig.barrier.release(OUT, within=5)

    assert 1 == rig.releases


def test_a_refused_command_is_unconfirmed(rig: OsdpRig) -> None:
    """Whatever the device answers but yes, the caller must not believe that the lane opened."""
    obey = rig.device.responder.obey

    def stubborn(code: int, data: bytes) -> Told:
        return refused(Nak.RECORD) if code == Command.OUTPUT else obey(code, data)

    rig.device.responder.obey = stubborn
    with pytest.raises(PortError) as caught:
        rig.barrier.release(IN, within=5)

    assert ("gate.unconfirmed", 0) == (caught.value.code, rig.releases)


def test_a_slow_answer_is_asked_for_again(rig: OsdpRig) -> None:
    """Beyond 200 ms libosdp asks again; the card is read once all the same."""
    slow = [Event()]

    def dawdle(answer: bytes) -> bytes:
        frame = decoded(answer)
        if slow and frame is not None and frame.code == Reply.CARD:
            slow.pop().wait(0.3)
        return answer

    with rig.wired(dawdle):
        rig.device.present(CARD, 26)
        found = [rig.reader.read(3.0), rig.reader.read(0.3)]

    assert ["01020340"] == codes(found)


def test_a_fault_of_the_library_is_survived(rig: OsdpRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the bus's thread no session would be kept, so nothing that fails may end it."""
    with monkeypatch.context() as planted:
        planted.setattr(Panel, "refresh", lambda _: 1 / 0)
        soon(lambda: away(rig), expected=True)
    rig.advance(5.0)
    soon(lambda: away(rig), expected=False)
    rig.barrier.release(IN, within=5)

    assert 1 == rig.releases


# Power and cables


def test_a_device_that_lost_its_power_is_back_within_five_seconds(rig: OsdpRig) -> None:
    """Its session is gone; the panel begins a new one and nothing old is released."""
    rig.device.restart()
    with within(5.0):
        soon(lambda: not away(rig) and rig.device.secure, expected=True)
    rig.device.present(CARD, 26)

    soon(lambda: codes([rig.reader.read(0.5)]), expected=["01020340"])
    assert 0 == rig.releases


def test_a_silent_device_is_noticed_within_four_seconds(rig: OsdpRig) -> None:
    """libosdp would take 8 s; a lane's link counts as down after 3 s."""
    with rig.wired(silence):
        began = time.monotonic()
        with pytest.raises(Unavailable) as caught:
            read_for(rig, seconds=5)
        took = time.monotonic() - began
    soon(lambda: rig.reader.read(0.0), expected=None)

    assert "osdp.silent" == caught.value.code
    assert took < 4.0


def test_what_a_device_kept_while_nobody_listened_is_not_read(rig: OsdpRig) -> None:
    """Many readers keep a card until they are asked; whoever held it has gone by then."""
    rig.unplug()
    for _ in range(3):
        rig.device.present(CARD, 26)
    rig.device.move(0, active=True)
    rig.device.move(0, active=False)
    soon(lambda: away(rig), expected=True)
    rig.replug()
    rig.advance(5.0)
    soon(lambda: rig.reader.read(0.0), expected=None)

    assert rig.sensor is not None
    assert (None, None) == (rig.reader.read(0.3), rig.sensor.wait(0.1))


def test_a_cable_may_come_and_go_often(rig: OsdpRig) -> None:
    """Ten times: back within 5 s each, the same threads, nothing released by itself."""
    threads, slowest = len(living_threads()), 0.0
    for _ in range(10):
        rig.unplug()
        soon(lambda: away(rig), expected=True)
        rig.replug()
        began = time.monotonic()
        soon(lambda: rig.reader.read(0.0), expected=None)
        slowest = max(slowest, time.monotonic() - began)

    assert slowest < 5.0
    assert (threads, 0) == (len(living_threads()), rig.releases)


def away(rig: OsdpRig) -> bool:
    """Whether the reader's absence was noticed."""
    try:
        rig.reader.read(0.0)
    except Unavailable:
        return True
    return False
