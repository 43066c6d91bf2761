"""One service, the form of a new edition, and what it will look like."""

from datetime import date
from typing import Any

from miz.domain.values import Language, Text
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.offers import (
    Answered,
    FeeRow,
    LawRow,
    Officer,
    ServiceLine,
    ServicePage,
    SheetRow,
    SheetSection,
)
from miz_apps.web.rendering.contexts.offers import Named as Told
from miz_apps.web.rendering.contexts.services import (
    EditionPage,
    EditionPreviewPage,
    EditionRow,
    FaultRow,
    Named,
    OneServicePage,
    Row,
)
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.samples import people as who
from miz_apps.web.rendering.samples.people import ago

DAY = 24 * 60
TITLE = Text("پروانهٔ کسب", "Trade licence")
SAID = Text(
    "پروانهٔ کسب برای کسانی که مغازه‌ای باز می‌کنند.", "A licence for who opens a shop."
)  # fmt: skip
CHECKING, ISSUING = Text("بررسی مدارک", "Checking"), Text("صدور پروانه", "Issuing")
CARD, LEASE = Text("کارت ملی", "National card"), Text("اجاره‌نامه", "Lease")
COMPLAIN = Text("از همین صفحه یا به رئیس اداره.", "On this page, or to the head of the office.")
TODAY = date(2026, 11, 23)


def service(language: Language) -> OneServicePage:
    """A service whose fourth edition begins next month."""
    editions = (
        EditionRow(4, date(2026, 12, 22), ago(60), who.AMIR.name(language), "later"),
        EditionRow(3, date(2026, 9, 23), ago(60 * DAY), who.AMIR.name(language), "now"),
        EditionRow(2, date(2026, 3, 21), ago(250 * DAY), who.SARA.name(language), "earlier"),
        EditionRow(1, date(2025, 3, 21), ago(600 * DAY), who.SARA.name(language), "earlier"),
    )
    hosts = (
        Option("h1", who.HOST.in_(language), who.FINANCE.in_(language)),
        Option("h2", who.AMIR.name(language), who.LEGAL.in_(language)),
    )
    return OneServicePage(
        named(language),
        Text("دریافت درخواست و مدارک", "Request and documents").in_(language),
        responsible="h1",
        deputy="h2",
        seats=4,
        units=(Option("u1", who.FINANCE.in_(language)), Option("u2", who.LEGAL.in_(language))),
        hosts=hosts,
        editions=editions,
    )


def faulty(language: Language) -> OneServicePage:
    """A service that is switched off, and a file that was not good."""
    key = Text("چنین کلیدی نیست؛ املای آن را ببینید.", "There is no such key.").in_(language)
    choice = Text("یکی از این‌ها این‌جا می‌آید.", "One of these belongs here.").in_(language)
    return OneServicePage(
        named(language),
        Text("دریافت درخواست و مدارک", "Request and documents").in_(language),
        active=False,
        faults=(
            FaultRow("steps[2].titel", key, "title"),
            FaultRow("sheet.level", choice, "national, regional, provincial, urban, rural"),
        ),
        failed="file",
    )


def edition(language: Language) -> EditionPage:
    """The form, with a fee that is no number."""

    def row(**values: str) -> Row:
        return values

    def titled(title: Text, **more: str) -> Row:
        return {"title": title.in_(language), "title_en": title.en, **NOTED, **more}

    wrong = Text("عددی این‌جا می‌آید.", "A whole number belongs here.").in_(language)
    year, month, day = Dates(language).parts(date(2003, 3, 15))
    law = {"day_year": year, "day_month": month, "day_day": day, "link": "https://law.example"}
    rules = Text("قانون نظام صنفی", "Guild law")
    questions = {
        "question": Text("چند روز؟", "How long?").in_(language),
        "answer": Text("دو روز کاری", "Two working days").in_(language),
    }
    return EditionPage(
        named(language),
        rows={
            "steps": (titled(CHECKING, key="check", **TAKES), titled(ISSUING, key="s2", **TAKES)),
            "documents": (titled(CARD, key="card", required="1", original=""),),
            "fees": (row(**_words(Text("کارمزد", "Fee"), language), **FEE),),
            "laws": (row(**_words(rules, language), number="12", article="3", **law),),
            "questions": (row(**questions, question_en="", answer_en=""),),
        },
        number=3,
        failed="look",
        values={
            "description": SAID.in_(language),
            "description_en": SAID.en,
            "complaint": COMPLAIN.in_(language),
            "complaint_en": "",
            "duration_days": "2",
            "duration_minutes": "",
            "online": "",
        },
        errors={"fees-1-rials": wrong},
    )


def preview(language: Language) -> EditionPreviewPage:
    """What citizens will see, with another edition that begins later."""

    def word(text: Text) -> str:
        return text.in_(language)

    told = ServicePage(
        ServiceLine("10-22", word(TITLE), word(SAID)),
        category=word(Text("دریافت درخواست و مدارک", "Request and documents")),
        description=word(SAID),
        steps=(Told(word(CHECKING)), Told(word(ISSUING))),
        documents=(Told(word(CARD), required=True), Told(word(LEASE), original=True)),
        laws=(LawRow(word(Text("قانون نظام صنفی", "Guild law")), "12", date(2003, 3, 15)),),
        questions=(
            Answered(
                word(Text("چند روز؟", "How long?")), word(Text("دو روز کاری", "Two working days"))
            ),
        ),
        fees=(FeeRow(word(Text("کارمزد", "Fee")), 1_500_000),),
        duration=word(Text("۲ روز کاری", "2 working days")),
        complaint=word(COMPLAIN),
        officer=Officer(word(who.HOST), word(who.FINANCE), "312"),
    )
    rows = (SheetRow("1", word(Text("عنوان خدمت", "Title of the service")), (word(TITLE),)),)
    return EditionPreviewPage(
        named(language),
        told,
        sections=(SheetSection(word(Text("خدمت", "The service")), rows),),
        questions=(word(Text("چرا؟", "Why?")),),
        sheet='description = "…"\n',
        parts=Dates(language).parts(TODAY),
        newer=date(2026, 12, 22),
    )


def named(language: Language) -> Named:
    """The service of the samples."""
    return Named("s1", "10-22", TITLE.in_(language))


def _words(title: Text, language: Language) -> dict[str, Any]:
    return {"title": title.in_(language), "title_en": title.en}


NOTED = {"note": "", "note_en": ""}
TAKES = {"duration_days": "", "duration_minutes": ""}
FEE = {"rials": "1,5", "account": "IR0612", "basis": "5", "online": "1"}
PAGES = {
    "admin-service": ("/admin/services/s1", service),
    "admin-service-off": ("/admin/services/s1", faulty),
    "admin-edition": ("/admin/services/s1/edition", edition),
    "admin-edition-preview": ("/admin/services/s1/edition", preview),
}
