"""How persons and their pictures are shown, with numbers only for who may see them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from miz.domain.people import DocumentKind, Person, PersonKind, Revision
from miz.domain.staff import Actor, Permission
from miz_apps.web.actions.action import Answer

HIDDEN = "•"
PERSONAL = frozenset({"national_id", "passport", "mobile", "birth_date"})


def masked(text: str | None, actor: Actor, *, shown: int = 3) -> str | None:
    """The text, or only its end for an actor who may not see personal numbers (ASVS V8.2.3)."""
    return text if actor.may(Permission.SEE_NUMBERS) else end_of(text, shown)


def end_of(text: str | None, shown: int = 3) -> str | None:
    """Only the end of a number."""
    if text is None:
        return text
    keep = min(shown, len(text) // 2)
    return HIDDEN * (len(text) - keep) + text[len(text) - keep :]


class PictureView(Answer, frozen=True, kw_only=True):
    """A picture in a file; its content is fetched by digest."""

    kind: DocumentKind
    digest: str
    taken_at: datetime

    @classmethod
    def all_of(cls, person: Person) -> list[Self]:
        """The person's pictures, oldest first."""
        return [
            cls(kind=one.kind, digest=one.digest, taken_at=one.taken_at) for one in person.documents
        ]


class PersonView(Answer, frozen=True, kw_only=True):
    """A person; ``masked`` says that only the ends of numbers are shown."""

    id: str
    kind: PersonKind
    given: str
    family: str
    father: str
    national_id: str | None
    nationality: str | None
    passport: str | None
    birth_date: date | None
    mobile: str | None
    masked: bool
    registered_at: datetime
    pictures: list[PictureView]

    @classmethod
    def of(cls, person: Person, actor: Actor) -> Self:
        """The person as this actor may see him."""
        return cls._shown(person, clear=actor.may(Permission.SEE_NUMBERS))

    @classmethod
    def among(cls, people: Iterable[Person]) -> list[Self]:
        """Persons to choose from: nobody asked for their numbers, and no look is journalled."""
        return [cls._shown(person, clear=False) for person in people]

    @classmethod
    def _shown(cls, person: Person, *, clear: bool) -> Self:
        def number(text: str | None, shown: int) -> str | None:
            return text if clear else end_of(text, shown)

        identity, passport = person.identity, person.identity.passport
        national_id, mobile = identity.national_id, identity.mobile
        return cls(
            id=person.id,
            kind=identity.kind,
            given=person.name.given,
            family=person.name.family,
            father=identity.father,
            national_id=number(national_id.digits if national_id else None, 3),
            nationality=passport.state if passport else None,
            passport=number(passport.number if passport else None, 2),
            birth_date=identity.birth_date if clear else None,
            mobile=number(mobile.number if mobile else None, 4),
            masked=not clear,
            registered_at=person.registered_at,
            pictures=PictureView.all_of(person),
        )


class RevisionView(Answer, frozen=True, kw_only=True):
    """What a field held before an edit."""

    at: datetime
    by: str
    field: str
    before: str
    after: str

    @classmethod
    def of(cls, revision: Revision, actor: Actor) -> Self:
        """The revision, with personal numbers masked like the person's."""
        hide = revision.field in PERSONAL
        return cls(
            at=revision.at,
            by=revision.by,
            field=revision.field,
            before=(masked(revision.before, actor) or "") if hide else revision.before,
            after=(masked(revision.after, actor) or "") if hide else revision.after,
        )
