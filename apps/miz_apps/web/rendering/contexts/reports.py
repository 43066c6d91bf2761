"""Reports for the head of a unit, and complaints."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import field, frozen

from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.surveys import Axis
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.frame import NO_DATE, View


@frozen
class ServiceLine:
    """One service in the period, or all of them together."""

    title: str
    requests: int
    online: int
    on_time: int
    late: int
    moved: int
    avoided: int
    visits: float | None = None
    promised_visits: float = 0

    @property
    def online_share(self) -> int | None:
        """Requests filed online, in percent."""
        return _percent(self.online, self.requests)

    @property
    def on_time_share(self) -> int | None:
        """Answers in time, in percent of those that fell due."""
        return _percent(self.on_time, self.on_time + self.late)

    @property
    def wandering(self) -> bool:
        """Whether people came more often than the sheet promises (B9)."""
        return self.visits is not None and round(self.visits, 1) > round(self.promised_visits, 1)


@frozen
class ItemRow:
    """An item of the survey; points from 0 to 100, None where nobody answered.

    ``measured`` is what our own figures say of the same.
    """

    number: int
    text: str
    points: int | None
    measured: str = ""


@frozen
class AxisRow:
    """An axis with its items."""

    axis: Axis
    points: int | None
    items: tuple[ItemRow, ...] = ()


@frozen
class CommentRow:
    """What somebody wrote."""

    service: str
    text: str


@frozen
class ReportsPage(View):
    """Services in a period and what people think; asked with first_*, last_*, service, desk.

    ``overdue`` are open requests whose time was over before the period began.
    """

    template: ClassVar[str] = "reports.html"
    first: date
    last: date
    lines: tuple[ServiceLine, ...] = ()
    total: ServiceLine | None = None
    opinions: int = 0
    points: int | None = None
    axes: tuple[AxisRow, ...] = ()
    comments: tuple[CommentRow, ...] = ()
    services: tuple[Option, ...] = ()
    desks: tuple[Option, ...] = ()
    service: str = ""
    desk: str = ""
    first_parts: tuple[str, str, str] = NO_DATE
    last_parts: tuple[str, str, str] = NO_DATE
    overdue: int = 0
    error: str = ""


@frozen
class ComplaintRow:
    """A complaint without an answer; ``late`` when its time is over."""

    id: str
    kind: ComplaintKind
    state: ComplaintState
    text: str
    opened_at: datetime
    due_at: datetime
    service: str = ""
    request: str = ""
    late: bool = False


@frozen
class ComplaintsPage(View):
    """Complaints, due first; posts ``complaint, text``; ``failed`` is the one shown again."""

    template: ClassVar[str] = "complaints.html"
    complaints: tuple[ComplaintRow, ...] = ()
    notice: str = ""
    failed: str = ""
    errors: Mapping[str, str] = field(factory=dict)
    text: str = ""


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
