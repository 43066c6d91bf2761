"""What offices in Iran really decree, and what that makes of days and promises (directive 3.8).

Dates are Jalali, times wall time in Tehran. In 1405 the first of Tir is a Monday.
"""

from miz.domain.calendar import OfficeCalendar, OfficeTime
from miz.domain.decrees import DecreeKind
from tests.domain.calendars import (
    ALL_WEEK,
    FRIDAY,
    SATURDAY_TO_WEDNESDAY,
    THURSDAY,
    calendar,
    closed,
    days,
    decree,
    early,
    hours,
    late,
    on,
    opened,
)

NOWRUZ = days(
    "1408-12-29", "1408-12-30", "1409-01-01", "1409-01-02", "1409-01-03", "1409-01-04",
    "1409-01-12", "1409-01-13",
)  # fmt: skip
ASHURA = days("1405-04-03", "1405-04-04")
LUNCH = hours(on(SATURDAY_TO_WEDNESDAY, "08:00-12:00 13:00-16:00"), "1405-01-01")
SATURDAY = "1405-04-13"

CALENDARS: dict[str, OfficeCalendar] = {
    "usual": calendar(),
    "thursdays": calendar(
        hours(
            {**on(SATURDAY_TO_WEDNESDAY, "07:00-14:00"), **on([THURSDAY], "07:00-12:00")},
            "1405-01-01",
        )
    ),
    "lunch": calendar(LUNCH),
    "nowruz": calendar(off=NOWRUZ),
    "ashura": calendar(off=ASHURA),
    "ramadan": calendar(
        hours(on(SATURDAY_TO_WEDNESDAY, "09:00-14:00"), "1404-11-30", "1404-12-28"),
        late("1404-12-18", 120),
        late("1404-12-20", 120),
        late("1404-12-22", 120),
    ),
    "summer": calendar(
        hours(on((*SATURDAY_TO_WEDNESDAY, THURSDAY), "06:00-13:00"), "1404-03-17", "1404-06-14"),
        early("1404-05-16", "10:00"),
    ),
    "autumn": calendar(
        hours(on(SATURDAY_TO_WEDNESDAY, "06:00-13:00"), "1405-03-01", "1405-06-31"),
        hours(on(SATURDAY_TO_WEDNESDAY, "07:30-14:30"), "1405-07-01"),
    ),
    "dust": calendar(closed(SATURDAY, SATURDAY)),
    "dust, then open": calendar(closed(SATURDAY, SATURDAY), opened(SATURDAY, "08:00-11:00")),
    "open, then dust": calendar(opened(SATURDAY, "08:00-11:00"), closed(SATURDAY, SATURDAY)),
    "holiday, open": calendar(opened("1405-04-03", "08:00-10:00"), off=ASHURA),
    "holiday, late": calendar(
        late("1405-04-03", 60), opened("1405-04-03", "08:00-10:00"), off=ASHURA
    ),
    "friday, open": calendar(opened("1405-04-12", "09:00-11:00")),
    "thursdays of tir": calendar(
        decree(DecreeKind.OPEN, "1405-04-01", "1405-04-31", week=on([THURSDAY], "08:00-12:00"))
    ),
    "saturday off within open": calendar(
        decree(
            DecreeKind.OPEN,
            "1405-04-01",
            "1405-04-31",
            week={**on([THURSDAY], "08:00-12:00"), 5: ()},
        )
    ),
    "two hours": calendar(
        hours(on(SATURDAY_TO_WEDNESDAY, "07:00-13:00"), "1405-04-01", "1405-04-31"),
        hours(on(SATURDAY_TO_WEDNESDAY, "08:00-11:00"), "1405-04-08", "1405-04-14"),
    ),
    "two hours, the wide one later": calendar(
        hours(on(SATURDAY_TO_WEDNESDAY, "08:00-11:00"), "1405-04-08", "1405-04-14"),
        hours(on(SATURDAY_TO_WEDNESDAY, "07:00-13:00"), "1405-04-01", "1405-04-31"),
    ),
    "closed for good": calendar(closed("1405-05-01")),
    "closed, hours decreed later": calendar(
        closed(SATURDAY, SATURDAY), hours(on(ALL_WEEK, "08:00-12:00"), "1405-04-01")
    ),
    "late with lunch": calendar(LUNCH, late("1405-04-10", 270)),
    "late into lunch": calendar(LUNCH, late("1405-04-10", 240)),
    "late all day": calendar(late("1405-04-10", 420)),
    "late past midnight": calendar(LUNCH, late("1405-04-10", 1200)),
    "early in lunch": calendar(LUNCH, early("1405-04-10", "12:30")),
    "early at opening": calendar(early("1405-04-10", "07:00")),
    "early after closing": calendar(early("1405-04-10", "15:00")),
    "late and early": calendar(late("1405-04-10", 60), early("1405-04-10", "11:00")),
    "late on a closed day": calendar(late("1405-04-11", 60), early("1405-04-11", "11:00")),
    "friday worked": calendar(hours(on([FRIDAY], "08:00-12:00"), "1405-04-01", "1405-04-12")),
}

SPANS = [
    ("usual", "1405-04-06", "07:00-14:00"),  # Saturday
    ("usual", "1405-04-10", "07:00-14:00"),  # Wednesday
    ("usual", "1405-04-11", ""),  # Thursday
    ("usual", "1405-04-12", ""),  # Friday
    ("thursdays", "1405-04-11", "07:00-12:00"),
    ("thursdays", "1404-12-28", ""),  # a Thursday before the decree
    ("lunch", "1405-04-10", "08:00-12:00 13:00-16:00"),
    ("nowruz", "1408-12-28", "07:00-14:00"),
    ("nowruz", "1408-12-30", ""),  # the leap year's last day, a Wednesday
    ("nowruz", "1409-01-05", "07:00-14:00"),
    ("nowruz", "1409-01-13", ""),
    ("ramadan", "1404-11-29", "07:00-14:00"),  # the day before
    ("ramadan", "1404-12-02", "09:00-14:00"),
    ("ramadan", "1404-12-18", "11:00-14:00"),  # after the first night of Qadr
    ("ramadan", "1404-12-19", "09:00-14:00"),
    ("ramadan", "1404-12-22", ""),  # a Friday stays one
    ("ramadan", "1405-01-08", "07:00-14:00"),  # back to the usual week
    ("summer", "1404-05-16", "06:00-10:00"),  # heat: closed at ten
    ("summer", "1404-05-18", "06:00-13:00"),
    ("summer", "1404-06-15", "07:00-14:00"),
    ("autumn", "1405-06-31", "06:00-13:00"),
    ("autumn", "1405-07-01", "07:30-14:30"),
    ("dust", SATURDAY, ""),
    ("dust", "1405-04-14", "07:00-14:00"),
    ("dust, then open", SATURDAY, "08:00-11:00"),
    ("open, then dust", SATURDAY, ""),
    ("ashura", "1405-04-03", ""),
    ("holiday, open", "1405-04-03", "08:00-10:00"),
    ("holiday, open", "1405-04-04", ""),
    ("holiday, late", "1405-04-03", "09:00-10:00"),  # the cut was decreed before the opening
    ("friday, open", "1405-04-12", "09:00-11:00"),
    ("thursdays of tir", "1405-04-11", "08:00-12:00"),
    ("thursdays of tir", "1405-04-10", "07:00-14:00"),  # opening Thursdays closes nothing
    ("saturday off within open", SATURDAY, ""),  # said in so many words
    ("two hours", "1405-04-07", "07:00-13:00"),
    ("two hours", "1405-04-08", "08:00-11:00"),  # the one issued later wins while it lasts
    ("two hours", "1405-04-14", "08:00-11:00"),
    ("two hours", "1405-04-15", "07:00-13:00"),
    ("two hours, the wide one later", "1405-04-08", "07:00-13:00"),
    ("closed for good", "1405-04-31", "07:00-14:00"),
    ("closed for good", "1405-05-03", ""),
    ("closed for good", "1415-05-03", ""),
    ("closed, hours decreed later", SATURDAY, ""),  # hours do not overrule a closure
    ("late with lunch", "1405-04-10", "13:00-16:00"),
    ("late into lunch", "1405-04-10", "13:00-16:00"),
    ("late all day", "1405-04-10", ""),
    ("late past midnight", "1405-04-10", ""),
    ("early in lunch", "1405-04-10", "08:00-12:00"),
    ("early at opening", "1405-04-10", ""),
    ("early after closing", "1405-04-10", "07:00-14:00"),
    ("late and early", "1405-04-10", "08:00-11:00"),
    ("late on a closed day", "1405-04-11", ""),
    ("friday worked", "1405-04-12", "08:00-12:00"),
    ("friday worked", "1405-04-06", ""),  # hours set the whole week
]

VISITS = [
    ("usual", "1405-04-10 13:50", 30, "1405-04-13 07:00"),  # J2
    ("usual", "1405-04-10 13:30", 30, "1405-04-10 14:00"),  # ends exactly at closing
    ("usual", "1405-04-10 13:31", 30, "1405-04-13 07:00"),
    ("usual", "1405-04-10 09:00", 45, "1405-04-10 09:45"),
    ("usual", "1405-04-10 05:00", 30, "1405-04-10 07:30"),  # before opening
    ("usual", "1405-04-10 07:00", 30, "1405-04-10 07:30"),
    ("usual", "1405-04-10 14:00", 20, "1405-04-13 07:00"),  # exactly at closing
    ("usual", "1405-04-12 10:00", 20, "1405-04-13 07:00"),  # Friday
    ("usual", "1405-04-10 13:50", 100, "1405-04-13 08:30"),  # ready at 8:30, its slot's start
    ("usual", "1405-04-10 13:50", 99, "1405-04-13 08:00"),
    ("usual", "1405-04-09 13:50", 10 + 420, "1405-04-10 13:30"),  # never a rest without a slot
    ("usual", "1405-04-08 13:50", 10 + 420 + 30, "1405-04-10 07:30"),
    ("thursdays", "1405-04-10 13:50", 30, "1405-04-11 07:00"),
    ("thursdays", "1405-04-11 11:50", 30, "1405-04-13 07:00"),
    ("lunch", "1405-04-10 11:50", 30, "1405-04-10 13:20"),  # over the break, the same day
    ("lunch", "1405-04-10 15:50", 240, "1405-04-13 11:30"),  # 11:50 lies in the last slot
    ("lunch", "1405-04-10 15:50", 255, "1405-04-13 13:00"),
    ("dust", "1405-04-10 13:50", 30, "1405-04-14 07:00"),
    ("dust, then open", "1405-04-10 13:50", 30, "1405-04-13 08:00"),
    ("summer", "1404-05-16 09:50", 30, "1404-05-18 06:00"),
    ("nowruz", "1408-12-28 13:50", 30, "1409-01-05 07:00"),
]

DUES = [
    ("usual", "1405-04-10 09:00", OfficeTime(minutes=60), "1405-04-10 10:00"),
    ("usual", "1405-04-10 13:30", OfficeTime(minutes=30), "1405-04-10 14:00"),
    ("usual", "1405-04-10 13:30", OfficeTime(minutes=31), "1405-04-13 07:01"),
    ("usual", "1405-04-10 15:00", OfficeTime(minutes=10), "1405-04-13 07:10"),
    ("usual", "1405-04-06 10:00", OfficeTime(minutes=3 * 420), "1405-04-09 10:00"),
    ("usual", "1405-04-06 10:00", OfficeTime(minutes=5 * 420), "1405-04-13 10:00"),
    ("usual", "1405-04-10 09:00", OfficeTime(days=1), "1405-04-13 14:00"),
    ("usual", "1405-04-10 14:00", OfficeTime(days=1), "1405-04-14 14:00"),  # counts as Saturday
    ("usual", "1405-04-10 06:00", OfficeTime(days=1), "1405-04-13 14:00"),
    ("usual", "1405-04-12 09:00", OfficeTime(days=1), "1405-04-14 14:00"),
    ("usual", "1405-04-06 09:00", OfficeTime(days=10), "1405-04-20 14:00"),  # a complaint's clock
    ("usual", "1405-04-06 09:00", OfficeTime(days=1, minutes=90), "1405-04-08 08:30"),
    ("usual", "1401-01-01 09:00", OfficeTime(minutes=420), "1401-01-02 09:00"),  # +03:30 to +04:30
    ("thursdays", "1405-04-10 09:00", OfficeTime(days=1), "1405-04-11 12:00"),
    ("nowruz", "1408-12-28 13:30", OfficeTime(minutes=60), "1409-01-05 07:30"),
    ("nowruz", "1408-12-28 09:00", OfficeTime(days=3), "1409-01-07 14:00"),
    ("nowruz", "1409-01-07 09:00", OfficeTime(days=3), "1409-01-14 14:00"),  # 12 and 13 are off
    ("autumn", "1405-06-31 12:30", OfficeTime(minutes=60), "1405-07-01 08:00"),
    ("autumn", "1405-06-30 12:30", OfficeTime(days=2), "1405-07-01 14:30"),
    ("ramadan", "1404-12-17 13:00", OfficeTime(minutes=120), "1404-12-18 12:00"),
    ("ramadan", "1404-12-27 13:30", OfficeTime(minutes=60), "1405-01-01 07:30"),
    ("lunch", "1405-04-10 11:00", OfficeTime(minutes=60), "1405-04-10 12:00"),
    ("lunch", "1405-04-10 11:00", OfficeTime(minutes=61), "1405-04-10 13:01"),
    ("lunch", "1405-04-10 12:00", OfficeTime(minutes=30), "1405-04-10 13:30"),
    ("lunch", "1405-04-10 15:00", OfficeTime(days=1), "1405-04-13 16:00"),
    ("closed for good", "1405-04-31 13:00", OfficeTime(minutes=60), "1405-04-31 14:00"),
    ("two hours", "1405-04-07 12:00", OfficeTime(minutes=120), "1405-04-08 09:00"),
]

PASSING = [
    ("usual", "1405-04-10 08:00", "1405-04-10 09:30", 90),
    ("usual", "1405-04-10 05:00", "1405-04-10 23:00", 420),
    ("usual", "1405-04-10 13:00", "1405-04-13 08:00", 120),
    ("usual", "1405-04-11 00:00", "1405-04-12 23:59", 0),
    ("usual", "1405-04-10 09:00", "1405-04-10 08:00", 0),
    ("usual", "1405-04-10 09:00", "1405-04-06 08:00", 0),
    ("usual", "1405-04-06 07:00", "1405-04-13 07:00", 5 * 420),
    ("lunch", "1405-04-10 11:30", "1405-04-10 13:30", 60),
    ("nowruz", "1408-12-28 13:00", "1409-01-05 08:00", 120),
    ("ramadan", "1404-12-18 08:00", "1404-12-18 12:00", 60),
    ("autumn", "1405-06-31 12:00", "1405-07-01 08:00", 90),
    ("usual", "1401-01-01 13:00", "1401-01-02 08:00", 120),  # the night the clocks changed
]

REST = [
    ("usual", "1405-04-10 13:50", 10),
    ("usual", "1405-04-10 14:00", 0),
    ("usual", "1405-04-10 05:00", 420),
    ("usual", "1405-04-12 09:00", 0),
    ("lunch", "1405-04-10 11:30", 210),
    ("lunch", "1405-04-10 12:30", 180),
]

OPENINGS = [
    ("usual", "1405-04-10 07:00", True, "1405-04-10 07:00"),  # open from the opening instant
    ("usual", "1405-04-10 06:59", False, "1405-04-10 07:00"),
    ("usual", "1405-04-10 13:59", True, "1405-04-10 13:59"),
    ("usual", "1405-04-10 14:00", False, "1405-04-13 07:00"),  # and not at the closing one
    ("lunch", "1405-04-10 12:00", False, "1405-04-10 13:00"),
    ("friday, open", "1405-04-12 08:00", False, "1405-04-12 09:00"),
    ("nowruz", "1408-12-29 09:00", False, "1409-01-05 07:00"),
]
