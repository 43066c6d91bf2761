"""Zones inside a site: who may be where, when, how many, and with whom; and the site's own rules.

A zone lies inside the site's perimeter. Everything here is data that a gate can carry with it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from attrs import field, frozen

from miz.domain.decrees import Week
from miz.domain.ids import SiteId, ZoneId
from miz.domain.values import Text, number_within

CAPACITY = (1, 10_000)
PASSBACK_MINUTES = (0, 24 * 60)
GRACE_MINUTES = (0, 24 * 60)


class PassbackMode(StrEnum):
    """What a second entry without an exit between is answered with.

    ``none`` does not look, ``soft`` grants and marks, ``hard`` refuses; ``timed`` refuses for some
    minutes after the visitor was last seen, then does as ``soft``.
    """

    NONE = "none"
    SOFT = "soft"
    HARD = "hard"
    TIMED = "timed"


@frozen
class Passback:
    """Anti-passback of a zone or of the site's perimeter; ``minutes`` is for ``timed``."""

    mode: PassbackMode = PassbackMode.HARD
    minutes: int = 0

    def __attrs_post_init__(self) -> None:
        low = 1 if self.mode is PassbackMode.TIMED else PASSBACK_MINUTES[0]
        number_within(self.minutes, (low, PASSBACK_MINUTES[1]), field="minutes")

    def refuses(self, seen: datetime | None, at: datetime) -> bool:
        """Whether it refuses somebody who passes again and was last seen then."""
        if self.mode is PassbackMode.TIMED:
            return seen is not None and at - seen < timedelta(minutes=self.minutes)
        return self.mode is PassbackMode.HARD


@frozen
class HouseRules:
    """What a site wants at its gates.

    ``grace_minutes`` is how long after the window somebody inside counts as overstaying;
    ``cards_lost`` says that cards missing at closing are called lost, not blocked (B17).
    """

    passback: Passback = Passback()
    grace_minutes: int = 15
    cards_lost: bool = False

    def __attrs_post_init__(self) -> None:
        number_within(self.grace_minutes, GRACE_MINUTES, field="grace_minutes")

    @property
    def grace(self) -> timedelta:
        """How long the end of a window is forgiven."""
        return timedelta(minutes=self.grace_minutes)


@frozen
class Zone:
    """A part of the site behind lanes of its own: a floor, a vault, a laboratory.

    ``public`` zones are open to every visitor inside, others to those whose service names them;
    ``capacity`` None is without limit; ``escort`` asks for a host's card at the same lane;
    ``week`` is by the site's clock, None for always.
    """

    id: ZoneId
    site: SiteId
    name: Text
    public: bool = False
    capacity: int | None = None
    passback: Passback = field(factory=Passback)
    escort: bool = False
    week: Week | None = None
    active: bool = True
    version: int = 0

    def __attrs_post_init__(self) -> None:
        if self.capacity is not None:
            number_within(self.capacity, CAPACITY, field="capacity")

    def admits(self, allowed: tuple[ZoneId, ...]) -> bool:
        """Whether a visitor with those zones may be here at all."""
        return self.public or self.id in allowed

    def open_at(self, at: datetime, clock: ZoneInfo) -> bool:
        """Whether visitors may come in at that instant."""
        if not self.active or self.week is None:
            return self.active
        there = at.astimezone(clock)
        spans = self.week.get(there.weekday(), ())
        return any(span.start <= there.time() < span.until for span in spans)

    def full(self, inside: int) -> bool:
        """Whether nobody more may come in beside so many."""
        return self.capacity is not None and inside >= self.capacity
