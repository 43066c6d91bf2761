"""How a lane stands, for the monitor and for `miz check`."""

from datetime import datetime
from enum import Enum

from attrs import field, frozen

from miz.domain.ids import LaneId


class Mode(Enum):
    """What a lane is doing."""

    STARTING = "starting"
    IDLE = "idle"
    PASSING = "passing"
    STOPPED = "stopped"


@frozen
class LaneState:
    """One lane; ``down`` says by device why the link is down."""

    lane: LaneId
    mode: Mode = Mode.STARTING
    down: dict[str, str] = field(factory=dict)
    fire: bool = False
    last_event: datetime | None = None

    @property
    def link(self) -> bool:
        """Whether all devices of the lane answer, as far as is known."""
        return not self.down
