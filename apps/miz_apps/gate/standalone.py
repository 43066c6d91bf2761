"""Duties of a gate with a machine of its own: it asks while it can, and decides alone else."""

import logging
from datetime import datetime
from threading import Event, Thread

from attrs import evolve

from miz.domain.access import Decision, Facts
from miz.domain.ids import AccessId, LaneId
from miz.domain.nodes import Node
from miz.domain.places import Direction
from miz.domain.staff import Actor
from miz.domain.visits import Visit
from miz.errors import MizError, PortError, Unavailable
from miz.ports.clocks import FollowingClock
from miz.ports.gatelink import Question, Uplink
from miz.ports.gates import Movement
from miz.ports.ids import Ids
from miz.ports.storage import Storage
from miz.usecases.gatehouse import Gatehouse, Verdict
from miz.usecases.replica import Alone, Replica
from miz_apps.gate.duties import GateDuties

LOG = logging.getLogger(__name__)
PAUSE = 1.0
"""Seconds between two looks at the server when nothing happens."""


class Standalone(GateDuties):
    """Keeps every decision here before anything opens, and tells the server afterwards.

    While the server answers, its decision is the one that counts, so that no slip enters twice at
    two gates. When it does not, the same gatehouse decides on the copy (`Replica`), and the
    server is not waited for again until it has been heard.
    """

    def __init__(
        self, gatehouse: Gatehouse, replica: Replica, uplink: Uplink, *, actor: Actor, ids: Ids
    ) -> None:
        self._gatehouse = evolve(gatehouse, doubt=self._doubt)
        self._replica = replica
        self._uplink = uplink
        self._actor = actor
        self._ids = ids
        self._clock = gatehouse.clock if isinstance(gatehouse.clock, FollowingClock) else None
        self._node = replica.enrol(actor=actor)
        self._up = False

    @property
    def up(self) -> bool:
        """Whether the server answered last time."""
        return self._up

    @property
    def node(self) -> Node:
        """How far the gate and its server are with each other."""
        return self._node

    def present(self, *, actor: Actor, lane: LaneId, code: str, key: str | None = None) -> Verdict:
        """The server's decision while it answers, else the copy's; kept here either way."""
        name = key or self._ids.new()
        if self._up:
            try:
                told = self._uplink.ask(Question(lane, code, name))
                return self._replica.adopt(actor=actor, told=told)
            except PortError as error:
                self._lost(error)
        self._replica.introduce(actor=actor, code=code)
        return self._gatehouse.present(actor=actor, lane=lane, code=code, key=name)

    def passed(
        self,
        *,
        actor: Actor,
        access: AccessId,
        direction: Direction | None = None,
        confirmed: bool = True,
        at: datetime | None = None,
    ) -> Visit:
        """Kept here; the server hears of it at once if it can."""
        return self._gatehouse.passed(
            actor=actor, access=access, direction=direction, confirmed=confirmed, at=at
        )

    def timed_out(self, *, actor: Actor, access: AccessId) -> None:
        """Kept here."""
        self._gatehouse.timed_out(actor=actor, access=access)

    def settle(self, *, actor: Actor, lane: LaneId) -> int:
        """Kept here."""
        return self._gatehouse.settle(actor=actor, lane=lane)

    def link(self, *, actor: Actor, lane: LaneId, up: bool, detail: str = "") -> None:
        """Kept here."""
        self._gatehouse.link(actor=actor, lane=lane, up=up, detail=detail)

    def observed(
        self,
        *,
        actor: Actor,
        lane: LaneId,
        movement: Movement,
        direction: Direction | None = None,
        at: datetime | None = None,
    ) -> None:
        """Kept here."""
        self._gatehouse.observed(
            actor=actor, lane=lane, movement=movement, direction=direction, at=at
        )

    def exchange(self) -> bool:
        """Tells the server everything, then brings the copy up to date; whether it answered."""
        try:
            while self._deliver():
                pass
            snapshot = self._uplink.snapshot(self._node.number or None)
            if self._clock is not None:
                self._clock.follow(snapshot.taken_at)
            self._node = self._replica.refresh(actor=self._actor, snapshot=snapshot)
        except PortError as error:
            self._lost(error)
            return False
        if not self._up:
            LOG.info("The server answers; the gate asks it again")
        self._up = True
        return True

    def _deliver(self) -> bool:
        """One batch; False when nothing is left to tell."""
        delivery = self._replica.outgoing(actor=self._actor)
        if not delivery.entries:
            return False
        upto = self._uplink.deliver(delivery)
        self._node = self._replica.taken(actor=self._actor, upto=upto)
        return True

    def _doubt(self, facts: Facts, decision: Decision) -> Decision:
        node = self._node
        doubtful = self._clock is not None and self._clock.doubtful
        return Alone(node.id, node.snapshot_at, node.max_age, doubtful)(facts, decision)

    def _lost(self, error: MizError) -> None:
        if self._up or not isinstance(error, Unavailable):
            LOG.warning("The server does not answer; the gate decides alone (%s)", error)
        self._up = False


class Exchange:
    """The thread that keeps a gate and its server of one mind."""

    def __init__(self, duties: Standalone, storage: Storage) -> None:
        self._duties = duties
        self._storage = storage
        self._stirred = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="uplink", daemon=True)

    def start(self) -> None:
        """Begins to speak with the server."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the current exchange; safe to call twice."""
        self._stopping.set()
        self._stirred.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        unwatch = self._storage.watch(self._stirred.set)
        try:
            while not self._stopping.is_set():
                self._stirred.clear()
                if self._turn():
                    self._stirred.wait(PAUSE)
                else:
                    self._stopping.wait(PAUSE)
        finally:
            unwatch()

    def _turn(self) -> bool:
        try:
            return self._duties.exchange()
        except Exception:
            LOG.exception("The exchange with the server failed")
            return False
