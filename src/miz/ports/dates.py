"""Dates in words, for texts that leave miz: the calendar people live by is not the core's."""

from abc import abstractmethod
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from miz.domain.values import Language


class DateWords(Protocol):
    """Writes dates for people: Jalali in Persian, Gregorian in English. From any thread."""

    @abstractmethod
    def day(self, day: date, language: Language) -> str:
        """A day to be read, as in «شنبه ۷ آذر ۱۴۰۵»."""

    @abstractmethod
    def moment(self, at: datetime, zone: ZoneInfo, language: Language) -> str:
        """A day and the time on it, as in «شنبه ۷ آذر ۱۴۰۵، ساعت ۰۷:۰۰»."""
