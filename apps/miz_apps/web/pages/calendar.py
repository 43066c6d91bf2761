"""The office's calendar: weeks to look at, decrees to draft, preview and switch on (B5)."""

from datetime import date, timedelta

from attrs import evolve

from miz.domain.decrees import USUAL_WEEK, Decree, DecreeKind, DecreeState, Reach
from miz.errors import MizError, NotFound, WrongState
from miz.usecases.officetime import Day
from miz_apps.web.actions import calendar
from miz_apps.web.actions.calendar import (
    DecreeView,
    MovedView,
    PostponedView,
    PreviewView,
    Weekday,
)
from miz_apps.web.actions.fields import YEARS
from miz_apps.web.pages.admin import SHOWN_AGAIN
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.pages.decree_forms import shown_week, values_of
from miz_apps.web.rendering.advice import advice, advice_at
from miz_apps.web.rendering.contexts.calendar import (
    CalendarPage,
    DayCell,
    DecreePage,
    DecreeRow,
    MovedRow,
    WeekdayRow,
)
from miz_apps.web.rendering.languages import msgid, translations

WEEKS = 5
DAY = timedelta(days=1)
WEEK = 7 * DAY
NAMES = {"first": "first_year", "last": "last_year"}
"""Where a form has another name for what a command calls so."""
SWITCHED_ON = msgid("The decree is in force; everybody whose time moved is being told.")
WITHDRAWN = msgid("The decree is withdrawn.")
DEEDS = {
    "switch_on": (calendar.switch_on, SWITCHED_ON),
    "withdraw": (calendar.withdraw, WITHDRAWN),
}


def page(call: Call) -> CalendarPage:
    """Five weeks, and every decree of the site."""
    today = call.today
    first = _saturday(_asked(call, today))
    found = call.core.hours.days(actor=call.actor, first=first, last=first + WEEKS * WEEK - DAY)
    decrees = call.core.hours.decrees(actor=call.actor)
    cells = [_cell(call, one, decrees, today=today) for one in found]
    saturday = _saturday(today)
    return CalendarPage(
        weeks=tuple(tuple(cells[7 * n : 7 * n + 7]) for n in range(WEEKS)),
        before=first - WEEKS * WEEK,
        after=first + WEEKS * WEEK,
        decrees=tuple(_row(one, today) for one in decrees),
        weekdays=tuple(
            WeekdayRow(list(Weekday)[day.weekday()], day)
            for day in (saturday + n * DAY for n in range(7))
        ),
        province=call.site.province,
        values=shown_week(USUAL_WEEK),
    )


def draft(call: Call) -> Outcome:
    """Writes the decree down and shows at once whom it would move."""
    try:
        decree: DecreeView = call.do(calendar.draft, **values_of(call))
    except MizError as error:
        if error.status not in SHOWN_AGAIN:
            raise
        return _again(call, error)
    return Redirect(f"/admin/calendar/{decree.id}")


def decree(call: Call) -> DecreePage:
    """A decree, and whom it would move; one that leaves no office time can still be put away."""
    try:
        preview: PreviewView = call.do(calendar.preview, decree=call.places["decree"])
    except WrongState as error:
        bare = PreviewView(decree=_decree_of(call), count=0, moved=[], postponed=[])
        page = evolve(_decree_page(call, bare), unforeseen=True)
        return evolve(page, errors={"": advice(error, call.language)})
    return _decree_page(call, preview)


def do(call: Call) -> Outcome:
    """Switches it on, or withdraws it."""
    found = DEEDS.get(call.text("do"))
    if found is None:
        raise NotFound("There is no such form here; reload the page.")
    perform, told = found
    try:
        moved: PreviewView = call.do(perform, decree=call.places["decree"])
    except MizError as error:
        if error.status not in SHOWN_AGAIN:
            raise
        return evolve(decree(call), errors={"": advice(error, call.language)})
    if call.text("back"):
        return Redirect("/admin/calendar")
    notice = translations(call.language).gettext(told)
    return evolve(_decree_page(call, moved), notice=notice, done=True)


def _decree_of(call: Call) -> DecreeView:
    """The decree that the address names, as it was written."""
    named = call.places["decree"]
    for one in call.core.hours.decrees(actor=call.actor):
        if one.id == named:
            return DecreeView.of(one)
    raise NotFound("There is no such decree here.", code="record.not_found")


def _again(call: Call, error: MizError) -> CalendarPage:
    name = NAMES.get(error.field or "", error.field or "")
    known = name if name in call.fields else ""
    text = advice_at(error, call.language, written=call.text(known)) if known else ""
    told = {known: text or advice(error, call.language)}
    return evolve(page(call), failed="draft", values=call.values(), errors=told)


def _asked(call: Call, today: date) -> date:
    """The day that the address names; anything else is today."""
    try:
        asked = date.fromisoformat(call.query.get("from", ""))
    except ValueError:
        return today
    return asked if asked.year in YEARS[1:-1] else today


def _saturday(day: date) -> date:
    """The Saturday on which the week of a day begins."""
    return day - (day.weekday() + 2) % 7 * DAY


def _cell(call: Call, one: Day, decrees: tuple[Decree, ...], *, today: date) -> DayCell:
    speaking = (
        decree.title
        for decree in decrees
        if decree.state is DecreeState.IN_FORCE
        and decree.kind is not DecreeKind.HOURS
        and decree.covers(one.day)
    )
    return DayCell(
        day=one.day,
        spans=tuple((f"{span.start:%H:%M}", f"{span.until:%H:%M}") for span in one.spans),
        holiday=one.holiday.name.in_(call.language) if one.holiday else "",
        estimated=one.holiday is not None and one.holiday.estimated,
        decrees=tuple(speaking),
        today=one.day == today,
    )


def _row(one: Decree | DecreeView, today: date) -> DecreeRow:
    return DecreeRow(
        one.id, one.title, one.kind, one.state, one.first, one.last, one.reference,
        over=one.state is DecreeState.IN_FORCE and one.last is not None and one.last < today,
    )  # fmt: skip


def _decree_page(call: Call, preview: PreviewView) -> DecreePage:
    found, saturday = preview.decree, _saturday(call.today)
    moved: list[MovedView | PostponedView] = [*preview.moved, *preview.postponed]
    days = (saturday + n * DAY for n in range(7))
    week = {day: found.week.get(list(Weekday)[day.weekday()], []) for day in days}
    return DecreePage(
        decree=_row(found, call.today),
        reach=found.reach,
        province=found.province,
        minutes=found.minutes,
        closes=found.closes or "",
        week={
            day: tuple((one.start, one.until) for one in hours)
            for day, hours in week.items()
            if hours
        },
        moved=tuple(_moved(call, one, elsewhere=found.reach is not Reach.SITE) for one in moved),
    )


def _moved(call: Call, one: MovedView | PostponedView, *, elsewhere: bool) -> MovedRow:
    whole = translations(call.language).gettext("The office as a whole")
    return MovedRow(
        service=one.service.text.in_(call.language) if one.service else whole,
        digits=one.digits,
        kind=one.kind,
        before=one.before,
        after=one.after,
        site=one.site.text.in_(call.language) if elsewhere else "",
        request=one.request if isinstance(one, MovedView) else "",
    )
