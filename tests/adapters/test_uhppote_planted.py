"""Drivers of UHPPOTE controllers with planted faults: each must break the rule named for it."""

from typing import Any

import pytest
from uhppoted.structs import EventRecord, StatusRecord  # type: ignore[import-untyped]

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz.ports.gates import Position, Presented, Sensed
from miz_adapters.simulator.controller_rig import ControllerRig
from miz_adapters.uhppote import ControllerTalk, UhppoteController
from miz_adapters.uhppote.events import FORCED, card_of
from miz_contracts.gates import BarrierContract, CardContract, SensorContract
from miz_contracts.gates.bits import CARD_26

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong

IN, OUT = Direction.IN, Direction.OUT


class Swapped(UhppoteController):
    """Opens the other door."""

    def _door(self, direction: Direction) -> int:
        return super()._door(OUT if direction is IN else IN)


class Timeless(UhppoteController):
    """Leaves a door's time as it is."""

    def _set_time(self, door: int, seconds: int) -> None:
        self._seconds[door] = 60
        self._set_mode(door, 3)


class Unlocked(UhppoteController):
    """Takes nothing back."""

    def lock(self) -> None:
        return


class Trusting(UhppoteController):
    """Opens without looking whether the controller is there, and calls silence a no."""

    def release(self, direction: Direction, *, within: float) -> None:
        try:
            super().release(direction, within=within)
        except Unavailable:
            self._stopping.wait(0.05)


class Stubborn(UhppoteController):
    """Asks again when nobody answers."""

    def release(self, direction: Direction, *, within: float) -> None:
        try:
            super().release(direction, within=within)
        except PortError:
            with pytest.raises(PortError):
                self._talk.open(self.doors[direction])
            raise


class Hopeful(UhppoteController):
    """Says that it holds open, and does not."""

    def hold_open(self, open_: bool) -> None:
        self._held = open_


class Fixed(UhppoteController):
    """Always says the same of its position."""

    def position(self) -> Position:
        return Position.LOCKED


class Deaf(UhppoteController):
    """Takes a lost controller for an empty lane."""

    def wait(self, timeout: float) -> Sensed | None:
        try:
            return super().wait(timeout)
        except Unavailable:
            self._stopping.wait(0.05)
            return None


class Doubling(UhppoteController):
    """Takes the newest records as often as it sees them."""

    def _catch_up(self, status: StatusRecord) -> None:
        if status.event is not None:
            self._last = max(0, status.event.index - 3)
        super()._catch_up(status)


class Skipping(UhppoteController):
    """Looks at the newest record only."""

    def _catch_up(self, status: StatusRecord) -> None:
        if status.event is not None:
            self._last = max(self._last or 0, status.event.index - 1)
        super()._catch_up(status)


class Sticky(UhppoteController):
    """Does not let go."""

    def close(self) -> None:
        return


class Sharing(UhppoteController):
    """Listens where others listen already."""

    def _ready(self) -> StatusRecord:
        self._talk.connect = lambda: None  # type: ignore[method-assign]
        return super()._ready()


class Fireproof(UhppoteController):
    """Does not look at the fire input."""

    def _catch_up(self, status: StatusRecord) -> None:
        status.alarms.__dict__["fire"] = False
        super()._catch_up(status)


class Forgiving(UhppoteController):
    """Takes every opening for a granted one, and alarms for nothing."""

    def _take(self, event: EventRecord, status: StatusRecord) -> None:
        if event.reason == FORCED:
            return
        for way in self._ways.values():
            way.let(IN, until=self._clock() + 5)
        super()._take(event, status)


class Numbering(UhppoteController):
    """Keys cards on their number alone."""

    def _take(self, event: EventRecord, status: StatusRecord) -> None:
        card = card_of(event.card, bits=26)
        if card is not None:
            self._news.present(Presented(f"{card.number:05}", b"\0", 26))


FAULTS: list[tuple[str, type[UhppoteController], dict[str, Any]]] = [
    ("BARRIER-002", Swapped, {"direction": IN}),
    ("BARRIER-004", Timeless, {}),
    ("BARRIER-006", Unlocked, {}),
    ("BARRIER-007", Trusting, {}),
    ("BARRIER-009", Stubborn, {}),
    ("BARRIER-010", Hopeful, {}),
    ("BARRIER-011", Fixed, {}),
    ("BARRIER-012", Fixed, {}),
    ("BARRIER-014", Sharing, {}),
    ("BARRIER-016", Sticky, {}),
    ("SENSOR-002", Doubling, {}),
    ("SENSOR-004", Forgiving, {}),
    ("SENSOR-005", Forgiving, {}),
    ("SENSOR-008", Skipping, {}),
    ("SENSOR-009", Fireproof, {}),
    ("SENSOR-010", Deaf, {}),
    ("CARD-001", Numbering, {"frame": CARD_26}),
    ("CARD-004", Numbering, {"place": 1}),
]


@pytest.mark.parametrize(("number", "make", "more"), FAULTS)
def test_the_contract_finds_a_faulty_driver(
    number: str, make: type[UhppoteController], more: dict[str, Any]
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    contract = {"B": BarrierContract, "S": SensorContract, "C": CardContract}[number[0]]
    made: list[UhppoteController] = []

    def build(*place: Any, **settings: Any) -> UhppoteController:
        made.append(make(*place, **settings))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("miz_contracts.gates.rules.PATIENCE", 0.7)
        patch.setattr("miz_contracts.gates.sensors.SEEN_WITHIN", 0.7)
        faulty = ControllerRig(build)
        try:
            with pytest.raises((AssertionError, pytest.fail.Exception, Unavailable)):
                getattr(contract(), contract.numbers()[number])(faulty, **more)
        finally:
            for one in made:
                UhppoteController.close(one)
            faulty.close()


def test_a_driver_of_words_that_opens_twice_is_found() -> None:
    """Opening is the one question that may not be asked again."""

    class Repeating(ControllerTalk):
        """Asks until somebody answers."""

        def open(self, door: int) -> bool:
            return bool(self._ask(self._client.open_door, door).opened)

    rig = ControllerRig(
        lambda place, **more: UhppoteController(place, talk=Repeating(place), **more)
    )
    try:
        with pytest.raises(AssertionError):
            getattr(BarrierContract(), BarrierContract.numbers()["BARRIER-009"])(rig)
    finally:
        rig.close()
