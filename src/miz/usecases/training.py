"""Training: the desk with invented people, before one sits at the real one (MIS-02).

Each site has one training site beside it, made when somebody first practises. It has no gate and
no lane, so that nothing there can open one; its notices are sent to nobody; its papers say so.
"""

from attrs import evolve, frozen

from miz.domain.events import StaffChanged
from miz.domain.ids import SessionId, SiteId
from miz.domain.people import Identity
from miz.domain.places import Site
from miz.domain.staff import Actor, Permission, Session, SessionKind
from miz.errors import Conflict, NotFound, WrongState
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.categories import shipped
from miz.usecases.practice import ASIDE, PEOPLE, Practice
from miz.usecases.recording import keep_setting, note


@frozen
class Invented:
    """A person to practise with, and whether a file was opened for him."""

    identity: Identity
    registered: bool


@frozen
class Training:
    """Where operators practise. Thread-safe."""

    storage: Storage
    practice: Practice
    clock: Clock
    ids: Ids

    def begin(self, *, actor: Actor, session: SessionId) -> Session:
        """From now on the session is practice, until it ends or goes back to work."""
        actor.must(Permission.RECEIVE)
        if self.storage.read(lambda uow: _own(uow, actor, session)).training is not None:
            raise WrongState("You are in training already.", code="training.already")
        site = self._site(actor)
        self.practice.furnish(site)
        return self._switched(actor, session, site=site, change="training begun")

    def end(self, *, actor: Actor, session: SessionId) -> Session:
        """Back to work; what was practised stays at the training site."""
        if self.storage.read(lambda uow: _own(uow, actor, session)).training is None:
            raise _not_in()
        return self._switched(actor, session, site=None, change="training ended")

    def people(self, *, actor: Actor) -> tuple[Invented, ...]:
        """Whom a trainee may register: invented people with numbers in form."""
        if not actor.training:
            raise _not_in()

        def work(uow: UnitOfWork) -> tuple[Invented, ...]:
            return tuple(Invented(one, _registered(uow, actor.site, one)) for one in PEOPLE[ASIDE:])

        return self.storage.read(work)

    def _site(self, actor: Actor) -> SiteId:
        """The training site of the actor's site, made if there is none."""
        identity, at = SiteId(f"{actor.site}-training"), self.clock.now()
        if self.storage.read(lambda uow: uow.sites.find(identity)) is not None:
            return identity
        categories, founder = shipped(identity, self.ids), Actor.system(identity, name="training")

        def work(uow: UnitOfWork) -> None:
            real = uow.sites.get(actor.site)
            twin = Site(identity, real.organisation, real.name, real.timezone, training_of=real.id)
            keep_setting(uow, founder, twin, at=at)
            for category in categories:
                keep_setting(uow, founder, category, at=at)

        try:
            self.storage.write(work)
        except Conflict:
            self.storage.read(lambda uow: uow.sites.get(identity))  # somebody was faster
        return identity

    def _switched(
        self, actor: Actor, session: SessionId, *, site: SiteId | None, change: str
    ) -> Session:
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Session:
            found = _own(uow, actor, session)
            event = StaffChanged(site=found.site, at=at, user=found.user, change=change)
            note(uow, evolve(actor, site=found.site), [event])
            return uow.sessions.save(evolve(found, training=site))

        return self.storage.write(work)


def _own(uow: UnitOfWork, actor: Actor, session: SessionId) -> Session:
    """The actor's own session in a browser; no other exists for him."""
    found = uow.sessions.find(session)
    if found is None or found.user != actor.id or found.kind is not SessionKind.BROWSER:
        raise NotFound(
            "Only your own session in a browser goes into training; sign in there first.",
            code="record.not_found",
        )
    return found


def _not_in() -> WrongState:
    return WrongState("You are not in training; begin it from the start page.", code="training.out")


def _registered(uow: UnitOfWork, site: SiteId, identity: Identity) -> bool:
    number = identity.national_id
    return number is not None and uow.people.by_national_id(site, number) is not None
