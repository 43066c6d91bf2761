"""A visit: from announcement or arrival to the exit, as an explicit state machine."""

from datetime import datetime
from typing import Any

from attrs import evolve, field, frozen

from miz.domain.admissions import (
    Agreement,
    Identification,
    Override,
    PardonGrounds,
    Passage,
    RefusalReason,
    Sighting,
    Window,
)
from miz.domain.events import (
    EntryOverridden,
    Event,
    HostAnswered,
    PassageTimedOut,
    VisitExpired,
    VisitorAdmitted,
    VisitorArrived,
    VisitorEntered,
    VisitorExpected,
    VisitorIdentified,
    VisitorLeft,
    VisitorRefused,
)
from miz.domain.gate_events import (
    PassageReversed,
    PassageUnknown,
    VisitorEnteredAgain,
    VisitorMoved,
    VisitorOverstayed,
    VisitorPardoned,
)
from miz.domain.ids import (
    AccessId,
    HostId,
    LaneId,
    PersonId,
    RequestId,
    ServiceId,
    SiteId,
    UnitId,
    VisitId,
    ZoneId,
)
from miz.domain.visit_states import NEXT, OPEN, VisitState
from miz.errors import WrongState

__all__ = ["NEXT", "OPEN", "Visit", "VisitState"]


@frozen
class Visit:
    """One visit of one person to one site.

    ``zones`` are those that the visitor may go to beside the public ones, ``zone`` is where he is
    inside; both are here so that a gate needs nothing else. ``pardoned_at`` lets the next passage
    through that anti-passback would stop; ``overstayed_at`` says that his host was told,
    ``unclear_at`` that a gate died while it let him in, so that nobody knows where he is.
    """

    id: VisitId
    site: SiteId
    person: PersonId
    state: VisitState
    opened_at: datetime
    host: HostId | None = None
    unit: UnitId | None = None
    service: ServiceId | None = None
    purpose: str = ""
    needs_agreement: bool = False
    expected_at: datetime | None = None
    arrived_at: datetime | None = None
    identification: Identification | None = None
    agreement: Agreement | None = None
    window: Window | None = None
    entry: Passage | None = None
    exit: Passage | None = None
    refusal: RefusalReason | None = None
    closed_at: datetime | None = None
    request: RequestId | None = None
    override: Override | None = None
    zones: tuple[ZoneId, ...] = ()
    zone: ZoneId | None = None
    seen: Sighting | None = None
    pardoned_at: datetime | None = None
    overstayed_at: datetime | None = None
    unclear_at: datetime | None = None
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    def expect(self, *, when: datetime, at: datetime) -> "Visit":
        """A fresh visit, announced for an instant."""
        self._must_be(VisitState.EXPECTED)
        event = VisitorExpected(
            site=self.site, at=at, visit=self.id, person=self.person, host=self.host
        )
        return self._with(event, state=VisitState.EXPECTED, expected_at=when)

    def as_told(self, told: "Visit") -> "Visit":
        """The announced visit, with what the desk says now where it says anything.

        Another host has not agreed to anything yet.
        """
        same_host = told.host in {None, self.host}
        return evolve(
            self,
            agreement=self.agreement if same_host else None,
            host=told.host or self.host,
            unit=told.unit or self.unit,
            service=told.service or self.service,
            purpose=told.purpose or self.purpose,
            request=told.request or self.request,
            needs_agreement=told.needs_agreement or self.needs_agreement,
        )

    def arrive(self, *, at: datetime) -> "Visit":
        """The visitor stands at the desk."""
        event = VisitorArrived(
            site=self.site, at=at, visit=self.id, person=self.person, host=self.host
        )
        return self._to(VisitState.ARRIVED, event, arrived_at=at)

    def identify(self, identification: Identification) -> "Visit":
        """The desk checked the visitor's identity; a failed check forbids admission."""
        self._must_be(VisitState.ARRIVED)
        event = VisitorIdentified(
            site=self.site,
            at=identification.at,
            visit=self.id,
            person=self.person,
            method=identification.method.value,
            matched=identification.matched,
        )
        return self._with(event, identification=identification)

    def answer(self, agreement: Agreement) -> "Visit":
        """The host agreed or declined."""
        self._must_be(VisitState.EXPECTED, VisitState.ARRIVED)
        event = HostAnswered(
            site=self.site,
            at=agreement.at,
            visit=self.id,
            person=self.person,
            agreed=agreement.agreed,
            host=self.host,
        )
        return self._with(event, agreement=agreement)

    def overrule(self, override: Override) -> "Visit":
        """Somebody with the right lets the visitor in although the rules would not."""
        self._must_be(VisitState.EXPECTED, VisitState.ARRIVED)
        event = EntryOverridden(
            site=self.site,
            at=override.at,
            visit=self.id,
            person=self.person,
            by=override.by,
            grounds=override.grounds.value,
        )
        return self._with(event, override=override)

    @property
    def unanswered(self) -> bool:
        """Whether somebody inside must still agree; an override stands in for that."""
        return self.needs_agreement and self.agreement is None and self.override is None

    @property
    def waiting(self) -> str | None:
        """What still stands between arrival and admission, the first thing first."""
        if self.state is not VisitState.ARRIVED:
            return None
        if self.unanswered:
            return "agreement"
        if self.identification is None:
            return "identification"
        return None

    def admit(self, window: Window, *, at: datetime, zones: tuple[ZoneId, ...] = ()) -> "Visit":
        """The visitor may pass the gate within the window (C1-02: identity first)."""
        self._must_be(VisitState.ARRIVED)
        if self.identification is None or not self.identification.matched:
            raise WrongState(
                "Check the visitor's identity before admitting.", code="visit.not_identified"
            )
        if self.agreement is not None and not self.agreement.agreed:
            raise WrongState("The host declined this visit; refuse it.", code="visit.declined")
        if self.unanswered:
            raise WrongState(
                "Ask the host first and record the answer (F4).", code="visit.not_agreed"
            )
        event = VisitorAdmitted(site=self.site, at=at, visit=self.id, person=self.person)
        return self._to(VisitState.ADMITTED, event, window=window, zones=zones)

    def refuse(self, reason: RefusalReason, *, at: datetime) -> "Visit":
        """The visitor is turned away."""
        event = VisitorRefused(
            site=self.site, at=at, visit=self.id, person=self.person, reason=reason.value
        )
        return self._to(VisitState.REFUSED, event, refusal=reason, closed_at=at)

    def expire(self, *, at: datetime) -> "Visit":
        """The time of the visit is over and nobody entered."""
        event = VisitExpired(site=self.site, at=at, visit=self.id, person=self.person)
        return self._to(VisitState.EXPIRED, event, closed_at=at)

    def enter(self, passage: Passage) -> "Visit":
        """The visitor passed in: only this makes an entry (Q1)."""
        event = VisitorEntered(**self._passage_facts(passage), host=self.host)
        return self._to(VisitState.INSIDE, event, entry=passage, **_seen(passage))

    def leave(self, passage: Passage, *, unseen: bool = False) -> "Visit":
        """The visitor passed out, or one did whom nobody saw come in; the visit is over."""
        self._must_be(VisitState.ADMITTED if unseen else VisitState.INSIDE)
        event = VisitorLeft(**self._passage_facts(passage), host=self.host)
        ended = {"exit": passage, "closed_at": passage.at, **_seen(passage)}
        return self._to(VisitState.LEFT, event, **ended)

    def enter_again(self, passage: Passage) -> "Visit":
        """The visitor, inside as far as was known, passed in: no second entry (I1)."""
        self._must_be(VisitState.INSIDE)
        event = VisitorEnteredAgain(**self._passage_facts(passage))
        return self._with(event, **_seen(passage))

    def move(self, passage: Passage, zone: ZoneId | None) -> "Visit":
        """The visitor passed into a zone, or out of it (None)."""
        self._must_be(VisitState.INSIDE)
        event = VisitorMoved(**self._passage_facts(passage), zone=zone)
        return self._with(event, **{**_seen(passage), "zone": zone})

    def pardon(self, grounds: PardonGrounds, *, at: datetime) -> "Visit":
        """A guard lets the next passage through that anti-passback would stop."""
        self._must_be(VisitState.ADMITTED, VisitState.INSIDE)
        event = VisitorPardoned(
            site=self.site, at=at, visit=self.id, person=self.person, grounds=grounds.value
        )
        return self._with(event, pardoned_at=at)

    def overstay(self, *, at: datetime) -> "Visit":
        """The visitor should have left, grace included; told once."""
        self._must_be(VisitState.INSIDE)
        event = VisitorOverstayed(
            site=self.site, at=at, visit=self.id, person=self.person, host=self.host, zone=self.zone
        )
        return self._with(event, overstayed_at=at)

    def miss(self, access: AccessId, lane: LaneId, *, at: datetime) -> "Visit":
        """Granted, not passed: nothing changes but the record of it."""
        event = PassageTimedOut(
            site=self.site, at=at, access=access, visit=self.id, person=self.person, lane=lane
        )
        return self._with(event)

    def lose(self, access: AccessId, lane: LaneId, *, at: datetime) -> "Visit":
        """Granted, and the gate died: he may be in; only a guard lets him pass inwards again."""
        event = PassageUnknown(
            site=self.site, at=at, access=access, visit=self.id, person=self.person, lane=lane
        )
        return self._with(event, unclear_at=at)

    def turn_back(self, access: AccessId, lane: LaneId, *, at: datetime) -> "Visit":
        """Granted, turned back in the lane: nothing changes but the record of it."""
        event = PassageReversed(
            site=self.site, at=at, access=access, visit=self.id, person=self.person, lane=lane
        )
        return self._with(event)

    @property
    def is_open(self) -> bool:
        """Whether anything may still follow."""
        return self.state in OPEN

    def _passage_facts(self, passage: Passage) -> dict[str, Any]:
        return {
            "site": self.site,
            "at": passage.at,
            "access": passage.access,
            "visit": self.id,
            "person": self.person,
            "lane": passage.lane,
            "confirmed": passage.confirmed,
        }

    def _to(self, state: VisitState, event: Event, **changes: Any) -> "Visit":
        if state not in NEXT[self.state]:
            raise WrongState(
                f"A visit that is {self.state} cannot become {state}; look it up again.",
                code="visit.wrong_state",
            )
        return self._with(event, state=state, **changes)

    def _must_be(self, *states: VisitState) -> None:
        if self.state not in states:
            raise WrongState(
                f"This is not possible for a visit that is {self.state}.", code="visit.wrong_state"
            )

    def _with(self, event: Event, **changes: Any) -> "Visit":
        return evolve(self, events=(*self.events, event), **changes)


def _seen(passage: Passage) -> dict[str, Any]:
    """What any passage changes: where he was seen, in no zone, and a pardon is used up."""
    return {"seen": Sighting.of(passage), "zone": None, "pardoned_at": None, "unclear_at": None}
