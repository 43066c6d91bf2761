"""What happened, in the past tense: written to the journal, shown live, told to people.

Events carry identities, never names, numbers or addresses, so that the journal can be kept and
exported without personal data.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from attrs import asdict, fields, frozen

from miz.domain.ids import (
    AccessId,
    CardId,
    HostId,
    LaneId,
    PassId,
    PersonId,
    ServiceId,
    SiteId,
    UserId,
    VisitId,
    ZoneId,
)

KINDS: dict[str, type["Event"]] = {}


@frozen
class Event:
    """Something that happened at a site at an instant (UTC)."""

    stream: ClassVar[str] = "visits"
    site: SiteId
    at: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        KINDS[cls.__name__] = cls

    @property
    def kind(self) -> str:
        """The event's name, stable across versions."""
        return type(self).__name__

    def facts(self) -> dict[str, Any]:
        """Everything but site and instant, ready for JSON."""
        values = asdict(self, filter=lambda attribute, _: attribute.name not in {"site", "at"})
        return {name: value for name, value in values.items() if value is not None}


def restore(kind: str, facts: Mapping[str, Any], *, site: SiteId, at: datetime) -> Event | None:
    """The event a journal entry holds, or None when the entry is no event (a read, say)."""
    cls = KINDS.get(kind)
    if cls is None:
        return None
    known = {attribute.name for attribute in fields(cls)}
    kept = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in facts.items()
        if name in known
    }
    return cls(site=site, at=at, **kept)


@frozen
class PersonRegistered(Event):
    """A person's file was opened (CAP-10)."""

    stream: ClassVar[str] = "people"
    person: PersonId


@frozen
class PersonEdited(Event):
    """Fields of a person's file changed; old values are in the file itself."""

    stream: ClassVar[str] = "people"
    person: PersonId
    fields: tuple[str, ...]


@frozen
class DocumentAttached(Event):
    """A photo or scan joined a person's file (CAP-12, C1-05)."""

    stream: ClassVar[str] = "people"
    person: PersonId
    document: str
    digest: str


@frozen
class VisitorExpected(Event):
    """A visit was announced."""

    visit: VisitId
    person: PersonId
    host: HostId | None = None


@frozen
class VisitorArrived(Event):
    """A visitor stands at the desk."""

    visit: VisitId
    person: PersonId
    host: HostId | None = None


@frozen
class VisitorIdentified(Event):
    """A visitor's identity was checked, by a method and with a result (C1-02)."""

    visit: VisitId
    person: PersonId
    method: str
    matched: bool


@frozen
class HostAnswered(Event):
    """The host agreed to the visit or declined it (MIS-08)."""

    visit: VisitId
    person: PersonId
    agreed: bool
    host: HostId | None = None


@frozen
class VisitorGuided(Event):
    """A visitor was told about a service (C1-03)."""

    visit: VisitId
    person: PersonId
    service: ServiceId


@frozen
class EntryOverridden(Event):
    """Somebody with the right let a visitor in whom the rules would not (MIS-08, C2-01)."""

    visit: VisitId
    person: PersonId
    by: str
    grounds: str


@frozen
class VisitorAdmitted(Event):
    """A visitor may pass the gate; this is not yet an entry."""

    visit: VisitId
    person: PersonId


@frozen
class VisitorRefused(Event):
    """A visitor was turned away at the desk."""

    visit: VisitId
    person: PersonId
    reason: str


@frozen
class VisitExpired(Event):
    """A visit ended without an entry."""

    visit: VisitId
    person: PersonId


@frozen
class PassHandedOut(Event):
    """A slip was printed or a guest card handed over (C1-07, C1-08)."""

    visit: VisitId
    person: PersonId
    pass_: PassId
    form: str
    card: CardId | None = None


@frozen
class PassRevoked(Event):
    """A pass stopped opening gates before its time."""

    visit: VisitId
    pass_: PassId
    reason: str


@frozen
class CardReturned(Event):
    """A guest card is back in the pool."""

    card: CardId
    visit: VisitId | None = None


@frozen
class CardChanged(Event):
    """A guest card was added, lost, blocked or freed."""

    card: CardId
    state: str


@frozen
class AccessDecided(Event):
    """A gate decided on a read, with exactly one reason (MIS-10)."""

    stream: ClassVar[str] = "access"
    access: AccessId
    lane: LaneId
    allowed: bool
    reason: str
    direction: str | None = None
    visit: VisitId | None = None
    person: PersonId | None = None
    zone: ZoneId | None = None
    host: HostId | None = None
    mark: str | None = None


@frozen
class VisitorEntered(Event):
    """A visitor passed in; ``confirmed`` is False without a passage sensor (Q1, C1-10)."""

    stream: ClassVar[str] = "access"
    access: AccessId
    visit: VisitId
    person: PersonId
    lane: LaneId
    confirmed: bool
    host: HostId | None = None


@frozen
class VisitorLeft(Event):
    """A visitor passed out."""

    stream: ClassVar[str] = "access"
    access: AccessId
    visit: VisitId
    person: PersonId
    lane: LaneId
    confirmed: bool
    host: HostId | None = None


@frozen
class PassageTimedOut(Event):
    """A granted visitor did not pass in time: granted, not entered; the pass stays usable."""

    stream: ClassVar[str] = "access"
    access: AccessId
    visit: VisitId
    person: PersonId
    lane: LaneId


@frozen
class PassageForced(Event):
    """Somebody passed a lane without a grant."""

    stream: ClassVar[str] = "access"
    lane: LaneId


@frozen
class LaneLinkChanged(Event):
    """A lane's devices came up or went away."""

    stream: ClassVar[str] = "access"
    lane: LaneId
    up: bool
    detail: str = ""


@frozen
class StaffChanged(Event):
    """A user was created, changed or disabled, or signed in or out."""

    stream: ClassVar[str] = "staff"
    user: UserId
    change: str


@frozen
class SettingChanged(Event):
    """A record of the house (gate, lane, host, service, logo) was changed."""

    stream: ClassVar[str] = "settings"
    record: str
    record_id: str
    change: str
