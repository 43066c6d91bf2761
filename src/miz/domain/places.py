"""Where things happen: sites, their gates and lanes, and their desks."""

from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from attrs import field, frozen

from miz.domain.ids import DeskId, GateId, LaneId, SiteId
from miz.domain.values import Text


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
    """

    id: SiteId
    organisation: Text
    name: Text
    timezone: str = "Asia/Tehran"
    logo: str | None = None
    province: str = ""
    training_of: SiteId | None = None
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
    recorded as presumed (Q1).
    """

    id: LaneId
    site: SiteId
    gate: GateId
    name: Text
    flow: LaneFlow = LaneFlow.BOTH
    window: timedelta = field(default=timedelta(seconds=30))
    confirms: bool = True
    active: bool = True
    version: int = 0

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
