"""The office's calendar, and a decree with whom it moves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from miz.domain.complaints import ComplaintKind
from miz.domain.decrees import DecreeKind, DecreeState, Reach
from miz.domain.promises import PromiseKind
from miz.domain.values import Language, Text
from miz_apps.web.actions.calendar import Weekday
from miz_apps.web.rendering.contexts.calendar import (
    CalendarPage,
    DayCell,
    DecreePage,
    DecreeRow,
    MovedRow,
    WeekdayRow,
)

SATURDAY = date(2026, 11, 21)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
USUAL = (("07:00", "14:00"),)
BROKEN = (("08:00", "12:00"), ("13:00", "16:00"))
SNOW = Text("تعطیلی برف", "Closed for snow")
WINTER = Text("ساعت کار زمستان", "Winter hours")
MOURNING = Text("شهادت حضرت فاطمه (س)", "Martyrdom of Fatima")
LICENCE = Text("پروانهٔ کسب", "Trade licence")


def calendar(language: Language) -> CalendarPage:
    """Five weeks with an estimated holiday and a closed day; a draft failed."""
    wrong = Text("ساعت و دقیقه را مانند ۰۷:۳۰ بنویسید.", "Write hour and minute.").in_(language)

    def cell(number: int) -> DayCell:
        day = SATURDAY + number * DAY
        if number == 9:
            return DayCell(day, holiday=MOURNING.in_(language), estimated=True)
        if number == 12:
            return DayCell(day, decrees=(SNOW.in_(language),))
        spans = () if day.weekday() in {3, 4} else BROKEN if number > 20 else USUAL
        return DayCell(day, spans, today=day == TODAY)

    weekdays = (SATURDAY + n * DAY for n in range(7))
    return CalendarPage(
        weeks=tuple(tuple(cell(7 * week + n) for n in range(7)) for week in range(5)),
        before=SATURDAY - 35 * DAY,
        after=SATURDAY + 35 * DAY,
        decrees=(drafted(language), bound(language)),
        weekdays=tuple(WeekdayRow(list(Weekday)[day.weekday()], day) for day in weekdays),
        province=Text("البرز", "Alborz").in_(language),
        failed="draft",
        values={"kind": "hours", "title": WINTER.in_(language), "saturday-start": "7:00 AM"},
        errors={"saturday-start": wrong},
    )


def drafted(language: Language) -> DecreeRow:
    """A closed day that binds nobody yet."""
    return DecreeRow(
        "d1", SNOW.in_(language), DecreeKind.CLOSED, DecreeState.DRAFT,
        date(2026, 12, 3), date(2026, 12, 3), "1405/123",
    )  # fmt: skip


def bound(language: Language) -> DecreeRow:
    """Hours without an end."""
    return DecreeRow(
        "d2", WINTER.in_(language), DecreeKind.HOURS, DecreeState.IN_FORCE, date(2026, 12, 12)
    )


def decree(language: Language) -> DecreePage:
    """The draft with three people whose time it would move."""

    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 12, day, hour, minute, tzinfo=ZoneInfo("Asia/Tehran"))

    title = LICENCE.in_(language)
    return DecreePage(
        drafted(language),
        Reach.SITE,
        moved=(
            MovedRow(title, "4821", PromiseKind.ANSWER, at(3, 14), at(5, 14)),
            MovedRow(title, "0093", PromiseKind.ANSWER, at(3, 14), at(5, 14)),
            MovedRow(title, "7710", PromiseKind.VISIT, at(3, 8, 30), at(5, 9)),
            MovedRow(title, "5527", ComplaintKind.OBJECTION, at(9, 14), at(12, 14)),
        ),
    )


def binding(language: Language) -> DecreePage:
    """Hours of the whole organisation, just switched on; nobody's time moved."""
    return DecreePage(
        bound(language),
        Reach.ORGANISATION,
        week={SATURDAY: BROKEN, SATURDAY + DAY: USUAL},
        done=True,
        notice=Text("این حکم اجرا می‌شود.", "The decree is in force.").in_(language),
    )


PAGES = {
    "admin-calendar": ("/admin/calendar", calendar),
    "admin-decree": ("/admin/calendar/d1", decree),
    "admin-decree-done": ("/admin/calendar/d2", binding),
}
