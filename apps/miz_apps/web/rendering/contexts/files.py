"""Files of persons: the search, one file, its reveal, and its pictures."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import field, frozen

from miz.domain.people import DocumentKind, PersonKind
from miz.domain.values import PersonName
from miz.domain.visits import VisitState
from miz_apps.web.rendering.contexts.desk import Candidate, Option
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.sayings import Tone


@frozen
class PeoplePage(View):
    """Search of files; ``found`` is None before a search. Posts ``q``: no number in addresses."""

    template: ClassVar[str] = "people.html"
    asked: str = ""
    found: tuple[Candidate, ...] | None = None


@frozen
class IdentityView(View):
    """Who it is (id ``identity``); ``revealed`` shows the numbers in full.

    ``may_reveal`` offers the button that posts to /people/{id}/reveal.
    """

    template: ClassVar[str] = "fragments/identity.html"
    id: str
    name: PersonName
    kind: PersonKind
    registered_at: datetime
    national_id: str | None = None
    passport: str | None = None
    nationality: str = ""
    father: str = ""
    birth_date: date | None = None
    mobile: str | None = None
    revealed: bool = False
    may_reveal: bool = True


@frozen
class Picture:
    """A picture of the file, newest first."""

    kind: DocumentKind
    url: str
    taken_at: datetime


@frozen
class TimelineRow:
    """A visit, a passage, a refusal: newest first. Texts are in the page's language."""

    at: datetime
    title: str
    tone: Tone = Tone.IDLE
    icon: str = "clock"
    detail: str = ""
    state: VisitState | None = None


@frozen
class RevisionRow:
    """An old value; ``field`` and both values are in the page's language, masked if need be."""

    at: datetime
    by: str
    field: str
    before: str
    after: str


@frozen
class PersonFilePage(View):
    """The whole file. The edit form posts the fields of `RegisterForm` to /people/{id}.

    ``values`` fill it (None hides the form: no permission); ``errors`` are by field; ``held`` are
    masked numbers, which stay as they are where their field is left empty.
    """

    template: ClassVar[str] = "person.html"
    identity: IdentityView
    pictures: tuple[Picture, ...] = ()
    missing: tuple[DocumentKind, ...] = ()
    timeline: tuple[TimelineRow, ...] = ()
    revisions: tuple[RevisionRow, ...] = ()
    values: Mapping[str, str] | None = None
    held: Mapping[str, str] = field(factory=dict)
    errors: Mapping[str, str] = field(factory=dict)
    nationalities: tuple[Option, ...] = ()
    may_attach: bool = True
    notice: str = ""

    @property
    def faces(self) -> tuple[Picture, ...]:
        """Photos, newest first."""
        return tuple(one for one in self.pictures if one.kind is DocumentKind.FACE)

    @property
    def papers(self) -> tuple[Picture, ...]:
        """Copies of documents."""
        return tuple(one for one in self.pictures if one.kind is not DocumentKind.FACE)
