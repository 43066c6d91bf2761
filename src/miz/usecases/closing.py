"""Closing the day: every guest card is in the box, with a visitor inside, or named (B17)."""

from datetime import datetime

from attrs import frozen

from miz.domain.catalogue import Host
from miz.domain.gate_events import CardsReconciled
from miz.domain.ids import VisitId
from miz.domain.passes import CardState, GuestCard
from miz.domain.people import Person
from miz.domain.places import Gate
from miz.domain.staff import Actor, Permission
from miz.domain.visits import Visit, VisitState
from miz.ports.clocks import Clock
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.passes import mark_card
from miz.usecases.recording import note
from miz.usecases.visiting import passing

WITH_SOMEBODY = (CardState.OUT, CardState.LOST, CardState.BLOCKED)


@frozen
class HeldCard:
    """A card that is not in the box, and all that is known of where it went.

    ``since`` is when it was handed out, ``gate`` where its holder was seen last; ``holder`` is
    None for who may not read files.
    """

    card: GuestCard
    visit: Visit
    holder: Person | None
    host: Host | None
    gate: Gate | None
    since: datetime | None


@frozen
class CardReport:
    """Where the guest cards are: so many in the box, these with visitors inside, these missing."""

    at: datetime
    free: int
    held: tuple[HeldCard, ...]
    missing: tuple[HeldCard, ...]


@frozen
class Closing:
    """What the guard does in the evening, and security reads in the morning. Thread-safe."""

    storage: Storage
    clock: Clock

    def cards(self, *, actor: Actor) -> CardReport:
        """Where the cards are now; what the closing found missing stays until it turns up."""
        _must_keep_cards(actor)
        at = self.clock.now()
        return self.storage.read(lambda uow: _report(uow, actor, at))

    def close_day(self, *, actor: Actor) -> CardReport:
        """Blocks what is missing, or calls it lost where the site wants that; says what is where.

        A card whose holder is inside, or in a lane now, stays as it is: it must open the exit.
        """
        _must_keep_cards(actor)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> CardReport:
            lost = uow.sites.get(actor.site).rules.cards_lost
            state = CardState.LOST if lost else CardState.BLOCKED
            for held in _report(uow, actor, at).missing:
                if held.card.state is CardState.OUT:
                    mark_card(uow, actor, held.card, state=state, at=at)
            report = _report(uow, actor, at)
            event = CardsReconciled(
                site=actor.site,
                at=at,
                free=report.free,
                held=len(report.held),
                missing=tuple(held.card.id for held in report.missing),
            )
            note(uow, actor, [event])
            return report

        return self.storage.write(work)


def _must_keep_cards(actor: Actor) -> None:
    if not actor.may(Permission.RECEIVE):
        actor.must(Permission.MANAGE_CARDS)


def _report(uow: UnitOfWork, actor: Actor, at: datetime) -> CardReport:
    found = uow.cards.of(actor.site, *WITH_SOMEBODY)
    away = [_held(uow, actor, card, of=card.visit) for card in found if card.visit is not None]
    here = [held for held in away if _is_with_visitor(uow, held, at)]
    return CardReport(
        at=at,
        free=len(uow.cards.of(actor.site, CardState.FREE)),
        held=tuple(here),
        missing=tuple(held for held in away if held not in here),
    )


def _held(uow: UnitOfWork, actor: Actor, card: GuestCard, *, of: VisitId) -> HeldCard:
    visit = uow.visits.get(of)
    lane = uow.lanes.find(visit.seen.lane) if visit.seen else None
    handed = (one.issued_at for one in uow.passes.of_visit(visit.id) if one.card == card.id)
    return HeldCard(
        card=card,
        visit=visit,
        holder=uow.people.find(visit.person) if actor.may(Permission.READ_FILES) else None,
        host=uow.hosts.find(visit.host) if visit.host else None,
        gate=uow.gates.find(lane.gate) if lane else None,
        since=next(handed, None),
    )


def _is_with_visitor(uow: UnitOfWork, held: HeldCard, at: datetime) -> bool:
    if held.card.state is not CardState.OUT:
        return False
    return held.visit.state is VisitState.INSIDE or passing(uow, held.visit.id, at)
