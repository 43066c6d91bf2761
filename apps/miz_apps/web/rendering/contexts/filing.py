"""The citizens' pages: signing in and filing a request in four steps (EDK-02, EDK-05, EDK-06)."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from attrs import evolve, field, frozen

from miz.domain.forms import FieldKind
from miz.domain.requests import RequestState
from miz_apps.web.rendering.contexts.frame import NO_DATE, View
from miz_apps.web.rendering.contexts.offers import FeeRow, Named, Officer


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
    """Posts ``challenge, code, next`` to /portal/code; both numbers go along for a new code."""

    template: ClassVar[str] = "portal/code.html"
    challenge: str
    national_id: str = field(default="", repr=False)
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
    birth: tuple[str, str, str] = NO_DATE
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
    parts: tuple[str, str, str] = NO_DATE
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
    fees: tuple[FeeRow, ...] = ()
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
    fees: tuple[FeeRow, ...] = ()
    mobile: str = ""
    name: str = ""
