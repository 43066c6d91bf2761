"""Persons' files: opened, read, corrected, added to."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from miz.core import Core
from miz.domain.ids import PersonId
from miz.domain.people import DocumentKind, Identity, LookPurpose, PersonKind
from miz.domain.staff import Actor
from miz.domain.values import (
    Mobile,
    NationalId,
    Passport,
    PersonName,
    free_text,
    parse_birth_date,
)
from miz_apps.web.actions.action import Answer, Command, Png
from miz_apps.web.actions.fields import Digest, Limit, Line, Name, Number
from miz_apps.web.actions.fields import Identity as Id
from miz_apps.web.actions.people import PersonView, RevisionView
from miz_apps.web.actions.visits import AccessView, VisitView


class Register(Command, frozen=True, kw_only=True):
    """What a registration asks for; which numbers are needed depends on the kind."""

    kind: PersonKind
    given: Name
    family: Name
    national_id: Number = ""
    nationality: Number = ""
    passport: Number = ""
    father: Line = ""
    birth_date: date | None = None
    mobile: Number = ""

    def identity(self, today: date) -> Identity:
        """The checked identity; raises InvalidValue with the field to blame."""
        born, passport = self.birth_date, None
        if self.passport or self.nationality:
            passport = Passport.parse(self.nationality, self.passport)
        return Identity(
            kind=self.kind,
            name=PersonName.parse(self.given, self.family),
            national_id=NationalId.parse(self.national_id) if self.national_id else None,
            passport=passport,
            father=free_text(self.father, field="father", limit=80),
            birth_date=parse_birth_date(born.isoformat(), today=today) if born else None,
            mobile=Mobile.parse(self.mobile) if self.mobile else None,
        )


class Correct(Register, frozen=True, kw_only=True):
    """The whole identity anew; what it was before is kept."""

    person: Id


class Attach(Command, frozen=True, kw_only=True):
    """A picture for a file."""

    person: Id
    kind: DocumentKind
    content: bytes


class OpenFile(Command, frozen=True, kw_only=True):
    """Which file, and why it is looked at; the look is journalled."""

    person: Id
    purpose: LookPurpose = LookPurpose.RECEPTION


class Search(Command, frozen=True, kw_only=True):
    """A piece of a name."""

    fragment: Annotated[str, Meta(min_length=2, max_length=80)]
    limit: Limit = 20


class PictureOf(Command, frozen=True, kw_only=True):
    """A picture by its digest."""

    person: Id
    digest: Digest


class FileView(Answer, frozen=True, kw_only=True):
    """All that is known of a person, newest first."""

    person: PersonView
    missing: list[DocumentKind]
    visits: list[VisitView]
    accesses: list[AccessView]
    revisions: list[RevisionView]


class People(Answer, frozen=True, kw_only=True):
    """Persons who were found."""

    people: list[PersonView]


def register(core: Core, actor: Actor, command: Register) -> PersonView:
    """Opens a file for a person who has none."""
    identity = command.identity(core.clock.now().date())
    return PersonView.of(core.files.register(actor=actor, identity=identity), actor)


def correct(core: Core, actor: Actor, command: Correct) -> PersonView:
    """Changes the identity in a file."""
    identity = command.identity(core.clock.now().date())
    corrected = core.files.correct(actor=actor, person=PersonId(command.person), identity=identity)
    return PersonView.of(corrected, actor)


def attach(core: Core, actor: Actor, command: Attach) -> PersonView:
    """Adds a picture to a file."""
    person = core.files.attach(
        actor=actor,
        person=PersonId(command.person),
        kind=command.kind,
        content=command.content,
    )
    return PersonView.of(person, actor)


def open_file(core: Core, actor: Actor, command: OpenFile) -> FileView:
    """Opens a whole file; the look is journalled first."""
    file = core.files.open(actor=actor, person=PersonId(command.person), purpose=command.purpose)
    return FileView(
        person=PersonView.of(file.person, actor),
        missing=list(file.missing),
        visits=[VisitView.of(visit) for visit in file.visits],
        accesses=[AccessView.of(access) for access in file.accesses],
        revisions=[RevisionView.of(one, actor) for one in reversed(file.person.revisions)],
    )


def search(core: Core, actor: Actor, command: Search) -> People:
    """Persons whose name holds every word; their numbers are shown when a file is opened."""
    found = core.files.search(actor=actor, fragment=command.fragment, limit=command.limit)
    return People(people=PersonView.among(found))


def picture(core: Core, actor: Actor, command: PictureOf) -> Png:
    """A picture of a file."""
    return Png(
        core.files.picture(actor=actor, person=PersonId(command.person), digest=command.digest)
    )
