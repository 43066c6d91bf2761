"""Public holidays of a country, as a table that the office may overrule (directive 3.8)."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from attrs import frozen

from miz.domain.values import Text


@frozen
class Holiday:
    """A day off and why; ``estimated`` where a lunar date is not announced yet."""

    name: Text
    estimated: bool = False


class Holidays(Protocol):
    """Days off by date; weekly days off are not among them. Callable from any thread."""

    @abstractmethod
    def between(self, first: date, last: date) -> Mapping[date, Holiday]:
        """Holidays from the first to the last day, both included; dates are Gregorian."""
