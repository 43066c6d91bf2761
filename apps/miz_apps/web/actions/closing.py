"""Closing the day: where every guest card is."""

from datetime import datetime

from miz.core import Core
from miz.domain.staff import Actor
from miz.usecases.closing import CardReport, HeldCard
from miz_apps.web.actions.action import Answer, Nothing
from miz_apps.web.actions.lookup import CardView


class HeldView(Answer, frozen=True, kw_only=True):
    """A card that is not in the box; ``holder`` is empty for who may not read files."""

    card: CardView
    holder: str
    host: str
    gate: str | None
    since: datetime | None

    @classmethod
    def of(cls, held: HeldCard) -> "HeldView":
        """The card with all that is known of where it went."""
        return cls(
            card=CardView.of(held.card),
            holder=held.holder.name.full if held.holder else "",
            host=held.host.name.full if held.host else "",
            gate=held.gate.id if held.gate else None,
            since=held.since,
        )


class CardReportView(Answer, frozen=True, kw_only=True):
    """So many cards in the box, these with visitors inside, these missing."""

    at: datetime
    free: int
    held: list[HeldView]
    missing: list[HeldView]

    @classmethod
    def of(cls, report: CardReport) -> "CardReportView":
        """The report by printed numbers."""
        return cls(
            at=report.at,
            free=report.free,
            held=[HeldView.of(held) for held in report.held],
            missing=[HeldView.of(held) for held in report.missing],
        )


def cards(core: Core, actor: Actor, command: Nothing) -> CardReportView:
    """Where every guest card is now."""
    return CardReportView.of(core.closing.cards(actor=actor))


def close_day(core: Core, actor: Actor, command: Nothing) -> CardReportView:
    """Blocks the cards that are missing, and says where every one is."""
    return CardReportView.of(core.closing.close_day(actor=actor))
