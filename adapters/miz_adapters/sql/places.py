"""Sites, gates, lanes, zones and desks as rows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from miz.domain.ids import DeskId, GateId, LaneId, SiteId, ZoneId
from miz.domain.places import Desk, Gate, Lane, LaneFlow, Site
from miz.domain.values import Text
from miz.domain.zones import HouseRules, Zone
from miz.ports import repositories as port
from miz_adapters.sql.contents import Contents
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import (
    Records,
    SitedRecords,
    columns_of,
    instant_or_none,
    micros_or_none,
    where_equal,
)
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import DESKS, GATES, LANES, SITES, ZONES

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
        rest = (site.timezone, site.logo, site.province, site.training_of)
        return (site.id, *words, *rest, msgspec.json.encode(site.rules).decode())

    def _unpack(self, row: Row) -> Site:
        identity, *words, timezone, logo, province, training_of, rules, version = row
        organisation, name = Text(words[0], words[1]), Text(words[2], words[3])
        wanted = msgspec.json.decode(rules, type=HouseRules)
        place = (timezone, logo, province, training_of)
        return Site(identity, organisation, name, *place, wanted, version)


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
            lane.zone,
            micros_or_none(lane.fire_at),
            micros_or_none(lane.exit_asked_at),
        )

    def _unpack(self, row: Row) -> Lane:
        identity, site, gate, name_fa, name_en, flow, window, *rest = row
        confirms, active, zone, fire_at, exit_asked_at, version = rest
        return Lane(
            identity,
            site,
            gate,
            Text(name_fa, name_en),
            _FLOWS[flow],
            timedelta(0, 0, window),
            bool(confirms),
            bool(active),
            zone,
            instant_or_none(fire_at),
            instant_or_none(exit_asked_at),
            version,
        )


class SqlZones(Contents[ZoneId, Zone], port.Zones):
    """Zones. On PostgreSQL one that a write reads is its own: one gate counts places at a time."""

    table = ZONES
    shape = Zone
    _find_locked = Statement(where_equal(ZONES, "id").with_for_update(key_share=True), "id")
    _of_site = Statement(where_equal(ZONES, "site").order_by(ZONES.c.id), "site")

    def find(self, identity: ZoneId) -> Zone | None:
        return self._one(self._find_locked if self._line.writable else self._find_one, identity)

    def of(self, site: SiteId) -> Sequence[Zone]:
        return self._many(self._of_site, site)

    def _keys(self, aggregate: Zone) -> tuple[Any, ...]:
        return (aggregate.site,)


class SqlDesks(SitedRecords[DeskId, Desk], port.Desks):
    """Desks."""

    table = DESKS

    def _pack(self, aggregate: Desk) -> tuple[Any, ...]:
        desk = aggregate
        return (desk.id, desk.site, desk.name.fa, desk.name.en, desk.active)

    def _unpack(self, row: Row) -> Desk:
        identity, site, name_fa, name_en, active, version = row
        return Desk(identity, site, Text(name_fa, name_en), bool(active), version)
