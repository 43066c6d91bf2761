"""Gates that decide alone, in memory."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from miz.domain.ids import ClashId, GateId, SiteId
from miz.domain.nodes import Clash, Node
from miz.ports import gatelink as port
from miz_adapters.conflicts import CLASH_ACCESS
from miz_adapters.memory.records import Records, Rule


class MemoryNodes(Records[GateId, Node], port.Nodes):
    """Gates' machines."""

    def of(self, site: SiteId) -> Sequence[Node]:
        return [node for node in self._all(by=lambda n: n.id) if node.site == site]


class MemoryClashes(Records[ClashId, Clash], port.Clashes):
    """Clashes."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((CLASH_ACCESS, lambda c: c.access),)

    def by_access(self, access: str) -> Clash | None:
        return self._owner(CLASH_ACCESS, access)

    def of(self, site: SiteId, since: datetime, *, limit: int = 200) -> Sequence[Clash]:
        found = self._all(by=lambda c: (c.at, c.id), newest=True)
        return [clash for clash in found if clash.site == site and clash.at >= since][:limit]
