"""The desk: a visitor arrives, is identified, admitted, handed a pass, or refused."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from miz.core import Core
from miz.domain.admissions import IdentificationMethod, OverrideGrounds, RefusalReason
from miz.domain.ids import HostId, LaneId, PersonId, RequestId, ServiceId, VisitId
from miz.domain.staff import Actor
from miz.domain.values import Language
from miz_apps.web.actions.action import Command
from miz_apps.web.actions.fields import Code, Identity, Line
from miz_apps.web.actions.lookup import CardView
from miz_apps.web.actions.visits import PassView, VisitView

Instant = Annotated[datetime, Meta(tz=True, description="With an offset, as in RFC 3339.")]


class Announce(Command, frozen=True, kw_only=True):
    """A visit that is expected."""

    person: Identity
    host: Identity
    when: Instant
    purpose: Line = ""


class Arrive(Command, frozen=True, kw_only=True):
    """A person at the desk; with ``identified_by`` the check is recorded in the same step."""

    person: Identity
    host: Identity | None = None
    service: Identity | None = None
    purpose: Line = ""
    request: Identity | None = None
    identified_by: IdentificationMethod | None = None


class OfVisit(Command, frozen=True, kw_only=True):
    """One visit."""

    visit: Identity


class Identify(OfVisit, frozen=True, kw_only=True):
    """How the identity was checked, and whether it fits."""

    method: IdentificationMethod
    matched: bool


class AnswerVisit(OfVisit, frozen=True, kw_only=True):
    """What the host said, and who said or wrote it."""

    agreed: bool
    by: Line = ""


class Guide(OfVisit, frozen=True, kw_only=True):
    """About which service, and how: by word of mouth, or by SMS in a language."""

    service: Identity
    by: Literal["word", "sms"] = "word"
    language: Language = Language.FA


class HandCard(OfVisit, frozen=True, kw_only=True):
    """A guest card by the code that the desk's reader sees."""

    card: Code


class Refuse(OfVisit, frozen=True, kw_only=True):
    """Why the visitor is turned away."""

    reason: RefusalReason


class LetOut(OfVisit, frozen=True, kw_only=True):
    """The lane by which a guard saw the visitor leave."""

    lane: Identity


class OverrideEntry(OfVisit, frozen=True, kw_only=True):
    """Why the visitor enters against the rules of the service."""

    grounds: OverrideGrounds


class TakeBack(Command, frozen=True, kw_only=True):
    """A guest card that is back."""

    card: Code


def announce(core: Core, actor: Actor, command: Announce) -> VisitView:
    """Announces a visit for an instant."""
    visit = core.reception.announce(
        actor=actor,
        person=PersonId(command.person),
        host=HostId(command.host),
        when=command.when,
        purpose=command.purpose,
    )
    return VisitView.of(visit)


def arrive(core: Core, actor: Actor, command: Arrive) -> VisitView:
    """Begins an expected visit, or a new one."""
    visit = core.reception.arrive(
        actor=actor,
        person=PersonId(command.person),
        host=HostId(command.host) if command.host else None,
        service=ServiceId(command.service) if command.service else None,
        purpose=command.purpose,
        request=RequestId(command.request) if command.request else None,
        identified_by=command.identified_by,
    )
    return VisitView.of(visit)


def show(core: Core, actor: Actor, command: OfVisit) -> VisitView:
    """One visit as it stands."""
    return VisitView.of(core.lookup.visit(actor=actor, visit=VisitId(command.visit)))


def identify(core: Core, actor: Actor, command: Identify) -> VisitView:
    """Records a check of identity."""
    visit = core.reception.identify(
        actor=actor,
        visit=VisitId(command.visit),
        method=command.method,
        matched=command.matched,
    )
    return VisitView.of(visit)


def answer(core: Core, actor: Actor, command: AnswerVisit) -> VisitView:
    """Records the host's answer."""
    visit = core.reception.answer(
        actor=actor, visit=VisitId(command.visit), agreed=command.agreed, by=command.by
    )
    return VisitView.of(visit)


def override(core: Core, actor: Actor, command: OverrideEntry) -> VisitView:
    """Lets a visitor enter against the rules of the service, by name."""
    return VisitView.of(
        core.reception.override(actor=actor, visit=VisitId(command.visit), grounds=command.grounds)
    )


def guide(core: Core, actor: Actor, command: Guide) -> VisitView:
    """The visitor is told the steps and documents of a service (MIS-05, C1-03)."""
    visit, service = VisitId(command.visit), ServiceId(command.service)
    if command.by == "sms":
        sent = core.guidance.send(
            actor=actor, visit=visit, service=service, language=command.language
        )
        return VisitView.of(sent)
    core.guidance.give(actor=actor, visit=visit, service=service)
    return VisitView.of(core.lookup.visit(actor=actor, visit=visit))


def admit(core: Core, actor: Actor, command: OfVisit) -> VisitView:
    """Lets the visitor pass the gate for as long as the service needs."""
    return VisitView.of(core.reception.admit(actor=actor, visit=VisitId(command.visit)))


def hand_slip(core: Core, actor: Actor, command: OfVisit) -> PassView:
    """Hands out a slip; an earlier pass of the visit stops working."""
    return PassView.of(core.reception.hand_slip(actor=actor, visit=VisitId(command.visit)))


def hand_card(core: Core, actor: Actor, command: HandCard) -> PassView:
    """Hands out a guest card; an earlier pass of the visit stops working."""
    handed = core.reception.hand_card(actor=actor, visit=VisitId(command.visit), card=command.card)
    return PassView.of(handed)


def refuse(core: Core, actor: Actor, command: Refuse) -> VisitView:
    """Turns the visitor away."""
    visit = core.reception.refuse(actor=actor, visit=VisitId(command.visit), reason=command.reason)
    return VisitView.of(visit)


def let_out(core: Core, actor: Actor, command: LetOut) -> VisitView:
    """Records an exit that a guard saw."""
    visit = core.gatehouse.let_out(
        actor=actor,
        visit=VisitId(command.visit),
        lane=LaneId(command.lane),
    )
    return VisitView.of(visit)


def take_back(core: Core, actor: Actor, command: TakeBack) -> CardView:
    """Puts a guest card back into the box."""
    return CardView.of(core.reception.take_back(actor=actor, card=command.card))
