"""Which lanes have lost their devices, from what the gate wrote into the journal."""

from collections.abc import Mapping
from threading import Lock

from attrs import define, field

from miz.core import Core
from miz.domain.ids import LaneId, SiteId
from miz.domain.staff import Actor

BACK = 5000
"""How many journal numbers a fresh process looks back."""
BATCH = 200


@define
class _Known:
    position: int
    up: dict[LaneId, bool] = field(factory=dict)


@define
class Links:
    """Follows the journal by itself, a step at each question. Thread-safe."""

    _sites: dict[SiteId, _Known] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def of(self, core: Core, actor: Actor) -> Mapping[LaneId, bool]:
        """Lanes that said how their devices are; True is up."""
        with self._lock:
            known = self._sites.get(actor.site)
            if known is None:
                known = _Known(max(0, core.monitor.last(actor=actor) - BACK))
                self._sites[actor.site] = known
            _follow(core, actor, known)
            return dict(known.up)


def _follow(core: Core, actor: Actor, known: _Known) -> None:
    while True:
        events, last = core.monitor.events(actor=actor, after=known.position, limit=BATCH)
        for one in events:
            if one.entry.kind == "LaneLinkChanged":
                known.up[LaneId(one.entry.facts["lane"])] = bool(one.entry.facts["up"])
        if last == known.position:
            return
        known.position = last
