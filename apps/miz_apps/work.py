"""The worker: delivers notices, ends overdue visits, tells plugins what happened."""

import logging
import threading
from collections.abc import Sequence

from attrs import define, field

from miz import Actor, Core, Permission
from miz.domain.events import restore
from miz.domain.ids import SiteId
from miz.domain.journal import Sealed
from miz.errors import MizError

log = logging.getLogger("miz.work")
IDLE_SECONDS = 1.0
TIDY_SECONDS = 30.0
GATHER_SECONDS = 0.05
"""What happens within so short a time is worked off together, out of the gates' way."""
BATCH = 100


@define
class Worker:
    """One thread of background work; several, also in other processes, may run side by side."""

    core: Core
    name: str
    _wake: threading.Event = field(factory=threading.Event, init=False)
    _stopping: threading.Event = field(factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _tidied_at: float = field(default=-TIDY_SECONDS, init=False)
    _told: int = field(default=0, init=False)

    def start(self) -> None:
        """Begins to work in a thread of its own."""
        self._told = self.core.storage.read(lambda uow: uow.journal.last())
        self._thread = threading.Thread(target=self.run, name=f"work-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the current turn; safe to call twice."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def run(self) -> None:
        """Works until stopped; a fault is logged and the next turn tries again."""
        unwatch = self.core.storage.watch(self._wake.set)
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                done = self._turn()
                if not done:
                    self._wake.wait(IDLE_SECONDS)
                if done < BATCH:
                    self._stopping.wait(GATHER_SECONDS)
        finally:
            unwatch()

    def turn(self) -> int:
        """One round of everything that is due; says how many things were done."""
        done = self._deliver() + self._tell_plugins()
        now = self.core.clock.monotonic()
        if now - self._tidied_at >= TIDY_SECONDS:
            self._tidied_at = now
            done += self._tidy()
        return done

    def _turn(self) -> int:
        try:
            return self.turn()
        except MizError as error:
            log.warning("the turn failed: %s", error.code)
        except Exception:
            log.exception("the turn failed")
        return 0

    def _deliver(self) -> int:
        sites = self._sites()
        if not sites:
            return 0
        worker = _worker(sites[0])
        sent = self.core.notify.deliver(actor=worker, worker=self.name)
        return sent + self.core.notify.follow(actor=worker)

    def _tidy(self) -> int:
        return sum(self._tidy_site(_worker(site)) for site in self._sites())

    def _tidy_site(self, worker: Actor) -> int:
        core = self.core
        ended = core.reception.expire_overdue(actor=worker)
        raised = core.complaints.escalate_overdue(actor=worker)
        ended += core.overstays.tell(actor=worker)
        return ended + raised + core.citizens.forget(actor=worker)

    def _tell_plugins(self) -> int:
        if not self.core.plugins.hook.miz_event.get_hookimpls():
            return 0
        fresh = self.core.storage.read(lambda uow: uow.journal.after(self._told, limit=BATCH))
        practised = self._practised() if fresh else frozenset()
        for sealed in fresh:
            if sealed.entry.site not in practised:
                self._tell(sealed)
            self._told = sealed.number
        return len(fresh)

    def _practised(self) -> frozenset[SiteId]:
        """Where nothing is real, so that no plugin moves anything for it (MIS-02)."""
        sites = self.core.storage.read(lambda uow: uow.sites.all())
        return frozenset(site.id for site in sites if site.training_of is not None)

    def _tell(self, sealed: Sealed) -> None:
        entry = sealed.entry
        event = restore(entry.kind, entry.facts, site=entry.site, at=entry.at)
        if event is None:
            return
        for listener in self.core.plugins.hook.miz_event.get_hookimpls():
            try:
                listener.function(*(event for _ in listener.argnames))
            except Exception:
                log.exception("the plugin %s failed on %s", listener.plugin_name, entry.kind)

    def _sites(self) -> Sequence[SiteId]:
        return [site.id for site in self.core.storage.read(lambda uow: uow.sites.all())]


def _worker(site: SiteId) -> Actor:
    return Actor.system(site, Permission.DELIVER, name="worker")
