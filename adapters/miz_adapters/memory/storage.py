"""A storage that forgets when the process ends, and otherwise keeps every rule of the port."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar, cast

from miz.errors import Unavailable, WrongState
from miz.ports.storage import Storage, UnitOfWork
from miz.ports.vaults import Vault
from miz_adapters.listeners import Listeners
from miz_adapters.memory.casework import (
    MemoryBookings,
    MemoryComplaints,
    MemoryOpinions,
    MemoryPromises,
    MemoryRequests,
    MemorySequences,
)
from miz_adapters.memory.citizens import MemoryChallenges, MemoryCitizenSessions, MemoryDrafts
from miz_adapters.memory.directory import (
    MemoryDesks,
    MemoryGates,
    MemoryHosts,
    MemoryLanes,
    MemoryServices,
    MemorySessions,
    MemorySites,
    MemoryUnits,
    MemoryUsers,
    MemoryZones,
)
from miz_adapters.memory.faults import Faults, Watched
from miz_adapters.memory.gatelink import MemoryClashes, MemoryNodes
from miz_adapters.memory.machine import PlainVault
from miz_adapters.memory.offering import MemoryCategories, MemoryDecrees, MemoryEditions
from miz_adapters.memory.outbox import MemoryJournal, MemoryNotices
from miz_adapters.memory.records import Ledger
from miz_adapters.memory.visiting import (
    MemoryAccesses,
    MemoryCards,
    MemoryPasses,
    MemoryPeople,
    MemoryVisits,
)

T = TypeVar("T")


class MemoryUnit(UnitOfWork):
    """All repositories in memory; one instance serves every unit of work."""

    def __init__(self, ledger: Ledger, vault: Vault) -> None:  # noqa: PLR0915 - a line a repository
        self.sites = MemorySites(ledger)
        self.gates = MemoryGates(ledger)
        self.lanes = MemoryLanes(ledger)
        self.zones = MemoryZones(ledger)
        self.desks = MemoryDesks(ledger)
        self.units = MemoryUnits(ledger)
        self.hosts = MemoryHosts(ledger)
        self.services = MemoryServices(ledger)
        self.people = MemoryPeople(ledger)
        self.visits = MemoryVisits(ledger)
        self.passes = MemoryPasses(ledger)
        self.cards = MemoryCards(ledger)
        self.accesses = MemoryAccesses(ledger)
        self.journal = MemoryJournal(ledger, vault.journal_key)
        self.notices = MemoryNotices(ledger)
        self.users = MemoryUsers(ledger)
        self.sessions = MemorySessions(ledger)
        self.decrees = MemoryDecrees(ledger)
        self.categories = MemoryCategories(ledger)
        self.editions = MemoryEditions(ledger)
        self.requests = MemoryRequests(ledger)
        self.promises = MemoryPromises(ledger)
        self.bookings = MemoryBookings(ledger)
        self.complaints = MemoryComplaints(ledger)
        self.opinions = MemoryOpinions(ledger)
        self.drafts = MemoryDrafts(ledger)
        self.challenges = MemoryChallenges(ledger)
        self.citizen_sessions = MemoryCitizenSessions(ledger)
        self.sequences = MemorySequences(ledger)
        self.nodes = MemoryNodes(ledger)
        self.clashes = MemoryClashes(ledger)


class MemoryStorage(Storage):
    """One lock, dictionaries and a list of steps back; ``faulty`` makes calls fail.

    ``submit`` runs at once, so that tests need not wait.
    """

    def __init__(self, *, vault: Vault | None = None) -> None:
        self.faulty = Faults()
        self._lock = threading.RLock()
        self._ledger = Ledger()
        self._unit = MemoryUnit(self._ledger, vault or PlainVault())
        self._listeners = Listeners()
        self._closed = False

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        self._begin()
        with self._lock:
            if self._ledger.writable:
                raise WrongState("A work may not call write.", code="storage.nested")
            before = self._unit.journal.last()
            with self._kept():
                result = work(self._watched())
            grew = self._unit.journal.last() > before
        if grew:
            self._listeners.tell()
        self.faulty.kept()
        return result

    def submit(self, work: Callable[[UnitOfWork], T]) -> "Future[T]":
        future: Future[T] = Future()
        try:
            future.set_result(self.write(work))
        except Exception as error:  # noqa: BLE001 - whatever the work raises belongs to the caller
            future.set_exception(error)
        return future

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        self._begin()
        with self._lock:
            writable, self._ledger.writable = self._ledger.writable, False
            try:
                return work(self._watched())
            finally:
                self._ledger.writable = writable

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        return self._listeners.add(listener)

    def health(self) -> str:
        self._begin()
        return f"memory: {self._unit.journal.last()} journal entries"

    def close(self) -> None:
        self._closed = True

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """What happens inside happens wholly or not at all."""
        self._ledger.begin()
        try:
            yield
            self._ledger.check()
        except BaseException:
            self._revert()
            raise
        self._ledger.end()

    def _revert(self) -> None:
        self._ledger.revert()

    def _begin(self) -> None:
        if self._closed:
            raise Unavailable("The storage is closed; open it again.", code="storage.closed")
        self.faulty.called()

    def _watched(self) -> UnitOfWork:
        """The repositories, their calls counted where a fault waits for one of them."""
        if not self.faulty.counts_steps:
            return self._unit
        return cast("UnitOfWork", _Counted(self._unit, self.faulty))


class _Counted:
    """A unit of work whose repositories are watched."""

    def __init__(self, unit: MemoryUnit, faults: Faults) -> None:
        for name, repository in vars(unit).items():
            setattr(self, name, Watched(repository, faults))
