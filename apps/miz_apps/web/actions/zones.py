"""Zones of a site, the rules of its gates, and cards of escorts."""

from typing import Annotated, Self

from msgspec import Meta, field

from miz.core import Core
from miz.domain.admissions import PardonGrounds
from miz.domain.ids import HostId, LaneId, ServiceId, VisitId, ZoneId
from miz.domain.staff import Actor
from miz.domain.zones import HouseRules, Passback, PassbackMode, Zone
from miz.usecases.zones import Limits
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.calendar import HoursView, Week, Weekday, shown_spans, spans_of
from miz_apps.web.actions.catalogue import HostView, ServiceView
from miz_apps.web.actions.fields import Code, Identity
from miz_apps.web.actions.places import LaneSetting, TextView, Words
from miz_apps.web.actions.visits import VisitView

Minutes = Annotated[int, Meta(ge=0, le=1440)]


class Limited(Command, frozen=True, kw_only=True):
    """What a zone asks of visitors; without ``week`` it is open at any time."""

    public: bool = False
    capacity: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    passback: PassbackMode = PassbackMode.HARD
    passback_minutes: Minutes = 0
    escort: bool = False
    week: Week | None = None

    def limits(self) -> Limits:
        """The limits of the domain."""
        week = self.week
        return Limits(
            public=self.public,
            capacity=self.capacity,
            passback=Passback(self.passback, self.passback_minutes),
            escort=self.escort,
            week=None if week is None else {day.number: spans_of(week[day]) for day in week},
        )


class AddZone(Limited, frozen=True, kw_only=True):
    """A zone."""

    name: Words


class ChangeZone(Limited, frozen=True, kw_only=True):
    """Other limits for a zone."""

    zone: Identity


class SwitchZone(Command, frozen=True, kw_only=True):
    """Whether visitors may come in."""

    zone: Identity
    active: bool


class LeadLane(Command, frozen=True, kw_only=True):
    """Where a lane leads to; none is the site itself."""

    lane: Identity
    zone: Identity | None


class AllowZones(Command, frozen=True, kw_only=True):
    """Where the visitors of a service may go beside public zones."""

    service: Identity
    zones: Annotated[list[Identity], Meta(max_length=100)]


class Rules(Command, frozen=True, kw_only=True):
    """What the site wants at its gates."""

    passback: PassbackMode
    passback_minutes: Minutes = 0
    grace_minutes: Minutes = 15
    cards_lost: bool = False

    def house(self) -> HouseRules:
        """The rules of the domain."""
        passback = Passback(self.passback, self.passback_minutes)
        return HouseRules(passback, self.grace_minutes, self.cards_lost)


class GiveCard(Command, frozen=True, kw_only=True):
    """The card by which a host vouches for visitors; none takes it back."""

    host: Identity
    card: Code | None


class Pardon(Command, frozen=True, kw_only=True):
    """One passage for a visitor whom anti-passback stops."""

    visit: Identity
    grounds: PardonGrounds


class ZoneView(Answer, frozen=True, kw_only=True):
    """A zone and what it asks."""

    id: str
    name: TextView
    public: bool
    capacity: int | None
    passback: PassbackMode
    passback_minutes: int
    escort: bool
    week: dict[Weekday, list[HoursView]] | None
    active: bool

    @classmethod
    def of(cls, zone: Zone) -> Self:
        """The zone as it is set up."""
        days = list(Weekday)
        week = zone.week
        return cls(
            id=zone.id,
            name=TextView.of(zone.name),
            public=zone.public,
            capacity=zone.capacity,
            passback=zone.passback.mode,
            passback_minutes=zone.passback.minutes,
            escort=zone.escort,
            week=None if week is None else {days[n]: shown_spans(week[n]) for n in sorted(week)},
            active=zone.active,
        )


class ZoneList(Answer, frozen=True, kw_only=True):
    """Zones."""

    zones: list[ZoneView] = field(default_factory=list)


class RulesView(Answer, frozen=True, kw_only=True):
    """What the site wants at its gates."""

    passback: PassbackMode
    passback_minutes: int
    grace_minutes: int
    cards_lost: bool

    @classmethod
    def of(cls, rules: HouseRules) -> Self:
        """The rules in force."""
        return cls(
            passback=rules.passback.mode,
            passback_minutes=rules.passback.minutes,
            grace_minutes=rules.grace_minutes,
            cards_lost=rules.cards_lost,
        )


def zones(core: Core, actor: Actor, command: Nothing) -> ZoneList:
    """The site's zones."""
    return ZoneList(zones=[ZoneView.of(zone) for zone in core.zones.list(actor=actor)])


def add(core: Core, actor: Actor, command: AddZone) -> ZoneView:
    """Adds a zone."""
    added = core.zones.add(actor=actor, name=command.name.text(), limits=command.limits())
    return ZoneView.of(added)


def change(core: Core, actor: Actor, command: ChangeZone) -> ZoneView:
    """Sets other limits for a zone."""
    changed = core.zones.change(actor=actor, zone=ZoneId(command.zone), limits=command.limits())
    return ZoneView.of(changed)


def switch(core: Core, actor: Actor, command: SwitchZone) -> ZoneView:
    """Closes a zone to visitors, or opens it again."""
    zone = ZoneId(command.zone)
    return ZoneView.of(core.zones.switch(actor=actor, zone=zone, active=command.active))


def lead(core: Core, actor: Actor, command: LeadLane) -> LaneSetting:
    """Says where a lane leads to."""
    zone = ZoneId(command.zone) if command.zone else None
    return LaneSetting.of(core.zones.lead(actor=actor, lane=LaneId(command.lane), zone=zone))


def allow(core: Core, actor: Actor, command: AllowZones) -> ServiceView:
    """Says where a service's visitors may go."""
    allowed = [ZoneId(zone) for zone in command.zones]
    service = ServiceId(command.service)
    return ServiceView.of(core.zones.allow(actor=actor, service=service, zones=allowed))


def rules(core: Core, actor: Actor, command: Nothing) -> RulesView:
    """What the site wants at its gates."""
    return RulesView.of(core.monitor.site(actor=actor).rules)


def rule(core: Core, actor: Actor, command: Rules) -> RulesView:
    """Sets anti-passback, grace, and what missing cards become."""
    return RulesView.of(core.zones.rule(actor=actor, rules=command.house()).rules)


def give_card(core: Core, actor: Actor, command: GiveCard) -> HostView:
    """Gives a host the card by which he vouches for visitors, or takes it back."""
    host = core.zones.give_card(actor=actor, host=HostId(command.host), card=command.card)
    return HostView.of(host, actor)


def pardon(core: Core, actor: Actor, command: Pardon) -> VisitView:
    """Lets the next passage through that anti-passback stops."""
    pardoned = core.gatehouse.pardon(
        actor=actor, visit=VisitId(command.visit), grounds=command.grounds
    )
    return VisitView.of(pardoned)
