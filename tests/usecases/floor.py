"""An office with a zone inside, for tests of who gets where."""

from typing import Any

from attrs import define

from miz.domain.catalogue import Host
from miz.domain.passes import Pass
from miz.domain.places import Lane, LaneFlow
from miz.domain.values import Text
from miz.domain.visits import Visit
from miz.domain.zones import HouseRules, Passback, PassbackMode, Zone
from miz.usecases.gatehouse import Verdict
from miz.usecases.zones import Limits
from tests.office import Office

HOST_CARD = "04C1C2C3"


@define
class Floor:
    """An office with a zone behind lanes of its own; its service sends visitors there."""

    office: Office
    zone: Zone
    into: Lane
    out: Lane

    @classmethod
    def of(cls, office: Office, **limits: Any) -> "Floor":
        """With the limits that a test is about."""
        core, actor = office.core, office.actor
        zone = core.zones.add(actor=actor, name=Text("طبقهٔ مالی"), limits=Limits(**limits))
        core.zones.allow(actor=actor, service=office.service.id, zones=[zone.id])

        def lane(flow: LaneFlow) -> Lane:
            gate = office.lane.gate
            made = core.places.add_lane(actor=actor, gate=gate, name=Text("در"), flow=flow)
            return core.zones.lead(actor=actor, lane=made.id, zone=zone.id)

        return cls(office, zone, lane(LaneFlow.IN), lane(LaneFlow.OUT))

    def inside(self, number: int = 0) -> Pass:
        """The slip of a visitor who has come in."""
        slip = self.office.slip(self.office.person(number))
        self.office.enter(slip)
        self.office.later(seconds=3)
        return slip

    def read(self, code: str, lane: Lane | None = None) -> Verdict:
        """Something is held to the reader of the zone, or of another lane."""
        self.office.later(seconds=3)
        where = lane or self.into
        gatehouse = self.office.core.gatehouse
        return gatehouse.present(actor=self.office.actor, lane=where.id, code=code)

    def walk(self, verdict: Verdict) -> Visit:
        """The visitor goes through."""
        gatehouse = self.office.core.gatehouse
        return gatehouse.passed(actor=self.office.actor, access=verdict.access.id)

    def kinds(self) -> list[str]:
        """What happened, in the journal's words."""
        entries = self.office.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))
        return [sealed.entry.kind for sealed in entries if sealed.entry.stream == "access"]

    def rule(self, mode: PassbackMode, minutes: int = 0) -> None:
        """What the site wants at its perimeter."""
        rules = HouseRules(Passback(mode, minutes))
        self.office.core.zones.rule(actor=self.office.actor, rules=rules)

    def employee(self) -> Host:
        """The office's host, with a card."""
        return self.office.core.zones.give_card(
            actor=self.office.actor, host=self.office.host.id, card=HOST_CARD
        )
