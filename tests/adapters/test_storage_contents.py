"""Records that are kept whole as JSON: damaged, and moved to another row."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from miz.errors import BadAnswer
from miz_adapters.sql import SqlStorage, schema
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.checks import find, save

VAULT = AesVault.fresh()
LEGIBLE = ("decrees", "categories", "editions", "promises", "bookings")
SEALED = ("nodes", "requests", "complaints", "opinions", "drafts", "challenges", "citizen_sessions")


def build(make: Samples, kind: str) -> Any:
    """A record of the kind."""
    return getattr(make, {"categories": "category"}.get(kind, kind.removesuffix("s")))()


def execute(url: str, statement: str, **values: object) -> None:
    """Changes the database behind the storage's back."""
    with schema.engine(schema.parse(url)) as opened, opened.begin() as connection:
        connection.execute(sa.text(statement), values)


@pytest.fixture
def storage(url: str) -> Iterator[SqlStorage]:
    """In a new database."""
    storage = SqlStorage.create(url, vault=VAULT)
    yield storage
    storage.close()


@pytest.mark.parametrize("kind", LEGIBLE)
def test_a_damaged_record_is_named(storage: SqlStorage, url: str, kind: str) -> None:
    """Whoever edits the database by hand is told which record to restore, not shown a trace."""
    record = save(storage, kind, build(Samples(), kind))
    for text in ("{", "{}", '{"id": 1}'):
        execute(url, f"UPDATE {kind} SET content = :text", text=text)
        with pytest.raises(BadAnswer, match="restore it from a backup") as caught:
            find(storage, kind, record.id)

        assert record.id in caught.value.message


@pytest.mark.parametrize("kind", SEALED)
def test_a_record_cannot_be_moved(storage: SqlStorage, url: str, kind: str) -> None:
    """What is sealed for one row does not open in another: nobody swaps two cases (threat 23)."""
    make = Samples()
    first, second = (save(storage, kind, build(make, kind)) for _ in range(2))
    content = f"(SELECT content FROM {kind} WHERE id = :first)"
    execute(
        url,
        f"UPDATE {kind} SET content = {content} WHERE id = :second",
        first=first.id,
        second=second.id,
    )

    assert first == find(storage, kind, first.id)
    with pytest.raises(BadAnswer, match="damaged or moved"):
        find(storage, kind, second.id)
