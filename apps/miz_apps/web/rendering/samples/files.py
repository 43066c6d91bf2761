"""A person's file and the search."""

from collections.abc import Callable
from datetime import date

from attrs import evolve

from miz.domain.people import DocumentKind, PersonKind
from miz.domain.values import Language, PersonName, Text
from miz.domain.visits import VisitState
from miz_apps.web.rendering.contexts.desk import Candidate
from miz_apps.web.rendering.contexts.files import (
    IdentityView,
    PeoplePage,
    PersonFilePage,
    Picture,
    RevisionRow,
    TimelineRow,
)
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.samples import people as who
from miz_apps.web.rendering.samples.desk import ECHO, nationalities
from miz_apps.web.rendering.samples.people import ago
from miz_apps.web.rendering.sayings import Tone

DAY = 24 * 60


def identity(language: Language) -> IdentityView:
    """Who it is, masked."""
    given, family = who.MARYAM.name(language).split(" ", 1)
    return IdentityView(
        "maryam", PersonName(given, family), PersonKind.IRANIAN, ago(DAY * 410),
        national_id=ECHO, father=Text("محمود", "Mahmoud").in_(language),
        birth_date=date(1987, 5, 21), mobile="+989123456789",
    )  # fmt: skip


def revealed(language: Language) -> IdentityView:
    """Who it is, in full."""
    return evolve(identity(language), revealed=True)


def _timeline(language: Language) -> tuple[TimelineRow, ...]:
    def word(fa: str, en: str) -> str:
        return Text(fa, en).in_(language)

    return (
        TimelineRow(ago(2), word("ورود از درب شمالی", "Entered by the north door"), Tone.ALLOW,
                    "arrow-left-end-on-rectangle", word("برگه", "Slip")),
        TimelineRow(ago(6), word("مراجعه به خانم نوری", "Visit to Ms Nouri"), Tone.ASK,
                    "clipboard-document-list", word("تحویل مدارک پرداخت", "Payment documents"),
                    VisitState.INSIDE),
        TimelineRow(ago(DAY * 40), word("پذیرفته نشد", "Refused"), Tone.DENY, "octagon",
                    word("میزبان حضور ندارد", "Host is not here"), VisitState.REFUSED),
        TimelineRow(ago(DAY * 81), word("خروج از درب جنوبی", "Left by the south door"), Tone.IDLE,
                    "arrow-left-start-on-rectangle", word("۴۲ دقیقه", "42 minutes"),
                    VisitState.LEFT),
    )  # fmt: skip


def file(language: Language) -> PersonFilePage:
    """A file with a history."""

    def word(fa: str, en: str) -> str:
        return Text(fa, en).in_(language)

    photo = who.MARYAM.photo or ""
    faces = tuple(Picture(DocumentKind.FACE, photo, ago(DAY * 81 * n)) for n in range(4))
    values = {
        "kind": "iranian", "given": identity(language).name.given,
        "family": identity(language).name.family, "birth_year": word("1366", "1987"),
        "birth_month": word("2", "5"), "birth_day": word("31", "21"),
    }  # fmt: skip
    return PersonFilePage(
        identity(language), faces, (DocumentKind.ID_CARD,), _timeline(language),
        (
            RevisionRow(ago(DAY * 81), word("اکبر صفایی", "Akbar Safaei"),
                        word("همراه", "Mobile"), "0912 ••• 1122", "0912 ••• 6789"),
            RevisionRow(ago(DAY * 200), word("اکبر صفایی", "Akbar Safaei"),
                        word("نام پدر", "Father"), "", word("محمود", "Mahmoud")),
        ),
        values=values, held={"national_id": "••••••5679", "mobile": "0912•••6789"},
        nationalities=nationalities(language),
    )  # fmt: skip


def found(language: Language) -> PeoplePage:
    """A search with answers."""
    people = tuple(
        Candidate(f"p{n}", one.name(language), one.kind, ECHO, None, one.photo, ago(DAY * n))
        for n, one in enumerate(who.EVERYBODY[:5])
    )
    return PeoplePage(Text("مر", "mar").in_(language), people)


PAGES = {
    "people": ("/people", lambda _: PeoplePage()),
    "people-found": ("/people", found),
    "people-none": ("/people", lambda _: PeoplePage("zz", ())),
    "person": ("/people/maryam", file),
    "person-bare": ("/people/maryam", lambda language: PersonFilePage(identity(language))),
}
FRAGMENTS: dict[str, Callable[[Language], View]] = {"identity": revealed}
