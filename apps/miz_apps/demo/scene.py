"""What the demo's people do with requests: each act is a use case of the core."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import define, field, frozen

from miz import Core
from miz.domain.admissions import IdentificationMethod
from miz.domain.correspondence import Contact
from miz.domain.forms import Answers
from miz.domain.ids import PersonId
from miz.domain.notices import Medium
from miz.domain.people import Identity, Person
from miz.domain.requests import Outcome, Request
from miz.domain.staff import Actor
from miz.domain.surveys import OFFICIAL
from miz.usecases.citizens import Citizen
from miz.usecases.intake import Case, Taken
from miz.usecases.tracking import Proof, factor_of
from miz_apps.demo.agenda import Workdays
from miz_apps.demo.history import History
from miz_apps.demo.matters import COMMENTS, MATTERS, Matter
from miz_apps.demo.office import Office
from miz_apps.demo.papers import paper
from miz_apps.demo.services import SERVICES

BY_CODE = {one.code: one.information for one in SERVICES}
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
WAYS = (Contact(),) * 6 + (Contact(None), Contact(Medium.EMAIL, "citizen@example.org"))
"""How people want to be told: most by SMS."""
MOODS = (5,) * 8 + (4,) * 7 + (3,) * 4 + (2,) * 2 + (1,)

LEANING = {1: 1, 4: 1, 5: -1, 7: 1, 10: -1, 11: -1, 12: 1, 15: 1}
"""What this office does better or worse than the rest, by item of the survey."""


@frozen
class Part:
    """One request to be: who asks for which service, when, and how."""

    code: str
    who: Identity
    at: datetime
    online: bool = False
    at_desk: bool = False
    complete: bool = True
    contact: Contact | None = None


@define
class Scene:
    """The office as its requests see it; ``lot`` decides what people choose."""

    core: Core
    office: Office
    days: Workdays
    history: History
    lot: random.Random
    crowd: Sequence[Person]
    now: datetime
    _scans: int = field(default=0, init=False)
    _files: dict[Identity, PersonId] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._files = {person.identity: person.id for person in self.crowd}

    @property
    def at(self) -> datetime:
        """The instant that is lived through."""
        return self.history.clock.at

    @property
    def public(self) -> Actor:
        """Anybody on the portal."""
        return Actor("citizen", self.office.site.id, frozenset(), "web")

    def matter(self, code: str) -> Matter:
        """The words of a service."""
        return MATTERS[code]

    def officer(self, request: Request) -> Actor:
        """Who works on it."""
        found = self.office.officers.get(request.officer) if request.officer else None
        return found or self.office.manager

    def file(self, part: Part) -> Request:
        """The request, filed as its part says."""
        return self._online(part) if part.online else self._desk(part)

    def proof(self, request: Request, who: Identity) -> Proof:
        """What the citizen shows."""
        return Proof(request.code, factor_of(who))

    def look(self, request: Request, who: Identity) -> Request:
        """The request as it stands now."""
        proof = self.proof(request, who)
        return self.core.tracking.open(actor=self.public, proof=proof).request

    def finish(self, request: Request, *, most: int = 20) -> None:
        """The officer finishes steps that are still to be done, at most so many."""
        actor = self.officer(request)
        file = self.core.casework.open(actor=actor, request=request.id)
        done = {one.step for one in file.request.steps}
        to_do = [one.key for one in file.edition.information.steps if one.key not in done]
        for step in to_do[:most]:
            self.core.casework.finish(actor=actor, request=request.id, step=step)

    def answer(self, request: Request, code: str, *, granted: bool = True) -> Request:
        """The result, with its words."""
        return self.core.casework.answer(
            actor=self.officer(request),
            request=request.id,
            outcome=Outcome.GRANTED if granted else Outcome.REFUSED,
            text=self.words(code) if granted else self.matter(code).refused,
        )

    def words(self, code: str) -> str:
        """What is granted, under a number."""
        number = str(self.lot.randrange(10_000, 99_999)).translate(PERSIAN)
        return self.matter(code).granted.format(number=number)

    def hand_over(self, request: Request) -> None:
        """The desk gives the result."""
        self.core.intake.hand_over(actor=self.office.operator, request=request.id)

    def judge(self, request: Request, who: Identity, *, mood: int | None = None) -> None:
        """The survey, in a mood; a few items are left out."""
        felt = mood or self.lot.choice(MOODS)
        scores = {}
        for item in OFFICIAL:
            by_lot = self.lot.choice((-1, 0, 0, 0, 1)) + LEANING.get(item.number, 0)
            score = min(5, max(1, felt + by_lot))
            if self.lot.random() < 0.94:
                scores[str(item.number)] = 6 - score if item.reversed else score
        comment = self.lot.choice(COMMENTS[felt]) if self.lot.random() < 0.4 else ""
        self.core.tracking.judge(
            actor=self.public, proof=self.proof(request, who), scores=scores, comment=comment
        )

    def comes(self, request: Request, who: Identity) -> str:
        """The citizen arrives for the request, is let in and enters; the slip's code."""
        reception, operator = self.core.reception, self.office.operator
        visit = reception.arrive(
            actor=operator,
            person=request.person,
            request=request.id,
            purpose=request.subject,
            identified_by=IdentificationMethod.NATIONAL_CARD,
        )
        if visit.needs_agreement:
            visit = reception.answer(actor=operator, visit=visit.id, agreed=True)
        return self.history.let_in(visit, self.at)

    def leaves(self, code: str) -> None:
        """The citizen goes out."""
        self.history.leave(code, self.at)

    def scan(self, need: str, *, original: bool = False) -> Taken:
        """A drawn document."""
        self._scans += 1
        return paper(need, self._scans, original=original)

    def case(self, part: Part) -> Case:
        """What the desk fills in; without a complete part only the first document is there."""
        intake, operator = self.core.intake, self.office.operator
        subject, answers = self._words_of(part)
        return Case(
            id=intake.fresh(actor=operator),
            person=self._person(part.who),
            service=self.office.service(part.code).id,
            subject=subject,
            answers=answers,
            papers=self._papers(part),
            contact=part.contact or self.lot.choice(WAYS),
            desk=self.lot.choice(self.office.desks).id,
            at_desk=part.at_desk,
        )

    def _desk(self, part: Part) -> Request:
        return self.core.intake.file(actor=self.office.operator, case=self.case(part))

    def _online(self, part: Part) -> Request:
        portal, who = self.core.portal, part.who
        citizen = citizen_of(who, self.office)
        draft = portal.begin(citizen=citizen, service=self.office.service(part.code).id).draft.id
        own = {
            "own_given": who.name.given,
            "own_family": who.name.family,
            "own_birth_date": who.birth_date.isoformat() if who.birth_date else "",
        }
        subject, answers = self._words_of(part)
        portal.fill(citizen=citizen, draft=draft, answers={**answers, **own})
        for one in self._papers(part):
            portal.add(citizen=citizen, draft=draft, paper=one)
        request = portal.file(
            citizen=citizen,
            draft=draft,
            subject=subject,
            contact=part.contact or self.lot.choice(WAYS),
        )
        self._files[who] = request.person
        return request

    def _words_of(self, part: Part) -> tuple[str, Answers]:
        """A subject and the answers that go with it."""
        matter = self.matter(part.code)
        number = self.lot.randrange(len(matter.subjects))
        answers = matter.answers[number % len(matter.answers)]
        day = part.at.astimezone(self.days.zone).date()
        days = {"soon": day + timedelta(days=30), "ago": day - timedelta(days=20)}
        said = {key: text.format(**days) for key, text in answers.items()}
        return matter.subjects[number], said

    def _papers(self, part: Part) -> list[Taken]:
        needs = [one for one in BY_CODE[part.code].documents if one.required]
        brought = needs if part.complete or part.online else needs[:1]
        return [self.scan(one.key, original=one.original and not part.online) for one in brought]

    def _person(self, who: Identity) -> PersonId:
        if who not in self._files:
            found = self.core.files.register(actor=self.office.operator, identity=who)
            self._files[who] = found.id
        return self._files[who]


def citizen_of(who: Identity, office: Office) -> Citizen:
    """The person as signed in to the portal."""
    if who.national_id is None or who.mobile is None:
        raise ValueError("Who files online has a number and a mobile.")
    return Citizen(office.site.id, who.national_id, who.mobile, "web")
