"""Fills an empty core with the demo: one commit, then portraits in the background."""

import random
from datetime import datetime, timedelta

from attrs import evolve

from miz import Core
from miz.domain.people import DocumentKind, Person
from miz.ports.storage import UnitOfWork
from miz_apps.demo.agenda import Agenda, Workdays
from miz_apps.demo.calendar import CLOSED_BEFORE, closure, draft, leave, open_hours
from miz_apps.demo.history import TIMED, History, PastClock, back_in_time
from miz_apps.demo.names import WOMEN
from miz_apps.demo.office import everybody, furnish
from miz_apps.demo.portraits import portrait
from miz_apps.demo.requests import everything
from miz_apps.demo.scene import Scene
from miz_apps.demo.within import WithinUnit

SEED = 1405
PEOPLE = 240
FOUNDED = timedelta(days=120)
REGISTERED = timedelta(days=80)
DAYS = 21
STRANGERS = 40
"""Who comes after so many people is not here today, and may have requests."""
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

    def work(uow: UnitOfWork) -> list[Person]:
        lot, clock = random.Random(SEED), PastClock(now - FOUNDED)
        past = back_in_time(_within(core, uow), clock)
        office = furnish(past, lot, today=clock.at.date())
        history = History(past, office, clock, lot)
        days = open_hours(past, office, today=now.astimezone(office.site.zone).date())
        return _live(history, days, now)

    return core.storage.write(work)


def _within(core: Core, uow: UnitOfWork) -> Core:
    storage = WithinUnit(uow)
    inner = {name: evolve(getattr(core, name), storage=storage) for name in (*TIMED, "notify")}
    return evolve(core, storage=storage, **inner)


def _live(history: History, days: Workdays, now: datetime) -> list[Person]:
    people = [history.register(now - REGISTERED - timedelta(minutes=n)) for n in range(PEOPLE)]
    closed = days.back(CLOSED_BEFORE)
    open_ = evolve(days, days=[day for day in days.days if day != closed])
    scene = Scene(
        core=history.core,
        office=history.office,
        days=open_,
        history=history,
        lot=random.Random(SEED + 1),
        crowd=people[STRANGERS:],
        now=now,
    )
    agenda = Agenda(history.clock)
    for plot in (closure(scene, closed), draft(scene), leave(scene), *everything(scene)):
        agenda.add(plot)
    for back in range(DAYS, 0, -1):
        day = (now - timedelta(days=back)).astimezone(days.zone).replace(hour=0, minute=0)
        agenda.until(day)
        _day(history, people, day=day, days=open_)
    agenda.until(now)
    _today(history, people, now)
    history.clock.at = now
    history.tell()
    return people


def _today(history: History, people: list[Person], now: datetime) -> None:
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


def _day(history: History, people: list[Person], *, day: datetime, days: Workdays) -> None:
    if day.date() not in days.days:
        return
    opening = day.replace(hour=7, minute=45)
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
