"""Gates that decide alone, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from miz.domain.ids import ClashId, GateId, SiteId
from miz.domain.nodes import Clash, Node
from miz.ports import gatelink as port
from miz_adapters.sql.contents import Contents
from miz_adapters.sql.gate_tables import CLASHES, NODES
from miz_adapters.sql.records import limited, micros, where_equal
from miz_adapters.sql.statements import Statement


class SqlNodes(Contents[GateId, Node], port.Nodes):
    """Gates' machines."""

    table = NODES
    shape = Node
    _of_site = Statement(where_equal(NODES, "site").order_by(NODES.c.id), "site")

    def of(self, site: SiteId) -> Sequence[Node]:
        return self._many(self._of_site, site)

    def _keys(self, aggregate: Node) -> tuple[Any, ...]:
        return (aggregate.site,)


class SqlClashes(Contents[ClashId, Clash], port.Clashes):
    """Clashes."""

    table = CLASHES
    shape = Clash
    _by_access = Statement(where_equal(CLASHES, "access"), "access")
    _of_site = Statement(
        limited(
            where_equal(CLASHES, "site")
            .where(CLASHES.c.at >= sa.bindparam("since", type_=CLASHES.c.at.type))
            .order_by(CLASHES.c.at.desc(), CLASHES.c.id.desc())
        ),
        *("site", "since", "most"),
    )

    def by_access(self, access: str) -> Clash | None:
        return self._one(self._by_access, access)

    def of(self, site: SiteId, since: datetime, *, limit: int = 200) -> Sequence[Clash]:
        return self._many(self._of_site, site, micros(since), limit)

    def _keys(self, aggregate: Clash) -> tuple[Any, ...]:
        clash = aggregate
        return (clash.site, clash.access, micros(clash.at))
