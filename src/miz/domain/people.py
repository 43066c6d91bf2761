"""A person's file: one per human, for visitor, applicant and returning client (MIS-04)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from miz.domain.events import DocumentAttached, Event, PersonEdited, PersonRegistered
from miz.domain.ids import PersonId, SiteId
from miz.domain.values import Mobile, NationalId, Passport, PersonName
from miz.errors import InvalidValue


class PersonKind(StrEnum):
    """Iranian or foreign: a mandatory distinction with different documents (CAP-20)."""

    IRANIAN = "iranian"
    FOREIGN = "foreign"


class DocumentKind(StrEnum):
    """What a picture in the file shows (C1-05)."""

    FACE = "face"
    ID_CARD = "id_card"
    PASSPORT = "passport"


class LookPurpose(StrEnum):
    """Why a file is opened; kept in the journal, where no free text may bring personal data."""

    RECEPTION = "reception"
    NUMBERS = "numbers"
    CORRECTION = "correction"
    SECURITY = "security"
    INQUIRY = "inquiry"


@frozen
class PersonDocument:
    """A picture in the file, kept in the document store under its digest."""

    kind: DocumentKind
    digest: str
    taken_at: datetime


@frozen
class Revision:
    """What a field held before an edit, and who changed it when (CAP-10)."""

    at: datetime
    by: str
    field: str
    before: str
    after: str


@frozen
class Identity:
    """Everything that a registration asks for; which fields are needed depends on the kind."""

    kind: PersonKind
    name: PersonName
    national_id: NationalId | None = None
    passport: Passport | None = None
    father: str = ""
    birth_date: date | None = None
    mobile: Mobile | None = None

    def __attrs_post_init__(self) -> None:
        if self.kind is PersonKind.IRANIAN and self.national_id is None:
            raise InvalidValue(
                "An Iranian visitor needs a national number.",
                code="person.national_id_missing",
                field="national_id",
            )
        if self.kind is PersonKind.FOREIGN and self.passport is None:
            raise InvalidValue(
                "A foreign visitor needs a passport and the state that issued it.",
                code="person.passport_missing",
                field="passport",
            )

    def shown(self) -> dict[str, str]:
        """The fields as text, for comparing two identities."""
        return {
            "kind": self.kind.value,
            "given": self.name.given,
            "family": self.name.family,
            "national_id": self.national_id.digits if self.national_id else "",
            "passport": self.passport.key if self.passport else "",
            "father": self.father,
            "birth_date": self.birth_date.isoformat() if self.birth_date else "",
            "mobile": self.mobile.number if self.mobile else "",
        }


@frozen
class Person:
    """One human with documents and the history of edits."""

    id: PersonId
    site: SiteId
    identity: Identity
    registered_at: datetime
    documents: tuple[PersonDocument, ...] = ()
    revisions: tuple[Revision, ...] = ()
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def register(
        cls, person_id: PersonId, site: SiteId, identity: Identity, *, at: datetime
    ) -> "Person":
        """A new file."""
        opened = PersonRegistered(site=site, at=at, person=person_id)
        return cls(person_id, site, identity, at, events=(opened,))

    @property
    def name(self) -> PersonName:
        """The person's name."""
        return self.identity.name

    def latest(self, kind: DocumentKind) -> PersonDocument | None:
        """The newest picture of that kind, or None when it is missing (C1-05)."""
        return next((d for d in reversed(self.documents) if d.kind is kind), None)

    def attach(self, kind: DocumentKind, digest: str, *, at: datetime) -> "Person":
        """The file with one more picture; older ones remain (CAP-12)."""
        attached = DocumentAttached(
            site=self.site, at=at, person=self.id, document=kind.value, digest=digest
        )
        return self._with(attached, documents=(*self.documents, PersonDocument(kind, digest, at)))

    def edit(self, identity: Identity, *, by: str, at: datetime) -> "Person":
        """The file with another identity; every old value is kept with who and when."""
        before, after = self.identity.shown(), identity.shown()
        changed = [name for name in before if before[name] != after[name]]
        if not changed:
            return self
        revisions = [Revision(at, by, name, before[name], after[name]) for name in changed]
        edited = PersonEdited(site=self.site, at=at, person=self.id, fields=tuple(changed))
        return self._with(edited, identity=identity, revisions=(*self.revisions, *revisions))

    def _with(self, event: Event, **changes: Any) -> "Person":
        return evolve(self, events=(*self.events, event), **changes)
