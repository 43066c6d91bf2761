"""The first tables, the word index of names, and the journal that cannot be changed.

Columns are written as `miz_adapters.sql.migrations.shapes` reads them.
This step never changes: it tells how databases of version 0001 were made.
"""

import sqlite3

from alembic import op

from miz_adapters.sql.migrations import shapes

revision = "0001"
down_revision = None

TABLES = {
    "vaults": ("id! proof:sealed proof_index"),
    "sites": ("id! organisation_fa organisation_en name_fa name_en timezone logo? version:int"),
    "gates": ("id! site name_fa name_en active:flag version:int"),
    "lanes": (
        "id! site gate name_fa name_en flow passage_window:big confirms:flag active:flag "
        "version:int"
    ),
    "desks": ("id! site name_fa name_en active:flag version:int"),
    "units": ("id! site name_fa name_en place active:flag version:int"),
    "hosts": (
        "id! site unit given family name_folded room mobile:sealed? language active:flag "
        "version:int"
    ),
    "services": (
        "id! site code title_fa title_en category gives_pass:flag needs_agreement:flag "
        "minutes:int guidance_fa guidance_en active:flag version:int"
    ),
    "people": (
        "number:serial! id site kind given family name_folded national_id:sealed? "
        "national_id_index? passport:sealed? passport_index? father:sealed? "
        "birth_date:sealed? mobile:sealed? mobile_index? registered_at:big documents "
        "revisions:sealed? version:int"
    ),
    "visits": (
        "id! site person state opened_at:big host? unit? service? purpose "
        "needs_agreement:flag expected_at:big? arrived_at:big? identified_method? "
        "identified_matched:flag? identified_at:big? identified_by? agreed:flag? "
        "agreed_at:big? agreed_by? window_start:big? window_until:big? entry_access? "
        "entry_lane? entry_at:big? entry_confirmed:flag? exit_access? exit_lane? exit_at:big? "
        "exit_confirmed:flag? refusal? closed_at:big? version:int"
    ),
    "passes": (
        "id! site visit form code:sealed code_index window_start:big window_until:big "
        "issued_at:big card? state version:int"
    ),
    "cards": ("id! site number code:sealed code_index state visit? version:int"),
    "accesses": (
        "id! site lane at:big code:sealed code_index reason key? detail direction? visit? "
        "person? pass? grant_state deadline:big? closed_at:big? version:int"
    ),
    "journal_entries": (
        "number:serial! site stream place:big kind at:big actor origin facts digest"
    ),
    "journal_heads": ("chain! place:big digest mark"),
    "notices": (
        "id! site key template recipient address:sealed params:sealed created_at:big "
        "next_at:big expires_at:big medium language state attempts:int leased_by? "
        "lease_until:big? sent_at:big? reference error version:int"
    ),
    "users": ("id! site login name roles password_hash? language active:flag version:int"),
    "sessions": (
        "id! site user_id token_digest csrf created_at:big seen_at:big expires_at:big kind "
        "closed_at:big? version:int"
    ),
}
INDEXES = (
    ("gates_site", "gates", "site", ""),
    ("lanes_site", "lanes", "site", ""),
    ("desks_site", "desks", "site", ""),
    ("units_site", "units", "site", ""),
    ("hosts_name", "hosts", "site name_folded id", ""),
    ("people_mobile", "people", "site mobile_index registered_at", ""),
    ("people_name", "people", "site name_folded id", ""),
    ("visits_entry", "visits", "site entry_at", "entry_at IS NOT NULL"),
    ("visits_expected", "visits", "person expected_at id", "state = 'expected'"),
    ("visits_person", "visits", "person opened_at id", ""),
    ("visits_state", "visits", "site state opened_at id", ""),
    ("passes_code", "passes", "code_index issued_at id", ""),
    ("passes_visit", "passes", "visit issued_at id", ""),
    ("accesses_lane", "accesses", "lane at id code_index", ""),
    ("accesses_person", "accesses", "person at id", "person IS NOT NULL"),
    ("accesses_site", "accesses", "site at id", ""),
    ("accesses_visit", "accesses", "visit at id", "visit IS NOT NULL"),
    ("accesses_waiting", "accesses", "lane at", "grant_state = 'issued'"),
    ("notices_recipient", "notices", "recipient created_at id", ""),
    ("notices_waiting", "notices", "created_at id", "state IN ('queued', 'leased')"),
    ("users_site", "users", "site login", ""),
    ("sessions_open", "sessions", "user_id", "closed_at IS NULL"),
)
UNIQUE = (
    ("services_code", "services", "site code", ""),
    ("people_id", "people", "id", ""),
    ("people_national_id", "people", "site national_id_index", ""),
    ("people_passport", "people", "site passport_index", ""),
    ("visits_current", "visits", "person site", "state IN ('arrived', 'admitted', 'inside')"),
    ("passes_live_code", "passes", "code_index", "state = 'live'"),
    ("cards_code", "cards", "code_index", ""),
    ("cards_number", "cards", "site number", ""),
    ("accesses_key", "accesses", "key", "key IS NOT NULL"),
    ("accesses_pending", "accesses", "visit", "grant_state = 'issued'"),
    ("notices_key", "notices", "key", ""),
    ("users_login", "users", "login", ""),
    ("sessions_digest", "sessions", "token_digest", ""),
)

WORD_INDEX = """
CREATE VIRTUAL TABLE people_names USING fts5
    (name_folded, content='people', content_rowid='number', tokenize='trigram');
CREATE TRIGGER people_names_insert AFTER INSERT ON people BEGIN
    INSERT INTO people_names (rowid, name_folded) VALUES (new.number, new.name_folded);
END;
CREATE TRIGGER people_names_update AFTER UPDATE OF name_folded ON people
WHEN old.name_folded <> new.name_folded BEGIN
    INSERT INTO people_names (people_names, rowid, name_folded)
        VALUES ('delete', old.number, old.name_folded);
    INSERT INTO people_names (rowid, name_folded) VALUES (new.number, new.name_folded);
END;
CREATE TRIGGER people_names_delete AFTER DELETE ON people BEGIN
    INSERT INTO people_names (people_names, rowid, name_folded)
        VALUES ('delete', old.number, old.name_folded);
END;
"""
SQLITE_GUARDS = """
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entries BEGIN
    SELECT RAISE(ABORT, 'the journal cannot be changed');
END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entries BEGIN
    SELECT RAISE(ABORT, 'the journal cannot be changed');
END;
"""
TRIGRAMS = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX people_name_trigrams ON people USING gin (name_folded gin_trgm_ops);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pg_trgm may not be installed; fragments of names are found more slowly';
END $$
"""
POSTGRESQL_GUARDS = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal cannot be changed'; END $$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entries
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()
"""


def upgrade() -> None:
    """From an empty database."""
    for name, columns in TABLES.items():
        op.create_table(name, *(shapes.column(word) for word in columns.split()))
    for name, table, columns, where in INDEXES:
        shapes.index(name, table, columns, where=where, unique=False)
    for name, table, columns, where in UNIQUE:
        shapes.index(name, table, columns, where=where, unique=True)
    if op.get_bind().dialect.name == "sqlite":
        for statement in _split(WORD_INDEX + SQLITE_GUARDS):
            op.execute(statement)
    else:
        op.execute(TRIGRAMS)
        op.execute(POSTGRESQL_GUARDS)


def _split(script: str) -> list[str]:
    """The statements of a script; a trigger ends with END, every other one with a semicolon."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement) and statement.strip():
            found.append(statement)
            statement = ""
    return found
