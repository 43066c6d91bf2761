"""Keeping an aggregate together with the journal entries of its events."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from attrs import evolve

from miz.domain.access import Access
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.categories import Category
from miz.domain.complaints import Complaint
from miz.domain.editions import Edition
from miz.domain.events import Event, SettingChanged
from miz.domain.ids import UserId
from miz.domain.journal import Entry
from miz.domain.passes import GuestCard, Pass
from miz.domain.people import Person
from miz.domain.places import Desk, Gate, Lane, Site
from miz.domain.promises import Promise
from miz.domain.requests import Request
from miz.domain.staff import TAUGHT_BY, Actor
from miz.domain.visits import Visit
from miz.domain.zones import Zone
from miz.ports.records import Repository
from miz.ports.storage import UnitOfWork

Record = TypeVar("Record", Category, Desk, Edition, Gate, Host, Lane, Service, Site, Unit, Zone)
Eventful = TypeVar("Eventful", Access, Complaint, GuestCard, Pass, Person, Promise, Request, Visit)
_ROOMS = {
    Access: "accesses", Category: "categories", Complaint: "complaints", Desk: "desks",
    Edition: "editions", Gate: "gates", GuestCard: "cards", Host: "hosts", Lane: "lanes",
    Pass: "passes", Person: "people", Promise: "promises", Request: "requests",
    Service: "services", Site: "sites", Unit: "units", Visit: "visits", Zone: "zones",
}  # fmt: skip


def keep(uow: UnitOfWork, actor: Actor, aggregate: Eventful) -> Eventful:
    """Stores the aggregate and writes its events to the journal, in one unit of work."""
    room: Repository[Any, Eventful] = getattr(uow, _ROOMS[type(aggregate)])
    saved = room.save(evolve(aggregate, events=()))
    note(uow, actor, aggregate.events)
    return saved


def keep_setting(uow: UnitOfWork, actor: Actor, record: Record, *, at: datetime) -> Record:
    """Stores a record of the house and journals that it was added or changed."""
    event = SettingChanged(
        site=record.site,
        at=at,
        record=type(record).__name__,
        record_id=record.id,
        change="changed" if record.version else "added",
    )
    note(uow, actor, [event])
    room: Repository[Any, Record] = getattr(uow, _ROOMS[type(record)])
    return room.save(record)


def note(uow: UnitOfWork, actor: Actor, events: Iterable[Event]) -> None:
    """Writes events to the journal with who caused them, from where."""
    happened = tuple(events)
    uow.journal.append(
        Entry.of_event(event, actor=actor.id, origin=actor.origin) for event in happened
    )
    if actor.training:
        _learn(uow, actor, happened)


def _learn(uow: UnitOfWork, actor: Actor, happened: Iterable[Event]) -> None:
    """A trainee has done what the events tell of; it stands with the user at once (MIS-02)."""
    user = learnt = uow.users.get(UserId(actor.id))
    for event in happened:
        lesson = TAUGHT_BY.get(event.kind)
        learnt = learnt.learn(lesson, event.at) if lesson else learnt
    if learnt is not user:
        uow.users.save(learnt)
