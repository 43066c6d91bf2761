"""The pool of guest cards."""

from miz.core import Core
from miz.domain.ids import CardId
from miz.domain.passes import CardState
from miz.domain.staff import Actor
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Code, Identity, Name
from miz_apps.web.actions.lookup import CardView


class AddCard(Command, frozen=True, kw_only=True):
    """A card: its printed number and the code that readers see."""

    number: Name
    code: Code


class MarkCard(Command, frozen=True, kw_only=True):
    """Where a card is; ``out`` happens only at the desk."""

    card: Identity
    state: CardState


class Cards(Answer, frozen=True, kw_only=True):
    """Guest cards, by number."""

    cards: list[CardView]


def cards(core: Core, actor: Actor, command: Nothing) -> Cards:
    """All guest cards of the site."""
    return Cards(cards=[CardView.of(card) for card in core.cards.list(actor=actor)])


def add(core: Core, actor: Actor, command: AddCard) -> CardView:
    """Adds a guest card to the pool."""
    return CardView.of(core.cards.add(actor=actor, number=command.number, code=command.code))


def mark(core: Core, actor: Actor, command: MarkCard) -> CardView:
    """Marks a card as lost, blocked or found."""
    marked = core.cards.mark(actor=actor, card=CardId(command.card), state=command.state)
    return CardView.of(marked)
