"""Sites, gates, lanes and desks as rows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from miz.domain.ids import DeskId, GateId, LaneId, SiteId
from miz.domain.places import Desk, Gate, Lane, LaneFlow, Site
from miz.domain.values import Text
from miz.ports import repositories as port
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import Records, SitedRecords, columns_of
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import DESKS, GATES, LANES, SITES

_MICROSECOND = timedelta(microseconds=1)
_FLOWS = {flow.value: flow for flow in LaneFlow}


class SqlSites(Records[SiteId, Site], port.Sites):
    """Sites."""

    table = SITES
    _everything = Statement(sa.select(*columns_of(SITES)).order_by(SITES.c.id))

    def all(self) -> Sequence[Site]:
        return self._many(self._everything)

    def _pack(self, aggregate: Site) -> tuple[Any, ...]:
        site = aggregate
        words = (site.organisation.fa, site.organisation.en, site.name.fa, site.name.en)
        return (site.id, *words, site.timezone, site.logo, site.province, site.training_of)

    def _unpack(self, row: Row) -> Site:
        identity, organisation_fa, organisation_en, name_fa, name_en, *rest = row
        organisation, name = Text(organisation_fa, organisation_en), Text(name_fa, name_en)
        return Site(identity, organisation, name, *rest)


class SqlGates(SitedRecords[GateId, Gate], port.Gates):
    """Gates."""

    table = GATES

    def _pack(self, aggregate: Gate) -> tuple[Any, ...]:
        gate = aggregate
        return (gate.id, gate.site, gate.name.fa, gate.name.en, gate.active)

    def _unpack(self, row: Row) -> Gate:
        identity, site, name_fa, name_en, active, version = row
        return Gate(identity, site, Text(name_fa, name_en), bool(active), version)


class SqlLanes(SitedRecords[LaneId, Lane], port.Lanes):
    """Lanes."""

    table = LANES

    def _pack(self, aggregate: Lane) -> tuple[Any, ...]:
        lane = aggregate
        return (
            lane.id,
            lane.site,
            lane.gate,
            lane.name.fa,
            lane.name.en,
            lane.flow.value,
            lane.window // _MICROSECOND,
            lane.confirms,
            lane.active,
        )

    def _unpack(self, row: Row) -> Lane:
        identity, site, gate, name_fa, name_en, flow, window, confirms, active, version = row
        return Lane(
            identity,
            site,
            gate,
            Text(name_fa, name_en),
            _FLOWS[flow],
            timedelta(0, 0, window),
            bool(confirms),
            bool(active),
            version,
        )


class SqlDesks(SitedRecords[DeskId, Desk], port.Desks):
    """Desks."""

    table = DESKS

    def _pack(self, aggregate: Desk) -> tuple[Any, ...]:
        desk = aggregate
        return (desk.id, desk.site, desk.name.fa, desk.name.en, desk.active)

    def _unpack(self, row: Row) -> Desk:
        identity, site, name_fa, name_en, active, version = row
        return Desk(identity, site, Text(name_fa, name_en), bool(active), version)
