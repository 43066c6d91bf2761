"""Fills an empty core with the demo: one commit, then portraits in the background."""

import random
from datetime import datetime, timedelta

from attrs import evolve

from miz import Core
from miz.domain.people import DocumentKind, Person
from miz.ports.storage import UnitOfWork
from miz_apps.demo.history import FRIDAY, History, PastClock, back_in_time
from miz_apps.demo.names import WOMEN
from miz_apps.demo.office import everybody, furnish
from miz_apps.demo.portraits import portrait
from miz_apps.demo.within import WithinUnit

SEED = 1405
PEOPLE = 240
DAYS = 21
VISITS_A_DAY = 14
INSIDE_NOW = 17
EXPECTED_TODAY = 6
STRAY_CODES = ("04A100000009", "hello", "12345678901234567890")


def is_empty(core: Core) -> bool:
    """Whether nothing was set up yet."""
    return not core.storage.read(lambda uow: uow.sites.all())


def seed(core: Core, *, now: datetime) -> list[Person]:
    """Sets up the office and lives through its past; says whose portraits are still to be drawn.

    Those who are inside or expected come first.
    """
    lot = random.Random(SEED)

    def work(uow: UnitOfWork) -> list[Person]:
        within = _within(core, uow)
        office = furnish(within, lot)
        clock = PastClock(now)
        return _live(History(back_in_time(within, clock), office, clock, lot), now)

    return core.storage.write(work)


def _within(core: Core, uow: UnitOfWork) -> Core:
    storage = WithinUnit(uow)
    names = (
        "places", "catalogue", "cards", "reception", "files", "gatehouse", "notify", "staff",
    )  # fmt: skip
    inner = {name: evolve(getattr(core, name), storage=storage) for name in names}
    return evolve(core, storage=storage, **inner)


def _live(history: History, now: datetime) -> list[Person]:
    people = [history.register(now - timedelta(days=DAYS, minutes=n)) for n in range(PEOPLE)]
    for back in range(DAYS, 0, -1):
        _day(history, people, now - timedelta(days=back))
    today = people[: INSIDE_NOW + EXPECTED_TODAY + 4]
    inside, rest = today[:INSIDE_NOW], today[INSIDE_NOW:]
    for place, person in enumerate(inside):
        at = now - timedelta(minutes=4 + 5 * (INSIDE_NOW - place))
        history.enter(history.receive(person, at), at + timedelta(minutes=2))
    _morning(history, people[len(today) :], now)
    _expect(history, rest[:EXPECTED_TODAY], now)
    for person in rest[EXPECTED_TODAY : EXPECTED_TODAY + 2]:
        history.receive(person, now - timedelta(minutes=3))
    for n, code in enumerate(STRAY_CODES):
        history.stray(code, now - timedelta(minutes=9 - 3 * n))
    return people


def _day(history: History, people: list[Person], day: datetime) -> None:
    if day.astimezone(history.office.site.zone).weekday() == FRIDAY:
        return
    opening = day.astimezone(history.office.site.zone).replace(hour=7, minute=45)
    for n, person in enumerate(history.lot.sample(people, VISITS_A_DAY)):
        at = opening + timedelta(minutes=22 * n + history.lot.randrange(12))
        _whole_visit(history, person, at)


def _morning(history: History, people: list[Person], now: datetime) -> None:
    for n, person in enumerate(people[:9]):
        _whole_visit(history, person, now - timedelta(minutes=290 - 20 * n), longest=60)


def _whole_visit(history: History, person: Person, at: datetime, *, longest: int = 110) -> None:
    visit = history.receive(person, at)
    code = history.enter(visit, at + timedelta(minutes=history.lot.randrange(1, 6)))
    if code is not None:
        stay = timedelta(minutes=history.lot.randrange(12, longest))
        history.leave(code, at + timedelta(minutes=7) + stay)


def _expect(history: History, people: list[Person], now: datetime) -> None:
    for n, person in enumerate(people):
        history.clock.at = now - timedelta(hours=20)
        history.core.reception.announce(
            actor=history.office.actor,
            person=person.id,
            host=history.lot.choice(history.office.hosts).id,
            when=now + timedelta(minutes=15 * (n + 1)),
            purpose="جلسهٔ هماهنگ‌شده",
        )


def draw(core: Core, person: Person) -> None:
    """Draws one person's portrait into the file, as if taken at registration."""
    files = evolve(core.files, clock=PastClock(person.registered_at))
    drawn = portrait(int(person.id[-6:], 16), veiled=person.name.given in WOMEN)
    files.attach(
        actor=everybody(person.site), person=person.id, kind=DocumentKind.FACE, content=drawn
    )
