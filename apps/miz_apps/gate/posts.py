"""A gate's machine: its own core, journal and lanes, and a line to the server."""

import logging
from threading import Event
from typing import Self

from miz import Actor, Core, Permission
from miz.domain.ids import SiteId
from miz.domain.places import Lane
from miz.errors import PortError
from miz.ports.gatelink import Uplink
from miz.ports.gates import LaneDevices
from miz.usecases.replica import Replica
from miz_apps.gate import GateNode
from miz_apps.gate.standalone import Exchange, Standalone
from miz_apps.gate.states import LaneState

LOG = logging.getLogger(__name__)
FIRST_TRY = 2.0
"""Seconds between tries to reach the server for the very first time."""


class Post:
    """Keeps the lanes of one gate, with or without its server.

    The first start needs the server once, to learn what the gate is; every later one does not.
    """

    def __init__(self, core: Core, *, stopping: Event) -> None:
        self._core = core
        self._stopping = stopping
        self._uplink: Uplink = core.uplink()
        self._exchange: Exchange | None = None
        self._node: GateNode | None = None
        self._duties: Standalone | None = None

    @property
    def lanes(self) -> list[LaneState]:
        """How the lanes stand."""
        return self._node.states if self._node else []

    @property
    def up(self) -> bool:
        """Whether the server answered last time."""
        return self._duties is not None and self._duties.up

    def start(self) -> Self:
        """Opens the lanes; waits for the server only where the gate never met it."""
        core = self._core
        site = self._known() or self._met()
        if site is None:
            return self
        actor = Actor.system(site, Permission.OPERATE_GATE, name="gate")
        replica = Replica(core.storage, core.clock, core.ids, self._uplink.gate)
        duties = Standalone(core.gatehouse, replica, self._uplink, actor=actor, ids=core.ids)
        duties.exchange()
        self._node = GateNode(
            self._configured(site),
            self._open,
            gatehouse=duties,
            actor=actor,
            clock=core.clock,
        )
        self._node.start()
        self._duties = duties
        self._exchange = Exchange(duties, core.storage)
        self._exchange.start()
        return self

    def stop(self) -> None:
        """Closes the lanes, tells what can be told, and lets go; safe to call twice."""
        if self._node is not None:
            self._node.stop()
        if self._exchange is not None:
            self._exchange.stop()
        if self._duties is not None and self._duties.up:
            self._duties.exchange()
        self._uplink.close()
        self._core.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _known(self) -> SiteId | None:
        """The site, where the gate has met its server before."""
        found = self._core.storage.read(lambda uow: uow.nodes.find(self._uplink.gate))
        return found.site if found and found.snapshot_at else None

    def _met(self) -> SiteId | None:
        """The site, as soon as the server tells; None when the process is to end first."""
        while not self._stopping.is_set():
            try:
                return self._uplink.snapshot(None).site.id
            except PortError as error:
                LOG.warning("This gate has never met its server, and waits for it: %s", error)
                self._stopping.wait(FIRST_TRY)
        return None

    def _configured(self, site: SiteId) -> list[Lane]:
        lanes = self._core.storage.read(lambda uow: uow.lanes.of(site))
        return [lane for lane in lanes if self._core.config.lane(lane.id) is not None]

    def _open(self, lane: Lane) -> LaneDevices:
        return self._core.devices(lane.id)
