"""What the office says of its services: published in editions, read by everybody (SVC-01)."""

from datetime import date

from attrs import frozen

from miz.domain.catalogue import Host, Service, Unit
from miz.domain.categories import Category
from miz.domain.editions import Edition, Information, in_force
from miz.domain.ids import EditionId, ServiceId, SiteId
from miz.domain.persian import fold
from miz.domain.staff import Actor, Permission
from miz.errors import InvalidValue, NotFound
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep_setting
from miz.usecases.scope import mine
from miz.usecases.visiting import category_of

TELLING = 3
"""Letters of a word that says anything by itself; shorter ones stand in every sentence."""


@frozen
class Offer:
    """One service as anybody may see it: what it is, how it is done, who answers for it."""

    service: Service
    category: Category
    edition: Edition | None
    unit: Unit | None
    responsible: Host | None
    deputy: Host | None

    @property
    def information(self) -> Information:
        """What the edition in force says; as good as nothing before the first one."""
        return self.edition.information if self.edition else Information()


@frozen
class Publishing:
    """Editions of services. Thread-safe; reading asks for no permission."""

    storage: Storage
    clock: Clock
    ids: Ids

    def publish(
        self, *, actor: Actor, service: ServiceId, information: Information, valid_from: date
    ) -> Edition:
        """A further edition, which holds from a day on; earlier ones stay as they are."""
        actor.must(Permission.MANAGE_CATALOGUE)
        edition_id, at = EditionId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Edition:
            found = mine(actor, uow.services, service)
            earlier = uow.editions.of(found.id)
            today = at.astimezone(uow.sites.get(actor.site).zone).date()
            if earlier and valid_from < today:
                raise InvalidValue(
                    "An edition begins today or later; what people were told stays.",
                    code="edition.past",
                    field="valid_from",
                )
            edition = Edition(
                id=edition_id,
                site=actor.site,
                service=found.id,
                number=len(earlier) + 1,
                valid_from=valid_from,
                published_at=at,
                published_by=actor.name or actor.id,
                information=information,
            )
            return keep_setting(uow, actor, edition, at=at)

        return self.storage.write(work)

    def editions(self, *, actor: Actor, service: ServiceId) -> tuple[Edition, ...]:
        """Every edition, by number."""
        return tuple(
            self.storage.read(lambda uow: uow.editions.of(mine(actor, uow.services, service).id))
        )

    def offers(self, *, actor: Actor) -> tuple[Offer, ...]:
        """Active services by code, also those of which nothing is published yet: for the desk."""

        def work(uow: UnitOfWork) -> tuple[Offer, ...]:
            today = self._today(uow, actor.site)
            active = (one for one in uow.services.of(actor.site) if one.active)
            return tuple(offer_of(uow, one, today) for one in active)

        return self.storage.read(work)

    def published(self, *, actor: Actor, words: str = "") -> tuple[Offer, ...]:
        """What anybody may find: active services of which an edition is in force, by code.

        With words those whose texts hold each of them, or where there is none those that hold
        any, more of them first; either keyboard's ی and ک, joiners and digits find the same
        services (EDK-01, J2).
        """
        told = tuple(one for one in self.offers(actor=actor) if one.edition is not None)
        return _found(told, fold(words).split())

    def offer(self, *, actor: Actor, service: ServiceId) -> Offer:
        """One active service."""

        def work(uow: UnitOfWork) -> Offer:
            return offer_of(uow, active_service(uow, actor, service), self._today(uow, actor.site))

        return self.storage.read(work)

    def look_up(self, *, actor: Actor, service: ServiceId) -> Offer:
        """Any service of the site, one that is switched off too, for who manages it."""
        actor.must(Permission.MANAGE_CATALOGUE)

        def work(uow: UnitOfWork) -> Offer:
            return offer_of(uow, mine(actor, uow.services, service), self._today(uow, actor.site))

        return self.storage.read(work)

    def by_code(self, *, actor: Actor, code: str) -> Offer:
        """The published service of that code, for links that people can read."""

        def work(uow: UnitOfWork) -> Offer:
            found = (one for one in uow.services.of(actor.site) if one.active and one.code == code)
            service = next(found, None)
            offer = offer_of(uow, service, self._today(uow, actor.site)) if service else None
            if offer is None or offer.edition is None:
                raise _no_service()
            return offer

        return self.storage.read(work)

    def _today(self, uow: UnitOfWork, site: SiteId) -> date:
        return self.clock.now().astimezone(uow.sites.get(site).zone).date()


def offer_of(uow: UnitOfWork, service: Service, today: date) -> Offer:
    """The service with what is said of it today."""
    return Offer(
        service=service,
        category=category_of(uow, service),
        edition=in_force(uow.editions.of(service.id), today),
        unit=uow.units.find(service.unit) if service.unit else None,
        responsible=uow.hosts.find(service.responsible) if service.responsible else None,
        deputy=uow.hosts.find(service.deputy) if service.deputy else None,
    )


def active_service(uow: UnitOfWork, actor: Actor, service: ServiceId) -> Service:
    """A service of the actor's site that is offered now."""
    found = mine(actor, uow.services, service)
    if not found.active:
        raise _no_service()
    return found


def _no_service() -> NotFound:
    return NotFound("This office has no such service now; look through the list.")


def _found(offers: tuple[Offer, ...], wanted: list[str]) -> tuple[Offer, ...]:
    whole = tuple(one for one in offers if len(_held(one, wanted)) == len(wanted))
    telling = [word for word in wanted if len(word) >= TELLING]
    some = (one for one in offers if _held(one, telling))
    return whole or tuple(sorted(some, key=lambda one: _fit(one, telling), reverse=True))


def _fit(offer: Offer, wanted: list[str]) -> tuple[int, int]:
    """How many of the words the title holds, then how many the texts."""
    title = offer.service.title
    return len(_among(wanted, title.fa, title.en)), len(_held(offer, wanted))


def _held(offer: Offer, wanted: list[str]) -> list[str]:
    title, said = offer.service.title, offer.information.description
    return _among(wanted, offer.service.code, title.fa, title.en, said.fa, said.en)


def _among(wanted: list[str], *texts: str) -> list[str]:
    folded = fold(" ".join(texts))
    return [word for word in wanted if word in folded]
