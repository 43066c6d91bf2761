"""The office's calendar: its days, and the decrees that change them (directive 3.8, B5)."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Self

import msgspec
from msgspec import Meta

from miz.core import Core
from miz.domain.complaints import ComplaintKind
from miz.domain.decrees import Decree, DecreeKind, DecreeState, Reach, Span, Spans
from miz.domain.ids import DecreeId
from miz.domain.promises import PromiseKind
from miz.domain.staff import Actor, Permission
from miz.usecases.moving import Moved
from miz.usecases.officetime import Day, Preview
from miz.usecases.postponing import Postponed
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Clock, Identity, Line, Name, check_day
from miz_apps.web.actions.places import TextView

SHOWN_DIGITS = 4


class Weekday(StrEnum):
    """The days of a week, in the order of Python's numbers."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Monday 0 to Sunday 6."""
        return list(Weekday).index(self)


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open from, inclusive, until, exclusive."""

    start: Clock
    until: Clock

    def span(self) -> Span:
        """The span of the domain."""
        return Span(time.fromisoformat(self.start), time.fromisoformat(self.until))


Week = dict[Weekday, Annotated[list[Hours], Meta(min_length=1, max_length=4)]]


class Look(Command, frozen=True, kw_only=True):
    """From the first to the last day, at most 100."""

    first: date
    last: date

    def __post_init__(self) -> None:
        check_day(self.first, field="first")
        check_day(self.last, field="last")


class Draft(Command, frozen=True, kw_only=True):
    """A decree; ``week`` is for hours and open, ``minutes`` for late, ``closes`` for early."""

    title: Name
    kind: DecreeKind
    first: date
    last: date | None = None
    week: Week = msgspec.field(default_factory=dict)
    minutes: Annotated[int, Meta(ge=0, le=1439)] = 0
    closes: Clock | None = None
    reach: Reach = Reach.SITE
    reference: Line = ""

    def __post_init__(self) -> None:
        check_day(self.first, field="first")
        check_day(self.last, field="last")

    def decree(self, actor: Actor) -> Decree:
        """The decree as the use case takes it; identity and time are given there."""
        return Decree(
            id=DecreeId(""),
            site=actor.site,
            title=self.title,
            kind=self.kind,
            first=self.first,
            last=self.last,
            issued_at=datetime.min.replace(tzinfo=UTC),
            week={day.number: spans_of(hours) for day, hours in self.week.items()},
            minutes=self.minutes,
            closes=time.fromisoformat(self.closes) if self.closes else None,
            reach=self.reach,
            reference=self.reference,
        )


class OfDecree(Command, frozen=True, kw_only=True):
    """One decree."""

    decree: Identity


class HolidayView(Answer, frozen=True, kw_only=True):
    """Why the day is off; ``estimated`` where a lunar date is not announced yet."""

    name: TextView
    estimated: bool


class HoursView(Answer, frozen=True, kw_only=True):
    """Open from, inclusive, until, exclusive."""

    start: str
    until: str


class DayView(Answer, frozen=True, kw_only=True):
    """A day with its hours, none when the office is closed."""

    day: date
    hours: list[HoursView]
    holiday: HolidayView | None

    @classmethod
    def of(cls, day: Day) -> Self:
        """The day as people look at it."""
        off = day.holiday
        return cls(
            day=day.day,
            hours=shown_spans(day.spans),
            holiday=HolidayView(name=TextView.of(off.name), estimated=off.estimated)
            if off
            else None,
        )


class Days(Answer, frozen=True, kw_only=True):
    """Days in their order."""

    days: list[DayView]


class DecreeView(Answer, frozen=True, kw_only=True):
    """A decree."""

    id: str
    title: str
    kind: DecreeKind
    state: DecreeState
    first: date
    last: date | None
    week: dict[Weekday, list[HoursView]]
    minutes: int
    closes: str | None
    reach: Reach
    province: str
    reference: str
    issued_at: datetime

    @classmethod
    def of(cls, decree: Decree) -> Self:
        """The decree as it was written."""
        days = list(Weekday)
        return cls(
            id=decree.id,
            title=decree.title,
            kind=decree.kind,
            state=decree.state,
            first=decree.first,
            last=decree.last,
            week={days[number]: shown_spans(spans) for number, spans in decree.week.items()},
            minutes=decree.minutes,
            closes=_clock(decree.closes) if decree.closes else None,
            reach=decree.reach,
            province=decree.province,
            reference=decree.reference,
            issued_at=decree.issued_at,
        )


class Decrees(Answer, frozen=True, kw_only=True):
    """Decrees, newest first."""

    decrees: list[DecreeView]


class MovedView(Answer, frozen=True, kw_only=True):
    """A promise that moves: of what service, to when; whose it is, its last digits alone say.

    ``request`` leads to the case for who may open it, where each look is journalled.
    """

    service: TextView
    site: TextView
    digits: str
    kind: PromiseKind
    before: datetime
    after: datetime
    request: str = ""


class PostponedView(Answer, frozen=True, kw_only=True):
    """A complaint that is answered later; the last digits of its code say which."""

    service: TextView | None
    site: TextView
    digits: str
    kind: ComplaintKind
    before: datetime
    after: datetime


class PreviewView(Answer, frozen=True, kw_only=True):
    """A decree, and whose time it moves."""

    decree: DecreeView
    count: int
    moved: list[MovedView]
    postponed: list[PostponedView]

    @classmethod
    def of(cls, preview: Preview, actor: Actor) -> Self:
        """Everything but names."""
        opens = actor.may(Permission.SERVE) and actor.may(Permission.READ_REPORTS)

        def row(one: Moved) -> MovedView:
            return MovedView(
                service=TextView.of(preview.services[one.promise.service]),
                site=TextView.of(one.site.name),
                digits=one.request.code[-SHOWN_DIGITS:],
                kind=one.promise.kind,
                before=one.promise.at,
                after=one.at,
                request=one.request.id if opens and one.site.id == actor.site else "",
            )

        return cls(
            decree=DecreeView.of(preview.decree),
            count=len(preview.moved) + len(preview.postponed),
            moved=[row(one) for one in preview.moved],
            postponed=[_postponed(preview, one) for one in preview.postponed],
        )


def _postponed(preview: Preview, one: Postponed) -> PostponedView:
    about = one.complaint.service
    return PostponedView(
        service=TextView.of(preview.services[about]) if about else None,
        site=TextView.of(one.site.name),
        digits=one.digits,
        kind=one.complaint.kind,
        before=one.complaint.due_at,
        after=one.at,
    )


def days(core: Core, actor: Actor, command: Look) -> Days:
    """When the office is open, day by day."""
    found = core.hours.days(actor=actor, first=command.first, last=command.last)
    return Days(days=[DayView.of(one) for one in found])


def decrees(core: Core, actor: Actor, command: Nothing) -> Decrees:
    """The site's decrees."""
    found = core.hours.decrees(actor=actor)
    return Decrees(decrees=[DecreeView.of(one) for one in found])


def draft(core: Core, actor: Actor, command: Draft) -> DecreeView:
    """Writes a decree down; it changes nothing until it is switched on."""
    return DecreeView.of(core.hours.draft(actor=actor, decree=command.decree(actor)))


def preview(core: Core, actor: Actor, command: OfDecree) -> PreviewView:
    """Whose time a decree would move if it were switched on, or a binding one withdrawn."""
    return PreviewView.of(core.hours.preview(actor=actor, decree=DecreeId(command.decree)), actor)


def switch_on(core: Core, actor: Actor, command: OfDecree) -> PreviewView:
    """Lets a decree bind; whose time it moves is told, once."""
    return PreviewView.of(core.hours.switch_on(actor=actor, decree=DecreeId(command.decree)), actor)


def withdraw(core: Core, actor: Actor, command: OfDecree) -> PreviewView:
    """Lets a decree bind nobody any more."""
    return PreviewView.of(core.hours.withdraw(actor=actor, decree=DecreeId(command.decree)), actor)


def spans_of(hours: list[Hours]) -> Spans:
    """The spans of a day."""
    return tuple(one.span() for one in hours)


def shown_spans(spans: Spans) -> list[HoursView]:
    """The hours of a day."""
    return [HoursView(start=_clock(one.start), until=_clock(one.until)) for one in spans]


def _clock(at: time) -> str:
    return at.strftime("%H:%M")
