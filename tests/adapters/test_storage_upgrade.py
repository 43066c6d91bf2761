"""A database of version 0001 becomes one of today, and nothing in it is lost."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from attrs import evolve

from miz.domain.categories import SHIPPED
from miz.domain.editions import Information, in_force
from miz.errors import ConfigError, Unavailable
from miz_adapters.sql import SqlStorage, schema
from miz_contracts.storage import Samples
from miz_contracts.storage.checks import find, save
from tests.adapters import old_database
from tests.adapters.old_database import FIRST, SAID, SECOND, VAULT

GUIDANCE = ("guidance_fa", "guidance_en")


@pytest.fixture
def old(url: str) -> str:
    """The address of a database of version 0001 that was in use."""
    old_database.make(url)
    return url


@pytest.fixture
def upgraded(old: str) -> Iterator[SqlStorage]:
    """It, upgraded and opened."""
    SqlStorage.upgrade(old)
    storage = SqlStorage(old, vault=VAULT)
    yield storage
    storage.close()


def test_every_old_value_stays(old: str) -> None:
    """All rows are there, and every column but the guidance says what it said."""
    before = old_database.contents(old)
    SqlStorage.upgrade(old)
    after = old_database.contents(old)
    for table, rows in before.items():
        names = rows[0].keys() - GUIDANCE
        kept = [{name: row[name] for name in names} for row in after[table]]

        assert [{name: row[name] for name in names} for row in rows] == kept
    assert {"sites", "services", "hosts", "users", "visits", "notices"} == before.keys()


@pytest.mark.parametrize("kind", ["sites", "services", "hosts", "users", "visits", "notices"])
def test_old_records_are_read_and_go_on(upgraded: SqlStorage, kind: str) -> None:
    """They are as they were, with nothing in what is new, and can be saved again."""
    for record in old_database.RECORDS[kind]:
        found = find(upgraded, kind, record.id)

        assert record == found
        assert evolve(found, version=found.version + 1) == save(upgraded, kind, found)


def test_every_site_gets_the_four_categories_in_order(upgraded: SqlStorage) -> None:
    """Those that a new site begins with, and what the services name is among them (C1 to C4)."""
    for site in (FIRST, SECOND):
        found = upgraded.read(lambda uow, s=site: list(uow.categories.of(s)))  # type: ignore[misc]

        assert list(SHIPPED) == [(one.key, one.title, one.flow) for one in found]
        assert [(site, True, 1)] * 4 == [(one.site, one.active, one.version) for one in found]
    named = upgraded.read(
        lambda uow: [uow.categories.by_key(s.site, s.category) for s in old_database.SERVICES]
    )

    assert [service.category for service in old_database.SERVICES] == [c and c.key for c in named]


def test_guidance_becomes_the_description_of_the_first_edition(upgraded: SqlStorage) -> None:
    """In both languages, in force at once; a service that said nothing has no edition (SVC-01)."""
    for service in old_database.SERVICES:
        editions = upgraded.read(lambda uow, s=service: list(uow.editions.of(s.id)))  # type: ignore[misc]
        said = SAID[service.id]
        expected = [] if not (said.fa or said.en) else [(1, Information(description=said))]

        assert expected == [(one.number, one.information) for one in editions]
        assert [service.site] * len(expected) == [one.site for one in editions]
        assert editions == [in_force(editions, date(2020, 1, 1))][: len(expected)]


def test_an_upgraded_database_does_the_new_work(upgraded: SqlStorage) -> None:
    """Requests, the next edition, changed categories, and numbers from one on."""
    make, first = Samples(), old_database.SERVICES[0]
    request = save(upgraded, "requests", make.thick_request())
    save(upgraded, "editions", make.edition(service=first.id, number=2))
    category = upgraded.read(lambda uow: uow.categories.by_key(FIRST, "one_step"))
    assert category is not None
    changed = save(upgraded, "categories", evolve(category, active=False))

    assert request == find(upgraded, "requests", request.id)
    assert [1, 2] == upgraded.read(lambda uow: [one.number for one in uow.editions.of(first.id)])
    assert changed == upgraded.read(lambda uow: uow.categories.by_key(FIRST, "one_step"))
    assert 1 == upgraded.write(lambda uow: uow.sequences.next(FIRST, "letters"))


def test_an_upgrade_that_fails_changes_nothing(old: str) -> None:
    """The old tables are as they were, and the upgrade works once the obstacle is gone (G1)."""
    before = old_database.contents(old)
    _execute(old, "CREATE TABLE citizen_sessions (id TEXT)")
    with pytest.raises(Unavailable):
        SqlStorage.upgrade(old)

    assert before == old_database.contents(old)
    with pytest.raises(ConfigError, match="run: miz upgrade"):
        SqlStorage(old, vault=VAULT)
    _execute(old, "DROP TABLE citizen_sessions")
    assert schema.CURRENT == SqlStorage.upgrade(old)


def _execute(url: str, statement: str) -> None:
    with schema.engine(schema.parse(url)) as opened, opened.begin() as connection:
        connection.execute(sa.text(statement))
