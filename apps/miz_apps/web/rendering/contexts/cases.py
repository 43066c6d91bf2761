"""The unit's inbox, and one page a request (EDK-07, features 35 to 39)."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from miz.domain.promises import MoveReason, PromiseKind, PromiseState
from miz.domain.requests import Origin, Outcome, RequestState
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.frame import View


class Tab(StrEnum):
    """Which requests an inbox shows."""

    MINE = "mine"
    UNIT = "unit"
    ANSWERED = "answered"


@frozen
class InboxRow:
    """One request; ``late`` when its time is over, ``soon`` when it ends today.

    ``replied`` says that the citizen wrote or sent something since the office last did.
    """

    id: str
    title: str
    who: str
    state: RequestState
    opened_at: datetime
    due_at: datetime | None
    officer: str = ""
    late: bool = False
    soon: bool = False
    replied: bool = False


@frozen
class InboxPage(View):
    """Requests due first, or the answered ones, the latest due first; ``of`` is the open tab."""

    template: ClassVar[str] = "inbox.html"
    rows: tuple[InboxRow, ...] = ()
    of: Tab = Tab.MINE
    tabs: tuple[Tab, ...] = tuple(Tab)
    nobody: bool = False

    @property
    def everybody(self) -> bool:
        """Whether requests of several officers are shown."""
        return self.of is not Tab.MINE


@frozen
class AnswerRow:
    """An answer of the form."""

    label: str
    value: str


@frozen
class PaperRow:
    """A document of the request."""

    digest: str
    name: str
    need: str
    pages: int
    original: bool
    mine: bool


@frozen
class TurnRow:
    """One turn of the thread, internal notes included."""

    author: str
    text: str
    at: datetime
    internal: bool
    citizen: bool


@frozen
class StepRow:
    """A step: done by somebody, next, or to come."""

    key: str
    title: str
    at: datetime | None = None
    by: str = ""
    next: bool = False


@frozen
class PromiseRow:
    """A line of the ledger."""

    kind: PromiseKind
    at: datetime
    state: PromiseState
    reason: MoveReason | None = None


@frozen
class CarriageRow:
    """Paper from hand to hand."""

    sender: str
    receiver: str
    items: str
    sent_at: datetime
    received_at: datetime | None
    received_by: str


@frozen
class CaseOfficePage(View):
    """One request as the unit works on it; every form posts to its own address below ``url``.

    ``values`` refill the form that failed, ``failed`` names it, ``error`` says why.
    """

    template: ClassVar[str] = "case_office.html"
    id: str
    code: str
    title: str
    state: RequestState
    origin: Origin
    who: str
    person: str
    opened_at: datetime
    due_at: datetime | None
    visit_at: datetime | None
    next_visit: datetime | None
    subject: str
    number: str
    reference: str
    letter: str = ""
    answers: tuple[AnswerRow, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    missing: tuple[str, ...] = ()
    needs: tuple[Option, ...] = ()
    thread: tuple[TurnRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    carriages: tuple[CarriageRow, ...] = ()
    visits: int = 0
    officer: str = ""
    officers: tuple[Option, ...] = ()
    result: str = ""
    outcome: Outcome | None = None
    letter_code: str = ""
    may_open_file: bool = False
    values: Mapping[str, str] = field(factory=dict)
    failed: str = ""
    error: str = ""
    today: date | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"/requests/{self.id}"

    @property
    def undone(self) -> bool:
        """Whether an answer is still owed."""
        return self.state in {RequestState.OPEN, RequestState.WAITING}

    @property
    def left(self) -> tuple[StepRow, ...]:
        """The steps that nobody did yet."""
        return tuple(one for one in self.steps if one.at is None)

    @property
    def on_its_way(self) -> bool:
        """Whether paper waits for a signature."""
        return bool(self.carriages) and self.carriages[-1].received_at is None
