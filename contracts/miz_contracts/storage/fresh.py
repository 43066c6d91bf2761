"""Where made-up records begin: one counter, two sites, and an instant to count from."""

import itertools
from datetime import UTC, datetime, timedelta

from miz.domain.ids import SiteId
from miz.domain.values import Mobile, NationalId

NOON = datetime(2026, 1, 3, 8, 30, 0, 123456, tzinfo=UTC)
"""An instant with microseconds, so that a storage that drops them is found."""
MOMENT = timedelta(microseconds=1)
SITE = SiteId("site-1")
OTHER_SITE = SiteId("site-2")


def minutes(count: float) -> timedelta:
    """A span of minutes."""
    return timedelta(minutes=count)


def national_id(number: int) -> NationalId:
    """A national number with a right check digit."""
    digits = f"{number:09d}"
    rest = sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
    return NationalId(f"{digits}{rest if rest < 2 else 11 - rest}")


class Fresh:
    """Numbers and identities that were not used before."""

    def __init__(self) -> None:
        self._counter = itertools.count(1)

    def number(self) -> int:
        """A number that was not used before."""
        return next(self._counter)

    def id(self) -> str:
        """An identity later than those before."""
        return f"{self.number():032x}"

    def mobile(self) -> Mobile:
        """A mobile number."""
        return Mobile(f"+98912{self.number():07d}")
