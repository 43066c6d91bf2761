"""The demo's office: its places, catalogue, cards and staff."""

import random
from collections.abc import Sequence

from attrs import frozen

from miz import Actor, Core, Permission, Role
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.ids import SiteId
from miz.domain.passes import GuestCard
from miz.domain.places import Lane, LaneFlow, Site
from miz.domain.values import Mobile, PersonName, Text
from miz_apps.demo.names import FAMILIES, GIVEN_MEN, GIVEN_WOMEN, SERVICES, UNITS

PASSWORD = "welcome-to-our-office"  # noqa: S105 - printed at every start, for loopback only
HOSTS_IN_A_UNIT = 3
CARDS = 40
STAFF = (
    ("guard", "اکبر صفایی", Role.GUARD),
    ("operator", "نرگس امینی", Role.OPERATOR),
    ("security", "حمید صدر", Role.SECURITY),
    ("admin", "پریسا نوری", Role.ADMIN),
    ("auditor", "مسعود یزدانی", Role.AUDITOR),
    ("wall", "نمایشگر سالن", Role.WALL),
    ("simulator", "شبیه‌ساز گیت", Role.SIMULATOR),
)


@frozen
class Office:
    """What the history is made with."""

    site: Site
    lanes: Sequence[Lane]
    hosts: Sequence[Host]
    services: Sequence[Service]
    cards: Sequence[GuestCard]
    actor: Actor


def everybody(site: SiteId) -> Actor:
    """An actor that may do all that the set-up needs."""
    return Actor.system(site, *Permission, name="demo")


def furnish(core: Core, lot: random.Random) -> Office:
    """Sets up the office through the use cases that an administrator has."""
    site = core.places.found(
        organisation=Text("سازمان نمونه", "Sample Organisation"),
        name=Text("ساختمان مرکزی", "Main Building"),
    )
    actor = everybody(site.id)
    lanes = _lanes(core, actor)
    core.places.add_desk(actor=actor, name=Text("میز خدمت، درب شمالی", "Desk, north entrance"))
    core.places.add_desk(actor=actor, name=Text("میز خدمت، درب جنوبی", "Desk, south entrance"))
    hosts = [host for unit in _units(core, actor) for host in _hosts(core, actor, unit, lot=lot)]
    services = [_service(core, actor, row) for row in SERVICES]
    cards = [
        core.cards.add(actor=actor, number=f"{n:04}", code=f"04A1{n:08X}")
        for n in range(1, CARDS + 1)
    ]
    for login, name, role in STAFF:
        core.staff.hire(actor=actor, login=login, name=name, roles=[role], password=PASSWORD)
    return Office(site, lanes, hosts, services, cards, actor)


def _lanes(core: Core, actor: Actor) -> list[Lane]:
    lanes = []
    for fa, en in (("درب شمالی", "North entrance"), ("درب جنوبی", "South entrance")):
        gate = core.places.add_gate(actor=actor, name=Text(fa, en))
        for name, flow in ((Text("ورود", "In"), LaneFlow.IN), (Text("خروج", "Out"), LaneFlow.OUT)):
            lanes.append(core.places.add_lane(actor=actor, gate=gate.id, name=name, flow=flow))
    return lanes


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


def _service(core: Core, actor: Actor, row: tuple[str, str, str, str, bool, bool, int]) -> Service:
    code, fa, en, category, gives_pass, needs_agreement, minutes = row
    return core.catalogue.add_service(
        actor=actor,
        code=code,
        title=Text(fa, en),
        category=category,
        gives_pass=gives_pass,
        needs_agreement=needs_agreement,
        minutes=minutes,
    )
