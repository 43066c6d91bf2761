"""Addresses and names that several pages show."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from miz.domain.catalogue import Host, Unit
from miz.domain.people import DocumentKind, Person, PersonDocument
from miz.domain.values import Language
from miz_apps.web.rendering.contexts.desk import Option

STATES = (
    ("AFG", "افغانستان", "Afghanistan"), ("IRQ", "عراق", "Iraq"), ("PAK", "پاکستان", "Pakistan"),
    ("TUR", "ترکیه", "Türkiye"), ("SYR", "سوریه", "Syria"), ("LBN", "لبنان", "Lebanon"),
    ("ARM", "ارمنستان", "Armenia"), ("AZE", "جمهوری آذربایجان", "Azerbaijan"),
    ("TKM", "ترکمنستان", "Turkmenistan"), ("TJK", "تاجیکستان", "Tajikistan"),
    ("UZB", "ازبکستان", "Uzbekistan"), ("KAZ", "قزاقستان", "Kazakhstan"),
    ("GEO", "گرجستان", "Georgia"), ("ARE", "امارات", "United Arab Emirates"),
    ("SAU", "عربستان", "Saudi Arabia"), ("KWT", "کویت", "Kuwait"), ("QAT", "قطر", "Qatar"),
    ("OMN", "عمان", "Oman"), ("BHR", "بحرین", "Bahrain"), ("YEM", "یمن", "Yemen"),
    ("IND", "هند", "India"), ("CHN", "چین", "China"), ("RUS", "روسیه", "Russia"),
    ("JPN", "ژاپن", "Japan"), ("KOR", "کرهٔ جنوبی", "Korea"), ("DEU", "آلمان", "Germany"),
    ("FRA", "فرانسه", "France"), ("GBR", "بریتانیا", "United Kingdom"),
    ("ITA", "ایتالیا", "Italy"), ("ESP", "اسپانیا", "Spain"), ("NLD", "هلند", "Netherlands"),
    ("AUT", "اتریش", "Austria"), ("CHE", "سوئیس", "Switzerland"), ("SWE", "سوئد", "Sweden"),
    ("USA", "ایالات متحده", "United States"), ("CAN", "کانادا", "Canada"),
    ("AUS", "استرالیا", "Australia"), ("EGY", "مصر", "Egypt"), ("DZA", "الجزایر", "Algeria"),
)  # fmt: skip
"""States whose passports are seen most; the domain takes any three letters (ISO 3166)."""


def nationalities(language: Language) -> tuple[Option, ...]:
    """The states to choose from."""
    persian = language is Language.FA
    return tuple(Option(code, fa if persian else en) for code, fa, en in STATES)


def photo_of(person: Person | None) -> str | None:
    """The address of the newest face."""
    face = person.latest(DocumentKind.FACE) if person else None
    return picture_url(person, face) if person and face else None


def picture_url(person: Person, document: PersonDocument) -> str:
    """The address of a picture in a file."""
    return f"/api/v1/people/{person.id}/pictures/{document.digest}"


def faces(person: Person, zone: ZoneInfo, today: date) -> tuple[str | None, PersonDocument | None]:
    """Today's picture, and the newest one of an earlier day."""
    taken = [one for one in person.documents if one.kind is DocumentKind.FACE]
    fresh = [one for one in taken if _day(one.taken_at, zone) == today]
    earlier = [one for one in taken if _day(one.taken_at, zone) != today]
    now = picture_url(person, fresh[-1]) if fresh else None
    return now, earlier[-1] if earlier else None


def whom(host: Host | None, unit: Unit | None, language: Language) -> str:
    """Whom somebody visits: the host, else the unit."""
    if host is not None:
        return host.name.full
    return unit.name.in_(language) if unit else ""


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
