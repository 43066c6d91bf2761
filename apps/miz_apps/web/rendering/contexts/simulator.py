"""The gate simulator: a newcomer holds a slip or card in front of a drawn gate."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from miz.domain.access import GrantState, Reason
from miz.domain.passes import PassForm
from miz.domain.places import Direction, LaneFlow
from miz.domain.visits import VisitState
from miz_apps.web.rendering.contexts.frame import View


@frozen
class Holding:
    """A slip or card that is valid now; ``id`` is its pass, ``ending`` the end of its code."""

    id: str
    name: str
    form: PassForm
    ending: str
    state: VisitState
    whom: str = ""
    photo: str | None = None


class Lamp(StrEnum):
    """What the drawn gate shows."""

    IDLE = "idle"
    OPEN = "open"
    SHUT = "shut"
    OFF = "off"


@frozen
class SimLane:
    """A lane with what it just said; ``waiting`` while an opened passage awaits a walker."""

    id: str
    name: str
    gate: str
    flow: LaneFlow
    lamp: Lamp = Lamp.IDLE
    reason: Reason | None = None
    direction: Direction | None = None
    person: str = ""
    photo: str | None = None
    waiting: bool = False
    until: datetime | None = None
    plugged: bool = True

    @property
    def to(self) -> str:
        """What the lane's buttons post below."""
        return f"/simulator/lanes/{self.id}"


@frozen
class SimLine:
    """One line of the log."""

    at: datetime
    lane: str
    reason: Reason
    grant: GrantState = GrantState.NONE
    who: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the lane opened."""
        return self.reason is Reason.GRANTED


@frozen
class Bench(View):
    """The swapped part (id ``bench``): what may be held, the lanes, the log."""

    template: ClassVar[str] = "fragments/bench.html"
    holdings: tuple[Holding, ...] = ()
    lanes: tuple[SimLane, ...] = ()
    log: tuple[SimLine, ...] = ()
    chosen: str = ""
    typed: str = ""
    error: str = ""


@frozen
class SimulatorPage(View):
    """The whole page."""

    template: ClassVar[str] = "simulator.html"
    bench: Bench
