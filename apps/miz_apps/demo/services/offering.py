"""How the demo says what a service is: one record, and what its services have in common."""

from datetime import date

from attrs import frozen

from miz.domain.editions import (
    Access,
    Audience,
    DocumentNeed,
    Information,
    Law,
    LifeEvent,
    Link,
    Sheet,
    Stage,
)
from miz.domain.values import Text

FINANCE, SECRETARIAT, LEGAL, LICENSING, INSPECTION, IT, RELATIONS, PERSONNEL = range(8)
"""Units by their place in `miz_apps.demo.names.UNITS`."""


@frozen
class Offering:
    """A service of the demo: what the catalogue holds of it, and what its edition says."""

    code: str
    title: Text
    category: str
    unit: int
    information: Information
    gives_pass: bool = False
    needs_agreement: bool = False
    minutes: int = 60
    seats: int = 0


CARD = DocumentNeed(
    "card",
    Text("تصویر کارت ملی", "Copy of the national card"),
    note=Text("هر دو روی کارت، خوانا و کامل", "Both sides, legible and whole"),
)
ORIGINAL_CARD = DocumentNeed(
    "card",
    Text("کارت ملی", "National card"),
    original=True,
    note=Text("دیده می‌شود و همان‌جا پس داده می‌شود", "Looked at and given back at once"),
)
CIVIL_SERVICE = Law(
    Text("قانون مدیریت خدمات کشوری", "Civil Service Management Law"),
    day=date(2007, 9, 30),
    article="مواد ۲۵ تا ۲۸",
)
RIGHTS = Law(
    Text("مصوبهٔ حقوق شهروندی در نظام اداری", "Citizens' Rights in the Administration"),
    "۱۱۲۷۱۲۸",
    date(2017, 1, 28),
    "مواد ۵ و ۱۷",
)
DESK = Law(
    Text("دستورالعمل میز خدمت", "Service Desk Directive"),
    "۱۵۳۸۵۸۸",
    date(2017, 11, 28),
)
ANTI_CORRUPTION = Law(
    Text(
        "قانون ارتقای سلامت نظام اداری و مقابله با فساد",
        "Law on Integrity of the Administration",
    ),
    day=date(2011, 10, 29),
)
COMPLAINT = Text(
    "از همین درگاه، بخش «شکایت و پیشنهاد»، یا حضوری در میز خدمت. پاسخ حداکثر تا ده روز کاری "
    "داده می‌شود؛ اگر پاسخ نرسید، شکایت خودبه‌خود به رئیس سازمان می‌رسد.",
    "On this portal under complaints, or at the service desk. You are answered within ten working "
    "days; otherwise the complaint goes to the head of the organisation by itself.",
)
REFUSALS = Text("اگر با پاسخ موافق نباشم چه کنم؟", "What if I disagree with the answer?")
OBJECT = Text(
    "در صفحهٔ همان درخواست بخش «شکایت یا اعتراض» را باز کنید و دلیل خود را بنویسید. شخص دیگری "
    "پرونده را دوباره بررسی می‌کند.",
    "Choose to object on the page of your request and give your reasons. Somebody else reviews it.",
)
ADDRESS = "https://khedmat.example.org/portal"
AGENCY = "سازمان نمونه"
OWN_SYSTEM = Link("سامانهٔ میز خدمت", "شمارهٔ درخواست، وضعیت، زمان پاسخ")
FILLED_BY = "دبیرخانهٔ میز خدمت سازمان نمونه"
PHONE, EMAIL = "021-00000000", "khedmat@example.org"
IN_PERSON = "دیدن اصل مدارک و گرفتن امضا"


def rule(title: Text, number: str, day: date) -> Law:
    """A rule of the organisation itself."""
    return Law(title, number, day)


def sheet(
    code: str,
    process: str,
    *,
    recipients: str,
    served: str,
    unit: str,
    audience: Audience = Audience.CITIZENS,
    events: tuple[LifeEvent, ...] = (LifeEvent.OTHER,),
    frequency: str = "بسته به نیاز خدمت‌گیرنده",
    visits: int = 0,
    asked: tuple[Link, ...] = (),
    steps: tuple[str, ...] = (),
) -> Sheet:
    """The official form, with what is alike for every service of the organisation."""
    return Sheet(
        official_code=f"1302{code}000",
        agency=AGENCY,
        parent_agency=f"نهاد بالادستی {AGENCY}",
        process=process,
        audience=audience,
        recipients=recipients,
        life_events=events,
        people_served=served,
        frequency=frequency,
        visits=visits,
        access=_access(in_person=visits > 0),
        systems=(OWN_SYSTEM,),
        agencies=asked,
        processes=steps or (process,),
        filled_by=FILLED_BY,
        phone=PHONE,
        email=EMAIL,
        unit=unit,
    )


def _access(*, in_person: bool) -> tuple[Access, ...]:
    portal, system = ("وب", "تلفن همراه"), "درگاه خدمات سازمان نمونه"
    at_desk = (*portal, "حضوری در میز خدمت")
    reason = IN_PERSON if in_person else ""
    return (
        Access(Stage.INFORMATION, at_desk, ADDRESS, system),
        Access(Stage.REQUEST, at_desk if in_person else portal, ADDRESS, system, reason),
        Access(Stage.PRODUCTION, ("سامانهٔ داخلی",), system="سامانهٔ میز خدمت"),
        Access(Stage.DELIVERY, at_desk if in_person else portal, ADDRESS, system, reason),
    )
