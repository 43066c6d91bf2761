"""The words of controllers: any bytes at all, and the package's own against ours."""

import ipaddress
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from uhppoted import decode, encode  # type: ignore[import-untyped]
from uhppoted.structs import EventRecord  # type: ignore[import-untyped]

from miz.domain.places import Direction
from miz.errors import PortError
from miz.ports.gates import Movement
from miz_adapters.simulator import datagrams
from miz_adapters.simulator.controller import SERIAL, SimulatedController
from miz_adapters.simulator.datagrams import Record
from miz_adapters.uhppote import ControllerTalk, Place
from miz_adapters.uhppote.events import FRESH, Doorway, card_of, is_fresh

IN, OUT = Direction.IN, Direction.OUT
NOW = datetime(2026, 1, 1, 8)  # noqa: DTZ001 - the controller's clock knows no zone


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
