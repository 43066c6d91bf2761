"""The pool of guest cards: added, lost, blocked, found (Q2)."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from miz.domain.codes import card_code
from miz.domain.events import CardChanged
from miz.domain.ids import CardId, VisitId
from miz.domain.passes import CardState, GuestCard, PassState
from miz.domain.staff import Actor, Permission
from miz.domain.values import name_text
from miz.errors import Conflict, InvalidValue
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep, note
from miz.usecases.scope import mine


@frozen
class CardPool:
    """What an administrator or security officer does with the cards. Thread-safe."""

    storage: Storage
    clock: Clock
    ids: Ids

    def list(self, *, actor: Actor) -> tuple[GuestCard, ...]:
        """All cards of the site, by number."""
        actor.must(Permission.MANAGE_CARDS)
        return tuple(self.storage.read(lambda uow: uow.cards.of(actor.site)))

    def holders(self, *, actor: Actor) -> Mapping[VisitId, str]:
        """By visit, the names of those who hold cards; empty for who may not read files."""
        actor.must(Permission.MANAGE_CARDS)
        if not actor.may(Permission.READ_FILES):
            return {}

        def work(uow: UnitOfWork) -> Mapping[VisitId, str]:
            out = uow.cards.of(actor.site)
            visits = [uow.visits.get(card.visit) for card in out if card.visit]
            return {visit.id: uow.people.get(visit.person).name.full for visit in visits}

        return self.storage.read(work)

    def add(self, *, actor: Actor, number: str, code: str) -> GuestCard:
        """A guest card for the pool: its printed number and the code that readers see."""
        actor.must(Permission.MANAGE_CARDS)
        card = GuestCard(
            CardId(self.ids.new()), actor.site, name_text(number, field="number"), card_code(code)
        )
        event = CardChanged(site=card.site, at=self.clock.now(), card=card.id, state="added")

        def work(uow: UnitOfWork) -> GuestCard:
            if uow.cards.by_code(card.code) or uow.hosts.by_card(card.code):
                raise Conflict("This card is in the pool already.", code="card.known", field="code")
            note(uow, actor, [event])
            return uow.cards.save(card)

        return self.storage.write(work)

    def mark(self, *, actor: Actor, card: CardId, state: CardState) -> GuestCard:
        """A card was lost, blocked or found; a live pass on it is revoked (Q2)."""
        actor.must(Permission.MANAGE_CARDS)
        if state is CardState.OUT:
            raise InvalidValue(
                "A card goes out with a visitor, at the desk.", code="card.not_here", field="state"
            )
        at = self.clock.now()

        def work(uow: UnitOfWork) -> GuestCard:
            return mark_card(uow, actor, mine(actor, uow.cards, card), state=state, at=at)

        return self.storage.write(work)


def mark_card(
    uow: UnitOfWork, actor: Actor, card: GuestCard, *, state: CardState, at: datetime
) -> GuestCard:  # fmt: skip
    """The card with its new state; a live pass on it is revoked."""
    live = uow.passes.by_code(card.code)
    if live is not None and live.state is PassState.LIVE:
        keep(uow, actor, live.revoke(f"card {state}", at=at))
    return keep(uow, actor, card.mark(state, at=at))
