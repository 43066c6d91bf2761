"""The citizens' pages: following a request, judging, verifying, complaining (EDK-08 to EDK-14)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import field, frozen

from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.promises import MoveReason, PromiseKind
from miz.domain.requests import Outcome, RequestState
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.offers import Named, Officer


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
    """A complaint, in its own words, and what became of it."""

    kind: ComplaintKind
    state: ComplaintState
    due_at: datetime
    answer: str = ""
    text: str = field(default="", repr=False)


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
