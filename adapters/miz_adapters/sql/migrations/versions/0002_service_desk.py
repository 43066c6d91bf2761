"""The service desk: requests, promises, decrees, categories and what surrounds them.

What a service said as guidance becomes the description of its first edition, and every site gets
the four categories that its services name already.
This step never changes: it tells how databases of version 0002 were made.
"""

import itertools
import json
import time
import uuid

import sqlalchemy as sa
from alembic import op

from miz_adapters.sql.migrations import shapes

revision = "0002"
down_revision = "0001"

TABLES = {
    "decrees": "id! site state reach province issued_at:big content version:int",
    "categories": "id! site key content version:int",
    "editions": "id! site service number:int content version:int",
    "requests": (
        "id! site person service state officer? unit? code_index letter_index? opened_at:big "
        "due_order:big at_desk:flag content:sealed version:int"
    ),
    "promises": ("id! site request kind state promised_at:big made_at:big content version:int"),
    "bookings": "id! site service request starts_at:big seat:int state content version:int",
    "complaints": (
        "id! site state request? code_index? opened_at:big due_at:big content:sealed version:int"
    ),
    "opinions": "id! site service day content:sealed version:int",
    "drafts": ("id! site national_id_index opened_at:big filed:flag content:sealed version:int"),
    "challenges": (
        "id! site national_id_index mobile_index sent_at:big content:sealed version:int"
    ),
    "sequences": "site! name! given:big",
    "citizen_sessions": "id! site token_digest created_at:big content:sealed version:int",
}
COLUMNS = {
    "sites": "province",
    "hosts": "away_until?",
    "services": "unit? responsible? deputy? slot_minutes:int seats:int",
    "visits": "request? override_grounds? override_at:big? override_by?",
    "users": "host?",
    "notices": "follow_at:big?",
}
GIVEN = {"province": "", "slot_minutes": "30", "seats": "0"}
INDEXES = (
    ("decrees_site", "decrees", "site issued_at id", ""),
    ("decrees_binding", "decrees", "issued_at id", "state = 'in_force'"),
    ("requests_person", "requests", "person opened_at id", ""),
    ("requests_due", "requests", "site state due_order id", ""),
    ("requests_officer", "requests", "officer state due_order id", ""),
    ("requests_opened", "requests", "site opened_at id", ""),
    ("requests_at_desk", "requests", "site opened_at id", "at_desk"),
    ("promises_request", "promises", "request made_at id", ""),
    ("promises_waiting", "promises", "site state promised_at id", "state = 'standing'"),
    ("promises_time", "promises", "site promised_at id", ""),
    ("bookings_time", "bookings", "site starts_at id", "state = 'booked'"),
    ("complaints_due", "complaints", "site state due_at id", ""),
    ("complaints_request", "complaints", "request opened_at id", "request IS NOT NULL"),
    ("opinions_day", "opinions", "site day id", ""),
    ("drafts_citizen", "drafts", "site national_id_index opened_at id", ""),
    ("drafts_age", "drafts", "opened_at", ""),
    ("challenges_number", "challenges", "national_id_index sent_at", ""),
    ("challenges_mobile", "challenges", "mobile_index sent_at", ""),
    ("challenges_sent", "challenges", "sent_at", ""),
    ("citizen_sessions_age", "citizen_sessions", "created_at", ""),
    ("visits_request", "visits", "request opened_at id", "request IS NOT NULL"),
    ("notices_followed", "notices", "follow_at id", "follow_at IS NOT NULL"),
)
UNIQUE = (
    ("categories_key", "categories", "site key", ""),
    ("editions_number", "editions", "service number", ""),
    ("requests_code", "requests", "code_index", ""),
    ("requests_letter", "requests", "letter_index", ""),
    ("complaints_code", "complaints", "code_index", ""),
    ("promises_standing", "promises", "request kind", "state = 'standing'"),
    ("bookings_seat", "bookings", "service starts_at seat", "state = 'booked'"),
    ("bookings_request", "bookings", "request", "state = 'booked'"),
    ("citizen_sessions_digest", "citizen_sessions", "token_digest", ""),
)
CATEGORIES = (
    ("information", "اطلاع‌رسانی و راهنمایی", "Information and guidance", "0100"),
    ("documents", "دریافت درخواست و مدارک", "Request and documents", "1000"),
    (
        "documents_with_entry",
        "دریافت درخواست و مدارک، با ورود",
        "Request and documents, with entry",
        "1110",
    ),
    ("one_step", "خدمت تک‌مرحله‌ای در میز", "One step, done at the desk", "1001"),
)
MOMENTS = itertools.count(time.time_ns() // 1_000_000)
FLOW = ("takes_request", "gives_entry", "needs_coordination", "at_once")


def upgrade() -> None:
    """From version 0001."""
    for name, columns in TABLES.items():
        op.create_table(name, *(shapes.column(word) for word in columns.split()))
    for name, columns in COLUMNS.items():
        for word in columns.split():
            given = GIVEN.get(word.partition(":")[0])
            op.add_column(name, shapes.column(word, server_default=given))
    for name, table, columns, where in INDEXES:
        shapes.index(name, table, columns, where=where, unique=False)
    for name, table, columns, where in UNIQUE:
        shapes.index(name, table, columns, where=where, unique=True)
    _categorise()
    _publish()
    for column in ("guidance_fa", "guidance_en"):
        op.drop_column("services", column)


def _categorise() -> None:
    sites = op.get_bind().execute(sa.text("SELECT id FROM sites ORDER BY id")).scalars().all()
    for site in sites:
        for key, fa, en, flow in CATEGORIES:
            said = {name: digit == "1" for name, digit in zip(FLOW, flow, strict=True)}
            category = {"key": key, "title": {"fa": fa, "en": en}, "flow": said, "site": site}
            _insert("categories", {"site": site, "key": key}, category)


def _publish() -> None:
    query = (
        "SELECT id, site, guidance_fa, guidance_en FROM services"
        " WHERE guidance_fa <> '' OR guidance_en <> ''"
    )
    for service, site, fa, en in op.get_bind().execute(sa.text(query)).all():
        edition = {
            "site": site,
            "service": service,
            "number": 1,
            "valid_from": "2000-01-01",
            "published_at": "2000-01-01T00:00:00Z",
            "published_by": "upgrade",
            "information": {"description": {"fa": fa, "en": en}},
        }
        _insert("editions", {"site": site, "service": service, "number": 1}, edition)


def _insert(table: str, keys: dict[str, object], content: dict[str, object]) -> None:
    identity = _fresh()
    text = json.dumps({"id": identity, **content}, ensure_ascii=False)
    row = {"id": identity, **keys, "content": text, "version": 1}
    places = ", ".join(f":{name}" for name in row)
    statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})"  # noqa: S608 - our own names
    op.get_bind().execute(sa.text(statement), row)


def _fresh() -> str:
    """An identity that sorts by time, as miz makes them."""
    return f"{next(MOMENTS):012x}{uuid.uuid4().hex[12:]}"
