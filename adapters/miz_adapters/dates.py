"""Dates in words by persiantools: Jalali in Persian, Gregorian in English."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

from miz.domain.persian import persian_digits
from miz.domain.values import Language
from miz.ports.dates import DateWords


class PersianDates(DateWords):
    """Both calendars; the language decides."""

    def day(self, day: date, language: Language) -> str:
        if language is Language.EN:
            return f"{day:%A} {day.day} {day:%B %Y}"
        jalali: JalaliDate = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
        weekday, month = jalali.strftime("%A|%B", locale="fa").split("|")
        return persian_digits(f"{weekday} {jalali.day} {month} {jalali.year}")

    def moment(self, at: datetime, zone: ZoneInfo, language: Language) -> str:
        local = at.astimezone(zone)
        day, clock = self.day(local.date(), language), f"{local:%H:%M}"
        if language is Language.EN:
            return f"{day} at {clock}"
        return persian_digits(f"{day}، ساعت {clock}")
