"""Who is still inside when the time is over: told once, to the monitor and to the host."""

from attrs import frozen

from miz.domain.staff import Actor, Permission
from miz.ports.clocks import Clock
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.notify import Notices
from miz.usecases.recording import keep


@frozen
class Overstays:
    """The worker's round among those who are inside. Thread-safe."""

    storage: Storage
    clock: Clock
    notices: Notices

    def tell(self, *, actor: Actor) -> int:
        """Tells of visitors whose window and grace are over; says how many.

        Nobody is let out or shut in by it: the visit goes on until somebody passes out.
        """
        actor.must(Permission.DELIVER)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            site = uow.sites.get(actor.site)
            lingering = uow.visits.lingering(site.id, at - site.rules.grace)
            for visit in lingering:
                self.notices.tell_overstay(uow, keep(uow, actor, visit.overstay(at=at)), at)
            return len(lingering)

        return self.storage.write(work)
