"""Reports with figures and without, and complaints."""

from datetime import date

from attrs import evolve

from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.surveys import OFFICIAL, Axis
from miz.domain.values import Language, Text
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.reports import (
    AxisRow,
    CommentRow,
    ComplaintRow,
    ComplaintsPage,
    ItemRow,
    ReportsPage,
    ServiceLine,
)
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.samples.people import ago

FIRST, LAST = date(2026, 11, 22), date(2026, 12, 21)
LICENCE = Text("پروانهٔ کسب", "Trade licence")
PAYMENT = Text("گواهی پرداخت", "Certificate of payment")
DAY = 24 * 60
POINTS = (92, 78, 61, 88, 40, 55, 71, 83, 64, 52, 47, 75, 69, 81, 95, 70)


def reports(language: Language) -> ReportsPage:
    """A month of two services."""
    dates = Dates(language)
    lines = (
        ServiceLine(LICENCE.in_(language), 148, 96, 121, 9, 14, 0, 1.4, 1),
        ServiceLine(PAYMENT.in_(language), 62, 60, 60, 0, 1, 60, 0.1, 1),
    )
    total = ServiceLine("", 210, 156, 181, 9, 15, 60, 1.02, 1)
    measured = {
        9: Text("۱٫۰ مراجعه برای هر درخواست", "1.0 visits per request"),
        10: Text("۹۵٪ به‌موقع", "95% in time"),
    }
    items = [
        ItemRow(
            one.number, one.text.in_(language), None if one.number == 6 else points,
            measured[one.number].in_(language) if one.number in measured else "",
        )
        for one, points in zip(OFFICIAL, POINTS, strict=True)
    ]  # fmt: skip
    axes = tuple(
        AxisRow(
            axis,
            POINTS[number],
            tuple(items[one.number - 1] for one in OFFICIAL if one.axis is axis),
        )
        for number, axis in enumerate(Axis)
    )
    said = Text("کارم یک‌روزه انجام شد. سپاس.", "Done in a day. Thank you.").in_(language)
    return ReportsPage(
        FIRST, LAST, lines, total,
        opinions=83, points=70, axes=axes,
        comments=(CommentRow(LICENCE.in_(language), said),),
        services=(Option("s1", LICENCE.in_(language)), Option("s2", PAYMENT.in_(language))),
        desks=(Option("d1", Text("میز خدمت ۱", "Desk 1").in_(language)),),
        first_parts=dates.parts(FIRST), last_parts=dates.parts(LAST),
    )  # fmt: skip


def empty(language: Language) -> ReportsPage:
    """A period that cannot be."""
    wrong = Text("دوره‌ای تا ۴۰۰ روز را برگزینید.", "Choose a period of at most 400 days.")
    whole = reports(language)
    return evolve(
        whole, lines=(), total=None, opinions=0, points=None, axes=(), comments=(),
        error=wrong.in_(language),
    )  # fmt: skip


def complaints(language: Language) -> ComplaintsPage:
    """One whose time is over, one that was answered with nothing, one about a request."""
    said = Text(
        "سه بار آمدم و هر بار گفتند فردا.\nلطفاً بگویید چه مدرکی کم است.",
        "I came three times and was told tomorrow.\nPlease say which paper is missing.",
    ).in_(language)
    wish = Text("صندلی بیشتری بگذارید.", "Put more chairs.").in_(language)
    wrong = Text("نخست چیزی بنویسید.", "Write something first.").in_(language)
    return ComplaintsPage(
        (
            ComplaintRow(
                "c1", ComplaintKind.COMPLAINT, ComplaintState.ESCALATED, said, ago(14 * DAY),
                ago(2 * DAY), LICENCE.in_(language), "r1", late=True,
            ),
            ComplaintRow(
                "c2", ComplaintKind.SUGGESTION, ComplaintState.OPEN, wish, ago(DAY), ago(-9 * DAY)
            ),
        ),
        failed="c2",
        errors={"c2": wrong},
    )  # fmt: skip


PAGES = {
    "reports": ("/reports", reports),
    "reports-empty": ("/reports", empty),
    "complaints": ("/complaints", complaints),
    "complaints-none": ("/complaints", lambda _: ComplaintsPage()),
}
