from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define

from miz.domain.access import Access, Reason
from miz.domain.admissions import RefusalReason
from miz.domain.passes import CardState
from miz.domain.places import Direction
from miz.ports.gates import Rig, Walk
from miz_adapters.simulator import SimulatedGate
from miz_apps.gate import Mode
from miz_apps.household import Household
from tests.office import CARD, Office, furnish_again, open_office

LIVE: dict[str, Any] = {"clock": {"provider": "system"}, "lanes": {"*": {"provider": "simulated"}}}


@define
class Street:
    """The lane in, seen from outside: what is read, and whether anything opens."""

    office: Office
    rig: SimulatedGate

    def latest(self) -> Access | None:
        """The newest decision at the lane."""
        found = self.office.core.storage.read(
            lambda uow: uow.accesses.latest(self.office.site.id, lane=self.lane, limit=1)
        )
        return found[0] if found else None

    @property
    def lane(self) -> Any:
        """The lane's identity."""
        return self.office.lane_in.id

    def decision(self, act: Callable[[], object]) -> Access:
        """What the gate decides after the act."""
        before = self.latest()
        act()
        assert self.office.until(lambda: self.latest() != before), "the gate said nothing"
        latest = self.latest()
        assert latest is not None
        return latest


@pytest.fixture
def street() -> Iterator[Street]:
    """A kept lane with the real serial adapters on ptys."""
    with open_office(**LIVE) as office:
        household = Household(office.core, works=False).start()
        rig: Rig = household.rigs[office.lane_in.id]
        assert isinstance(rig, SimulatedGate)
        try:
            assert office.until(lambda: all(lane.mode is Mode.IDLE for lane in household.lanes))
            yield Street(office, rig)
        finally:
            household.stop()


def revoked(office: Office) -> str:
    """A slip that was replaced."""
    slip = office.slip()
    office.core.reception.hand_slip(actor=office.actor, visit=slip.visit)
    return slip.code


def refused(office: Office) -> str:
    """The slip of somebody who was turned away after all."""
    slip = office.slip()
    office.core.reception.refuse(
        actor=office.actor, visit=slip.visit, reason=RefusalReason.SECURITY
    )
    return slip.code


def used(office: Office) -> str:
    """The slip of somebody who came and went."""
    slip = office.slip()
    visit = office.enter(slip, office.lane)
    office.core.gatehouse.let_out(actor=office.actor, visit=visit.id, lane=office.lane_out.id)
    return slip.code


def foreign_site(office: Office) -> str:
    """A slip of another site."""
    return furnish_again(office).slip().code


def lost_card(office: Office) -> str:
    """A card that was reported lost."""
    visit = office.admitted()
    office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=CARD)
    office.core.cards.mark(actor=office.actor, card=office.card.id, state=CardState.LOST)
    return CARD


BAD: list[tuple[Callable[[Office], str], Reason]] = [
    (lambda _: "12345678901234567897", Reason.UNKNOWN_CODE),
    (lambda _: "04FFFFFF", Reason.UNKNOWN_CODE),
    (lambda _: "no-such-thing", Reason.MALFORMED),
    (lambda _: CARD, Reason.CARD_NOT_ASSIGNED),
    (lost_card, Reason.CARD_LOST),
    (revoked, Reason.PASS_REVOKED),
    (refused, Reason.PASS_REVOKED),
    (used, Reason.PASS_USED),
    (foreign_site, Reason.OTHER_SITE),
]


@pytest.mark.parametrize(("make", "reason"), BAD)
def test_a_bad_code_gets_its_reason_and_opens_nothing(
    street: Street, make: Callable[[Office], str], reason: Reason
) -> None:
    """Through a real serial line: one reason, a shut gate, a record (MIS-10, MIS-11, G4)."""
    code = make(street.office)
    access = street.decision(lambda: street.rig.present(code))

    assert (reason, True) == (access.reason, street.rig.view().locked)
    assert Walk.BLOCKED is street.rig.walk(Direction.IN)


def test_noise_and_half_frames_are_no_reads(street: Street) -> None:
    """Noise and half a code are not taken for a code; the next whole frame is read."""
    slip = street.office.slip()
    street.rig.reader.noise(b"\x00\xfe\x81\x07\r\n" * 50)
    street.rig.reader.half(slip.code)
    street.rig.unplug()
    assert street.office.until(lambda: [False] == _links(street))
    assert street.latest() is None
    street.rig.replug()
    assert street.office.until(lambda: [False, True] == _links(street), seconds=10)

    assert Reason.GRANTED is street.decision(lambda: street.rig.present(slip.code)).reason


def test_an_unplugged_lane_is_told_once_and_comes_back(street: Street) -> None:
    """A line that goes away opens nothing; the monitor is told, and told again when it is back."""
    slip = street.office.slip()
    street.rig.unplug()
    assert street.office.until(lambda: [False] == _links(street))
    street.rig.replug()
    assert street.office.until(lambda: [False, True] == _links(street), seconds=10)
    access = street.decision(lambda: street.rig.present(slip.code))

    assert Reason.GRANTED is access.reason


def _links(street: Street) -> list[bool]:
    entries = street.office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    return [
        s.entry.facts["up"]
        for s in entries
        if s.entry.kind == "LaneLinkChanged" and s.entry.facts["lane"] == street.lane
    ]
