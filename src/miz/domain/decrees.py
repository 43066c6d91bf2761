"""Decrees: dated rules that say when an office is open (directive 3.8).

Hours change several times a year, for a site, a province or everybody; nothing about them is
fixed in code but the week that holds until the first decree.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from itertools import pairwise

from attrs import evolve, field, frozen

from miz.domain.ids import DecreeId, SiteId
from miz.domain.values import number_within
from miz.errors import InvalidValue, WrongState

LATEST = (0, 24 * 60 - 1)
"""How many minutes an office may start later."""


@frozen
class Span:
    """Open from, inclusive, until, exclusive, on one day."""

    start: time
    until: time

    def __attrs_post_init__(self) -> None:
        if self.start >= self.until:
            raise InvalidValue(
                "An office opens before it closes; swap the two times.",
                code="calendar.span",
                field="spans",
            )


Spans = tuple[Span, ...]
Week = Mapping[int, Spans]
"""Spans by weekday, Monday 0 to Sunday 6; a missing day is closed."""

USUAL_WEEK: Week = {day: (Span(time(7), time(14)),) for day in (5, 6, 0, 1, 2)}
"""Saturday to Wednesday; Thursdays are for a decree to open, Fridays are off by constitution."""


class DecreeKind(StrEnum):
    """What a decree does to its days.

    ``hours`` sets the week; ``closed`` and ``open`` overrule it and the holidays, the one issued
    later winning, and ``open`` only on the weekdays it names; ``late`` and ``early`` cut what is
    then left.
    """

    HOURS = "hours"
    CLOSED = "closed"
    OPEN = "open"
    LATE = "late"
    EARLY = "early"


class Reach(StrEnum):
    """Whom a decree binds."""

    SITE = "site"
    PROVINCE = "province"
    ORGANISATION = "organisation"


class DecreeState(StrEnum):
    """A draft changes nothing until it is switched on; a withdrawn one changes nothing more."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


@frozen
class Decree:
    """One dated rule; ``last`` is None where it has no end yet.

    ``week`` is for hours and open, ``minutes`` for late, ``closes`` for early.
    """

    id: DecreeId
    site: SiteId
    title: str
    kind: DecreeKind
    first: date
    issued_at: datetime
    last: date | None = None
    week: Week = field(factory=dict)
    minutes: int = 0
    closes: time | None = None
    reach: Reach = Reach.SITE
    province: str = ""
    reference: str = ""
    state: DecreeState = DecreeState.DRAFT
    version: int = 0

    def __attrs_post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise InvalidValue(
                "The last day comes before the first; swap them.", code="decree.days", field="last"
            )
        lacking = _LACKING[self.kind]
        if lacking and not getattr(self, lacking):
            raise InvalidValue(
                f"A decree of this kind needs {lacking}.", code=f"decree.{lacking}", field=lacking
            )
        number_within(self.minutes, LATEST, field="minutes")
        check_week(self.week)

    def covers(self, day: date) -> bool:
        """Whether it speaks of that day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def switch_on(self) -> "Decree":
        """The draft binds from now on."""
        if self.state is not DecreeState.DRAFT:
            raise WrongState(
                f"This decree is {self.state} already; write a new one.", code="decree.state"
            )
        return evolve(self, state=DecreeState.IN_FORCE)

    def withdraw(self) -> "Decree":
        """It binds nobody any more; the record stays."""
        if self.state is DecreeState.WITHDRAWN:
            raise WrongState("This decree is withdrawn already.", code="decree.state")
        return evolve(self, state=DecreeState.WITHDRAWN)


_LACKING = {
    DecreeKind.HOURS: "week",
    DecreeKind.CLOSED: "",
    DecreeKind.OPEN: "week",
    DecreeKind.LATE: "minutes",
    DecreeKind.EARLY: "closes",
}


def check_week(week: Week) -> None:
    """Refuses a week with spans that overlap."""
    for spans in week.values():
        for one, following in pairwise(spans):
            if following.start < one.until:
                raise InvalidValue(
                    "Two spans of a day overlap; write them in order.",
                    code="calendar.overlap",
                    field="week",
                )
