"""One process of miz: a core, and beside it the worker and the lanes that live with it."""

from collections.abc import Sequence
from typing import Self

from attrs import define, field

from miz import Actor, Core, Permission
from miz.domain.ids import LaneId
from miz.domain.places import Lane, Site
from miz.ports.gates import LaneDevices, Rig
from miz_apps.gate import GateNode, LaneState
from miz_apps.work import Worker


@define
class Household:
    """Starts in order, stops in reverse; on SQLite everything lives in one household.

    Lanes that the configuration does not name are kept by another process, or by nobody.
    """

    core: Core
    works: bool = True
    keeps_lanes: bool = True
    rigs: dict[LaneId, Rig] = field(factory=dict, init=False)
    _worker: Worker | None = field(default=None, init=False)
    _nodes: list[GateNode] = field(factory=list, init=False)

    def start(self) -> Self:
        """Begins to work and to keep the lanes."""
        if self.keeps_lanes:
            for site in self.core.storage.read(lambda uow: uow.sites.all()):
                if site.training_of is None:  # whoever practises opens nothing (MIS-02)
                    self._keep_lanes(site)
        if self.works:
            self._worker = Worker(self.core, self.core.ids.new()[-8:])
            self._worker.start()
        return self

    def stop(self) -> None:
        """Stops lanes and worker, then closes the core; safe to call twice."""
        while self._nodes:
            self._nodes.pop().stop()
        if self._worker is not None:
            self._worker.stop()
        self.core.close()

    @property
    def lanes(self) -> Sequence[LaneState]:
        """How the kept lanes stand."""
        return [state for node in self._nodes for state in node.states]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _keep_lanes(self, site: Site) -> None:
        node = GateNode(
            self._lanes(site),
            self._open,
            gatehouse=self.core.gatehouse,
            actor=Actor.system(site.id, Permission.OPERATE_GATE, name="gate"),
            clock=self.core.clock,
        )
        node.start()
        self._nodes.append(node)

    def _lanes(self, site: Site) -> Sequence[Lane]:
        lanes = self.core.storage.read(lambda uow: uow.lanes.of(site.id))
        return [lane for lane in lanes if self.core.config.lane(lane.id) is not None]

    def _open(self, lane: Lane) -> LaneDevices:
        devices = self.core.devices(lane.id)
        if devices.rig is not None:
            self.rigs[lane.id] = devices.rig
        return devices
