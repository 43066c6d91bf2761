"""OSDP lanes with planted faults: each must break the rule that is named for it."""

from contextlib import suppress
from functools import partial

import pytest

from miz.domain.places import Direction
from miz.errors import PortError, Unavailable
from miz.ports.gates import Movement, Position, Sensed
from miz_adapters.osdp import lane as parts
from miz_adapters.osdp.doors import ON_FOR_A_WHILE, Door
from miz_adapters.osdp.panel import Fields
from miz_adapters.osdp.peers import Peer
from miz_contracts.gates import BarrierContract, SensorContract
from tests.adapters.osdp_faulty import breaks

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


class Numb(Door):
    """Looks at passages only."""

    def reported(self, event: Fields, peer: Peer) -> None:
        if event.get("type") == peer.panel.osdp.STATUS_REPORT_LOCAL:
            return
        super().reported({**event, "report": event.get("report", b"")[:2]}, peer)


class Replaying(Door):
    """Gives a release again when a fire is over."""

    def reported(self, event: Fields, peer: Peer) -> None:
        told = len(self._seen)
        super().reported(event, peer)
        if Sensed(Movement.FIRE_OFF) in list(self._seen)[told:]:
            peer.submit(self._command(0, ON_FOR_A_WHILE, 50))


class Credulous(Door):
    """Takes silence for an acknowledgement."""

    def release(self, direction: Direction, *, within: float) -> None:
        with suppress(PortError):
            super().release(direction, within=within)


class Deaf(Door):
    """Takes a lost device for an empty lane."""

    def wait(self, timeout: float) -> Sensed | None:
        try:
            return super().wait(timeout)
        except Unavailable:
            self._bus._stopping.wait(0.05)
            return None


class HeldOpen(Door):
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
    ("BARRIER-010", {"Door": HeldOpen}, {}),
    ("BARRIER-011", {"Door": Eternal}, {}),
    ("BARRIER-012", {"Door": Crossed}, {}),
    ("BARRIER-013", {"Door": Swallowing}, {}),
    ("BARRIER-014", {"Door": Swallowing}, {}),
    ("BARRIER-016", {"Door": Sticky}, {}),
    ("BARRIER-017", {"Door": HeldOpen}, {}),
    ("BARRIER-018", {"Door": Credulous}, {}),
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
    ("SENSOR-017", {"Door": Replaying}, {}),
    ("SENSOR-019", {"Door": Numb}, {}),
    ("SENSOR-020", {"Door": Numb}, {}),
    ("SENSOR-021", {"Door": Numb}, {}),
]


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
