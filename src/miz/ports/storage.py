"""Everything that is remembered, in units that happen wholly or not at all.

The port is functional, so that an adapter may batch, retry and choose the thread: a ``work``
touches nothing but its unit of work and may be run again.
"""

from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from miz.ports.casework import (
    Bookings,
    Categories,
    Challenges,
    CitizenSessions,
    Complaints,
    Decrees,
    Drafts,
    Editions,
    Opinions,
    Promises,
    Requests,
    Sequences,
)
from miz.ports.gatelink import Clashes, Nodes
from miz.ports.repositories import (
    Accesses,
    Cards,
    Desks,
    Gates,
    Hosts,
    Journal,
    Lanes,
    Notices,
    Passes,
    People,
    Services,
    Sessions,
    Sites,
    Units,
    Users,
    Visits,
    Zones,
)

T = TypeVar("T")


class UnitOfWork(Protocol):
    """All repositories within one transaction. Used in one thread, within one ``work``."""

    sites: Sites
    gates: Gates
    lanes: Lanes
    zones: Zones
    desks: Desks
    units: Units
    hosts: Hosts
    services: Services
    people: People
    visits: Visits
    passes: Passes
    cards: Cards
    accesses: Accesses
    journal: Journal
    notices: Notices
    users: Users
    sessions: Sessions
    decrees: Decrees
    categories: Categories
    editions: Editions
    requests: Requests
    promises: Promises
    bookings: Bookings
    complaints: Complaints
    opinions: Opinions
    drafts: Drafts
    challenges: Challenges
    citizen_sessions: CitizenSessions
    sequences: Sequences
    nodes: Nodes
    clashes: Clashes


class Storage(Protocol):
    """The database. Thread-safe.

    Repositories raise NotFound, Conflict and InvalidValue (a text that cannot be stored) beside
    PortErrors.
    Raises Unavailable when the database is away or the disk is full: then nothing was stored,
    except after a broken connection, when the fate of a write is unknown; repeat it with the
    same idempotency key.
    """

    @abstractmethod
    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs ``work`` and returns its result once the effect is durable.

        An exception from ``work`` undoes it and is raised here. Never call it from a ``work``.
        A Conflict, or any failure of the storage, undoes it even where ``work`` swallows it.
        """

    @abstractmethod
    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        """As `write`, but returns at once."""

    @abstractmethod
    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs ``work`` on a consistent state; writes in it raise WrongState."""

    @abstractmethod
    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls ``listener``, from any thread, soon after each commit that grew the journal.

        Returns what ends the watch. Commits of other processes are noticed within 100 ms.
        """

    @abstractmethod
    def health(self) -> str:
        """One line for a person; raises Unavailable when it cannot work."""

    @abstractmethod
    def close(self) -> None:
        """Finishes queued writes and lets go; safe to call twice."""
