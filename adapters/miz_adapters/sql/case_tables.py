"""The tables of the service desk: what is searched by in columns, the record itself as JSON.

``content`` holds the whole aggregate: sealed where it is about a person, legible where it is
about the office. Columns beside it repeat what queries need and are never read back.
"""

import sqlalchemy as sa

from miz_adapters import conflicts
from miz_adapters.sql.tables import (
    METADATA,
    TEXT,
    flag,
    index,
    instants,
    number,
    sealed,
    table,
    text,
    texts,
    unique,
)

LEGIBLE = "content"
DECREES = table(
    "decrees",
    *texts("site", "state", "reach", "province"),
    *instants("issued_at"),
    text(LEGIBLE),
    index("decrees_site", "site", "issued_at", "id"),
    index("decrees_binding", "issued_at", "id", where="state = 'in_force'"),
)
CATEGORIES = table(
    "categories", *texts("site", "key", LEGIBLE), unique(conflicts.CATEGORY_KEY, "site", "key")
)
EDITIONS = table(
    "editions",
    *texts("site", "service"),
    number("number"),
    text(LEGIBLE),
    unique(conflicts.EDITION_NUMBER, "service", "number"),
)
REQUESTS = table(
    "requests",
    *texts("site", "person", "service", "state"),
    *texts("officer", "unit", null=True),
    text("code_index"),
    text("letter_index", null=True),
    # Requests without a time come last in every list: theirs is the end of all times.
    *instants("opened_at", "due_order"),
    flag("at_desk"),
    *sealed("content"),
    unique(conflicts.REQUEST_CODE, "code_index"),
    unique(conflicts.REQUEST_LETTER, "letter_index"),
    index("requests_person", "person", "opened_at", "id"),
    index("requests_due", "site", "state", "due_order", "id"),
    index("requests_officer", "officer", "state", "due_order", "id"),
    index("requests_opened", "site", "opened_at", "id"),
    index("requests_at_desk", "site", "opened_at", "id", where="at_desk"),
)
PROMISES = table(
    "promises",
    *texts("site", "request", "kind", "state"),
    *instants("promised_at", "made_at"),
    text(LEGIBLE),
    unique(conflicts.PROMISE_STANDING, "request", "kind", where="state = 'standing'"),
    index("promises_request", "request", "made_at", "id"),
    # The state is in it for SQLite, which else reads every promise there ever was in order of time.
    index("promises_waiting", *("site", "state", "promised_at", "id"), where="state = 'standing'"),
    index("promises_time", "site", "promised_at", "id"),
)
BOOKINGS = table(
    "bookings",
    *texts("site", "service", "request"),
    sa.Column("starts_at", sa.BigInteger, nullable=False),
    number("seat"),
    text("state"),
    text(LEGIBLE),
    unique(conflicts.BOOKING_SEAT, *("service", "starts_at", "seat"), where="state = 'booked'"),
    unique(conflicts.BOOKING_REQUEST, "request", where="state = 'booked'"),
    index("bookings_time", "site", "starts_at", "id", where="state = 'booked'"),
)
COMPLAINTS = table(
    "complaints",
    *texts("site", "state"),
    *texts("request", "code_index", null=True),
    *instants("opened_at", "due_at"),
    *sealed("content"),
    unique(conflicts.COMPLAINT_CODE, "code_index"),
    index("complaints_due", "site", "state", "due_at", "id"),
    index("complaints_request", "request", "opened_at", "id", where="request IS NOT NULL"),
)
OPINIONS = table(
    "opinions",
    *texts("site", "service", "day"),
    *sealed("content"),
    index("opinions_day", "site", "day", "id"),
)
SEQUENCES = sa.Table(
    "sequences",
    METADATA,
    sa.Column("site", TEXT, primary_key=True),
    sa.Column("name", TEXT, primary_key=True),
    sa.Column("given", sa.BigInteger, nullable=False),
)
DRAFTS = table(
    "drafts",
    *texts("site", "national_id_index"),
    *instants("opened_at"),
    flag("filed"),
    *sealed("content"),
    index("drafts_citizen", "site", "national_id_index", "opened_at", "id"),
    index("drafts_age", "opened_at"),
)
CHALLENGES = table(
    "challenges",
    *texts("site", "national_id_index", "mobile_index"),
    *instants("sent_at"),
    *sealed("content"),
    index("challenges_number", "national_id_index", "sent_at"),
    index("challenges_mobile", "mobile_index", "sent_at"),
    index("challenges_sent", "sent_at"),
)
CITIZEN_SESSIONS = table(
    "citizen_sessions",
    *texts("site", "token_digest"),
    *instants("created_at"),
    *sealed("content"),
    unique(conflicts.CITIZEN_DIGEST, "token_digest"),
    index("citizen_sessions_age", "created_at"),
)
