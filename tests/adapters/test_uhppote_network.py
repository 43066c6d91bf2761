"""What a network does to datagrams: lost, doubled, late, forged; nothing is missing or twice."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz.ports.gates import Movement, Sensed
from miz_adapters.simulator import datagrams
from miz_adapters.simulator.controller import SERIAL
from miz_adapters.simulator.controller_rig import ControllerRig
from miz_adapters.simulator.datagrams import Record
from miz_contracts.gates.rules import soon, within

IN, OUT = Direction.IN, Direction.OUT
CARD = 1837848  # printed 018,37848
CODE = "B26F018C37848"
NOW = datetime(2026, 1, 1, 8)  # noqa: DTZ001 - the controller's clock knows no zone


@pytest.fixture
def lane() -> Iterator[ControllerRig]:
    """A turnstile on a controller that pushes."""
    rig = ControllerRig()
    yield rig
    rig.close()


@pytest.fixture(params=[True, False], ids=["pushes", "asked"])
def either(request: pytest.FixtureRequest) -> Iterator[ControllerRig]:
    """The same, also without a push."""
    rig = ControllerRig(pushes=request.param)
    yield rig
    rig.close()


def codes(rig: ControllerRig, count: int) -> list[str]:
    """The next reads."""
    seen = [rig.reader.read(2.0) for _ in range(count)]
    return [one.code for one in seen if one]


def test_a_read_needs_no_push(either: ControllerRig) -> None:
    """A firewall may swallow every push: cards are read all the same, a moment later."""
    either.device.swipe(CARD)

    assert [CODE] == codes(either, 1)


def test_doubled_datagrams_are_one_event(either: ControllerRig) -> None:
    """A switch that doubles datagrams lets nobody in twice."""
    either.device.wire = lambda data: [data, data, data]
    either.barrier.release(IN, within=5)
    either.walk(IN)
    either.device.swipe(CARD)
    seen = [either.sensor.wait(2), either.sensor.wait(0.5)]

    assert [Sensed(Movement.PASSED, IN), None] == seen
    assert ([CODE], None, 1) == (codes(either, 1), either.reader.read(0.5), either.releases)


def test_every_other_datagram_is_lost(either: ControllerRig) -> None:
    """Questions are asked again, and records are fetched by number: nothing is missing."""
    sent = [0]

    def losing(data: bytes) -> Sequence[bytes]:
        sent[0] += 1
        return [] if sent[0] % 2 else [data]

    either.device.wire = losing
    for number in range(5):
        either.device.swipe(CARD + number)
    found = codes(either, 5)

    assert [f"B26F018C{37848 + number}" for number in range(5)] == found


def test_a_late_answer_finds_nobody(lane: ControllerRig) -> None:
    """What comes after its time comes to a port that is closed, and changes nothing."""
    lane.device.held = []
    soon(lambda: _away(lane), expected=True)
    with pytest.raises(Unavailable):
        lane.barrier.release(IN, within=5)
    lane.device.deliver()
    soon(lambda: _away(lane), expected=False)
    lane.device.swipe(CARD)

    assert ([CODE], 0) == (codes(lane, 1), lane.releases)


def _away(rig: ControllerRig) -> bool:
    try:
        rig.barrier.position()
    except Unavailable:
        return True
    return False


def test_a_lost_answer_to_an_opening_is_unconfirmed(lane: ControllerRig) -> None:
    """The door may be open: nobody says no, nobody asks again, and who passes was let in."""
    lane.device.wire = lambda data: [] if data[1] == datagrams.OPEN else [data]
    with within(1.0), pytest.raises(PortError) as caught:
        lane.barrier.release(IN, within=5)
    lane.walk(IN)

    assert "gate.unconfirmed" == caught.value.code
    assert not isinstance(caught.value, Unavailable)
    assert Sensed(Movement.PASSED, IN) == lane.sensor.wait(2)
    assert 1 == lane.releases


def test_another_controllers_answer_is_none(lane: ControllerRig) -> None:
    """Two controllers with one address: the stranger's word opens nothing."""

    def stranger(data: bytes) -> Sequence[bytes]:
        return [data[:4] + (SERIAL + 1).to_bytes(4, "little") + data[8:]]

    lane.device.wire = stranger
    soon(lambda: _away(lane), expected=True)
    with pytest.raises(Unavailable):
        lane.barrier.release(IN, within=5)

    assert 0 == lane.releases


def test_a_forged_push_is_not_believed(lane: ControllerRig) -> None:
    """Anybody on the network can push; the adapter asks the controller what is true."""
    forged = Record(1, 1, granted=True, door=1, direction=1, card=CARD, at=NOW, reason=1)
    fields = datagrams.status_fields(forged, now=NOW, open_=[True] * 4, relays=15, inputs=1)
    lane.send(datagrams.datagram(datagrams.STATUS, SERIAL, fields))

    assert (None, None) == (lane.reader.read(0.5), lane.sensor.wait(0.1))


@pytest.mark.parametrize("noise", [b"", b"\x17", bytes(64), b"\x17\x20" + bytes(61), bytes(65)])
def test_noise_at_the_ear_changes_nothing(lane: ControllerRig, noise: bytes) -> None:
    """Whatever is sent to the port, reads go on."""
    for _ in range(20):
        lane.send(noise)
    lane.device.swipe(CARD)

    assert [CODE] == codes(lane, 1)
