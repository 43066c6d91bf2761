"""The electronic desk: a signed-in citizen fills a form, adds papers, and files (EDK-05, EDK-06).

What is typed is saved as it is and checked when it is filed, so that nothing is lost; a draft
becomes a request once, however often it is sent.
"""

from collections.abc import Callable
from datetime import date, datetime

from attrs import frozen

from miz.domain.catalogue import Service
from miz.domain.correspondence import Author, Contact
from miz.domain.drafts import Draft
from miz.domain.editions import Edition, in_force
from miz.domain.forms import Answers
from miz.domain.ids import DraftId, HostId, PersonId, RequestId, ServiceId
from miz.domain.people import Identity, Person, PersonKind
from miz.domain.requests import Origin, Request
from miz.domain.values import PersonName, parse_birth_date
from miz.errors import InvalidForm, InvalidValue, NotFound, WrongState
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.casefiles import shown
from miz.usecases.citizens import Citizen
from miz.usecases.filing import Filing, Registrar, missing_papers, paper_missing
from miz.usecases.intake import Taken, kept_paper
from miz.usecases.publishing import active_service
from miz.usecases.recording import keep
from miz.usecases.routing import Router
from miz.usecases.uploads import Uploads
from miz.usecases.visiting import category_of

OWN = ("given", "family", "father", "birth_date")
"""What a citizen without a file says of himself, under `own_` and these names."""


@frozen
class Sheet:
    """A draft with what it is for; ``known`` is whether the citizen has a file here."""

    draft: Draft
    edition: Edition
    known: bool


@frozen
class Portal:
    """What a signed-in citizen does. Thread-safe; each method is one transaction."""

    storage: Storage
    documents: Documents
    uploads: Uploads
    registrar: Registrar
    router: Router
    clock: Clock
    ids: Ids

    def begin(self, *, citizen: Citizen, service: ServiceId) -> Sheet:
        """A draft for a service, or the one that was begun under the same edition."""
        draft_id, at = DraftId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Sheet:
            found = active_service(uow, citizen.actor, service)
            if not category_of(uow, found).flow.takes_request:
                raise WrongState(
                    "This service takes no request online; read how to get it.",
                    code="service.no_request",
                )
            day = at.astimezone(uow.sites.get(citizen.site).zone).date()
            edition = in_force(uow.editions.of(found.id), day)
            if edition is None:
                raise WrongState(
                    "This service cannot be asked for online yet; come to the desk.",
                    code="service.unpublished",
                )
            begun = (one for one in _begun(uow, citizen, at) if one.edition == edition.id)
            draft = next(begun, None) or uow.drafts.save(
                Draft(
                    id=draft_id,
                    site=citizen.site,
                    service=found.id,
                    edition=edition.id,
                    national_id=citizen.national_id,
                    mobile=citizen.mobile,
                    opened_at=at,
                )
            )
            return self._sheet(uow, citizen, draft)

        return self.storage.write(work)

    def open(self, *, citizen: Citizen, draft: DraftId) -> Sheet:
        """The draft as it was left."""
        return self.storage.read(
            lambda uow: self._sheet(uow, citizen, self._own(uow, citizen, draft))
        )

    def drafts(self, *, citizen: Citizen) -> tuple[Draft, ...]:
        """What the citizen began and did not file, newest first."""
        at = self.clock.now()
        return self.storage.read(lambda uow: _begun(uow, citizen, at))

    def requests(self, *, citizen: Citizen) -> tuple[Request, ...]:
        """The citizen's requests, newest first, when the file has his mobile."""

        def work(uow: UnitOfWork) -> tuple[Request, ...]:
            person = _file_of(uow, citizen)
            found = uow.requests.of_person(person.id) if person else ()
            return tuple(shown(one) for one in found)

        return self.storage.read(work)

    def fill(self, *, citizen: Citizen, draft: DraftId, answers: Answers) -> Draft:
        """Saves what is typed, right or wrong."""
        return self._change(citizen, draft, lambda found: found.fill(answers))

    def add(self, *, citizen: Citizen, draft: DraftId, paper: Taken) -> Draft:
        """Cleans, keeps and adds one document."""
        self.open(citizen=citizen, draft=draft)
        at = self.clock.now()
        kept = kept_paper(self.uploads, self.documents, paper, author=Author.CITIZEN, at=at)
        return self._change(citizen, draft, lambda found: found.add(kept))

    def remove(self, *, citizen: Citizen, draft: DraftId, digest: str) -> Draft:
        """Takes a document away again."""
        return self._change(citizen, draft, lambda found: found.remove(digest))

    def check(self, *, citizen: Citizen, draft: DraftId) -> Answers:
        """The answers as they would be filed; raises InvalidForm with every field at fault."""
        sheet = self.open(citizen=citizen, draft=draft)
        return _checked(sheet, today=self.clock.now().date())

    def file(self, *, citizen: Citizen, draft: DraftId, subject: str, contact: Contact) -> Request:
        """Files the draft, once: asked again it gives the same request (J2 step 4)."""
        request_id, at = RequestId(self.ids.new()), self.clock.now()
        random, person_id = self.ids.digits(15), PersonId(self.ids.new())
        named = self._named(citizen, draft)

        def work(uow: UnitOfWork) -> Request:
            found = self._own(uow, citizen, draft)
            if found.request is not None:
                return shown(uow.requests.get(found.request))
            sheet = self._sheet(uow, citizen, found)
            answers = _checked(sheet, today=at.date())
            person = _file_of(uow, citizen) or _registered(
                uow, citizen, found.answers, person_id=person_id, at=at
            )
            filing = Filing(
                id=request_id,
                random=random,
                person=person.id,
                service=found.service,
                origin=Origin.ONLINE,
                subject=subject,
                answers=answers,
                papers=found.papers,
                contact=contact,
                named=named,
                edition=sheet.edition,
            )
            filed = self.registrar.file(uow, citizen.actor, filing, at=at)
            uow.drafts.save(found.become(filed.id))
            return filed

        return self.storage.write(work)

    def _named(self, citizen: Citizen, draft: DraftId) -> HostId | None:
        def work(uow: UnitOfWork) -> tuple[Service, Person | None]:
            found = self._own(uow, citizen, draft)
            return uow.services.get(found.service), _file_of(uow, citizen)

        service, person = self.storage.read(work)
        return self.router(service, person) if person else None

    def _change(self, citizen: Citizen, draft: DraftId, step: Callable[[Draft], Draft]) -> Draft:
        return self.storage.write(lambda uow: uow.drafts.save(step(self._own(uow, citizen, draft))))

    def _own(self, uow: UnitOfWork, citizen: Citizen, draft: DraftId) -> Draft:
        """The citizen's own draft; another's does not exist for him (threat 8)."""
        found = uow.drafts.find(draft)
        mine = (
            found is not None
            and found.site == citizen.site
            and found.national_id == citizen.national_id
            and found.mobile == citizen.mobile
        )
        if found is None or not mine:
            raise NotFound("This draft does not exist; begin again from the service.")
        if found.over(self.clock.now()) and found.request is None:
            raise WrongState(
                "This draft has run out after seven days; begin again.", code="draft.over"
            )
        return found

    def _sheet(self, uow: UnitOfWork, citizen: Citizen, draft: Draft) -> Sheet:
        known = _file_of(uow, citizen) is not None
        return Sheet(draft, uow.editions.get(draft.edition), known)


def _begun(uow: UnitOfWork, citizen: Citizen, at: datetime) -> tuple[Draft, ...]:
    """What he began; whoever typed his number with a mobile of his own sees none (threat 8)."""
    found = uow.drafts.of_citizen(citizen.site, citizen.national_id)
    return tuple(one for one in found if one.mobile == citizen.mobile and not one.over(at))


def _file_of(uow: UnitOfWork, citizen: Citizen) -> Person | None:
    """The citizen's file, if its mobile is the one that was proven."""
    found = uow.people.by_national_id(citizen.site, citizen.national_id)
    return found if found is not None and found.identity.mobile == citizen.mobile else None


def _checked(sheet: Sheet, *, today: date) -> Answers:
    """Answers of the form, and what a citizen without a file must say of himself."""
    wrong: dict[str, InvalidValue] = {}
    answers: Answers = {}
    try:
        answers = sheet.edition.information.form.check(sheet.draft.answers)
    except InvalidForm as error:
        wrong |= error.problems
    for key in missing_papers(sheet.edition, sheet.draft.papers):
        name = f"paper-{key}"
        wrong[name] = paper_missing(name)
    if not sheet.known:
        wrong = _own_problems(sheet.draft.answers, today=today) | wrong
    if wrong:
        raise InvalidForm(wrong)
    return answers


def _own_problems(answers: Answers, *, today: date) -> dict[str, InvalidValue]:
    wrong = {}
    try:
        PersonName.parse(answers.get("own_given", ""), answers.get("own_family", ""))
    except InvalidValue as error:
        wrong[f"own_{error.field}"] = error
    try:
        parse_birth_date(answers.get("own_birth_date", ""), today=today)
    except InvalidValue as error:
        wrong["own_birth_date"] = error
    return wrong


def _registered(
    uow: UnitOfWork, citizen: Citizen, answers: Answers, *, person_id: PersonId, at: datetime
) -> Person:
    """A first file from what the citizen says; the desk compares it with the card (MIS-04)."""
    if uow.people.by_national_id(citizen.site, citizen.national_id) is not None:
        raise WrongState(
            "This number has a file here with another mobile; come to the desk with your card.",
            code="citizen.other_mobile",
        )
    born = parse_birth_date(answers.get("own_birth_date", ""), today=at.date())
    identity = Identity(
        PersonKind.IRANIAN,
        PersonName.parse(answers.get("own_given", ""), answers.get("own_family", "")),
        national_id=citizen.national_id,
        father=answers.get("own_father", ""),
        birth_date=born,
        mobile=citizen.mobile,
    )
    return keep(uow, citizen.actor, Person.register(person_id, citizen.site, identity, at=at))
