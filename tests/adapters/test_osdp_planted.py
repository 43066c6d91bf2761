"""OSDP lanes with planted faults: each must break the rule that is named for it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from attrs import evolve, frozen

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz.ports.gates import Cue, Movement, Position, Presented, Sensed
from miz_adapters.osdp import lane as parts
from miz_adapters.osdp.doors import ON_FOR_A_WHILE, Door
from miz_adapters.osdp.lane import OsdpBarrier, OsdpReader
from miz_adapters.osdp.panel import Fields
from miz_adapters.osdp.peers import Peer
from miz_contracts.gates import BarrierContract, ReaderContract, SensorContract
from miz_contracts.gates.emulators.osdp import OsdpRig
from tests.adapters.osdp_lanes import shipped

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong

IN, OUT = Direction.IN, Direction.OUT


class Eager(Door):
    """Switches an output on when it finds a device."""

    def begun(self, peer: Peer) -> None:
        super().begun(peer)
        peer.submit(self._command(0, ON_FOR_A_WHILE, 50))


class Crossed(Door):
    """Releases the other direction."""

    def release(self, direction: Direction, *, within: float) -> None:
        super().release(IN if direction is OUT else OUT, within=within)


class Slow(Door):
    """Waits for the end of its pulse."""

    def release(self, direction: Direction, *, within: float) -> None:
        super().release(direction, within=within)
        self._bus._stopping.wait(0.5)


class Queueing(Door):
    """Keeps a release that did not work until the device is back."""

    waiting = False

    def release(self, direction: Direction, *, within: float) -> None:
        try:
            super().release(direction, within=within)
        except PortError:
            self.waiting = True
            raise

    def begun(self, peer: Peer) -> None:
        super().begun(peer)
        if self.waiting:
            peer.submit(self._command(0, ON_FOR_A_WHILE, 50))
            self.waiting = False


class Swallowing(Door):
    """Says that it released when it did not."""

    def release(self, direction: Direction, *, within: float) -> None:
        try:
            super().release(direction, within=within)
        except Unavailable:
            self._bus._stopping.wait(0.05)


class Unlocked(Door):
    """Does not take anything back."""

    def lock(self) -> None:
        pass


class Eternal(Door):
    """Does not see that a grant has ended."""

    def position(self) -> Position:
        return Position.RELEASED


class Sticky(Door):
    """Does not end its thread, nor let go."""

    def close(self) -> None:
        pass


class Trusting(Door):
    """Takes every passage for a granted one."""

    def _judge(self, number: int) -> Sensed:
        return Sensed(Movement.PASSED, self.wiring.direction_of(number))


class Guessing(Door):
    """Takes every passage for an entry."""

    def _judge(self, number: int) -> Sensed:
        return Sensed(super()._judge(number).movement, IN)


class Bouncing(Door):
    """Tells every change of a contact."""

    def reported(self, event: Fields, peer: Peer) -> None:
        told = len(self._seen)
        super().reported(event, peer)
        self._seen.extend(list(self._seen)[told:])


class Restless(Door):
    """Takes the device's first report for news."""

    def begun(self, peer: Peer) -> None:
        super().begun(peer)
        self._seen.append(Sensed(Movement.TAMPER_ON))


class Fireproof(Door):
    """Does not look at the fire input."""

    def reported(self, event: Fields, peer: Peer) -> None:
        self._contacts._told[2] = bool(event.get("report", b"\0\0\0")[2:3] == b"\x01")
        super().reported(event, peer)


class Deaf(Door):
    """Takes a lost device for an empty lane."""

    def wait(self, timeout: float) -> Sensed | None:
        try:
            return super().wait(timeout)
        except Unavailable:
            self._bus._stopping.wait(0.05)
            return None


class HeldOpen(OsdpBarrier):
    """Claims to hold a gate open."""

    def hold_open(self, open_: bool) -> None:
        pass


DOORS: list[tuple[str, dict[str, type], dict[str, object]]] = [
    ("BARRIER-001", {"Door": Eager}, {}),
    ("BARRIER-002", {"Door": Crossed}, {"direction": IN}),
    ("BARRIER-003", {"Door": Crossed}, {}),
    ("BARRIER-004", {"Door": Eternal}, {}),
    ("BARRIER-005", {"Door": Slow}, {}),
    ("BARRIER-006", {"Door": Unlocked}, {}),
    ("BARRIER-007", {"Door": Swallowing}, {}),
    ("BARRIER-008", {"Door": Queueing}, {}),
    ("BARRIER-009", {"Door": Queueing}, {}),
    ("BARRIER-010", {"OsdpBarrier": HeldOpen}, {}),
    ("BARRIER-011", {"Door": Eternal}, {}),
    ("BARRIER-012", {"Door": Crossed}, {}),
    ("BARRIER-013", {"Door": Swallowing}, {}),
    ("BARRIER-014", {"Door": Swallowing}, {}),
    ("BARRIER-016", {"Door": Sticky}, {}),
    ("SENSOR-001", {"Door": Restless}, {}),
    ("SENSOR-002", {"Door": Bouncing}, {}),
    ("SENSOR-003", {"Door": Guessing}, {"direction": OUT}),
    ("SENSOR-004", {"Door": Trusting}, {}),
    ("SENSOR-005", {"Door": Trusting}, {}),
    ("SENSOR-006", {"Door": Guessing}, {}),
    ("SENSOR-007", {"Door": Trusting}, {}),
    ("SENSOR-008", {"Door": Trusting}, {}),
    ("SENSOR-009", {"Door": Fireproof}, {}),
    ("SENSOR-010", {"Door": Deaf}, {}),
    ("SENSOR-011", {"Door": Crossed}, {}),
    ("SENSOR-012", {"Door": Deaf}, {}),
    ("SENSOR-013", {"Door": Crossed}, {}),
    ("SENSOR-014", {"Door": Deaf}, {}),
    ("SENSOR-015", {"Door": Sticky}, {}),
]


@frozen
class Shown(Presented):
    """A read that shows its code."""

    def __repr__(self) -> str:
        return f"Shown({self.code})"


class Twice(OsdpReader):
    """Reads each card twice."""

    def _next(self) -> Presented | None:
        kept = self._waiting[0] if self._waiting else None
        found = super()._next()
        if found is not None and not hasattr(self, "again"):
            self.again = kept
            self._seen.clear()
            self._waiting.append(found)
        return found


class Dozing(OsdpReader):
    """Reads no card soon after another one."""

    def _next(self) -> Presented | None:
        fresh = bool(self._seen)
        found = super()._next()
        return None if fresh else found


class Repeating(OsdpReader):
    """Reads a card that lies on the reader again and again."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "repeat": 0.0})


class Unforgiving(OsdpReader):
    """Reads a card once in a day."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "repeat": 86_400.0})


class Numeric(OsdpReader):
    """Takes a code for a number."""

    def _next(self) -> Presented | None:
        found = super()._next()
        return found and evolve(found, code=str(int(found.code)))


class Dawdling(OsdpReader):
    """Waits for a card for as long as it likes."""

    def read(self, timeout: float) -> Presented | None:
        return super().read(timeout + 1.0 if timeout else 0.0)


class Blind(OsdpReader):
    """Takes a lost reader for one without cards."""

    def read(self, timeout: float) -> Presented | None:
        try:
            return super().read(timeout)
        except Unavailable:
            self._bus._stopping.wait(0.05)
            return None


class Broken(OsdpReader):
    """Reads nothing any more once it was away."""

    gone = False

    def read(self, timeout: float) -> Presented | None:
        try:
            return None if self.gone else super().read(timeout)
        except Unavailable:
            self.gone = True
            raise


class Hoarding(OsdpReader):
    """Reads what came before a loss once somebody holds a card again."""

    def _next(self) -> Presented | None:
        found = super()._next()
        return found and evolve(found, code="222222" if hasattr(self, "lost") else found.code)

    def ended(self) -> None:
        self.lost = True


class Dark(OsdpReader):
    """Shows nothing."""

    def cue(self, cue: Cue, text: str = "") -> None:
        pass


class Clinging(OsdpReader):
    """Does not let go."""

    def close(self) -> None:
        pass


class Loud(OsdpReader):
    """Shows codes where a read is printed."""

    def _next(self) -> Presented | None:
        found = super()._next()
        return found and Shown(found.code, found.raw, found.bits)


READERS: list[tuple[str, type[OsdpReader], dict[str, object]]] = [
    ("READER-001", Twice, {}),
    ("READER-004", Dozing, {}),
    ("READER-010", Repeating, {}),
    ("READER-011", Unforgiving, {}),
    ("READER-012", Numeric, {}),
    ("READER-014", Dawdling, {}),
    ("READER-015", Blind, {}),
    ("READER-016", Broken, {}),
    ("READER-017", Hoarding, {}),
    ("READER-018", Broken, {}),
    ("READER-019", Blind, {}),
    ("READER-020", Dark, {"cue": Cue.DENIED}),
    ("READER-021", Clinging, {}),
    ("READER-022", Loud, {}),
]
BROKEN = (AssertionError, pytest.fail.Exception, Unavailable)


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault shows at once; waiting for it longer would only cost time."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.8)
    monkeypatch.setattr("miz_contracts.gates.sensors.SEEN_WITHIN", 0.5)


@pytest.mark.parametrize(("number", "faulty", "more"), DOORS)
def test_the_contract_finds_a_faulty_door(
    monkeypatch: pytest.MonkeyPatch,
    *,
    number: str,
    faulty: dict[str, type],
    more: dict[str, object],
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    for name, part in faulty.items():
        monkeypatch.setattr(parts, name, part)
    contract = BarrierContract if number.startswith("BARRIER") else SensorContract
    breaks(monkeypatch, partial(getattr(contract(), contract.numbers()[number]), **more))


@pytest.mark.parametrize(("number", "faulty", "more"), READERS)
def test_the_contract_finds_a_faulty_reader(
    monkeypatch: pytest.MonkeyPatch,
    *,
    number: str,
    faulty: type[OsdpReader],
    more: dict[str, object],
) -> None:
    """The same for readers (MIS-10)."""
    monkeypatch.setattr(parts, "OsdpReader", faulty)
    rule = getattr(ReaderContract(), ReaderContract.numbers()[number])
    breaks(monkeypatch, partial(rule, **more))


def breaks(monkeypatch: pytest.MonkeyPatch, rule: Callable[[OsdpRig], None]) -> None:
    """Says that the rule breaks on a rig of its own, and puts everything away."""
    rig = OsdpRig(shipped)
    impatient(monkeypatch)
    try:
        with pytest.raises(BROKEN):
            rule(rig)
    finally:
        for lane in rig.made:
            assert isinstance(lane.reader, OsdpReader)
            lane.reader._bus.close()
        rig.device.close()
