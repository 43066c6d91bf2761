"""What the settings show."""

from attrs import evolve

from miz.domain.catalogue import Host
from miz.domain.ids import ServiceId
from miz.domain.places import Gate, Lane
from miz.domain.staff import Permission
from miz_apps.web.pages.calls import Call
from miz_apps.web.rendering.codes import mask
from miz_apps.web.rendering.contexts.admin import (
    CardRow,
    CardsPage,
    CategoryRow,
    GateRow,
    HostRow,
    HostsPage,
    LaneRow,
    OrganisationPage,
    PlacesPage,
    ServiceRow,
    ServicesPage,
    UserRow,
    UsersPage,
)
from miz_apps.web.rendering.contexts.desk import Option


def organisation(call: Call) -> OrganisationPage:
    """Names and logo."""
    site = call.core.monitor.site(actor=call.actor)
    return OrganisationPage(site.organisation, site.name, site.province)


def places(call: Call) -> PlacesPage:
    """Gates with their lanes, and desks."""
    found, actor = call.core.places, call.actor
    lanes = found.lanes(actor=actor)
    desks = found.desks(actor=actor)
    return PlacesPage(
        gates=tuple(_gate(call, gate, lanes) for gate in found.gates(actor=actor)),
        desks=tuple(Option(one.id, one.name.in_(call.language)) for one in desks),
    )


def hosts(call: Call) -> HostsPage:
    """Units and the hosts who work there."""
    units = call.core.catalogue.units(actor=call.actor)
    names = {unit.id: unit.name.in_(call.language) for unit in units}
    found, today = call.core.catalogue.hosts(actor=call.actor), call.today
    return HostsPage(
        units=tuple(Option(one.id, names[one.id], one.place) for one in units),
        hosts=tuple(
            evolve(
                _host(call, one, names.get(one.unit, "")),
                away_until=one.away_until if one.active and not one.here(today) else None,
            )
            for one in found
        ),
    )


def services(call: Call) -> ServicesPage:
    """What visitors come for, and how it is done."""
    found = call.core.catalogue.all_services(actor=call.actor)
    every = call.core.categories.every(actor=call.actor)
    kinds = {one.key: one for one in every}
    return ServicesPage(
        services=tuple(
            ServiceRow(
                one.id, one.code, one.title.in_(call.language),
                kinds[one.category].title.in_(call.language),
                gives_pass=kinds[one.category].lets_in(one), needs_agreement=one.needs_agreement,
                minutes=one.minutes, active=one.active, edition=_edition(call, one.id),
            )
            for one in found
        ),
        categories=tuple(
            CategoryRow(
                one.key, one.title, one.flow.takes_request, one.flow.gives_entry,
                one.flow.needs_coordination, one.flow.at_once, active=one.active,
            )
            for one in every
        ),
    )  # fmt: skip


def _edition(call: Call, service: ServiceId) -> int:
    """The number of the newest edition, 0 for none."""
    found = call.core.publishing.editions(actor=call.actor, service=service)
    return found[-1].number if found else 0


def cards(call: Call) -> CardsPage:
    """The pool; who holds a card is shown to who may read files."""
    found = call.core.cards.list(actor=call.actor)
    holders = call.core.cards.holders(actor=call.actor)
    return CardsPage(
        tuple(
            CardRow(one.id, one.number, one.state, holders.get(one.visit, "") if one.visit else "")
            for one in found
        )
    )


def users(call: Call) -> UsersPage:
    """Who signs in, and which employee that is."""
    found = call.core.staff.list(actor=call.actor)
    hosts = employees(call)
    names = {one.id: one.name for one in hosts}
    return UsersPage(
        tuple(
            UserRow(
                one.id, one.login, one.name, one.roles, one.active,
                self_=one.id == call.actor.id,
                host=one.host or "", host_name=names.get(one.host or "", ""),
                trained_at=one.trained_at,
                lessons=len(one.lessons) if Permission.RECEIVE in one.permissions else None,
            )
            for one in found
        ),
        hosts,
    )  # fmt: skip


def employees(call: Call) -> tuple[Option, ...]:
    """Hosts to choose from, with their units, for who may see them."""
    if not call.actor.may(Permission.MANAGE_CATALOGUE):
        return ()
    units = call.core.catalogue.units(actor=call.actor)
    names = {unit.id: unit.name.in_(call.language) for unit in units}
    found = call.core.catalogue.hosts(actor=call.actor)
    return tuple(
        Option(one.id, one.name.full, names.get(one.unit, "")) for one in found if one.active
    )


def _gate(call: Call, gate: Gate, lanes: tuple[Lane, ...]) -> GateRow:
    rows = tuple(
        LaneRow(
            one.id, one.name.in_(call.language), one.flow, int(one.window.total_seconds()),
            confirms=one.confirms, active=one.active,
        )
        for one in lanes
        if one.gate == gate.id
    )  # fmt: skip
    return GateRow(gate.id, gate.name.in_(call.language), rows)


def _host(call: Call, host: Host, unit: str) -> HostRow:
    mobile = host.mobile.number if host.mobile else None
    if mobile and not call.actor.may(Permission.SEE_NUMBERS):
        mobile = mask("mobile", mobile)
    return HostRow(host.id, host.name.full, unit, host.room, mobile, host.language, host.active)
