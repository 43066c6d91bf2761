"""What the settings show."""

from miz.domain.catalogue import Host
from miz.domain.places import Gate, Lane
from miz.domain.staff import Permission
from miz_apps.web.pages.calls import Call
from miz_apps.web.rendering.codes import mask
from miz_apps.web.rendering.contexts.admin import (
    CardRow,
    CardsPage,
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
    return OrganisationPage(site.organisation, site.name)


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
    found = call.core.catalogue.hosts(actor=call.actor)
    return HostsPage(
        units=tuple(Option(one.id, names[one.id], one.place) for one in units),
        hosts=tuple(_host(call, one, names.get(one.unit, "")) for one in found),
    )


def services(call: Call) -> ServicesPage:
    """What visitors come for."""
    found = call.core.catalogue.services(actor=call.actor)
    known = call.core.categories.list(actor=call.actor)
    titles = {one.key: one.title.in_(call.language) for one in known}
    return ServicesPage(
        categories=tuple(Option(key, title) for key, title in titles.items()),
        services=tuple(
            ServiceRow(
                one.id, one.code, one.title.in_(call.language),
                titles.get(one.category, one.category),
                gives_pass=one.gives_pass, needs_agreement=one.needs_agreement,
                minutes=one.minutes,
            )
            for one in found
        )
    )  # fmt: skip


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
    """Who signs in."""
    found = call.core.staff.list(actor=call.actor)
    return UsersPage(
        tuple(
            UserRow(
                one.id, one.login, one.name, one.roles, one.active, self_=one.id == call.actor.id
            )
            for one in found
        )
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
