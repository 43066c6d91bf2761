"""The public holidays of Iran from the package holidays (directive 3.8).

It knows the solar holidays by rule and the lunar ones by table; those after the table are
estimated, since the moon is sighted and not calculated.
"""

import re
from collections.abc import Mapping
from datetime import date

from miz.domain.values import Text
from miz.ports.holidays import Holiday, Holidays

FIRST, LAST = 1980, 2100
"""The Gregorian years that the package has holidays for."""
_ESTIMATED = re.compile(r"\((?:تخمینی|estimated)\)")
_SEVERAL = re.compile(r"\s*;\s*")


class IranHolidays(Holidays):
    """A table computed a year at a time and kept; a repeated computation does no harm."""

    def __init__(self) -> None:
        self._years: dict[int, Mapping[date, Holiday]] = {}

    def between(self, first: date, last: date) -> Mapping[date, Holiday]:
        years = range(max(first.year, FIRST), min(last.year, LAST) + 1)
        return {
            day: holiday
            for year in years
            for day, holiday in self._of(year).items()
            if first <= day <= last
        }

    def _of(self, year: int) -> Mapping[date, Holiday]:
        if year not in self._years:
            self._years[year] = _table(year)
        return self._years[year]


class NoHolidays(Holidays):
    """For an office that writes its closed days itself."""

    def between(self, first: date, last: date) -> Mapping[date, Holiday]:
        return {}


def _table(year: int) -> Mapping[date, Holiday]:
    from holidays import country_holidays  # a tenth of a second, which not every process needs

    persian, english = (
        dict(country_holidays("IR", years=year, language=language).items())
        for language in ("fa_IR", "en_US")
    )
    return {day: _holiday(persian[day], english[day]) for day in sorted(persian)}


def _holiday(fa: str, en: str) -> Holiday:
    """One day, for one or several reasons; it is certain when one of them is."""
    reasons = _SEVERAL.split(fa)
    name = Text("، ".join(map(_bare, reasons)), ", ".join(map(_bare, _SEVERAL.split(en))))
    return Holiday(name, estimated=all(_ESTIMATED.search(reason) for reason in reasons))


def _bare(reason: str) -> str:
    return " ".join(_ESTIMATED.sub("", reason).split())
