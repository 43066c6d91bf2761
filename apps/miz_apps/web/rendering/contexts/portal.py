"""The pages of the electronic desk, for citizens."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import evolve, field, frozen

from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.forms import FieldKind
from miz.domain.promises import MoveReason, PromiseKind
from miz.domain.requests import Outcome, RequestState
from miz_apps.web.rendering.contexts.frame import View

NOBODY = ("", "", "")


@frozen
class Named:
    """A thing with a name: a step, a document, a choice."""

    name: str
    note: str = ""
    key: str = ""
    required: bool = False
    original: bool = False


@frozen
class Officer:
    """Who answers for a service, where, and how to reach the unit (SVC-09)."""

    name: str
    unit: str = ""
    room: str = ""
    place: str = ""
    phone: str = ""


@frozen
class ServiceLine:
    """A service in a list; ``fileable`` ones can be asked for online."""

    code: str
    title: str
    note: str = ""
    online: bool = False
    fileable: bool = True

    @property
    def path(self) -> str:
        """Its page, below the face that shows it."""
        return f"/services/{self.code}"


@frozen
class ServicesPage(View):
    """The list, narrowed by ``words``."""

    template: ClassVar[str] = "portal/services.html"
    words: str = ""
    services: tuple[ServiceLine, ...] = ()


@frozen
class LawRow:
    """A law (SVC-04)."""

    title: str
    number: str = ""
    day: date | None = None
    article: str = ""
    link: str = ""


@frozen
class FeeRow:
    """A fee in rials (SVC-07)."""

    title: str
    rials: int
    account: str = ""
    basis: str = ""
    online: bool = False


@frozen
class Answered:
    """A frequent question (SVC-05)."""

    question: str
    answer: str


@frozen
class ServicePage(View):
    """All that is told of a service (SVC-02 to SVC-09); ``phone`` is its address for a phone."""

    template: ClassVar[str] = "portal/service.html"
    line: ServiceLine
    category: str = ""
    description: str = ""
    steps: tuple[Named, ...] = ()
    documents: tuple[Named, ...] = ()
    laws: tuple[LawRow, ...] = ()
    questions: tuple[Answered, ...] = ()
    fees: tuple[FeeRow, ...] = ()
    duration: str = ""
    complaint: str = ""
    officer: Officer | None = None
    valid_from: date | None = None
    needs_visit: bool = False
    phone: str = ""


@frozen
class SheetRow:
    """One field of the official form."""

    number: str
    label: str
    values: tuple[str, ...] = ()


@frozen
class SheetSection:
    """One section of the official form."""

    title: str
    rows: tuple[SheetRow, ...] = ()


@frozen
class SheetPage(View):
    """The form «شناسنامه خدمت» (directive 3.4)."""

    template: ClassVar[str] = "portal/sheet.html"
    line: ServiceLine
    sections: tuple[SheetSection, ...] = ()


@frozen
class CodeSignInPage(View):
    """Posts ``national_id, mobile, next`` to /portal/sign-in."""

    template: ClassVar[str] = "portal/sign_in.html"
    national_id: str = ""
    mobile: str = ""
    next: str = "/portal/mine"
    errors: Mapping[str, str] = field(factory=dict)

    def with_error(self, name: str, text: str) -> "CodeSignInPage":
        """The same with what is wrong, at its field or above the form (no name)."""
        return evolve(self, errors={name: text})


@frozen
class CodePage(View):
    """Posts ``challenge, code, next`` to /portal/code."""

    template: ClassVar[str] = "portal/code.html"
    challenge: str
    mobile: str = ""
    next: str = "/portal/mine"
    error: str = ""

    def with_error(self, text: str) -> "CodePage":
        """The same with what is wrong."""
        return evolve(self, error=text)


@frozen
class DraftLine:
    """A request that is not filed yet; ``known`` whether its citizen has a file here."""

    id: str
    title: str
    opened_at: datetime
    known: bool = True

    @property
    def url(self) -> str:
        """Where its steps are."""
        return f"/portal/drafts/{self.id}"


@frozen
class RequestLine:
    """A request of one's own."""

    id: str
    title: str
    state: RequestState
    opened_at: datetime


@frozen
class MinePage(View):
    """What the citizen began, and what he filed; posts ``request`` to open one."""

    template: ClassVar[str] = "portal/mine.html"
    drafts: tuple[DraftLine, ...] = ()
    requests: tuple[RequestLine, ...] = ()


@frozen
class AboutPage(View):
    """Step 1, for who has no file: ``given, family, father`` and a birth date."""

    template: ClassVar[str] = "portal/about.html"
    progress: DraftLine
    values: Mapping[str, str]
    birth: tuple[str, str, str] = NOBODY
    errors: Mapping[str, str] = field(factory=dict)


@frozen
class Asked:
    """A question of the form; ``when`` and ``among`` say on which answers it depends."""

    key: str
    kind: FieldKind
    label: str
    help: str = ""
    required: bool = True
    value: str = ""
    parts: tuple[str, str, str] = NOBODY
    choices: tuple[Named, ...] = ()
    when: str = ""
    among: str = ""
    shown: bool = True

    @property
    def chosen(self) -> frozenset[str]:
        """The choices that are ticked."""
        return frozenset(self.value.split(","))


@frozen
class FormPage(View):
    """Step 2: the questions of the service."""

    template: ClassVar[str] = "portal/form.html"
    progress: DraftLine
    fields: tuple[Asked, ...] = ()
    errors: Mapping[str, str] = field(factory=dict)


@frozen
class PaperRow:
    """A document that is asked for, and what is there for it."""

    need: str
    title: str
    note: str = ""
    required: bool = True
    there: tuple[Named, ...] = ()


@frozen
class PapersPage(View):
    """Step 3: the documents; errors are by need, others under the empty one."""

    template: ClassVar[str] = "portal/papers.html"
    progress: DraftLine
    rows: tuple[PaperRow, ...] = ()
    others: tuple[Named, ...] = ()
    errors: Mapping[str, str] = field(factory=dict)


@frozen
class CheckRow:
    """One answer, and the step in which it is changed."""

    label: str
    value: str
    step: str = "form"


@frozen
class CheckPage(View):
    """Step 4: everything once more; posts ``medium, email, agree``."""

    template: ClassVar[str] = "portal/check.html"
    progress: DraftLine
    rows: tuple[CheckRow, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    mobile: str = ""
    email: str = ""
    medium: str = "sms"
    errors: Mapping[str, str] = field(factory=dict)

    @property
    def complete(self) -> bool:
        """Whether it can be sent as it is."""
        return not set(self.errors) - {"agree", "email", "medium"}


@frozen
class FiledPage(View):
    """The end page and receipt «رسید خدمت» (J2 step 4, directive 3.5)."""

    template: ClassVar[str] = "portal/filed.html"
    code: str
    title: str
    number: str
    opened_at: datetime
    due_at: datetime | None
    duration: str = ""
    officer: Officer | None = None
    steps: tuple[Named, ...] = ()
    papers: tuple[Named, ...] = ()
    mobile: str = ""
    name: str = ""


@frozen
class TrackPage(View):
    """Posts ``code, digits`` to …/track."""

    template: ClassVar[str] = "portal/track.html"
    code: str = ""
    digits: str = ""
    error: str = ""


@frozen
class StepLine:
    """A step: done at a time, being done now, or to come."""

    title: str
    at: datetime | None = None
    now: bool = False
    filed: bool = False
    answered: bool = False


@frozen
class Said:
    """One turn of the thread."""

    text: str
    at: datetime
    mine: bool = False


@frozen
class Promised:
    """A time that was announced before and replaced (I4)."""

    kind: PromiseKind
    at: datetime
    made_at: datetime
    reason: MoveReason | None = None


@frozen
class ComplaintLine:
    """A complaint and what became of it."""

    kind: ComplaintKind
    state: ComplaintState
    due_at: datetime
    answer: str = ""


@frozen
class CasePage(View):
    """The opened case; ``needs`` are documents that may be added, ``open_`` whether anything may.

    Errors are by form: text, paper, email, sure, complaint, visit. ``phone`` is where a phone
    follows it.
    """

    template: ClassVar[str] = "portal/case.html"
    code: str
    title: str
    state: RequestState
    opened_at: datetime
    due_at: datetime | None = None
    visit_at: datetime | None = None
    promises: tuple[Promised, ...] = ()
    steps: tuple[StepLine, ...] = ()
    thread: tuple[Said, ...] = ()
    papers: tuple[Named, ...] = ()
    result: str = ""
    outcome: Outcome | None = None
    letter: str = ""
    result_papers: tuple[Named, ...] = ()
    officer: Officer | None = None
    needs: tuple[Named, ...] = ()
    complaints: tuple[ComplaintLine, ...] = ()
    medium: str = "sms"
    email: str = ""
    mobile: str = ""
    bookable: bool = False
    booked: bool = False
    open_: bool = True
    may_judge: bool = False
    surveyed: bool = False
    phone: str = ""
    errors: Mapping[str, str] = field(factory=dict)


@frozen
class DaySlots:
    """The free times of a day."""

    day: date
    starts: tuple[datetime, ...]


@frozen
class BookPage(View):
    """Free times; posts ``start`` to /portal/case/times."""

    template: ClassVar[str] = "portal/times.html"
    days: tuple[DaySlots, ...] = ()
    error: str = ""


@frozen
class SurveyItem:
    """One item and the answer given so far."""

    number: int
    text: str
    given: str = ""


@frozen
class SurveyPage(View):
    """The official survey; posts ``item-1`` … ``item-16`` and ``comment``."""

    template: ClassVar[str] = "portal/survey.html"
    items: tuple[SurveyItem, ...] = ()
    comment: str = ""
    error: str = ""


@frozen
class VerifyPage(View):
    """Whether a letter was issued here; ``known`` is None before anybody asked."""

    template: ClassVar[str] = "portal/verify.html"
    code: str = ""
    known: bool | None = None
    service: str = ""
    name: str = ""
    at: datetime | None = None
    outcome: Outcome | None = None
    error: str = ""


@frozen
class ComplainPage(View):
    """Posts ``kind, service, text`` to …/complaints, or ``code`` to …/complaints/follow.

    A kiosk shows one of the two forms: with ``reading`` the second.
    """

    template: ClassVar[str] = "portal/complain.html"
    kinds: tuple[ComplaintKind, ...]
    services: tuple[Named, ...] = ()
    service: str = ""
    kind: ComplaintKind = ComplaintKind.COMPLAINT
    text: str = ""
    error: str = ""
    code: str = ""
    code_error: str = ""
    reading: bool = False


@frozen
class ComplaintPage(View):
    """A complaint by its code; ``fresh`` when it was just made."""

    template: ClassVar[str] = "portal/complaint.html"
    code: str
    line: ComplaintLine
    fresh: bool = False


@frozen
class TroublePage(View):
    """Something did not work; one sentence says what to do next."""

    template: ClassVar[str] = "portal/trouble.html"
    status: int
    text: str
