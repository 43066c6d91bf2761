"""What a trainee finds: an invented unit, host, services and people, and results to hand over."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from miz.domain.calendar import OfficeTime
from miz.domain.catalogue import Unit
from miz.domain.editions import DocumentNeed, Information, Step
from miz.domain.ids import SiteId
from miz.domain.people import Identity, Person, PersonKind
from miz.domain.requests import Outcome, RequestState
from miz.domain.staff import Actor, Permission
from miz.domain.values import Mobile, NationalId, PersonName, Text
from miz.ports.clocks import Clock
from miz.ports.storage import Storage
from miz.usecases.casework import Casework
from miz.usecases.catalogue import Catalogue, Charge
from miz.usecases.files import Files
from miz.usecases.intake import Case, Intake
from miz.usecases.places import Places
from miz.usecases.publishing import Publishing

NEEDED = (
    Permission.MANAGE_PLACES,
    Permission.MANAGE_CATALOGUE,
    Permission.RECEIVE,
    Permission.READ_FILES,
    Permission.SERVE,
)
NAMES = (
    ("رها", "نمونه"), ("آرش", "تمرینی"), ("ترانه", "فرضی"), ("سامان", "آزمون"),
    ("نیلوفر", "نمونه"), ("کاوه", "تمرینی"), ("شیرین", "فرضی"), ("بهرام", "آزمون"),
)  # fmt: skip
ASIDE = 2
"""So many of the invented people have a file already; they wait for results."""
VISIT = ("T1", Text("مراجعهٔ تمرینی", "Practice visit"), "information")
REQUEST = ("T2", Text("درخواست تمرینی", "Practice request"), "documents")
INFORMATION = Information(
    description=Text("برای تمرین ساخته شده است و به کسی نمی‌رسد.", "Made for practice only."),
    steps=(Step("look", Text("بررسی", "Review")),),
    documents=(DocumentNeed("card", Text("کارت ملی", "National card"), required=False),),
    duration=OfficeTime(days=1),
)


def invented(number: int) -> NationalId:
    """A number in form that belongs to nobody: no office issues those that begin with 999."""
    nine = f"{999_000_000 + number}"
    return next(
        NationalId.parse(f"{nine}{check}")
        for check in range(10)
        if NationalId.is_valid(f"{nine}{check}")
    )


PEOPLE = tuple(
    Identity(
        PersonKind.IRANIAN,
        PersonName.parse(*name),
        national_id=invented(number),
        mobile=Mobile.parse(f"0900000000{number}"),
    )
    for number, name in enumerate(NAMES)
)


@frozen
class Practice:
    """Sets a training site up, and again whenever something of it is missing."""

    storage: Storage
    places: Places
    catalogue: Catalogue
    publishing: Publishing
    files: Files
    intake: Intake
    casework: Casework
    clock: Clock

    def furnish(self, site: SiteId) -> None:
        """Everything that is not there yet; calling it again adds nothing twice."""
        actor = Actor.system(site, *NEEDED, name="training")
        if not self.places.desks(actor=actor):
            self.places.add_desk(actor=actor, name=Text("میز تمرین", "Practice desk"))
        self._offer(actor)
        for person in self._people(actor):
            self._answer_something(actor, person)

    def _offer(self, actor: Actor) -> None:
        known = {service.code: service for service in self.catalogue.services(actor=actor)}
        for code, title, category in (VISIT, REQUEST):
            service = known.get(code) or self.catalogue.add_service(
                actor=actor, code=code, title=title, category=category, charge=self._charge(actor)
            )
            if not self.publishing.editions(actor=actor, service=service.id):
                self.publishing.publish(
                    actor=actor,
                    service=service.id,
                    information=INFORMATION,
                    valid_from=self._today(actor),
                )

    def _charge(self, actor: Actor) -> Charge:
        """The one employee of the one unit."""
        hosts = self.catalogue.hosts(actor=actor)
        if hosts:
            return Charge(responsible=hosts[0].id)
        units = self.catalogue.units(actor=actor)
        unit = units[0] if units else self._unit(actor)
        name = PersonName.parse("مهتاب", "همکار")
        return Charge(responsible=self.catalogue.add_host(actor=actor, unit=unit.id, name=name).id)

    def _unit(self, actor: Actor) -> Unit:
        return self.catalogue.add_unit(actor=actor, name=Text("واحد تمرین", "Practice unit"))

    def _people(self, actor: Actor) -> Iterator[Person]:
        """Those who wait for a result."""
        for identity in PEOPLE[:ASIDE]:
            found = self._known(actor, identity)
            yield found or self.files.register(actor=actor, identity=identity)

    def _known(self, actor: Actor, identity: Identity) -> Person | None:
        number = identity.national_id
        return self.storage.read(
            lambda uow: uow.people.by_national_id(actor.site, number) if number else None
        )

    def _answer_something(self, actor: Actor, person: Person) -> None:
        """One result that waits to be handed over, if there is none."""
        requests = self.intake.of_person(actor=actor, person=person.id)
        if any(one.state is RequestState.ANSWERED for one in requests):
            return
        offer = self.publishing.by_code(actor=actor, code=REQUEST[0])
        fresh = self.intake.fresh(actor=actor)
        case = Case(fresh, person.id, offer.service.id, REQUEST[1].fa)
        filed = self.intake.file(actor=actor, case=case)
        self.casework.answer(
            actor=actor, request=filed.id, outcome=Outcome.GRANTED, text="نتیجهٔ تمرینی آماده است."
        )

    def _today(self, actor: Actor) -> date:
        zone = self.storage.read(lambda uow: uow.sites.get(actor.site)).zone
        return self.clock.now().astimezone(zone).date()
