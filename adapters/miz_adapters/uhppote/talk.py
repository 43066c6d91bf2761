"""The words of a UHPPOTE controller: questions of 64 bytes over UDP, and events that it pushes.

A datagram may be lost, come twice or come late. Questions are asked once more when that is safe;
opening a door is not. Every question has a socket of its own, so a late answer finds nobody.
What a push says is not believed: it only tells that it is time to ask.
The protocol knows no password: keep controllers on a network of their own.
"""

import select
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address
from typing import TypeVar

from attrs import frozen
from uhppoted import decode  # type: ignore[import-untyped]
from uhppoted.errors import EventBufferError, InvalidResponse  # type: ignore[import-untyped]
from uhppoted.structs import EventRecord, StatusRecord  # type: ignore[import-untyped]
from uhppoted.uhppote import Uhppote  # type: ignore[import-untyped]

from miz.errors import InvalidValue, PortError, Unavailable
from miz.ports.gates import DeviceInfo
from miz_adapters.boards.talk import Unanswered

PORT = 60000
NORMALLY_OPEN, NORMALLY_CLOSED, CONTROLLED = 1, 2, 3
DATAGRAM = 64
MOST_AT_ONCE = 100
# What reading a datagram of any bytes may raise.
_UNREADABLE = (OSError, ValueError, TypeError, LookupError, struct.error, InvalidResponse)
T = TypeVar("T")


class Overwritten(PortError):
    """An event is not there any more."""

    default_code = "controller.overwritten"


@frozen
class Place:
    """Where a controller is: its address, its serial number, and where it shall push events to.

    ``listen`` is an address and port of this machine as the controller reaches it; empty means
    that nothing is pushed, and events are seen when they are asked for.
    """

    address: str
    serial: int
    listen: str = ""
    answer_within: float = 0.25

    def __attrs_post_init__(self) -> None:
        for name, text in (("address", self.address), ("listen", self.listen)):
            if text or name == "address":
                host_and_port(text, field=name)
        if not 0 < self.serial < 1 << 32:
            raise InvalidValue(
                f"{self.serial} is no serial number of a controller; it stands on its label.",
                code="controller.serial",
                field="serial",
            )


def host_and_port(text: str, *, field: str) -> tuple[str, int]:
    """The parts of 192.168.1.100 or 192.168.1.100:60000."""
    host, _, port = text.partition(":")
    digits = port or str(PORT)
    with suppress(ValueError):
        if digits.isascii() and digits.isdigit() and 0 < int(digits) < 1 << 16:
            return str(IPv4Address(host)), int(digits)
    raise InvalidValue(
        f"{text!r} is no address; write it as in 192.168.1.100:60000.",
        code="controller.address",
        field=field,
    )


class ControllerTalk:
    """Asks one controller; for one thread at a time."""

    def __init__(self, place: Place) -> None:
        self.place = place
        host, port = host_and_port(place.address, field="address")
        self._who = (place.serial, f"{host}:{port}", "udp")
        self._client = Uhppote()
        self._ear: socket.socket | None = None

    def connect(self) -> None:
        """Begins to listen; nobody else may listen there."""
        if self._ear is not None or not self.place.listen:
            return
        ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            ear.bind(host_and_port(self.place.listen, field="listen"))
        except OSError as error:
            ear.close()
            raise Unavailable(
                f"{self.place.listen} cannot be listened at ({error.strerror}); look for another "
                "program that does, and whether it is this machine's address.",
                code="line.away",
            ) from error
        ear.setblocking(False)  # noqa: FBT003 - the socket's own word
        self._ear = ear

    def nudged(self, timeout: float) -> bool:
        """Waits until this controller pushes an event, at most so long."""
        ear = self._ear
        if ear is None:
            select.select([], [], [], timeout)
            return False
        ready, _, _ = select.select([ear], [], [], timeout)
        return bool(ready) and self._drain(ear)

    def who(self) -> DeviceInfo:
        """Asks who is there."""
        found = self._ask(self._client.get_controller)
        return DeviceInfo(
            maker="UHPPOTE", model="UT0311", serial=str(found.controller), firmware=found.version
        )

    def prepare(self) -> None:
        """Has doors and buttons recorded, and events pushed."""
        self._ask(self._client.record_special_events, True)  # noqa: FBT003 - uhppoted's own word
        if self.place.listen:
            host, port = host_and_port(self.place.listen, field="listen")
            self._ask(self._client.set_listener, IPv4Address(host), port)

    def own_cards(self) -> int:
        """How many cards the controller would open for by itself."""
        return int(self._ask(self._client.get_cards).cards)

    def status(self) -> StatusRecord:
        """How doors, inputs and the newest event stand."""
        return self._ask(self._client.get_status_record)

    def event(self, index: int) -> EventRecord | None:
        """One recorded event; None where it was overwritten."""
        try:
            found = self._ask(self._client.get_event_record, index)
        except Overwritten:
            return None
        if found.index != index:
            raise Unanswered(f"The controller {self.place.serial} told of another event.")
        return found

    def control(self, door: int, mode: int, *, seconds: int) -> bool:
        """Sets a door's mode and how long it opens; whether the controller shows just that."""
        told = self._ask(self._client.set_door_control, door, mode, seconds)
        return (told.door, told.mode, told.delay) == (door, mode, seconds)

    def open(self, door: int) -> bool:
        """Opens a door for its time, asked once; Unanswered when nobody knows whether it did."""
        return bool(self._once(self._client.open_door, door).opened)

    def close(self) -> None:
        """Lets go of the port."""
        ear, self._ear = self._ear, None
        if ear is not None:
            ear.close()

    def _drain(self, ear: socket.socket) -> bool:
        ours = False
        with suppress(OSError):
            for _ in range(MOST_AT_ONCE):
                ours |= self._is_ours(ear.recv(2 * DATAGRAM))
        return ours

    def _is_ours(self, datagram: bytes) -> bool:
        try:
            return bool(decode.event(datagram).controller == self.place.serial)
        except _UNREADABLE:
            return False

    def _ask(self, question: Callable[..., T], *words: object) -> T:
        try:
            return self._once(question, *words)
        except Unanswered:  # lost on the way there or back: asking again changes nothing
            return self._once(question, *words)

    def _once(self, question: Callable[..., T], *words: object) -> T:
        try:
            answer = question(self._who, *words, timeout=self.place.answer_within)
        except EventBufferError as error:
            raise Overwritten("The controller has overwritten this event.") from error
        except _UNREADABLE as error:
            raise Unanswered(
                f"The controller {self.place.serial} at {self.place.address} does not answer; look "
                f"at its power, the network and the number ({type(error).__name__})."
            ) from error
        if answer is None or getattr(answer, "controller", self.place.serial) != self.place.serial:
            raise Unanswered(f"Somebody else answered for the controller {self.place.serial}.")
        return answer
