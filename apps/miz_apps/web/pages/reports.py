"""Reports over a period: services, promises, visits, and what people think (MIS-01, MIS-03)."""

from collections.abc import Iterable
from datetime import date

from miz.domain.surveys import Axis
from miz.errors import InvalidValue
from miz_apps.web.actions import reports
from miz_apps.web.actions.reports import ItemView, LineView, ScoreView
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.forms import PARTS
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.reports import (
    AxisRow,
    CommentRow,
    ItemRow,
    ReportsPage,
    ServiceLine,
)
from miz_apps.web.rendering.dates import Dates, jalali_month, read_date
from miz_apps.web.rendering.languages import translations

VISITS, IN_TIME = 9, 10
"""Items of the survey of which our own figures say the same (B9)."""


def page(call: Call) -> Outcome:
    """This Jalali month, or the period that was asked for."""
    error = ""
    first, last = jalali_month(call.today)
    try:
        first, last = _asked(call, "first") or first, _asked(call, "last") or last
        lines = call.do(reports.services, first=first.isoformat(), last=last.isoformat()).services
    except InvalidValue as wrong:
        error, (first, last) = advice(wrong, call.language), jalali_month(call.today)
        lines = call.do(reports.services, first=first.isoformat(), last=last.isoformat()).services
    return _page(call, lines, first=first, last=last, error=error)


def _page(
    call: Call, lines: list[LineView], *, first: date, last: date, error: str
) -> ReportsPage:  # fmt: skip
    services = call.core.catalogue.services(actor=call.actor)
    desks = call.core.places.desks(actor=call.actor)
    service = _known(call.query.get("service", ""), (one.id for one in services))
    desk = _known(call.query.get("desk", ""), (one.id for one in desks))
    chosen = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "service": service,
        "desk": desk,
    }
    score = call.do(reports.survey, **chosen)
    rows = tuple(_line(call, one) for one in lines)
    total = _total(lines)
    dates = Dates(call.language)
    return ReportsPage(
        first=first,
        last=last,
        lines=rows,
        total=total,
        opinions=score.opinions,
        points=_round(score.total),
        axes=_axes(call, score, total),
        comments=_comments(call, chosen),
        services=tuple(Option(one.id, one.title.in_(call.language)) for one in services),
        desks=tuple(Option(one.id, one.name.in_(call.language)) for one in desks),
        service=service,
        desk=desk,
        first_parts=dates.parts(first),
        last_parts=dates.parts(last),
        error=error,
        overdue=call.core.reports.overdue(actor=call.actor, before=first),
    )


def _asked(call: Call, name: str) -> date | None:
    year, month, day = (call.query.get(f"{name}_{part}", "") for part in PARTS)
    return read_date(year, month, day, field=name)


def _known(asked: str, ids: Iterable[str]) -> str:
    """What the address asks for, if there is such a thing."""
    return asked if asked in set(ids) else ""


def _line(call: Call, one: LineView) -> ServiceLine:
    return ServiceLine(
        title=one.title.text.in_(call.language),
        requests=one.requests,
        online=one.online,
        on_time=one.on_time,
        late=one.late,
        moved=one.moved,
        avoided=one.avoided,
        visits=one.visits if one.requests else None,
        promised_visits=one.promised_visits,
    )


def _total(lines: list[LineView]) -> ServiceLine | None:
    """Everything together; visits are per request, so the busier service weighs more."""
    if not lines:
        return None
    requests = sum(one.requests for one in lines)

    def mean(values: Iterable[float]) -> float:
        return sum(values) / requests if requests else 0.0

    return ServiceLine(
        title="",
        requests=requests,
        online=sum(one.online for one in lines),
        on_time=sum(one.on_time for one in lines),
        late=sum(one.late for one in lines),
        moved=sum(one.moved for one in lines),
        avoided=sum(one.avoided for one in lines),
        visits=mean(one.visits * one.requests for one in lines) if requests else None,
        promised_visits=mean(one.promised_visits * one.requests for one in lines),
    )


def _axes(call: Call, score: ScoreView, total: ServiceLine | None) -> tuple[AxisRow, ...]:
    return tuple(
        AxisRow(
            axis,
            _round(score.axes.get(axis)),
            tuple(_item(call, one, total) for one in score.items if one.axis is axis),
        )
        for axis in Axis
    )


def _item(call: Call, one: ItemView, total: ServiceLine | None) -> ItemRow:
    return ItemRow(
        one.number,
        one.text.text.in_(call.language),
        _round(one.points),
        _measured(call, one.number, total),
    )


def _measured(call: Call, number: int, total: ServiceLine | None) -> str:
    """Our own figures beside what people say; nobody else can compare the two."""
    gettext, dates = translations(call.language).gettext, Dates(call.language)
    if total is None:
        return ""
    if number == VISITS and total.visits is not None:
        return gettext("%(visits)s visits per request") % {"visits": dates.decimal(total.visits)}
    if number == IN_TIME and total.on_time_share is not None:
        return gettext("%(share)s%% in time") % {"share": dates.digits(total.on_time_share)}
    return ""


def _comments(call: Call, chosen: dict[str, str]) -> tuple[CommentRow, ...]:
    every = call.core.catalogue.services(actor=call.actor)
    titles: dict[str, str] = {one.id: one.title.in_(call.language) for one in every}
    found = call.do(reports.comments, **chosen).comments
    return tuple(CommentRow(titles.get(one.service, ""), one.text) for one in found)


def _round(points: float | None) -> int | None:
    return None if points is None else round(points)
