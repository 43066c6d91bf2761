"""The rules of `miz.ports.holidays.Holidays`.

class TestMine(HolidaysContract):
    @pytest.fixture
    def holidays(self):
        return MyHolidays()
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miz.ports.holidays import Holidays

DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
DAYS = st.dates(FIRST, LAST)
shared = settings(
    # One table for all examples, and the same rules for several tables.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
)


class HolidaysContract:
    """Days off with their reasons, and only those that were asked for."""

    @pytest.fixture
    def holidays(self) -> Holidays:
        """The table under test."""
        raise NotImplementedError

    @shared
    @given(first=DAYS, last=DAYS)
    def test_only_what_was_asked_for(self, holidays: Holidays, first: date, last: date) -> None:
        """Nothing before the first day or after the last; nothing at all when they are swapped."""

        assert all(first <= day <= last for day in holidays.between(first, last))

    @shared
    @given(DAYS)
    def test_both_ends_are_included(self, holidays: Holidays, cut: date) -> None:
        """A span is the sum of its parts, wherever it is cut, also at a holiday."""
        whole = holidays.between(FIRST, LAST)

        assert whole == {
            **holidays.between(FIRST, cut),
            **holidays.between(cut + DAY, LAST),
        }
        assert whole.get(cut) == holidays.between(cut, cut).get(cut)

    def test_every_holiday_has_a_name(self, holidays: Holidays) -> None:
        """In Persian, for the person who is told why the office is closed."""
        names = [holiday.name.fa for holiday in holidays.between(FIRST, LAST).values()]

        assert names == [name.strip() for name in names]
        assert all(names)

    def test_weekly_days_off_are_no_holidays(self, holidays: Holidays) -> None:
        """The office's own week says them (directive 3.8): no weekday is a holiday all year."""
        days = holidays.between(date(2025, 1, 1), date(2025, 12, 31))

        assert all(sum(day.weekday() == which for day in days) < 26 for which in range(7))

    def test_any_year_may_be_asked_for(self, holidays: Holidays) -> None:
        """From the first date that Python knows to the last; what is not known is empty."""
        holidays.between(date.min, date(1, 12, 31))
        holidays.between(date(9999, 1, 1), date.max)
        whole = holidays.between(date.min, date.max)

        assert whole.items() >= holidays.between(FIRST, LAST).items()

    def test_threads_do_not_disturb_each_other(self, holidays: Holidays) -> None:
        """Many ask at once, as the first ones."""
        with ThreadPoolExecutor(8) as pool:
            tables = list(pool.map(lambda _: holidays.between(FIRST, LAST), range(16)))

        assert all(tables[0] == table for table in tables)
