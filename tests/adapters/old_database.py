"""A database of version 0001 that was in use: its records, and the rows that it kept them as."""

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from miz.domain.admissions import Agreement, Identification, IdentificationMethod, Passage, Window
from miz.domain.catalogue import Host, Service
from miz.domain.ids import (
    AccessId,
    HostId,
    LaneId,
    NoticeId,
    PersonId,
    ServiceId,
    SiteId,
    UnitId,
    UserId,
    VisitId,
)
from miz.domain.notices import Notice, NoticeState
from miz.domain.places import Direction, Site
from miz.domain.staff import Role, User
from miz.domain.values import Language, Mobile, PersonName, Text
from miz.domain.visits import Visit, VisitState
from miz_adapters.sql import schema
from miz_adapters.sql.records import micros
from miz_adapters.vault import AesVault
from miz_contracts.storage.samples import NOON, minutes

VAULT = AesVault.fresh()
FIRST, SECOND = SiteId("site-1"), SiteId("site-2")
GUIDANCE = Text("اصل سند را «بیاورید».", 'Bring the "deed".')
Rows = dict[str, list[dict[str, Any]]]

SITES = [
    Site(FIRST, Text("سازمان", "Office"), Text("مرکز"), logo="ab" * 32, version=3),
    Site(SECOND, Text("سازمان"), Text("شعبه", "Branch"), timezone="Asia/Kabul", version=1),
]
SERVICES = [
    Service(
        *(ServiceId("service-1"), FIRST, "A1", Text("سند", "Deed"), "documents_with_entry"),
        *(False, True, 45),
        version=2,
    ),
    Service(ServiceId("service-2"), FIRST, "B1", Text("پرسش"), "information", version=1),
    Service(
        *(ServiceId("service-3"), SECOND, "A1", Text("مهر"), "one_step"), active=False, version=4
    ),
]
SAID = {"service-1": GUIDANCE, "service-2": Text(""), "service-3": Text("", "Wait here.")}
HOSTS = [
    Host(
        *(HostId("host-1"), FIRST, UnitId("unit-1"), PersonName("سارا", "کریمی"), "۲۰۱"),
        *(Mobile("+989121112233"), Language.EN),
        version=2,
    ),
    Host(
        *(HostId("host-2"), SECOND, UnitId("unit-2"), PersonName("رضا", "كاظمي")),
        active=False,
        version=1,
    ),
]
USERS = [
    User(
        *(UserId("user-1"), FIRST, "sara", "سارا", frozenset({Role.GUARD, Role.OPERATOR})),
        "$argon2id$made-up",
        version=5,
    ),
]
VISITS = [
    Visit(
        *(VisitId("visit-1"), FIRST, PersonId("person-1"), VisitState.LEFT, NOON),
        *(HostId("host-1"), UnitId("unit-1"), ServiceId("service-1"), "دیدار"),
        needs_agreement=True,
        expected_at=NOON,
        arrived_at=NOON + minutes(1),
        identification=Identification(
            IdentificationMethod.KNOWN_FACE, matched=True, at=NOON + minutes(2), by="user-1"
        ),
        agreement=Agreement(agreed=True, at=NOON + minutes(3), by="host-1"),
        window=Window.of(NOON, 90),
        entry=Passage(
            *(AccessId("a"), LaneId("l"), Direction.IN, NOON + minutes(4)), confirmed=True
        ),
        exit=Passage(
            *(AccessId("b"), LaneId("l"), Direction.OUT, NOON + minutes(5)), confirmed=False
        ),
        closed_at=NOON + minutes(5),
        version=6,
    ),
    Visit(
        *(VisitId("visit-2"), SECOND, PersonId("person-2"), VisitState.EXPECTED, NOON),
        expected_at=NOON + timedelta(days=1),
        version=1,
    ),
]
NOTICES = [
    Notice(
        *(NoticeId("notice-1"), FIRST, "key-1", "host.visitor_entered", "host-1"),
        *("+989121112233", {"visitor": "علی"}, NOON, NOON, NOON + minutes(30)),
        state=NoticeState.SENT,
        attempts=1,
        leased_by="worker-1",
        sent_at=NOON + minutes(1),
        reference="ref-1",
        version=3,
    ),
]


RECORDS: dict[str, list[Any]] = {
    "sites": SITES,
    "services": SERVICES,
    "hosts": HOSTS,
    "users": USERS,
    "visits": VISITS,
    "notices": NOTICES,
}


def old_rows() -> Rows:
    """The records as version 0001 kept them."""
    return {
        "sites": [
            _row(
                site,
                *("timezone", "logo"),
                organisation_fa=site.organisation.fa,
                organisation_en=site.organisation.en,
                name_fa=site.name.fa,
                name_en=site.name.en,
            )
            for site in SITES
        ],
        "services": [
            _row(
                service,
                *("site", "code", "category", "gives_pass", "needs_agreement", "minutes", "active"),
                title_fa=service.title.fa,
                title_en=service.title.en,
                guidance_fa=SAID[service.id].fa,
                guidance_en=SAID[service.id].en,
            )
            for service in SERVICES
        ],
        "hosts": [
            _row(
                host,
                *("site", "unit", "room", "language", "active"),
                given=host.name.given,
                family=host.name.family,
                name_folded=host.folded,
                mobile=_seal(
                    f"hosts/{host.id}/mobile", host.mobile.number if host.mobile else None
                ),
            )
            for host in HOSTS
        ],
        "users": [
            _row(
                user,
                *("site", "login", "name", "password_hash", "language", "active"),
                roles=" ".join(sorted(user.roles)),
            )
            for user in USERS
        ],
        "visits": [_visit(visit) for visit in VISITS],
        "notices": [_notice(notice) for notice in NOTICES],
    }


def _row(record: Any, *same: str, **other: Any) -> dict[str, Any]:
    named = {name: getattr(record, name) for name in ("id", *same, "version")}
    return {**named, **other}


def _seal(context: str, plain: str | None) -> bytes | None:
    return None if plain is None else VAULT.seal(plain.encode(), context=context)


def _instants(record: Any, *names: str) -> dict[str, int | None]:
    found = {name: getattr(record, name) for name in names}
    return {name: at and micros(at) for name, at in found.items()}


def _visit(visit: Visit) -> dict[str, Any]:
    row = _row(
        visit, *("site", "person", "state", "host", "unit", "service", "purpose"), "needs_agreement"
    )
    row |= _instants(visit, "opened_at", "expected_at", "arrived_at", "closed_at")
    check, agreement, window = visit.identification, visit.agreement, visit.window
    if check and agreement and window:
        row |= {"identified_method": check.method, "identified_matched": check.matched}
        row |= {"identified_at": micros(check.at), "identified_by": check.by}
        row |= {"agreed": agreement.agreed, "agreed_at": micros(agreement.at)}
        row |= {"agreed_by": agreement.by, "window_start": micros(window.start)}
        row |= {"window_until": micros(window.until)}
    for name, passage in (("entry", visit.entry), ("exit", visit.exit)):
        if passage:
            row |= {f"{name}_access": passage.access, f"{name}_lane": passage.lane}
            row |= {f"{name}_at": micros(passage.at), f"{name}_confirmed": passage.confirmed}
    return row


def _notice(notice: Notice) -> dict[str, Any]:
    place = f"notices/{notice.id}"
    return {
        **_row(
            notice,
            *("site", "key", "template", "recipient", "medium", "language", "state", "attempts"),
            *("leased_by", "reference", "error"),
        ),
        **_instants(notice, "created_at", "next_at", "expires_at", "lease_until", "sent_at"),
        "address": _seal(f"{place}/address", notice.address),
        "params": _seal(f"{place}/params", json.dumps(dict(notice.params))),
    }


def make(url: str) -> None:
    """Makes the tables of version 0001 and fills them."""
    with schema.engine(schema.parse(url)) as opened, opened.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "miz_adapters.sql:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for table, rows in old_rows().items():
            for row in rows:
                places = ", ".join(f":{name}" for name in row)
                insert = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})"
                connection.execute(sa.text(insert), row)


def contents(url: str) -> Rows:
    """Every row of the tables that have any, column by column."""
    found: Rows = {}
    with schema.engine(schema.parse(url)) as opened, opened.connect() as connection:
        for table in RECORDS:
            rows = connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).mappings()
            found[table] = [dict(row) for row in rows]
    return found
