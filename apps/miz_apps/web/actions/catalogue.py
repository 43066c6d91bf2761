"""Units, the hosts who work there, and the services they do."""

from datetime import date
from typing import Annotated, Self

from msgspec import Meta, field

from miz.core import Core
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.ids import HostId, UnitId
from miz.domain.staff import Actor
from miz.domain.values import Language, Mobile, PersonName
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Identity, Limit, Line, Name, Number, check_day
from miz_apps.web.actions.people import masked
from miz_apps.web.actions.places import TextView, Words


class AddUnit(Command, frozen=True, kw_only=True):
    """A part of the organisation, and where it is in the house."""

    name: Words
    place: Line = ""


class AddHost(Command, frozen=True, kw_only=True):
    """An employee who receives visitors."""

    unit: Identity
    given: Name
    family: Name
    room: Line = ""
    mobile: Number = ""
    language: Language = Language.FA


class OfHost(Command, frozen=True, kw_only=True):
    """One host."""

    host: Identity


class SendAway(OfHost, frozen=True, kw_only=True):
    """The last day of a leave; without it the host is back."""

    until: date | None = None

    def __post_init__(self) -> None:
        check_day(self.until, field="until")


class FindHosts(Command, frozen=True, kw_only=True):
    """A piece of a host's name."""

    fragment: Annotated[str, Meta(min_length=1, max_length=80)]
    limit: Limit = 10


class AddService(Command, frozen=True, kw_only=True):
    """A service of the office; ``minutes`` is how long its pass is valid.

    Without ``gives_pass`` its category says whether there is one.
    """

    code: Name
    title: Words
    category: Identity
    gives_pass: bool | None = None
    needs_agreement: bool = False
    minutes: Annotated[int, Meta(ge=5, le=1440)] = 90


class UnitView(Answer, frozen=True, kw_only=True):
    """A unit."""

    id: str
    name: TextView
    place: str
    active: bool

    @classmethod
    def of(cls, unit: Unit) -> Self:
        """The unit by its name."""
        return cls(id=unit.id, name=TextView.of(unit.name), place=unit.place, active=unit.active)


class HostView(Answer, frozen=True, kw_only=True):
    """A host; the mobile number is masked for who may not see numbers."""

    id: str
    unit: str
    given: str
    family: str
    room: str
    mobile: str | None
    language: Language
    active: bool
    away_until: date | None

    @classmethod
    def of(cls, host: Host, actor: Actor) -> Self:
        """The host as this actor may see him."""
        return cls(
            id=host.id,
            unit=host.unit,
            given=host.name.given,
            family=host.name.family,
            room=host.room,
            mobile=masked(host.mobile.number if host.mobile else None, actor, shown=4),
            language=host.language,
            active=host.active,
            away_until=host.away_until,
        )


class ServiceView(Answer, frozen=True, kw_only=True):
    """A service."""

    id: str
    code: str
    title: TextView
    category: str
    gives_pass: bool
    needs_agreement: bool
    minutes: int
    unit: str | None
    responsible: str | None
    deputy: str | None
    slot_minutes: int
    seats: int
    active: bool
    zones: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, service: Service) -> Self:
        """The service and what it means at the gate."""
        return cls(
            id=service.id,
            code=service.code,
            title=TextView.of(service.title),
            category=service.category,
            gives_pass=service.gives_pass,
            needs_agreement=service.needs_agreement,
            minutes=service.minutes,
            unit=service.unit,
            responsible=service.responsible,
            deputy=service.deputy,
            slot_minutes=service.slot_minutes,
            seats=service.seats,
            active=service.active,
            zones=list(service.zones),
        )


class Units(Answer, frozen=True, kw_only=True):
    """Units."""

    units: list[UnitView]


class Hosts(Answer, frozen=True, kw_only=True):
    """Hosts."""

    hosts: list[HostView]


class Services(Answer, frozen=True, kw_only=True):
    """Services."""

    services: list[ServiceView]


def units(core: Core, actor: Actor, command: Nothing) -> Units:
    """The site's units."""
    return Units(units=[UnitView.of(unit) for unit in core.catalogue.units(actor=actor)])


def add_unit(core: Core, actor: Actor, command: AddUnit) -> UnitView:
    """Adds a unit."""
    unit = core.catalogue.add_unit(actor=actor, name=command.name.text(), place=command.place)
    return UnitView.of(unit)


def hosts(core: Core, actor: Actor, command: Nothing) -> Hosts:
    """The site's hosts, retired ones included."""
    found = core.catalogue.hosts(actor=actor)
    return Hosts(hosts=[HostView.of(host, actor) for host in found])


def find_hosts(core: Core, actor: Actor, command: FindHosts) -> Hosts:
    """Active hosts by a piece of their name."""
    found = core.catalogue.find_hosts(actor=actor, fragment=command.fragment, limit=command.limit)
    return Hosts(hosts=[HostView.of(host, actor) for host in found])


def add_host(core: Core, actor: Actor, command: AddHost) -> HostView:
    """Adds an employee who receives visitors."""
    host = core.catalogue.add_host(
        actor=actor,
        unit=UnitId(command.unit),
        name=PersonName.parse(command.given, command.family),
        room=command.room,
        mobile=Mobile.parse(command.mobile) if command.mobile else None,
        language=command.language,
    )
    return HostView.of(host, actor)


def retire_host(core: Core, actor: Actor, command: OfHost) -> HostView:
    """Lets a host receive nobody any more."""
    return HostView.of(core.catalogue.retire_host(actor=actor, host=HostId(command.host)), actor)


def send_away(core: Core, actor: Actor, command: SendAway) -> HostView:
    """Says until when a host is on leave, or that he is back."""
    found = core.catalogue.send_away(actor=actor, host=HostId(command.host), until=command.until)
    return HostView.of(found, actor)


def services(core: Core, actor: Actor, command: Nothing) -> Services:
    """The site's active services, by code."""
    found = core.catalogue.services(actor=actor)
    return Services(services=[ServiceView.of(service) for service in found])


def add_service(core: Core, actor: Actor, command: AddService) -> ServiceView:
    """Adds a service."""
    service = core.catalogue.add_service(
        actor=actor,
        code=command.code,
        title=command.title.text("title"),
        category=command.category,
        gives_pass=command.gives_pass,
        needs_agreement=command.needs_agreement,
        minutes=command.minutes,
    )
    return ServiceView.of(service)
