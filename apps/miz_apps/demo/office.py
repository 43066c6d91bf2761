"""The demo's office: its places, catalogue, cards, services and staff."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from attrs import frozen

from miz import Actor, Core, Permission, Role
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.ids import HostId, SiteId
from miz.domain.passes import GuestCard
from miz.domain.places import Desk, Lane, LaneFlow, Site
from miz.domain.values import Mobile, PersonName, Text
from miz.usecases.catalogue import Charge
from miz_apps.demo.names import FAMILIES, GIVEN_MEN, GIVEN_WOMEN, UNITS
from miz_apps.demo.services import SERVICES
from miz_apps.demo.services.offering import Offering

PASSWORD = "welcome-to-our-office"  # noqa: S105 - printed at every start, for loopback only
HOSTS_IN_A_UNIT = 3
CARDS = 40
STAFF = (
    ("guard", "اکبر صفایی", Role.GUARD),
    ("operator", "نرگس امینی", Role.OPERATOR),
    ("security", "حمید صدر", Role.SECURITY),
    ("manager", "فرزانه سپهری", Role.MANAGER),
    ("admin", "پریسا نوری", Role.ADMIN),
    ("auditor", "مسعود یزدانی", Role.AUDITOR),
    ("wall", "نمایشگر سالن", Role.WALL),
    ("simulator", "شبیه‌ساز گیت", Role.SIMULATOR),
)
MAIN, OFFICER = "201", "officer"
"""The service asked for most, and the sign-in of who is in charge of it."""


@frozen
class Office:
    """What the history is made with; ``officers`` are the employees as they work on requests."""

    site: Site
    lanes: Sequence[Lane]
    desks: Sequence[Desk]
    hosts: Sequence[Host]
    services: Sequence[Service]
    cards: Sequence[GuestCard]
    officers: Mapping[HostId, Actor]
    operator: Actor
    manager: Actor
    actor: Actor
    founded_at: datetime

    def service(self, code: str) -> Service:
        """The service of that code."""
        return next(one for one in self.services if one.code == code)

    def of_unit(self, service: Service) -> Sequence[Host]:
        """Who works in the service's unit."""
        return [host for host in self.hosts if host.unit == service.unit]


def everybody(site: SiteId) -> Actor:
    """An actor that may do all that the set-up needs."""
    return Actor.system(site, *Permission, name="demo")


def furnish(core: Core, lot: random.Random, *, today: date) -> Office:
    """Sets up the office through the use cases that an administrator has."""
    site = core.places.found(
        organisation=Text("سازمان نمونه", "Sample Organisation"),
        name=Text("ساختمان مرکزی", "Main Building"),
    )
    actor = everybody(site.id)
    lanes = _lanes(core, actor)
    hosts = [host for unit in _units(core, actor) for host in _hosts(core, actor, unit, lot=lot)]
    cards = [
        core.cards.add(actor=actor, number=f"{n:04}", code=f"04A1{n:08X}")
        for n in range(1, CARDS + 1)
    ]
    staff = _staff(core, actor)
    services = _services(core, actor, hosts, today=today)
    return Office(
        site=site,
        lanes=lanes,
        desks=_desks(core, actor),
        hosts=hosts,
        services=services,
        cards=cards,
        officers=_officers(core, actor, hosts, services=services),
        operator=staff["operator"],
        manager=staff["manager"],
        actor=actor,
        founded_at=core.clock.now(),
    )


def _lanes(core: Core, actor: Actor) -> list[Lane]:
    lanes = []
    for fa, en in (("درب شمالی", "North entrance"), ("درب جنوبی", "South entrance")):
        gate = core.places.add_gate(actor=actor, name=Text(fa, en))
        for name, flow in ((Text("ورود", "In"), LaneFlow.IN), (Text("خروج", "Out"), LaneFlow.OUT)):
            lanes.append(core.places.add_lane(actor=actor, gate=gate.id, name=name, flow=flow))
    return lanes


def _desks(core: Core, actor: Actor) -> list[Desk]:
    names = (
        ("میز خدمت، درب شمالی", "Desk, north entrance"),
        ("میز خدمت، درب جنوبی", "Desk, south entrance"),
    )
    return [core.places.add_desk(actor=actor, name=Text(fa, en)) for fa, en in names]


def _staff(core: Core, actor: Actor) -> dict[str, Actor]:
    """Who signs in with the demo's password, by sign-in name."""
    return {
        login: core.staff.hire(
            actor=actor, login=login, name=name, roles=[role], password=PASSWORD
        ).actor("desk")
        for login, name, role in STAFF
    }


def _units(core: Core, actor: Actor) -> list[Unit]:
    return [
        core.catalogue.add_unit(actor=actor, name=Text(fa, en), place=place)
        for fa, en, place in UNITS
    ]


def _hosts(core: Core, actor: Actor, unit: Unit, *, lot: random.Random) -> list[Host]:
    return [
        core.catalogue.add_host(
            actor=actor,
            unit=unit.id,
            name=PersonName.parse(lot.choice(GIVEN_MEN + GIVEN_WOMEN), lot.choice(FAMILIES)),
            room=str(lot.randrange(101, 599)),
            mobile=Mobile.parse(f"0912{lot.randrange(10**7):07}"),
        )
        for _ in range(HOSTS_IN_A_UNIT)
    ]


def _services(core: Core, actor: Actor, hosts: Sequence[Host], *, today: date) -> list[Service]:
    """Each with a person in charge and a deputy; those of one unit take turns."""
    added, seen = [], dict.fromkeys(range(len(UNITS)), 0)
    for offering in SERVICES:
        first = offering.unit * HOSTS_IN_A_UNIT
        turn = seen[offering.unit]
        seen[offering.unit] += 1
        charge = Charge(
            responsible=hosts[first + turn % HOSTS_IN_A_UNIT].id,
            deputy=hosts[first + (turn + 1) % HOSTS_IN_A_UNIT].id,
        )
        added.append(_service(core, actor, offering, charge=charge, today=today))
    return added


def _service(
    core: Core, actor: Actor, offering: Offering, *, charge: Charge, today: date
) -> Service:
    service = core.catalogue.add_service(
        actor=actor,
        code=offering.code,
        title=offering.title,
        category=offering.category,
        gives_pass=offering.gives_pass,
        needs_agreement=offering.needs_agreement,
        minutes=offering.minutes,
        charge=charge,
        seats=offering.seats,
    )
    core.publishing.publish(
        actor=actor, service=service.id, information=offering.information, valid_from=today
    )
    return service


def _officers(
    core: Core, actor: Actor, hosts: Sequence[Host], *, services: Sequence[Service]
) -> dict[HostId, Actor]:
    """Who is in charge of requests works on them; one signs in with the demo's password."""
    found: dict[HostId, Actor] = {}
    named = {host.id: host for host in hosts}
    for service in services:
        if service.category == "information" or service.responsible is None:
            continue
        host, known = named[service.responsible], service.code == MAIN
        user = core.staff.hire(
            actor=actor,
            login=OFFICER if known else f"{OFFICER}.{service.code}",
            name=host.name.full,
            roles=[Role.OFFICER],
            password=PASSWORD if known else None,
            host=host.id,
        )
        found.setdefault(host.id, user.actor("unit"))
    return found
