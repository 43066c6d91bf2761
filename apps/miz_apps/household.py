"""One process of miz: a core, and beside it the worker and the lanes that live with it."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from attrs import define, field

from miz import Core
from miz.domain.ids import LaneId
from miz.ports.gates import Rig
from miz_apps.gate import GateNode
from miz_apps.work import Worker


@define
class Household:
    """Starts in order, stops in reverse; on SQLite everything lives in one household."""

    core: Core
    works: bool = True
    keeps_lanes: bool = True
    worker: Worker | None = field(default=None, init=False)
    gate: GateNode | None = field(default=None, init=False)

    def start(self) -> Self:
        """Begins to work and to keep the lanes."""
        if self.keeps_lanes:
            self.gate = GateNode(self.core)
            self.gate.start()
        if self.works:
            self.worker = Worker(self.core, self.core.ids.new()[-8:])
            self.worker.start()
        return self

    def stop(self) -> None:
        """Stops lanes and worker, then closes the core; safe to call twice."""
        if self.gate is not None:
            self.gate.stop()
        if self.worker is not None:
            self.worker.stop()
        self.core.close()

    @property
    def rigs(self) -> Mapping[LaneId, Rig]:
        """The hands at simulated lanes; empty with real hardware."""
        return self.gate.rigs if self.gate is not None else {}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


Opener = Callable[[], Household]
"""What a server process calls, after it was forked, to open its household."""
