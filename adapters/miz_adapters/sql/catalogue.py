"""Units, hosts and services as rows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from miz.domain.catalogue import Host, Service, Unit
from miz.domain.ids import HostId, ServiceId, SiteId, UnitId
from miz.domain.persian import fold
from miz.domain.values import Language, Mobile, PersonName, Text
from miz.ports import repositories as port
from miz_adapters.sql.lines import Row
from miz_adapters.sql.names import holding, pattern
from miz_adapters.sql.records import Records, SitedRecords, limited, where_equal
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import HOSTS, SERVICES, UNITS


class SqlUnits(SitedRecords[UnitId, Unit], port.Units):
    """Units."""

    table = UNITS

    def _pack(self, aggregate: Unit) -> tuple[Any, ...]:
        unit = aggregate
        return (unit.id, unit.site, unit.name.fa, unit.name.en, unit.place, unit.active)

    def _unpack(self, row: Row) -> Unit:
        identity, site, name_fa, name_en, place, active, version = row
        return Unit(identity, site, Text(name_fa, name_en), place, bool(active), version)


class SqlHosts(SitedRecords[HostId, Host], port.Hosts):
    """Hosts; the mobile and the card are sealed."""

    table = HOSTS
    _by_card = Statement(where_equal(HOSTS, "card_index"), "card_index")
    _search = Statement(
        limited(
            where_equal(HOSTS, "site")
            .where(HOSTS.c.active, holding(HOSTS.c.name_folded, "word_0"))
            .order_by(HOSTS.c.name_folded, HOSTS.c.id)
        ),
        *("site", "word_0", "most"),
    )

    def search(self, site: SiteId, fragment: str, *, limit: int = 10) -> Sequence[Host]:
        return self._many(self._search, site, pattern(fold(fragment)), limit)

    def by_card(self, code: str) -> Host | None:
        return self._one(self._by_card, self._vault.index(code, context="host_card"))

    def _pack(self, aggregate: Host) -> tuple[Any, ...]:
        host = aggregate
        mobile = host.mobile.number if host.mobile else None
        return (
            host.id,
            host.site,
            host.unit,
            host.name.given,
            host.name.family,
            host.folded,
            host.room,
            self._seal(host.id, "mobile", mobile),
            host.language.value,
            host.active,
            host.away_until.isoformat() if host.away_until else None,
            self._seal(host.id, "card", host.card),
            None if host.card is None else self._vault.index(host.card, context="host_card"),
        )

    def _unpack(self, row: Row) -> Host:
        identity, site, unit, given, family, _, room, sealed, language, *rest = row
        active, away_until, card, _, version = rest
        mobile = self._open(identity, "mobile", sealed)
        return Host(
            identity,
            site,
            unit,
            PersonName(given, family),
            room,
            None if mobile is None else Mobile(mobile),
            Language(language),
            bool(active),
            None if away_until is None else date.fromisoformat(away_until),
            self._open(identity, "card", card),
            version,
        )


class SqlServices(Records[ServiceId, Service], port.Services):
    """Services."""

    table = SERVICES
    _of_site = Statement(where_equal(SERVICES, "site").order_by(SERVICES.c.code), "site")

    def of(self, site: SiteId) -> Sequence[Service]:
        return self._many(self._of_site, site)

    def _pack(self, aggregate: Service) -> tuple[Any, ...]:
        service = aggregate
        return (
            service.id,
            service.site,
            service.code,
            service.title.fa,
            service.title.en,
            service.category,
            service.gives_pass,
            service.needs_agreement,
            service.minutes,
            service.unit,
            service.responsible,
            service.deputy,
            service.slot_minutes,
            service.seats,
            service.active,
            msgspec.json.encode(service.zones).decode(),
        )

    def _unpack(self, row: Row) -> Service:
        identity, site, code, title_fa, title_en, category, *rest = row
        gives_pass, needs_agreement, minutes, *people, slot, seats, active, zones, version = rest
        unit, responsible, deputy = people
        return Service(
            identity,
            site,
            code,
            Text(title_fa, title_en),
            category,
            bool(gives_pass),
            bool(needs_agreement),
            minutes,
            unit,
            responsible,
            deputy,
            slot,
            seats,
            bool(active),
            tuple(msgspec.json.decode(zones)),
            version,
        )
