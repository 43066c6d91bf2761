"""Records of the service desk, as a unit of work holds them: from decrees to opinions.

The conventions are those of `miz.ports.repositories`.
"""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from miz.domain.bookings import Booking
from miz.domain.categories import Category
from miz.domain.citizens import Challenge, CitizenSession
from miz.domain.complaints import Complaint, ComplaintState
from miz.domain.decrees import Decree
from miz.domain.drafts import Draft
from miz.domain.editions import Edition
from miz.domain.ids import (
    BookingId,
    CategoryId,
    ChallengeId,
    CitizenSessionId,
    ComplaintId,
    DecreeId,
    DraftId,
    EditionId,
    HostId,
    OpinionId,
    PersonId,
    PromiseId,
    RequestId,
    ServiceId,
    SiteId,
    UnitId,
)
from miz.domain.promises import Promise
from miz.domain.requests import Request, RequestState
from miz.domain.surveys import Opinion
from miz.domain.values import Mobile, NationalId
from miz.ports.records import Repository


class Decrees(Repository[DecreeId, Decree], Protocol):
    """Decrees."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Decree]:
        """What the site issued, in every state, the one issued last first."""

    @abstractmethod
    def binding(self, site: SiteId, province: str) -> Sequence[Decree]:
        """What is in force there, the one issued first first.

        That is the site's own, any site's for that province (an empty one is none), and any
        site's for the whole organisation.
        """


class Categories(Repository[CategoryId, Category], Protocol):
    """Categories. ``key`` is unique within a site."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Category]:
        """The site's categories, oldest first."""

    @abstractmethod
    def by_key(self, site: SiteId, key: str) -> Category | None:
        """The category of that key."""


class Editions(Repository[EditionId, Edition], Protocol):
    """Editions. A number is unique within its service."""

    @abstractmethod
    def of(self, service: ServiceId) -> Sequence[Edition]:
        """The service's editions by number."""


class Requests(Repository[RequestId, Request], Protocol):
    """Requests. ``code`` is unique everywhere and for ever (I8), and so is a result's."""

    @abstractmethod
    def by_code(self, code: str) -> Request | None:
        """The request with that tracking code, at any site."""

    @abstractmethod
    def by_letter(self, code: str) -> Request | None:
        """The request whose result has that code, at any site."""

    @abstractmethod
    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Request]:
        """The person's requests, newest first."""

    @abstractmethod
    def inbox(
        self,
        site: SiteId,
        *states: RequestState,
        officer: HostId | None = None,
        unit: UnitId | None = None,
        limit: int = 100,
    ) -> Sequence[Request]:
        """Requests in those states, due first, those without a time last.

        With ``officer`` or ``unit`` only theirs.
        """

    @abstractmethod
    def at_desk(self, site: SiteId, *, limit: int = 100) -> Sequence[Request]:
        """Requests whose citizen waits at the desk, the longest wait first (C2-08)."""

    @abstractmethod
    def opened(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Request]:
        """Requests opened from an instant, inclusive, until another, exclusive; oldest first."""


class Promises(Repository[PromiseId, Promise], Protocol):
    """The ledger. A request has at most one standing promise of each kind."""

    @abstractmethod
    def of_request(self, request: RequestId) -> Sequence[Promise]:
        """All that was promised, oldest first."""

    @abstractmethod
    def standing(self, site: SiteId, *, limit: int = 10_000) -> Sequence[Promise]:
        """What still stands, the next first."""

    @abstractmethod
    def promised(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Promise]:
        """What was promised for a time in that period, whatever became of it; the next first."""


class Bookings(Repository[BookingId, Booking], Protocol):
    """Bookings. A seat of a service's slot is booked once; a request has one booking at a time."""

    @abstractmethod
    def of_request(self, request: RequestId) -> Booking | None:
        """The request's booking that still counts."""

    @abstractmethod
    def taken(self, service: ServiceId, since: datetime, until: datetime) -> Sequence[Booking]:
        """The service's booked seats that begin in that period, by start and seat."""

    @abstractmethod
    def expected(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Booking]:
        """Every service's booked seats that begin in that period, by start (EDK-03)."""


class Complaints(Repository[ComplaintId, Complaint], Protocol):
    """Complaints. ``code`` is unique where there is one."""

    @abstractmethod
    def by_code(self, code: str) -> Complaint | None:
        """The complaint with a code of its own, at any site."""

    @abstractmethod
    def of_request(self, request: RequestId) -> Sequence[Complaint]:
        """Those about a request, oldest first."""

    @abstractmethod
    def in_state(
        self, site: SiteId, *states: ComplaintState, limit: int = 100
    ) -> Sequence[Complaint]:  # fmt: skip
        """Those in the states, due first."""


class Opinions(Repository[OpinionId, Opinion], Protocol):
    """Filled surveys."""

    @abstractmethod
    def between(self, site: SiteId, first: date, last: date) -> Sequence[Opinion]:
        """Opinions of those days, both included, by day."""


class Sequences(Protocol):
    """Numbers that people read, one after the other."""

    @abstractmethod
    def next(self, site: SiteId, name: str) -> int:
        """The number after the one given last, 1 at first; writers wait for each other."""


class Drafts(Repository[DraftId, Draft], Protocol):
    """Requests that are not filed yet."""

    @abstractmethod
    def of_citizen(self, site: SiteId, number: NationalId) -> Sequence[Draft]:
        """The citizen's drafts that are not filed, newest first."""

    @abstractmethod
    def forget(self, before: datetime) -> int:
        """Deletes those opened before that instant; says how many."""


class Challenges(Repository[ChallengeId, Challenge], Protocol):
    """One-time codes that were sent."""

    @abstractmethod
    def sent(
        self,
        since: datetime,
        *,
        site: SiteId | None = None,
        mobile: Mobile | None = None,
        number: NationalId | None = None,
    ) -> int:
        """How many were sent at or after that instant: in all, to a mobile, or for a number."""

    @abstractmethod
    def forget(self, before: datetime) -> int:
        """Deletes those sent before that instant; says how many."""


class CitizenSessions(Repository[CitizenSessionId, CitizenSession], Protocol):
    """Citizens' browsers."""

    @abstractmethod
    def by_digest(self, token_digest: str) -> CitizenSession | None:
        """The session whose secret has that digest."""

    @abstractmethod
    def forget(self, before: datetime) -> int:
        """Deletes those created before that instant; says how many."""
