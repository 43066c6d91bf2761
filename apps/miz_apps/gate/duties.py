"""What a lane asks of the gatehouse, here or behind a network."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from miz.domain.ids import AccessId, LaneId
from miz.domain.places import Direction
from miz.domain.staff import Actor
from miz.domain.visits import Visit
from miz.ports.gates import Movement
from miz.usecases.gatehouse import Verdict


class GateDuties(Protocol):
    """The part of `miz.usecases.gatehouse.Gatehouse` that lanes use; each call is durable."""

    @abstractmethod
    def present(self, *, actor: Actor, lane: LaneId, code: str, key: str | None = None) -> Verdict:
        """Decides on a read and keeps the decision."""

    @abstractmethod
    def passed(
        self,
        *,
        actor: Actor,
        access: AccessId,
        direction: Direction | None = None,
        confirmed: bool = True,
        at: datetime | None = None,
    ) -> Visit:
        """Records a passage, when it was; may be repeated."""

    @abstractmethod
    def timed_out(self, *, actor: Actor, access: AccessId) -> None:
        """Records that nobody passed; may be repeated."""

    @abstractmethod
    def settle(self, *, actor: Actor, lane: LaneId) -> int:
        """Closes grants that a stopped lane left behind."""

    @abstractmethod
    def link(self, *, actor: Actor, lane: LaneId, up: bool, detail: str = "") -> None:
        """Records that a lane's devices came up or went away."""

    @abstractmethod
    def observed(
        self,
        *,
        actor: Actor,
        lane: LaneId,
        movement: Movement,
        direction: Direction | None = None,
        at: datetime | None = None,
    ) -> None:
        """Records what the lane's devices saw unasked, when it was."""
