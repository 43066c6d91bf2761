"""Instants and dates as people read them: Jalali on Persian pages, Gregorian on English ones."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import frozen
from persiantools.jdatetime import JalaliDate

from miz.domain.persian import ascii_digits, persian_digits
from miz.domain.values import Language
from miz.errors import InvalidValue

JALALI_BELOW = 1700
"""No living person was born in a Gregorian year below it, or in a Jalali year above."""


@frozen
class Dates:
    """The dates of one language; instants are aware and shown at the site's zone (I9)."""

    language: Language

    def digits(self, text: object) -> str:
        """A number or text with the language's digits; nothing for None."""
        shown = "" if text is None else str(text)
        return persian_digits(shown) if self.language is Language.FA else shown

    def decimal(self, number: float) -> str:
        """A number with one digit behind the point, as in ۱٫۴ or 1.4."""
        shown = f"{number:.1f}"
        return persian_digits(shown.replace(".", "٫")) if self.language is Language.FA else shown

    def clock(self, at: datetime, zone: ZoneInfo, *, seconds: bool = False) -> str:
        """Hour and minute, as in ۱۰:۲۱, and seconds where they matter."""
        return self.digits(at.astimezone(zone).strftime("%H:%M:%S" if seconds else "%H:%M"))

    def day(self, day: date) -> str:
        """A date to be compared and copied: ۱۴۰۵/۰۶/۱۲ or 2026-09-03."""
        if self.language is Language.FA:
            return persian_digits(_jalali(day).strftime("%Y/%m/%d"))
        return day.isoformat()

    def long_day(self, day: date) -> str:
        """A date to be read: دوشنبه ۲ آذر ۱۴۰۵ or Mon 23 Nov 2026."""
        if self.language is Language.EN:
            return f"{day:%a} {day.day} {day:%b %Y}"
        jalali = _jalali(day)
        weekday, month = jalali.strftime("%A|%B", locale="fa").split("|")
        return persian_digits(f"{weekday} {jalali.day} {month} {jalali.year}")

    def weekday(self, day: date) -> str:
        """Its name alone: دوشنبه or Monday."""
        if self.language is Language.EN:
            return f"{day:%A}"
        return str(_jalali(day).strftime("%A", locale="fa"))

    def day_month(self, day: date) -> str:
        """A date within a year that is known: ۲ آذر or 23 Nov."""
        if self.language is Language.EN:
            return f"{day.day} {day:%b}"
        jalali = _jalali(day)
        return persian_digits(f"{jalali.day} {jalali.strftime('%B', locale='fa')}")

    def moment(self, at: datetime, zone: ZoneInfo, now: datetime) -> str:
        """The time alone when it is today, else the date before it."""
        local = at.astimezone(zone)
        clock = self.clock(at, zone)
        if local.date() == now.astimezone(zone).date():
            return clock
        comma = "،" if self.language is Language.FA else ","
        return f"{self.day(local.date())}{comma} {clock}"

    def parts(self, day: date | None) -> tuple[str, str, str]:
        """Year, month and day for three fields; the numbers are ASCII, as fields hold them."""
        if day is None:
            return ("", "", "")
        shown = _jalali(day) if self.language is Language.FA else day
        return (str(shown.year), str(shown.month), str(shown.day))


def read_date(year: str, month: str, day: str, *, field: str = "birth_date") -> date | None:
    """The date in three fields, Jalali or Gregorian by its year; None when all are empty.

    Raises InvalidValue with ``field`` when it does not exist.
    """
    texts = [ascii_digits(text).strip() for text in (year, month, day)]
    if not any(texts):
        return None
    try:
        first, second, third = (int(text) for text in texts)
        if first < JALALI_BELOW:
            found: date = JalaliDate(first, second, third).to_gregorian()  # type: ignore[no-untyped-call]
            return found
        return date(first, second, third)
    except ValueError as error:
        raise InvalidValue(
            "Write the date as year, month and day.", code="date.form", field=field
        ) from error


def jalali_month(day: date) -> tuple[date, date]:
    """The first and the last day of the Jalali month of a day; offices count by it."""
    first = _first_of_month(day)
    # No month is longer than 31 days, so this lands in the next one.
    return first, _first_of_month(first + timedelta(days=31)) - timedelta(days=1)


def _first_of_month(day: date) -> date:
    return day - timedelta(days=_jalali(day).day - 1)


def _jalali(day: date) -> JalaliDate:
    shown: JalaliDate = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
    return shown
