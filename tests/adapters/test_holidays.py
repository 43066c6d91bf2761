"""Iran's holidays as the office shows them (directive 3.8)."""

from datetime import date, timedelta

import pytest
from persiantools.jdatetime import JalaliDate

from miz.domain.values import Text
from miz.ports.holidays import Holiday, Holidays
from miz_adapters.holidays import IranHolidays, NoHolidays
from miz_contracts.holidays import HolidaysContract

IRAN = IranHolidays()


class TestIranHolidays(HolidaysContract):
    """The package holidays."""

    @pytest.fixture
    def holidays(self) -> Holidays:
        """With nothing computed yet."""
        return IranHolidays()


class TestNoHolidays(HolidaysContract):
    """None at all."""

    @pytest.fixture
    def holidays(self) -> Holidays:
        """An office that writes its closed days itself."""
        return NoHolidays()


def persian(year: int, month: int, day: int) -> date:
    """A Persian date as the port speaks."""
    when = JalaliDate(year, month, day)  # type: ignore[no-untyped-call]
    return date(*when.to_gregorian().timetuple()[:3])


def of(year: int, month: int, day: int) -> Holiday | None:
    """The holiday of a Persian date."""
    when = persian(year, month, day)
    return IRAN.between(when, when).get(when)


@pytest.mark.parametrize("year", [1399, 1403, 1408, 1412])
def test_the_last_day_of_a_leap_year_is_a_holiday(year: int) -> None:
    """30 Esfand, by the law of 1359; it is certain years ahead."""
    assert Holiday(Text("آخرین روز سال", "Last Day of Year")) == of(year, 12, 30)


@pytest.mark.parametrize("year", [1400, 1404, 1405, 1409, 1413])
@pytest.mark.parametrize("day", [1, 2, 3, 4])
def test_the_new_year_has_four_days(year: int, day: int) -> None:
    """Nowruz, also after a leap year, whatever else falls on it."""
    found = of(year, 1, day)

    assert found is not None
    assert "نوروز" in found.name.fa
    assert "Nowruz" in found.name.en


def test_lunar_days_that_are_not_announced_are_estimated() -> None:
    """From 2027 on; the mark is a fact, not a part of the name."""
    ahead = IRAN.between(date(2027, 1, 1), date(2027, 12, 31))
    estimated = [holiday for holiday in ahead.values() if holiday.estimated]

    assert 18 == len(estimated)
    assert Holiday(Text("عید سعید فطر", "Eid al-Fitr"), estimated=True) == ahead[date(2027, 3, 10)]
    assert not any("(" in h.name.en or "تخمینی" in h.name.fa for h in ahead.values())
    assert not any(h.estimated for h in IRAN.between(date(2025, 1, 1), date(2026, 12, 31)).values())


def test_a_day_with_two_reasons_names_both() -> None:
    """In both languages, in the same order, without the mark of the package."""
    found = of(1405, 3, 14)

    assert found is not None
    assert "رحلت حضرت امام خمینی، عید سعید غدیر خم" == found.name.fa
    assert 2 == len(found.name.en.split(", "))


def test_a_day_that_is_off_anyhow_is_certain() -> None:
    """A lunar day that may move does not make a solar holiday of the same day uncertain."""
    both = [
        found
        for year in range(1406, 1450)
        for month, day in [(1, 1), (1, 2), (1, 12), (1, 13), (3, 14), (11, 22)]
        if (found := of(year, month, day)) is not None and "،" in found.name.fa
    ]

    assert both
    assert not any(holiday.estimated for holiday in both)


def test_fridays_are_no_holidays() -> None:
    """Only those that are one anyway: the week of the office knows Fridays (directive 3.8)."""
    days = IRAN.between(date(2025, 1, 1), date(2025, 12, 31))
    fridays = [day for day in days if day.weekday() == 4]

    assert 26 == len(days)
    assert [date(2025, 2, 14), date(2025, 3, 21), date(2025, 6, 6), date(2025, 8, 22)] == fridays


@pytest.mark.parametrize("year", [1, 1979, 2101, 9999])
def test_years_that_the_package_does_not_know_are_empty(year: int) -> None:
    """Not an error: the office may still write its own closed days."""
    assert {} == IRAN.between(date(year, 1, 1), date(year, 12, 31))


def test_every_known_year_has_its_holidays() -> None:
    """1980 to 2100, in the order of the calendar."""
    days = list(IRAN.between(date.min, date.max))

    assert {*range(1980, 2101)} == {day.year for day in days}
    assert sorted(days) == days


def test_a_year_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar asks for each of its days."""
    holidays, tables = IranHolidays(), list[int]()

    def table(year: int) -> dict[date, Holiday]:
        tables.append(year)
        return {}

    monkeypatch.setattr("miz_adapters.holidays._table", table)
    for day in range(400):
        when = date(2025, 1, 1) + timedelta(days=day)
        holidays.between(when, when)

    assert [2025, 2026] == tables
