"""The office's calendar and its decrees."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import field, frozen

from miz.domain.complaints import ComplaintKind
from miz.domain.decrees import DecreeKind, DecreeState, Reach
from miz.domain.promises import PromiseKind
from miz_apps.web.rendering.contexts.admin import AdminView

Spans = tuple[tuple[str, str], ...]
"""Open from and until, as in 07:30, in ASCII."""


@frozen
class DayCell:
    """A day: its hours, its holiday, and the decrees that speak of it."""

    day: date
    spans: Spans = ()
    holiday: str = ""
    estimated: bool = False
    decrees: tuple[str, ...] = ()
    today: bool = False


@frozen
class DecreeRow:
    """A decree in the list; ``over`` when it was in force and its last day has passed."""

    id: str
    title: str
    kind: DecreeKind
    state: DecreeState
    first: date
    last: date | None = None
    reference: str = ""
    over: bool = False

    @property
    def url(self) -> str:
        """Its page."""
        return f"/admin/calendar/{self.id}"


@frozen
class WeekdayRow:
    """A weekday of the form, as the enum of the API names it; ``day`` is one of that name."""

    name: str
    day: date


@frozen
class CalendarPage(AdminView):
    """Weeks that begin on Saturday; ``before`` and ``after`` are days of the other weeks.

    Posts title, kind, first_*, last_*, minutes, closes, reach, reference, and for each weekday
    DAY-start, DAY-until, DAY-break and DAY-resume.
    """

    template: ClassVar[str] = "admin/calendar.html"
    weeks: tuple[tuple[DayCell, ...], ...]
    before: date
    after: date
    decrees: tuple[DecreeRow, ...] = ()
    weekdays: tuple[WeekdayRow, ...] = ()
    province: str = ""
    kinds: tuple[DecreeKind, ...] = tuple(DecreeKind)
    reaches: tuple[Reach, ...] = tuple(Reach)

    @property
    def estimated(self) -> bool:
        """Whether a holiday of these weeks is not announced yet."""
        return any(one.estimated for week in self.weeks for one in week)


@frozen
class MovedRow:
    """A promise or complaint that moves, without a name: what of, whose code ends so, to when."""

    service: str
    digits: str
    kind: PromiseKind | ComplaintKind
    before: datetime
    after: datetime
    site: str = ""
    request: str = ""


@frozen
class DecreePage(AdminView):
    """A decree with whom it moves; posts ``do=switch_on`` or ``do=withdraw``.

    ``done`` says that the rows are moved and told already, ``unforeseen`` that nobody can say
    whom it moves, since it leaves no office time.
    """

    template: ClassVar[str] = "admin/decree.html"
    decree: DecreeRow
    reach: Reach
    province: str = ""
    minutes: int = 0
    closes: str = ""
    week: Mapping[date, Spans] = field(factory=dict)
    moved: tuple[MovedRow, ...] = ()
    done: bool = False
    unforeseen: bool = False
