"""The monitor: each lane's newest verdict and everybody inside."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from miz.domain.access import GrantState, Reason
from miz.domain.people import PersonKind
from miz.domain.places import Direction
from miz_apps.web.rendering.contexts.frame import View


@frozen
class LanePanel:
    """A lane; without ``reason`` nothing has happened there yet. Photos are addresses.

    ``fresh`` is an alarm not older than a minute: its outline pulses.
    """

    id: str
    name: str
    gate: str
    reason: Reason | None = None
    at: datetime | None = None
    direction: Direction | None = None
    grant: GrantState = GrantState.NONE
    person: str = ""
    whom: str = ""
    photo: str | None = None
    earlier: str | None = None
    up: bool = True
    fresh: bool = False

    @property
    def allowed(self) -> bool:
        """Whether the lane opened."""
        return self.reason is Reason.GRANTED


@frozen
class InsideTile:
    """Somebody inside; ``late`` when the pass is no longer valid."""

    name: str
    kind: PersonKind
    entered_at: datetime
    whom: str = ""
    photo: str | None = None
    late: bool = False


@frozen
class WallLanes(View):
    """The lanes (id ``lanes``)."""

    template: ClassVar[str] = "fragments/lanes.html"
    lanes: tuple[LanePanel, ...] = ()


@frozen
class WallInside(View):
    """The grid (id ``inside``) and the counters (id ``counters``); ``more`` were left out."""

    template: ClassVar[str] = "fragments/inside.html"
    tiles: tuple[InsideTile, ...] = ()
    more: int = 0
    inside: int = 0
    entered_today: int = 0
    waiting: int = 0
    alarms: int = 0


@frozen
class WallPage(View):
    """The whole wall; ``last`` is the journal number at which its stream begins."""

    template: ClassVar[str] = "wall.html"
    lanes: WallLanes
    inside: WallInside
    last: int = 0
