"""What the desk's work comes to, in figures (MIS-01, MIS-03, EDK-03, EDK-04, EDK-14)."""

from datetime import date, datetime
from typing import Self

from miz.core import Core
from miz.domain.ids import DeskId, ServiceId
from miz.domain.staff import Actor
from miz.domain.surveys import OFFICIAL, Axis, Opinion, Score, score
from miz.usecases import reports
from miz_apps.web.actions.action import Answer, Command
from miz_apps.web.actions.fields import Identity, check_day
from miz_apps.web.actions.places import TextView


class Period(Command, frozen=True, kw_only=True):
    """From the first to the last day, at most 400."""

    first: date
    last: date

    def __post_init__(self) -> None:
        check_day(self.first, field="first")
        check_day(self.last, field="last")


class Opinions(Period, frozen=True, kw_only=True):
    """The same for a service or a desk."""

    service: Identity | None = None
    desk: Identity | None = None

    def of(self, core: Core, actor: Actor) -> tuple[Opinion, ...]:
        """The opinions."""
        return core.reports.opinions(
            actor=actor,
            first=self.first,
            last=self.last,
            service=ServiceId(self.service) if self.service else None,
            desk=DeskId(self.desk) if self.desk else None,
        )


class OfDay(Command, frozen=True, kw_only=True):
    """A day; without one, today."""

    day: date | None = None

    def __post_init__(self) -> None:
        check_day(self.day, field="day")


class LineView(Answer, frozen=True, kw_only=True):
    """One service in a period; ``share`` is the part that was on time."""

    service: str
    title: TextView
    requests: int
    online: int
    on_time: int
    late: int
    moved: int
    share: float | None
    visits: float
    promised_visits: int
    avoided: int

    @classmethod
    def of(cls, line: reports.Line) -> Self:
        """The figures as they are."""
        return cls(
            service=line.service,
            title=TextView.of(line.title),
            requests=line.requests,
            online=line.online,
            on_time=line.on_time,
            late=line.late,
            moved=line.moved,
            share=line.share,
            visits=line.visits,
            promised_visits=line.promised_visits,
            avoided=line.avoided,
        )


class Lines(Answer, frozen=True, kw_only=True):
    """Services by code."""

    services: list[LineView]


class ItemView(Answer, frozen=True, kw_only=True):
    """An item of the official survey; ``points`` from 0 to 100, None where nobody answered."""

    number: int
    axis: Axis
    text: TextView
    points: float | None


class ScoreView(Answer, frozen=True, kw_only=True):
    """What many opinions come to, in points from 0 to 100."""

    opinions: int
    total: float | None
    axes: dict[Axis, float]
    items: list[ItemView]

    @classmethod
    def of(cls, found: Score) -> Self:
        """Every item, answered or not."""
        return cls(
            opinions=found.opinions,
            total=found.total,
            axes=dict(found.axes),
            items=[
                ItemView(
                    number=one.number,
                    axis=one.axis,
                    text=TextView.of(one.text),
                    points=found.items.get(one.number),
                )
                for one in OFFICIAL
            ],
        )


class CommentView(Answer, frozen=True, kw_only=True):
    """What somebody wrote of a service: the day or the desk could tell who (EDK-14)."""

    service: str
    text: str

    @classmethod
    def of(cls, opinion: Opinion) -> Self:
        """The comment without the scores."""
        return cls(service=opinion.service, text=opinion.comment)


class Comments(Answer, frozen=True, kw_only=True):
    """Comments by service, in an order that tells nothing of when they were written."""

    comments: list[CommentView]


class ArrivalView(Answer, frozen=True, kw_only=True):
    """How many are expected in the half hour that begins then."""

    at: datetime
    count: int


class Arrivals(Answer, frozen=True, kw_only=True):
    """Half hours that expect anybody, in their order."""

    day: date
    arrivals: list[ArrivalView]


def services(core: Core, actor: Actor, command: Period) -> Lines:
    """Each service that had a request or a promise in the period."""
    found = core.reports.services(actor=actor, first=command.first, last=command.last)
    return Lines(services=[LineView.of(one) for one in found])


def survey(core: Core, actor: Actor, command: Opinions) -> ScoreView:
    """What people think, by axis and item."""
    return ScoreView.of(score(command.of(core, actor)))


def comments(core: Core, actor: Actor, command: Opinions) -> Comments:
    """What people wrote where enough did, nobody knows about which case."""
    found = command.of(core, actor)
    written = sorted((o for o in found if o.comment), key=lambda o: (o.service, o.comment))
    return Comments(comments=[CommentView.of(one) for one in written])


def arrivals(core: Core, actor: Actor, command: OfDay) -> Arrivals:
    """How many booked a visit, per half hour."""
    day = command.day
    if day is None:
        zone = core.monitor.site(actor=actor).zone
        day = core.clock.now().astimezone(zone).date()
    found = core.bookings.expected(actor=actor, day=day)
    rows = [ArrivalView(at=at, count=count) for at, count in sorted(found.items())]
    return Arrivals(day=day, arrivals=rows)
