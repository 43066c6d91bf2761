"""The tables, for SQLite and PostgreSQL alike.

Instants are integers: microseconds since 1970, UTC. Columns of `SEALED` are ciphertext; columns
named ``…_index`` hold keyed hashes by which sealed values are found. Texts compare by code point
on both databases. See ``docs/decisions/0003-storage.md``.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from miz_adapters import conflicts

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
INSTANT = sa.BigInteger()
SEALED = sa.LargeBinary()
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

METADATA = sa.MetaData()


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    """A text column."""
    return sa.Column(name, TEXT, nullable=null)


def texts(*names: str, null: bool = False) -> list[sa.Column[str]]:
    """Text columns."""
    return [text(name, null=null) for name in names]


def instants(*names: str, null: bool = False) -> list[sa.Column[int]]:
    """Columns of instants."""
    return [sa.Column(name, INSTANT, nullable=null) for name in names]


def sealed(*names: str, null: bool = False) -> list[sa.Column[bytes]]:
    """Columns of ciphertext."""
    return [sa.Column(name, SEALED, nullable=null) for name in names]


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer, nullable=False)


def flag(name: str, *, null: bool = False) -> sa.Column[bool]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean, nullable=null)


def table(name: str, *columns: sa.Column[Any] | sa.Index) -> sa.Table:
    """A table of aggregates: identity first, version last."""
    identity = sa.Column("id", TEXT, primary_key=True)
    items = [c for c in columns if isinstance(c, sa.Column)]
    indexes = [c for c in columns if isinstance(c, sa.Index)]
    return sa.Table(name, METADATA, identity, *items, number("version"), *indexes)


def unique(rule: conflicts.Unique, *columns: str, where: str = "") -> sa.Index:
    """An index that keeps a rule, for the rows that the condition names."""
    return index(rule.name, *columns, where=where, unique=True)


def index(name: str, *columns: str, where: str = "", unique: bool = False) -> sa.Index:
    """An index, partial where a condition is given."""
    condition = sa.text(where) if where else None
    return sa.Index(
        name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )


VAULTS = sa.Table(
    "vaults",
    METADATA,
    sa.Column("id", TEXT, primary_key=True),
    *sealed("proof"),
    text("proof_index"),
)
SITES = table(
    "sites",
    *texts("organisation_fa", "organisation_en", "name_fa", "name_en", "timezone"),
    text("logo", null=True),
    text("province"),
    text("training_of", null=True),
    text("rules"),
)
GATES = table(
    "gates", *texts("site", "name_fa", "name_en"), flag("active"), index("gates_site", "site")
)
LANES = table(
    "lanes",
    *texts("site", "gate", "name_fa", "name_en", "flow"),
    *instants("passage_window"),
    flag("confirms"),
    flag("active"),
    text("zone", null=True),
    *instants("fire_at", "exit_asked_at", null=True),
    index("lanes_site", "site"),
)
ZONES = table("zones", *texts("site", "content"), index("zones_site", "site"))
DESKS = table(
    "desks", *texts("site", "name_fa", "name_en"), flag("active"), index("desks_site", "site")
)
UNITS = table(
    "units",
    *texts("site", "name_fa", "name_en", "place"),
    flag("active"),
    index("units_site", "site"),
)
HOSTS = table(
    "hosts",
    *texts("site", "unit", "given", "family", "name_folded", "room"),
    *sealed("mobile", null=True),
    text("language"),
    flag("active"),
    text("away_until", null=True),
    *sealed("card", null=True),
    text("card_index", null=True),
    unique(conflicts.HOST_CARD, "card_index", where="card_index IS NOT NULL"),
    index("hosts_name", "site", "name_folded", "id"),
)
SERVICES = table(
    "services",
    *texts("site", "code", "title_fa", "title_en", "category"),
    flag("gives_pass"),
    flag("needs_agreement"),
    number("minutes"),
    *texts("unit", "responsible", "deputy", null=True),
    number("slot_minutes"),
    number("seats"),
    flag("active"),
    text("zones"),
    unique(conflicts.SERVICE_CODE, "site", "code"),
)
PEOPLE = sa.Table(
    "people",
    METADATA,
    # A number of its own, because SQLite's hidden one may change under VACUUM, and the word
    # index of names needs one that stays.
    sa.Column("number", SERIAL, primary_key=True),
    text("id"),
    *texts("site", "kind", "given", "family", "name_folded"),
    *sealed("national_id", null=True),
    text("national_id_index", null=True),
    *sealed("passport", null=True),
    text("passport_index", null=True),
    *sealed("father", "birth_date", "mobile", null=True),
    text("mobile_index", null=True),
    *instants("registered_at"),
    text("documents"),
    *sealed("revisions", null=True),
    number("version"),
    index("people_id", "id", unique=True),
    unique(conflicts.PERSON_NATIONAL_ID, "site", "national_id_index"),
    unique(conflicts.PERSON_PASSPORT, "site", "passport_index"),
    index("people_mobile", "site", "mobile_index", "registered_at"),
    index("people_name", "site", "name_folded", "id"),
)
VISITS = table(
    "visits",
    *texts("site", "person", "state"),
    *instants("opened_at"),
    *texts("host", "unit", "service", null=True),
    text("purpose"),
    flag("needs_agreement"),
    *instants("expected_at", "arrived_at", null=True),
    text("identified_method", null=True),
    flag("identified_matched", null=True),
    *instants("identified_at", null=True),
    text("identified_by", null=True),
    flag("agreed", null=True),
    *instants("agreed_at", null=True),
    text("agreed_by", null=True),
    *instants("window_start", "window_until", null=True),
    *texts("entry_access", "entry_lane", null=True),
    *instants("entry_at", null=True),
    flag("entry_confirmed", null=True),
    *texts("exit_access", "exit_lane", null=True),
    *instants("exit_at", null=True),
    flag("exit_confirmed", null=True),
    text("refusal", null=True),
    *instants("closed_at", null=True),
    *texts("request", "override_grounds", null=True),
    *instants("override_at", null=True),
    text("override_by", null=True),
    text("zones"),
    *texts("zone", "seen_lane", "seen_way", null=True),
    *instants("seen_at", "pardoned_at", "overstayed_at", "unclear_at", null=True),
    unique(
        conflicts.VISIT_CURRENT,
        *("person", "site"),
        where="state IN ('arrived', 'admitted', 'inside')",
    ),
    index("visits_expected", "person", "expected_at", "id", where="state = 'expected'"),
    index("visits_person", "person", "opened_at", "id"),
    index("visits_request", "request", "opened_at", "id", where="request IS NOT NULL"),
    index("visits_state", "site", "state", "opened_at", "id"),
    index("visits_zone", "zone", where="zone IS NOT NULL"),
    index("visits_entry", "site", "entry_at", where="entry_at IS NOT NULL"),
)
PASSES = table(
    "passes",
    *texts("site", "visit", "form"),
    *sealed("code"),
    text("code_index"),
    *instants("window_start", "window_until", "issued_at"),
    *texts("card", "gate", null=True),
    text("state"),
    unique(conflicts.PASS_CODE, "code_index", where="state = 'live'"),
    index("passes_code", "code_index", "issued_at", "id"),
    index("passes_visit", "visit", "issued_at", "id"),
)
CARDS = table(
    "cards",
    *texts("site", "number"),
    *sealed("code"),
    *texts("code_index", "state"),
    text("visit", null=True),
    unique(conflicts.CARD_CODE, "code_index"),
    unique(conflicts.CARD_NUMBER, "site", "number"),
)
ACCESSES = table(
    "accesses",
    *texts("site", "lane"),
    *instants("at"),
    *sealed("code"),
    *texts("code_index", "reason"),
    text("key", null=True),
    text("detail"),
    *texts("direction", "visit", "person", "pass", null=True),
    text("grant_state"),
    *instants("deadline", "closed_at", null=True),
    *texts("zone", "host", "mark", null=True),
    unique(conflicts.ACCESS_KEY, "key", where="key IS NOT NULL"),
    unique(conflicts.ACCESS_PENDING, "visit", where="grant_state = 'issued'"),
    index("accesses_waiting", "lane", "at", where="grant_state = 'issued'"),
    index(
        "accesses_zone",
        *("zone", "at", "id"),
        where="grant_state = 'issued' AND zone IS NOT NULL",
    ),
    index("accesses_site", "site", "at", "id"),
    # The code is there so that repetitions are told apart without reading the rows.
    index("accesses_lane", "lane", "at", "id", "code_index"),
    index("accesses_visit", "visit", "at", "id", where="visit IS NOT NULL"),
    index("accesses_person", "person", "at", "id", where="person IS NOT NULL"),
)
JOURNAL_ENTRIES = sa.Table(
    "journal_entries",
    METADATA,
    sa.Column("number", SERIAL, primary_key=True),
    *texts("site", "stream"),
    sa.Column("place", sa.BigInteger, nullable=False),
    text("kind"),
    *instants("at"),
    *texts("actor", "origin", "facts", "digest"),
)
JOURNAL_HEADS = sa.Table(
    "journal_heads",
    METADATA,
    sa.Column("chain", TEXT, primary_key=True),
    sa.Column("place", sa.BigInteger, nullable=False),
    *texts("digest", "mark"),
)
NOTICES = table(
    "notices",
    *texts("site", "key", "template", "recipient"),
    *sealed("address", "params"),
    *instants("created_at", "next_at", "expires_at"),
    *texts("medium", "language", "state"),
    number("attempts"),
    text("leased_by", null=True),
    *instants("lease_until", "sent_at", null=True),
    *texts("reference", "error"),
    *instants("follow_at", null=True),
    unique(conflicts.NOTICE_KEY, "key"),
    index("notices_waiting", "created_at", "id", where="state IN ('queued', 'leased')"),
    index("notices_followed", "follow_at", "id", where="follow_at IS NOT NULL"),
    index("notices_recipient", "recipient", "created_at", "id"),
)
USERS = table(
    "users",
    *texts("site", "login", "name", "roles"),
    text("password_hash", null=True),
    text("language"),
    flag("active"),
    text("host", null=True),
    text("lessons"),
    text("gate", null=True),
    unique(conflicts.USER_LOGIN, "login"),
    index("users_site", "site", "login"),
)
SESSIONS = table(
    "sessions",
    *texts("site", "user_id", "token_digest", "csrf"),
    *instants("created_at", "seen_at", "expires_at"),
    text("kind"),
    *instants("closed_at", null=True),
    text("training", null=True),
    unique(conflicts.SESSION_DIGEST, "token_digest"),
    index("sessions_open", "user_id", where="closed_at IS NULL"),
)
