"""What a network does to datagrams, what a controller does to a lane, and any bytes at all."""

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uhppoted import decode, encode  # type: ignore[import-untyped]
from uhppoted.structs import EventRecord  # type: ignore[import-untyped]

from miz.domain.places import Direction
from miz.errors import InvalidValue, NotSupported, PortError, Refused, Unavailable
from miz.ports.gates import Capability, Movement, Position, Sensed
from miz_adapters.simulator import datagrams
from miz_adapters.simulator.controller import SERIAL, SimulatedController
from miz_adapters.simulator.controller_rig import ControllerRig
from miz_adapters.simulator.datagrams import Record
from miz_adapters.uhppote import ControllerTalk, Place, UhppoteController
from miz_adapters.uhppote.events import FRESH, Doorway, card_of, is_fresh
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


def is_push(data: bytes) -> bool:
    """Whether a datagram looks like an event or a status."""
    return data[1] == datagrams.STATUS


# Datagrams


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


# Records


def test_what_was_recorded_before_is_not_read() -> None:
    """A program that starts at eight does not let in who came at seven."""
    device = SimulatedController()
    device.swipe(CARD)
    late = UhppoteController(Place(device.address, SERIAL))
    seen = [late.reader.read(0.5)]
    device.swipe(CARD + 1)
    seen.append(late.reader.read(2))
    late.close()
    device.close()

    assert [None, "B26F018C37849"] == [one and one.code for one in seen]


def test_what_was_kept_while_the_network_was_away_is_old(lane: ControllerRig) -> None:
    """A card held up a minute ago belongs to nobody now; one held up just now is read."""
    lane.unplug()
    lane.device.swipe(CARD)
    lane.advance(60)
    lane.device.swipe(CARD + 1)
    lane.replug()
    seen: list[str] = []

    def read() -> list[str]:
        try:
            found = lane.reader.read(0.2)
        except Unavailable:
            return seen
        seen.extend([found.code] if found else [])
        return seen

    soon(read, expected=["B26F018C37849"])


@pytest.mark.parametrize("hours", [-2, 2, 24])
def test_a_clock_that_jumps_lets_nobody_in_twice(lane: ControllerRig, hours: int) -> None:
    """Records carry the clock that they were made by; a jump makes none of them new (row 6)."""
    lane.device.swipe(CARD)
    first = codes(lane, 1)
    lane.device.ahead = timedelta(hours=hours)
    second = lane.reader.read(0.6)
    lane.device.swipe(CARD + 1)

    assert ([CODE], None, ["B26F018C37849"]) == (first, second, codes(lane, 1))


def test_a_controller_that_counts_anew_is_followed(lane: ControllerRig) -> None:
    """A controller that was reset begins at one: what it records from then on is read."""
    for _ in range(3):
        lane.device.press(1)
    while lane.sensor.wait(0.5):
        pass
    lane.device.records.clear()
    soon(lambda: lane.reader.read(0.3), expected=None)
    lane.device.swipe(CARD)

    assert [CODE] == codes(lane, 1)


def test_an_overwritten_record_is_passed_over(lane: ControllerRig) -> None:
    """The controller keeps so many records; what it lost it lost, the rest is told."""
    lane.unplug()
    for number in range(4):
        lane.device.swipe(CARD + number)
    lane.device.forgotten, lane.device.records = 2, lane.device.records[2:]
    lane.replug()
    seen: list[str] = []

    def read() -> int:
        try:
            found = lane.reader.read(0.2)
        except Unavailable:
            return len(seen)
        seen.extend([found.code] if found else [])
        return len(seen)

    soon(read, expected=2)

    assert ["B26F018C37850", "B26F018C37851"] == seen


def test_another_lanes_door_is_not_told(lane: ControllerRig) -> None:
    """Four doors may be four lanes; each hears of its own."""
    lane.device.swipe(CARD, door=3)
    lane.device.walk(4, force=True)

    assert (None, None) == (lane.reader.read(0.5), lane.sensor.wait(0.1))


# The lane


def test_a_controller_with_cards_of_its_own_is_refused() -> None:
    """It would open for them without asking, and miz would deny what stands open."""
    device = SimulatedController()
    device.cards = 3
    owner = UhppoteController(Place(device.address, SERIAL))
    with pytest.raises(Refused, match="3 cards"):
        owner.barrier.release(IN, within=5)
    with pytest.raises(Unavailable, match="3 cards"):
        owner.reader.read(2)
    owner.close()
    opened = device.opened
    device.close()

    assert [] == opened


def test_a_button_asks_and_its_passage_is_not_forced(lane: ControllerRig) -> None:
    """The controller opens by itself for the button beside the door."""
    lane.device.press(2)
    lane.walk(OUT)

    asked, passed = Sensed(Movement.EXIT_ASKED), Sensed(Movement.PASSED, OUT)
    assert [asked, passed] == [lane.sensor.wait(2), lane.sensor.wait(2)]


def test_a_door_left_open_is_told(lane: ControllerRig) -> None:
    """After its patience, and when it shuts again (held open, §1)."""
    lane.barrier.release(IN, within=5)
    lane.device.stand(1, open_=True)
    seen = [lane.sensor.wait(2), lane.sensor.wait(0.5)]
    lane.advance(31)
    seen.append(lane.sensor.wait(2))
    lane.device.stand(1, open_=False)
    seen.append(lane.sensor.wait(2))

    expected = [Movement.PASSED, None, Movement.DOOR_OPEN, Movement.DOOR_SHUT]
    assert expected == [one and one.movement for one in seen]


def test_a_controller_found_again_is_brought_to_rest(lane: ControllerRig) -> None:
    """A door that an earlier program held open is shut by the next one."""
    lane.barrier.hold_open(open_=True)
    held = lane.barrier.position()
    lane.unplug()
    soon(lambda: _away(lane), expected=True)
    lane.replug()
    soon(lambda: _away(lane), expected=False)

    assert (Position.HELD_OPEN, False) == (held, lane.is_free(IN))
    assert Position.LOCKED is lane.barrier.position()


def test_the_time_is_the_grants(lane: ControllerRig) -> None:
    """A lane with a window of 12 s has its doors open for 12."""
    lane.barrier.release(IN, within=11.2)

    assert 12 == lane.device.doors[1].seconds


def test_one_door_for_both_directions_tells_none() -> None:
    """Who came through one door may have gone either way (capabilities)."""
    device = SimulatedController()
    single = UhppoteController(Place(device.address, SERIAL), doors={IN: 1, OUT: 1})
    single.barrier.release(OUT, within=5)
    device.walk(1)
    seen, abilities = single.sensor.wait(2), single.sensor.capabilities
    single.close()
    device.close()

    assert Sensed(Movement.PASSED) == seen
    assert Capability.TELLS_DIRECTION not in abilities
    assert Capability.FIRE_INPUT not in abilities


def test_who_it_is(lane: ControllerRig) -> None:
    """The monitor shows which controller it is."""

    assert (str(SERIAL), "v8.92") == (lane.barrier.info.serial, lane.sensor.info.firmware)


def test_a_direction_without_door_is_not_supported() -> None:
    """A lane for entries only has no door for exits."""
    entry = UhppoteController(Place("127.0.0.1:9", SERIAL), doors={IN: 1})
    with pytest.raises(NotSupported):
        entry.barrier.release(OUT, within=5)
    entry.close()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Place("nowhere", SERIAL),
        lambda: Place("192.168.1.100:70000", SERIAL),
        lambda: Place("192.168.1.100", 0),
        lambda: Place("192.168.1.100", SERIAL, "here:1"),
        lambda: UhppoteController(Place("127.0.0.1", SERIAL), doors={IN: 5}),
        lambda: UhppoteController(Place("127.0.0.1", SERIAL), card_bits=37),
    ],
)
def test_settings_that_could_never_work_are_refused(make: Callable[[], object]) -> None:
    """A mistake is told when the lane is built."""
    with pytest.raises(InvalidValue):
        make()


# Any bytes, and the package's own words against ours

records = st.builds(
    Record,
    index=st.integers(1, 2**32 - 1),
    kind=st.integers(1, 3),
    granted=st.booleans(),
    door=st.integers(1, 4),
    direction=st.integers(1, 2),
    card=st.integers(0, 2**32 - 1),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - as above
        lambda at: at.replace(microsecond=0)
    ),
    reason=st.integers(0, 255),
)


@given(record=records, relays=st.integers(0, 15), fire=st.booleans())
def test_our_datagrams_are_those_of_the_package(record: Record, relays: int, *, fire: bool) -> None:
    """The emulator was written from the description: its words must be the package's words."""
    fields = datagrams.status_fields(
        record, now=record.at, open_=[True, False, True, False], relays=relays, inputs=int(fire)
    )
    told = datagrams.datagram(datagrams.STATUS, SERIAL, fields)
    status, push = decode.get_status_response(told), decode.event(told)

    assert (record.index, record.card, record.door) == (
        status.event_index,
        status.event_card,
        status.event_door,
    )
    assert (record.at, record.reason) == (status.event_timestamp, status.event_reason)
    assert (relays, int(fire)) == (status.relays, status.inputs)
    assert (True, False) == (status.door_1_open, status.door_2_open)
    assert (record.index, record.at) == (push.event_index, push.event_timestamp)


@given(door=st.integers(1, 4), seconds=st.integers(1, 255), mode=st.integers(1, 3))
def test_the_packages_questions_are_understood(door: int, seconds: int, mode: int) -> None:
    """The emulator obeys what the package asks, and the package reads its answers."""
    device = object.__new__(SimulatedController)
    device.__dict__.update(_parts())
    told = device._obey(bytes(encode.set_door_control_request(SERIAL, door, mode, seconds)))
    opened = device._obey(bytes(encode.open_door_request(SERIAL, door)))
    device._obey(bytes(encode.set_listener_request(SERIAL, ipaddress.IPv4Address("10.0.0.7"), 60)))
    shown = decode.set_door_control_response(told)

    assert (door, mode, seconds) == (shown.door, shown.mode, shown.delay)
    assert (True, [door]) == (decode.open_door_response(opened).opened, device.opened)
    assert ("10.0.0.7", 60) == device._listener


def _parts() -> dict[str, object]:
    """What a controller holds, without a socket or a thread."""
    whole = SimulatedController()
    parts = dict(vars(whole))
    whole.close()
    return parts


@given(data=st.binary(max_size=80))
def test_any_datagram_is_a_nudge_or_nothing(data: bytes) -> None:
    """Whatever arrives at the ear, no exception escapes."""
    talk = ControllerTalk(Place("127.0.0.1:9", SERIAL))

    assert not talk._is_ours(data) or data[4:8] == SERIAL.to_bytes(4, "little")


@given(data=st.binary(min_size=64, max_size=64))
def test_any_answer_is_read_or_a_port_error(data: bytes) -> None:
    """An answer of any bytes is a status, a record or an error of ours, never another's."""
    talk = ControllerTalk(Place("127.0.0.1:9", SERIAL))
    serial = SERIAL.to_bytes(4, "little")
    talk._client._udp.send = lambda *_, **__: b"\x17\x20\0\0" + serial + data[8:]
    with suppress(PortError):
        assert {1, 2, 3, 4} == set(talk.status().doors)
    talk._client._udp.send = lambda *_, **__: b"\x17\xb0\0\0" + serial + data[8:]
    with suppress(PortError):
        found = talk.event(7)
        assert found is None or 7 == found.index
    talk._client._udp.send = lambda *_, **__: data
    with suppress(PortError):
        assert talk.status() is None


@given(number=st.integers(0, 2**32 - 1), bits=st.sampled_from([26, 34]))
def test_any_number_is_a_card_or_none(number: int, bits: int) -> None:
    """What the controller tells is the card it is, or no read."""
    card = card_of(number, bits=bits)

    if card is not None and bits == 26:
        assert (number // 100000, number % 100000) == (card.facility, card.number)
    elif card is not None:
        assert number == card.facility << 16 | card.number
    assert bits == 26 or card is not None


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["let", "open", "shut", "force", "button"]), st.floats(0.1, 8)),
        max_size=40,
    )
)
def test_nobody_passes_who_was_not_let(steps: list[tuple[str, float]]) -> None:
    """However records follow each other, there are never more passages than grants."""
    way, at, grants, passed = Doorway((IN,)), 0.0, 0, 0
    reasons = {"open": 23, "shut": 24, "force": 38, "button": 20}
    for what, pause in steps:
        at += pause
        if what == "let":
            grants += 1
            way.let(IN, until=at + 5)
            continue
        sensed = way.told(_event(reasons[what]), at=at)
        passed += sensed is not None and sensed.movement is Movement.PASSED

    assert passed <= grants


def _event(reason: int, at: datetime | None = NOW) -> EventRecord:
    return EventRecord(
        index=1, kind=2, timestamp=at, card=0, door=1, direction=1, access_granted=False,
        reason=reason,
    )  # fmt: skip


@given(seconds=st.integers(-(10**6), 10**6))
def test_only_what_was_just_now_is_fresh(seconds: int) -> None:
    """A record from the past, from the future, or of no time is not told."""
    then = NOW - timedelta(seconds=seconds)

    assert (abs(timedelta(seconds=seconds)) <= FRESH) is is_fresh(_event(23, then), NOW)
    assert not is_fresh(_event(23, None), NOW)
