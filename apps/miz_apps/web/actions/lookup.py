"""The desk's command field: one scanned or typed text, and who that is."""

from typing import Annotated

from msgspec import Meta

from miz.core import Core
from miz.domain.passes import CardState, GuestCard
from miz.domain.staff import Actor
from miz.usecases.lookup import FoundBy
from miz_apps.web.actions.action import Answer, Command
from miz_apps.web.actions.people import PersonView, masked
from miz_apps.web.actions.visits import VisitView

Typed = Annotated[str, Meta(max_length=256)]


class Find(Command, frozen=True, kw_only=True):
    """The text as typed, and as the keys say (a scanner under a Persian layout)."""

    typed: Typed
    keyed: Typed = ""


class CardView(Answer, frozen=True, kw_only=True):
    """A guest card; the code that readers see is not shown."""

    id: str
    number: str
    state: CardState
    visit: str | None

    @classmethod
    def of(cls, card: GuestCard) -> "CardView":
        """The card by its printed number."""
        return cls(id=card.id, number=card.number, state=card.state, visit=card.visit)


class FoundView(Answer, frozen=True, kw_only=True):
    """Who was found and by what; ``unknown_id`` is a valid national number without a file.

    Numbers are masked where several persons were found, or one by nothing but a name.
    """

    by: FoundBy
    people: list[PersonView]
    visit: VisitView | None
    card: CardView | None
    unknown_id: str | None


def find(core: Core, actor: Actor, command: Find) -> FoundView:
    """Finds a person by pass, card, national number, mobile or name, in this order."""
    found = core.lookup.find(actor=actor, typed=command.typed, keyed=command.keyed)
    people, unknown = found.people, found.unknown_id
    certain = len(people) == 1 and found.by is not FoundBy.NAME
    return FoundView(
        by=found.by,
        people=[PersonView.of(people[0], actor)] if certain else PersonView.among(people),
        visit=VisitView.of(found.visit) if found.visit else None,
        card=CardView.of(found.card) if found.card else None,
        unknown_id=masked(unknown.digits if unknown else None, actor),
    )
