"""The gate process: a thread for each lane, from opening to closing time."""

import logging
from collections.abc import Callable, Sequence

from miz.domain.places import Lane
from miz.domain.staff import Actor
from miz.ports.clocks import Clock
from miz.ports.gates import LaneDevices
from miz_apps.gate.duties import GateDuties
from miz_apps.gate.lanes import LaneKeeper
from miz_apps.gate.states import LaneState, Mode

LOG = logging.getLogger(__name__)
__all__ = ["GateDuties", "GateNode", "LaneDevices", "LaneKeeper", "LaneState", "Mode"]


class GateNode:
    """Opens the devices of all lanes, keeps the lanes, and closes everything again.

    ``open_devices`` builds what stands at one lane; a device that is away for now is no error
    there, a wrong setting is, and then nothing starts.
    """

    def __init__(
        self,
        lanes: Sequence[Lane],
        open_devices: Callable[[Lane], LaneDevices],
        *,
        gatehouse: GateDuties,
        actor: Actor,
        clock: Clock,
    ) -> None:
        self._lanes = tuple(lanes)
        self._open_devices = open_devices
        self._gatehouse = gatehouse
        self._actor = actor
        self._clock = clock
        self._devices: list[LaneDevices] = []
        self._keepers: list[LaneKeeper] = []

    @property
    def states(self) -> list[LaneState]:
        """How the lanes stand; any thread may ask."""
        return [keeper.state for keeper in self._keepers]

    def start(self) -> None:
        """Opens all lanes or none."""
        try:
            self._devices.extend(self._open_devices(lane) for lane in self._lanes)
        except Exception:
            self.stop()
            raise
        self._keepers = [
            LaneKeeper(
                lane, devices, gatehouse=self._gatehouse, actor=self._actor, clock=self._clock
            )
            for lane, devices in zip(self._lanes, self._devices, strict=True)
        ]
        for keeper in self._keepers:
            keeper.start()

    def stop(self) -> None:
        """Ends all lanes, within 1 s and what their devices need to close; safe to call twice."""
        for keeper in self._keepers:
            keeper.ask_to_stop()
        for keeper in self._keepers:
            keeper.stop()
        while self._devices:
            try:
                self._devices.pop().close()
            except Exception:
                LOG.exception("A device of a lane did not close")
