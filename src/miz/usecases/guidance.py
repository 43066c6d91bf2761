"""Guiding visitors: the service's facts at the desk, on paper, or as a message (MIS-05, C1-03)."""

from datetime import datetime

from attrs import frozen

from miz.domain.events import VisitorGuided
from miz.domain.ids import NoticeId, ServiceId, VisitId
from miz.domain.notices import Medium, Notice
from miz.domain.staff import Actor, Permission
from miz.domain.templates import GUIDANCE
from miz.domain.values import Language
from miz.domain.visits import Visit
from miz.errors import WrongState
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.publishing import Offer, active_service, offer_of
from miz.usecases.recording import note
from miz.usecases.scope import mine
from miz.usecases.telling import TRUE_FOR

COMMA = {Language.FA: "، ", Language.EN: ", "}


@frozen
class Guidance:
    """What the desk tells of a service. Thread-safe."""

    storage: Storage
    clock: Clock
    ids: Ids

    def give(self, *, actor: Actor, visit: VisitId, service: ServiceId) -> Offer:
        """The visitor was told about the service: kept with its time (C1-03)."""
        actor.must(Permission.RECEIVE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Offer:
            found = mine(actor, uow.visits, visit)
            wanted = active_service(uow, actor, service)
            _noted(uow, actor, found, service=wanted.id, at=at)
            return offer_of(uow, wanted, at.astimezone(uow.sites.get(actor.site).zone).date())

        return self.storage.write(work)

    def send(
        self, *, actor: Actor, visit: VisitId, service: ServiceId, language: Language = Language.FA
    ) -> Visit:
        """Sends the steps and documents to the visitor's mobile (C1-04)."""
        actor.must(Permission.RECEIVE)
        notice_id, at = NoticeId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            found = mine(actor, uow.visits, visit)
            wanted = active_service(uow, actor, service)
            person = uow.people.get(found.person)
            mobile = person.identity.mobile
            if mobile is None:
                raise WrongState(
                    "This person has no mobile in the file; print the guidance instead.",
                    code="guidance.no_mobile",
                )
            site = uow.sites.get(actor.site)
            offer = offer_of(uow, wanted, at.astimezone(site.zone).date())
            uow.notices.queue(
                Notice(
                    id=notice_id,
                    site=site.id,
                    key=f"{found.id}/{wanted.id}/{GUIDANCE.key}/{language}/{person.version}",
                    template=GUIDANCE.key,
                    recipient=found.person,
                    address=mobile.number,
                    params=_words(offer, site.organisation.in_(language), language),
                    created_at=at,
                    next_at=at,
                    expires_at=at + TRUE_FOR,
                    medium=Medium.SMS,
                    language=language,
                )
            )
            _noted(uow, actor, found, service=wanted.id, at=at)
            return found

        return self.storage.write(work)


def _noted(
    uow: UnitOfWork, actor: Actor, visit: Visit, *, service: ServiceId, at: datetime
) -> None:
    event = VisitorGuided(
        site=visit.site, at=at, visit=visit.id, person=visit.person, service=service
    )
    note(uow, actor, [event])


def _words(offer: Offer, office: str, language: Language) -> dict[str, str]:
    told, comma = offer.information, COMMA[language]
    return {
        "office": office,
        "service": offer.service.title.in_(language),
        "steps": comma.join(one.title.in_(language) for one in told.steps) or "-",
        "documents": comma.join(one.title.in_(language) for one in told.documents) or "-",
    }
