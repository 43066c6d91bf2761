"""Records of each kind, as a unit of work holds them.

Aggregates come and go as values. ``of`` lists a site's records; what is looked up by a sealed
value (a number, a code) is found through a keyed hash.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from miz.domain.access import Access
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.ids import (
    AccessId,
    CardId,
    DeskId,
    GateId,
    HostId,
    LaneId,
    NoticeId,
    PassId,
    PersonId,
    RequestId,
    ServiceId,
    SessionId,
    SiteId,
    UnitId,
    UserId,
    VisitId,
    ZoneId,
)
from miz.domain.journal import Entry, Head, Sealed
from miz.domain.notices import Notice
from miz.domain.passes import CardState, GuestCard, Pass
from miz.domain.people import Person
from miz.domain.places import Desk, Gate, Lane, Site
from miz.domain.staff import Session, User
from miz.domain.values import Mobile, NationalId, Passport
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import Zone
from miz.ports.records import Repository


class Sites(Repository[SiteId, Site], Protocol):
    """Sites of the organisation."""

    @abstractmethod
    def all(self) -> Sequence[Site]:
        """Every site, oldest first."""


class Gates(Repository[GateId, Gate], Protocol):
    """Gates."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Gate]:
        """The site's gates, oldest first."""


class Lanes(Repository[LaneId, Lane], Protocol):
    """Lanes."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Lane]:
        """The site's lanes, oldest first."""


class Zones(Repository[ZoneId, Zone], Protocol):
    """Zones. Within a write one that was read is the write's own until it ends."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Zone]:
        """The site's zones, oldest first."""


class Desks(Repository[DeskId, Desk], Protocol):
    """Desks."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Desk]:
        """The site's desks, oldest first."""


class Units(Repository[UnitId, Unit], Protocol):
    """Units."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Unit]:
        """The site's units, oldest first."""


class Hosts(Repository[HostId, Host], Protocol):
    """Hosts. A card is one host's everywhere."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Host]:
        """The site's hosts, retired ones included, oldest first."""

    @abstractmethod
    def search(self, site: SiteId, fragment: str, *, limit: int = 10) -> Sequence[Host]:
        """Active hosts whose folded name holds the folded fragment, by name."""

    @abstractmethod
    def by_card(self, code: str) -> Host | None:
        """The host whose card readers see as that code, at any site."""


class Services(Repository[ServiceId, Service], Protocol):
    """Services. ``code`` is unique within a site."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Service]:
        """The site's services, by code."""


class People(Repository[PersonId, Person], Protocol):
    """Persons. National number and passport are unique within a site."""

    @abstractmethod
    def by_national_id(self, site: SiteId, number: NationalId) -> Person | None:
        """The person with that national number."""

    @abstractmethod
    def by_passport(self, site: SiteId, passport: Passport) -> Person | None:
        """The person with that passport."""

    @abstractmethod
    def by_mobile(self, site: SiteId, mobile: Mobile, *, limit: int = 10) -> Sequence[Person]:
        """Persons with that mobile, newest first."""

    @abstractmethod
    def search(self, site: SiteId, fragment: str, *, limit: int = 10) -> Sequence[Person]:
        """Persons whose folded name holds every word of the folded fragment, by folded name."""


class Visits(Repository[VisitId, Visit], Protocol):
    """Visits. A person has at most one visit that is arrived, admitted or inside at a site."""

    @abstractmethod
    def current(self, person: PersonId) -> Visit | None:
        """The person's arrived, admitted or inside visit; else the one expected first."""

    @abstractmethod
    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Visit]:
        """The person's visits, newest first."""

    @abstractmethod
    def of_request(self, request: RequestId) -> Sequence[Visit]:
        """The visits that a request brought, oldest first (MIS-03)."""

    @abstractmethod
    def in_state(self, site: SiteId, *states: VisitState, limit: int = 500) -> Sequence[Visit]:
        """Visits in any of the states, oldest first by opening."""

    @abstractmethod
    def count(self, site: SiteId, *states: VisitState) -> int:
        """How many visits are in those states."""

    @abstractmethod
    def entered_since(self, site: SiteId, since: datetime) -> int:
        """How many visits entered at or after that instant."""

    @abstractmethod
    def count_in(self, zone: ZoneId) -> int:
        """How many visitors are in that zone."""

    @abstractmethod
    def lingering(self, site: SiteId, before: datetime, *, limit: int = 100) -> Sequence[Visit]:
        """Visits inside whose window ended at or before then and that nobody was told of.

        Oldest first by opening.
        """

    @abstractmethod
    def overdue(self, site: SiteId, at: datetime, *, limit: int = 100) -> Sequence[Visit]:
        """Admitted visits whose window ended at or before ``at``; others that wait a day longer.

        That is expected ones a day after their time, and arrived ones a day after arrival.
        """


class Passes(Repository[PassId, Pass], Protocol):
    """Passes. At most one live pass has a given code."""

    @abstractmethod
    def by_code(self, code: str) -> Pass | None:
        """The live pass with that code, at any site; else the newest one."""

    @abstractmethod
    def of_visit(self, visit: VisitId) -> Sequence[Pass]:
        """The visit's passes, newest first."""


class Cards(Repository[CardId, GuestCard], Protocol):
    """Guest cards. Code is unique everywhere; number within a site."""

    @abstractmethod
    def by_code(self, code: str) -> GuestCard | None:
        """The card that readers see as that code, at any site."""

    @abstractmethod
    def of(self, site: SiteId, *states: CardState) -> Sequence[GuestCard]:
        """The site's cards in those states (none named: all), by number."""


class Accesses(Repository[AccessId, Access], Protocol):
    """Decisions on reads. ``key`` is unique; a visit has at most one pending grant."""

    @abstractmethod
    def by_key(self, key: str) -> Access | None:
        """The decision made under that idempotency key."""

    @abstractmethod
    def repeated(self, lane: LaneId, code: str, *, since: datetime) -> Access | None:
        """The newest decision on that code at that lane at or after ``since``."""

    @abstractmethod
    def pending(self, visit: VisitId) -> Access | None:
        """The visit's pending grant."""

    @abstractmethod
    def pending_at(self, lane: LaneId) -> Sequence[Access]:
        """The lane's pending grants, oldest first."""

    @abstractmethod
    def pending_in(self, zone: ZoneId) -> Sequence[Access]:
        """The pending grants of lanes that led into or out of that zone, oldest first."""

    @abstractmethod
    def escorts(self, lane: LaneId, *, since: datetime) -> Sequence[Access]:
        """Reads of hosts' cards at that lane at or after then, newest first."""

    @abstractmethod
    def between(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Access]:
        """Decisions at the site from an instant, inclusive, to another, exclusive, oldest first."""

    @abstractmethod
    def latest(
        self, site: SiteId, *, lane: LaneId | None = None, limit: int = 20
    ) -> Sequence[Access]:
        """The newest decisions, newest first."""

    @abstractmethod
    def of_visit(self, visit: VisitId, *, limit: int = 50) -> Sequence[Access]:
        """The visit's decisions, newest first."""

    @abstractmethod
    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Access]:
        """The person's decisions, newest first."""


class Journal(Protocol):
    """The chained journal (see `miz.domain.journal`)."""

    @abstractmethod
    def append(self, entries: Iterable[Entry]) -> None:
        """Chains and stores the entries, in order."""

    @abstractmethod
    def after(self, number: int, *, limit: int = 100) -> Sequence[Sealed]:
        """Entries with a higher number, of every site, in order; numbers rise, with gaps.

        An entry that is visible stays; none with a lower number appears later.
        """

    @abstractmethod
    def last(self) -> int:
        """The highest number, 0 when empty."""

    @abstractmethod
    def heads(self) -> Sequence[Head]:
        """The end of every chain."""


class Notices(Repository[NoticeId, Notice], Protocol):
    """The outbox."""

    @abstractmethod
    def queue(self, notice: Notice) -> bool:
        """Stores it unless one with its key is there already; says whether it was stored."""

    @abstractmethod
    def due(self, at: datetime, *, limit: int = 50) -> Sequence[Notice]:
        """Queued notices whose time has come and leased ones whose lease ran out, oldest first."""

    @abstractmethod
    def followed(self, at: datetime, *, limit: int = 50) -> Sequence[Notice]:
        """Sent notices whose ``follow_at`` has come, by that time."""

    @abstractmethod
    def of_recipient(self, recipient: str, *, limit: int = 50) -> Sequence[Notice]:
        """What one recipient was told, newest first."""

    @abstractmethod
    def count(self, site: SiteId) -> int:
        """How many wait to be sent."""


class Users(Repository[UserId, User], Protocol):
    """Users. ``login`` is unique everywhere."""

    @abstractmethod
    def by_login(self, login: str) -> User | None:
        """The user with that sign-in name."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[User]:
        """The site's users, by login."""


class Sessions(Repository[SessionId, Session], Protocol):
    """Sessions and device keys."""

    @abstractmethod
    def by_digest(self, token_digest: str) -> Session | None:
        """The session whose secret has that digest."""

    @abstractmethod
    def close_all(self, user: UserId, *, at: datetime) -> int:
        """Closes every open session of the user; says how many."""
