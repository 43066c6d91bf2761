"""Where things happen: sites, their gates and lanes, and their desks."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from miz.domain.ids import DeskId, GateId, LaneId, SiteId, ZoneId
from miz.domain.values import Text
from miz.domain.zones import HouseRules


class Direction(StrEnum):
    """Which way a person passes a lane."""

    IN = "in"
    OUT = "out"


class LaneFlow(StrEnum):
    """Which ways a lane serves; ``both`` follows the visit's state."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


@frozen
class Site:
    """One place of the organisation: the scope of every query, with its own clock and logo.

    ``province`` is by its official Persian name; decrees are issued for it.
    ``training_of`` says that it is no real place, but where the staff of that site practise: it
    has no gate, its notices reach nobody and its papers say so (MIS-02).
    ``rules`` is what the site wants at its gates.
    """

    id: SiteId
    organisation: Text
    name: Text
    timezone: str = "Asia/Tehran"
    logo: str | None = None
    province: str = ""
    training_of: SiteId | None = None
    rules: HouseRules = HouseRules()
    version: int = 0

    @property
    def site(self) -> SiteId:
        """A site belongs to itself."""
        return self.id

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone, for showing instants."""
        return ZoneInfo(self.timezone)


@frozen
class Gate:
    """An entrance: one or more lanes."""

    id: GateId
    site: SiteId
    name: Text
    active: bool = True
    version: int = 0


@frozen
class Lane:
    """One passage of a gate, with one reader and one barrier.

    ``window`` is how long a grant waits for a passage (PERCo manuals: 30 s is the usual limit;
    5 s the usual pulse); ``confirms`` says whether a sensor confirms passages, else they are
    recorded as presumed (Q1). ``zone`` is where the lane leads to, None for the site itself.
    ``fire_at`` and ``exit_asked_at`` are what its contacts told last: since when there is a fire,
    and when somebody inside asked to be let out.
    """

    id: LaneId
    site: SiteId
    gate: GateId
    name: Text
    flow: LaneFlow = LaneFlow.BOTH
    window: timedelta = field(default=timedelta(seconds=30))
    confirms: bool = True
    active: bool = True
    zone: ZoneId | None = None
    fire_at: datetime | None = None
    exit_asked_at: datetime | None = None
    version: int = 0

    def burns(self, since: datetime | None) -> "Lane":
        """Its fire contact closed at that instant, or opened again (None)."""
        return self if (self.fire_at is None) is (since is None) else evolve(self, fire_at=since)

    def asks_out(self, at: datetime | None) -> "Lane":
        """Somebody inside pressed the button, or has gone out (None)."""
        return self if self.exit_asked_at == at else evolve(self, exit_asked_at=at)

    def lets_out(self, at: datetime) -> bool:
        """Whether a passage outwards is one that somebody asked for at the button."""
        asked = self.exit_asked_at
        return asked is not None and asked <= at < asked + self.window

    def serves(self, direction: Direction) -> bool:
        """Whether people may pass this lane in that direction."""
        return self.flow is LaneFlow.BOTH or self.flow.value == direction.value


@frozen
class Desk:
    """A reception desk."""

    id: DeskId
    site: SiteId
    name: Text
    active: bool = True
    version: int = 0
