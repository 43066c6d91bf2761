"""The journal in a real database: guarded, and every tampering behind the guard is found."""

import random
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from attrs import evolve

from miz.domain.journal import Head, verify
from miz_adapters.sql import SqlStorage, journal, schema
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.journals import flaws, whole
from tests.adapters.databases import unguard

VAULT = AesVault.fresh()
ENTRIES = 60
TRIES = 200
COLUMNS = ("site", "stream", "place", "kind", "at", "actor", "origin", "facts", "digest")
STREAMS = ("visits", "access", "people")

Tamper = Callable[[sa.Connection, random.Random], None]


@pytest.fixture
def filled(url: str) -> Iterator[tuple[SqlStorage, sa.Engine]]:
    """A journal with a few chains, and a way around the storage."""
    storage, make = SqlStorage.create(url, vault=VAULT), Samples()
    for number in range(ENTRIES):
        entry = make.entry(STREAMS[number % 3], {"n": number, "who": "‌سارا"})
        storage.write(lambda uow, e=entry: uow.journal.append([e]))  # type: ignore[misc]
    with schema.engine(schema.parse(url)) as opened:
        yield storage, opened
    storage.close()


@pytest.mark.parametrize(
    "deed", ["UPDATE journal_entries SET actor = 'x'", "DELETE FROM journal_entries"]
)
def test_the_database_refuses_to_change_the_journal(
    filled: tuple[SqlStorage, sa.Engine], deed: str
) -> None:
    """Whoever holds the connection of the application cannot (threat 28)."""
    storage, opened = filled
    for row in ("", " WHERE number = 3"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="the journal cannot be changed"),
            opened.begin() as connection,
        ):
            connection.exec_driver_sql(deed + row)

    assert ENTRIES == storage.read(lambda uow: uow.journal.last())
    assert [] == flaws(storage, VAULT.journal_key)


def edit(connection: sa.Connection, rng: random.Random) -> None:
    """One field of one entry, a little."""
    number, column = rng.randrange(1, ENTRIES + 1), rng.choice(COLUMNS)
    row = {"n": number}
    if column in {"place", "at"}:
        change = f"{column} + {rng.choice([-1, 1, 1000])}"
    elif column == "facts":
        change = "replace(facts, '\"n\":', '\"m\":')"
    else:
        change = f"'x' || substr({column}, 2)"
    connection.execute(
        sa.text(f"UPDATE journal_entries SET {column} = {change} WHERE number = :n"), row
    )


def delete(connection: sa.Connection, rng: random.Random) -> None:
    """One entry, anywhere."""
    number = rng.randrange(1, ENTRIES + 1)
    connection.execute(sa.text("DELETE FROM journal_entries WHERE number = :n"), {"n": number})


def cut(connection: sa.Connection, rng: random.Random) -> None:
    """The tail, of any length, with or without the heads."""
    connection.execute(
        sa.text("DELETE FROM journal_entries WHERE number > :n"), {"n": rng.randrange(ENTRIES)}
    )
    if rng.random() < 0.5:
        connection.execute(sa.text("DELETE FROM journal_heads WHERE chain LIKE '%access'"))


def swap(connection: sa.Connection, rng: random.Random) -> None:
    """The numbers of two entries of one chain."""
    first = rng.randrange(1, ENTRIES - 2)
    second = first + 3 * rng.randrange(1, (ENTRIES - first) // 3 + 1)
    for old, new in ((first, 0), (second, first), (0, second)):
        connection.execute(
            sa.text("UPDATE journal_entries SET number = :new WHERE number = :old"),
            {"old": old, "new": new},
        )


def move_head(connection: sa.Connection, rng: random.Random) -> None:
    """A head back by one, as if the last entry had never been."""
    chain = f"site-1/{rng.choice(STREAMS)}"
    connection.execute(
        sa.text("UPDATE journal_heads SET place = place - 1 WHERE chain = :chain"), {"chain": chain}
    )


def test_two_hundred_tamperings_are_all_found(filled: tuple[SqlStorage, sa.Engine]) -> None:
    """Edits, deletions, cut tails, swaps and moved heads by raw SQL: 200 of 200 (G8)."""
    storage, opened = filled
    storage.close()
    rng = random.Random(8)
    found = 0
    with opened.connect() as connection:
        for guard in unguard(connection):
            connection.exec_driver_sql(guard)
        for _ in range(TRIES):
            trial = connection.begin_nested()
            rng.choice([edit, edit, delete, cut, swap, move_head])(connection, rng)
            found += bool(_flaws(connection))
            trial.rollback()
        assert [] == _flaws(connection)
        connection.rollback()

    assert TRIES == found


def _flaws(connection: sa.Connection) -> list[object]:
    """What is wrong, read through the storage's own functions on the connection that tampers."""
    rows = connection.exec_driver_sql("SELECT * FROM journal_entries ORDER BY number")
    heads = connection.exec_driver_sql("SELECT * FROM journal_heads").all()
    entries = (journal._unpack(row) for row in rows)
    return list(verify(VAULT.journal_key, entries, [Head(*head) for head in heads]))


def test_facts_go_through_json_unharmed(filled: tuple[SqlStorage, sa.Engine]) -> None:
    """Tuples come back as lists, and the link fits both."""
    storage, _ = filled
    make = Samples()
    entry = make.entry("visits", {"tuple": (1, "ب"), "\u200c": None, "z": 1.5, "a": {"b": []}})
    storage.write(lambda uow: uow.journal.append([entry]))
    last = storage.read(lambda uow: list(whole(uow.journal)))[-1]

    assert evolve(entry, facts={**entry.facts, "tuple": [1, "ب"]}) == last.entry
    assert [] == flaws(storage, VAULT.journal_key)
