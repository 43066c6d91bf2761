"""How persons and their pictures are shown, with numbers only for who may see them."""

from datetime import date, datetime
from typing import Self

from miz.domain.people import DocumentKind, Person, PersonKind, Revision
from miz.domain.staff import Actor, Permission
from miz_apps.web.actions.action import Answer

HIDDEN = "•"
PERSONAL = frozenset({"national_id", "passport", "mobile", "birth_date"})


def masked(text: str | None, actor: Actor, *, shown: int = 3) -> str | None:
    """The text, or only its end for an actor who may not see personal numbers (ASVS V8.2.3)."""
    if text is None or actor.may(Permission.SEE_NUMBERS):
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
        identity, clear = person.identity, actor.may(Permission.SEE_NUMBERS)
        number, passport, mobile = identity.national_id, identity.passport, identity.mobile
        return cls(
            id=person.id,
            kind=identity.kind,
            given=person.name.given,
            family=person.name.family,
            father=identity.father,
            national_id=masked(number.digits if number else None, actor),
            nationality=passport.state if passport else None,
            passport=masked(passport.number if passport else None, actor, shown=2),
            birth_date=identity.birth_date if clear else None,
            mobile=masked(mobile.number if mobile else None, actor, shown=4),
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
