"""The office's time in the demo: its decrees, and the days it was and will be open."""

from datetime import date, time, timedelta
from typing import Any

from miz import Core
from miz.domain.decrees import Decree, DecreeKind, Span, Week
from miz.domain.ids import DecreeId
from miz_apps.demo.agenda import Plot, Workdays
from miz_apps.demo.office import Office
from miz_apps.demo.scene import Scene

WEEK: Week = {day: (Span(time(7, 30), time(14, 30)),) for day in (5, 6, 0, 1, 2)}
LOOK_BACK, LOOK_AHEAD = timedelta(days=75), timedelta(days=20)
CLOSED_BEFORE = 4
"""The office was closed on the open day so many before today."""
AWAY = timedelta(days=5)


def open_hours(core: Core, office: Office, *, today: date) -> Workdays:
    """Sets the week by decree; the days on which the office is open, around today."""
    decree = core.hours.draft(
        actor=office.manager,
        decree=_decree(
            office,
            "ساعت کار سازمان: شنبه تا چهارشنبه، ۷:۳۰ تا ۱۴:۳۰",
            kind=DecreeKind.HOURS,
            first=today - 2 * LOOK_BACK,
            reference="بخشنامهٔ ۲۱۷/۴۲/د",
            week=WEEK,
        ),
    )
    core.hours.switch_on(actor=office.manager, decree=decree.id)
    looked = core.hours.days(actor=office.manager, first=today - LOOK_BACK, last=today + LOOK_AHEAD)
    return Workdays(office.site.zone, today, [one.day for one in looked if one.spans])


def closure(scene: Scene, day: date) -> Plot:
    """A day on which the building is closed; promises that fall on it are announced anew."""
    yield scene.days.at(CLOSED_BEFORE + 2, "11:00")
    hours, manager = scene.core.hours, scene.office.manager
    decree = hours.draft(
        actor=manager,
        decree=_decree(
            scene.office,
            "تعطیلی یک‌روزهٔ ساختمان مرکزی برای تعمیر پست برق",
            kind=DecreeKind.CLOSED,
            first=day,
            last=day,
            reference="ابلاغیهٔ ۲۱۷/۶۶/د",
        ),
    )
    hours.switch_on(actor=manager, decree=decree.id)


def draft(scene: Scene) -> Plot:
    """A decree that is written and not switched on yet."""
    yield scene.days.at(2, "12:30")
    day = scene.days.ahead(3)
    scene.core.hours.draft(
        actor=scene.office.manager,
        decree=_decree(
            scene.office,
            "پایان کار در ساعت ۱۲ به‌سبب سرویس تأسیسات",
            kind=DecreeKind.EARLY,
            first=day,
            last=day,
            reference="پیش‌نویس ۲۱۷/۷۱/د",
            closes=time(12),
        ),
    )


def leave(scene: Scene) -> Plot:
    """Who is in charge of corrections goes on leave; the deputy gets what comes."""
    yield scene.days.at(3, "07:45")
    host = scene.office.service("203").responsible
    if host is not None:
        scene.core.catalogue.send_away(
            actor=scene.office.actor, host=host, until=scene.days.today + AWAY
        )


def _decree(office: Office, title: str, *, kind: DecreeKind, first: date, **more: Any) -> Decree:
    """As it is written down; identity and time are given when it is kept."""
    return Decree(
        id=DecreeId("new"),
        site=office.site.id,
        title=title,
        kind=kind,
        first=first,
        issued_at=office.founded_at,
        **more,
    )
