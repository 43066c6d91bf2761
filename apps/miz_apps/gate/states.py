"""How a lane stands, for the monitor and for `miz check`."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from miz.domain.ids import LaneId
from miz.ports.gates import Movement


class Mode(Enum):
    """What a lane is doing; ``emergency`` is a fire that its contact tells of."""

    STARTING = "starting"
    IDLE = "idle"
    PASSING = "passing"
    EMERGENCY = "emergency"
    STOPPED = "stopped"


TOLD: Mapping[Movement, tuple[str, bool]] = {
    Movement.FIRE_ON: ("fire", True),
    Movement.FIRE_OFF: ("fire", False),
    Movement.DOOR_OPEN: ("held_open", True),
    Movement.DOOR_SHUT: ("held_open", False),
    Movement.TAMPER_ON: ("tampered", True),
    Movement.TAMPER_OFF: ("tampered", False),
}
"""What contacts tell of the lane's state, and under which name it is shown."""


@frozen
class LaneState:
    """One lane; ``down`` says by device why the link is down.

    ``held_open`` and ``tampered`` are what its contacts told last.
    """

    lane: LaneId
    mode: Mode = Mode.STARTING
    down: dict[str, str] = field(factory=dict)
    fire: bool = False
    held_open: bool = False
    tampered: bool = False
    last_event: datetime | None = None

    @property
    def link(self) -> bool:
        """Whether all devices of the lane answer, as far as is known."""
        return not self.down
