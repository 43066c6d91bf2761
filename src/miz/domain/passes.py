"""What a visitor carries: barcode slips, and guest cards from a pool."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from miz.domain.admissions import Window
from miz.domain.events import CardChanged, CardReturned, Event, PassHandedOut, PassRevoked
from miz.domain.ids import CardId, GateId, PassId, PersonId, SiteId, VisitId
from miz.errors import Conflict, WrongState


class PassForm(StrEnum):
    """What the visitor holds in the hand."""

    SLIP = "slip"
    CARD = "card"


class PassState(StrEnum):
    """Whether a pass still opens gates."""

    LIVE = "live"
    SPENT = "spent"
    REVOKED = "revoked"


@frozen
class Pass:
    """A credential bound to exactly one open visit (C1-07, C1-08).

    ``code`` is the slip's number or the card's; it is sealed at rest and found by a keyed hash.
    ``gate`` is the one that lets it in while it cannot ask its server (B6).
    """

    id: PassId
    site: SiteId
    visit: VisitId
    form: PassForm
    code: str = field(repr=False)
    window: Window
    issued_at: datetime
    card: CardId | None = None
    gate: GateId | None = None
    state: PassState = PassState.LIVE
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    def hand_out(self, person: PersonId, *, at: datetime) -> "Pass":
        """The visitor holds it now."""
        event = PassHandedOut(
            site=self.site,
            at=at,
            visit=self.visit,
            person=person,
            pass_=self.id,
            form=self.form.value,
            card=self.card,
        )
        return self._with(event)

    def spend(self) -> "Pass":
        """Its visit is over; a revoked pass stays revoked."""
        return evolve(self, state=PassState.SPENT) if self.state is PassState.LIVE else self

    def revoke(self, reason: str, *, at: datetime) -> "Pass":
        """It opens nothing any more: reprinted, card lost, visit refused."""
        if self.state is not PassState.LIVE:
            return self
        event = PassRevoked(site=self.site, at=at, visit=self.visit, pass_=self.id, reason=reason)
        return self._with(event, state=PassState.REVOKED)

    def _with(self, event: Event, **changes: Any) -> "Pass":
        return evolve(self, events=(*self.events, event), **changes)


class CardState(StrEnum):
    """Where a guest card is (Q2)."""

    FREE = "free"
    OUT = "out"
    LOST = "lost"
    BLOCKED = "blocked"


@frozen
class GuestCard:
    """A reusable card of the pool: a printed number and the code that readers see."""

    id: CardId
    site: SiteId
    number: str
    code: str = field(repr=False)
    state: CardState = CardState.FREE
    visit: VisitId | None = None
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    def give(self, visit: VisitId) -> "GuestCard":
        """The card goes out with a visit; a card that is out already is refused (C1-07)."""
        if self.state is CardState.OUT:
            raise Conflict(
                f"Card {self.number} is out with another visitor; take another card.",
                code="card.out",
                field="card",
            )
        if self.state is not CardState.FREE:
            raise WrongState(
                f"Card {self.number} is {self.state}; take another card.",
                code=f"card.{self.state}",
                field="card",
            )
        return evolve(self, state=CardState.OUT, visit=visit)

    def take_back(self, *, at: datetime) -> "GuestCard":
        """The card is in the box again; a lost card that turns up becomes free as well.

        A blocked card stays blocked until whoever manages the cards frees it.
        """
        if self.state is CardState.BLOCKED:
            raise WrongState(
                f"Card {self.number} is blocked; keep it apart and tell security.",
                code="card.blocked",
                field="card",
            )
        event = CardReturned(site=self.site, at=at, card=self.id, visit=self.visit)
        return self._with(event, state=CardState.FREE, visit=None)

    def mark(self, state: CardState, *, at: datetime) -> "GuestCard":
        """An administrator says where the card is."""
        event = CardChanged(site=self.site, at=at, card=self.id, state=state.value)
        visit = self.visit if state is not CardState.FREE else None
        return self._with(event, state=state, visit=visit)

    def _with(self, event: Event, **changes: Any) -> "GuestCard":
        return evolve(self, events=(*self.events, event), **changes)
