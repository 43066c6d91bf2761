"""Tables and their versions: what is migrated is what the code works with."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from miz.errors import ConfigError, NotSupported, Unavailable
from miz_adapters.sql import SqlStorage, schema
from miz_adapters.sql.tables import METADATA
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.checks import find, save

VAULT = AesVault.fresh()


def ours(_object: object, name: str | None, *_: object) -> bool:
    """Neither the word index of names nor Alembic's own table is in the metadata."""
    foreign = ("people_names", "people_name_trigrams", "alembic_version")
    return name is None or not name.startswith(foreign)


def test_migrated_tables_are_the_ones_in_the_code(url: str) -> None:
    """Alembic finds no difference, on either database."""
    SqlStorage.upgrade(url)
    with schema.engine(schema.parse(url)) as opened, opened.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        differences = compare_metadata(context, METADATA)

        assert [] == differences


def test_partial_indexes_are_the_ones_in_the_code(url: str) -> None:
    """Alembic does not compare their conditions; a lost one would refuse second visits."""
    SqlStorage.upgrade(url)
    expected = {
        str(index.name): bool(index.dialect_options["sqlite"]["where"] is not None)
        for table in METADATA.tables.values()
        for index in table.indexes
    }
    with schema.engine(schema.parse(url)) as opened, opened.connect() as connection:
        found = {name: " WHERE " in text for name, text in _indexes(connection).items()}

    assert expected == {name: found.get(name) for name in expected}


def _indexes(connection: sa.Connection) -> dict[str, str]:
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if connection.dialect.name == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes"
    )
    return {row[0]: row[1] for row in connection.exec_driver_sql(query)}


def test_a_planted_difference_is_found(sqlite_url: str) -> None:
    """A column that somebody forgot to migrate."""
    SqlStorage.upgrade(sqlite_url)
    with schema.engine(schema.parse(sqlite_url)) as opened, opened.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gates DROP COLUMN active")
        context = MigrationContext.configure(connection, opts={"include_object": ours})

        assert ["add_column"] == [
            difference[0] for difference in compare_metadata(context, METADATA)
        ]


def test_the_newest_migration_is_the_one_that_the_code_asks_for() -> None:
    """One head, and its number."""
    config = Config()
    config.set_main_option("script_location", "miz_adapters.sql:migrations")

    assert [schema.CURRENT] == ScriptDirectory.from_config(config).get_heads()


@pytest.mark.parametrize(
    ("version", "words"), [("0000", "run: miz upgrade"), ("9999", "install the newer miz")]
)
def test_other_versions_are_refused_with_what_to_do(url: str, version: str, words: str) -> None:
    """Neither older nor newer tables are touched."""
    SqlStorage.upgrade(url)
    with schema.engine(schema.parse(url)) as opened, opened.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})

    with pytest.raises(ConfigError, match=words):
        SqlStorage(url, vault=VAULT)
    with pytest.raises(ConfigError):
        SqlStorage.upgrade(url)


def test_a_database_without_tables_is_refused(url: str) -> None:
    """With the command that makes them; upgrading twice changes nothing."""
    with pytest.raises(ConfigError, match="run: miz upgrade"):
        SqlStorage(url, vault=VAULT)

    assert [schema.CURRENT] * 2 == [SqlStorage.upgrade(url) for _ in range(2)]
    SqlStorage(url, vault=VAULT).close()


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:///:memory:", "mysql://h/miz"])
def test_an_address_that_miz_does_not_know_is_refused(url: str) -> None:
    """The message names the setting; no password can be in it."""
    with pytest.raises(ConfigError, match=r"storage\.url"):
        SqlStorage(url, vault=VAULT)


def test_another_key_file_is_refused(url: str) -> None:
    """Under another key no person would be found, and each would get a second file."""
    SqlStorage.create(url, vault=VAULT).close()

    with pytest.raises(ConfigError, match="key file does not belong"):
        SqlStorage(url, vault=AesVault.fresh())
    SqlStorage(url, vault=VAULT).close()


def test_a_rotated_key_fits(url: str, tmp_path: Path) -> None:
    """What was stored under the old key is found and opened under the new ones."""
    make, path = Samples(), tmp_path / "key"
    storage = SqlStorage.create(url, vault=AesVault.load(path, create=True))
    person = save(storage, "people", make.person())
    storage.close()
    storage = SqlStorage(url, vault=AesVault.rotate(path))
    try:
        assert person == find(storage, "people", person.id)
        number = person.identity.national_id
        assert person == storage.read(lambda uow: uow.people.by_national_id(person.site, number))
    finally:
        storage.close()


def test_a_file_has_one_owner(sqlite_url: str) -> None:
    """A second process is told which one owns it and what to do; afterwards it may."""
    storage = SqlStorage.create(sqlite_url, vault=VAULT)
    for take in (
        lambda: SqlStorage(sqlite_url, vault=VAULT),
        lambda: SqlStorage.upgrade(sqlite_url),
    ):
        with pytest.raises(ConfigError, match=r"owns .*stop it first"):
            take()
    storage.close()

    SqlStorage(sqlite_url, vault=VAULT).close()


def test_a_file_is_its_owners_alone(sqlite_url: str, tmp_path: Path) -> None:
    """The database and all that stands beside it (threat 23)."""
    storage = SqlStorage.create(sqlite_url, vault=VAULT)
    save(storage, "people", Samples().person())
    storage.backup(tmp_path / "backup.db")

    assert {0o600} == {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert {"miz.db", "miz.db-wal", "miz.db-shm", "miz.db.lock", "backup.db"} == {
        path.name for path in tmp_path.iterdir()
    }
    storage.close()


def test_a_backup_is_a_whole_database(sqlite_url: str, tmp_path: Path) -> None:
    """Made while the storage works; opened by itself; never over an older one (G10)."""
    storage, target = SqlStorage.create(sqlite_url, vault=VAULT), tmp_path / "backup.db"
    gate = save(storage, "gates", Samples().gate())
    storage.backup(target)
    save(storage, "gates", Samples().gate(id="later"))
    with pytest.raises(Unavailable, match="exists already"):
        storage.backup(target)
    with pytest.raises(Unavailable, match="failed"):
        storage.backup(tmp_path / "nowhere" / "backup.db")
    storage.close()

    restored = SqlStorage(f"sqlite:///{target}", vault=VAULT)
    assert gate == find(restored, "gates", gate.id)
    assert find(restored, "gates", "later") is None
    restored.close()


def test_a_server_is_backed_up_by_its_own_tools(url: str, tmp_path: Path) -> None:
    """The message names them."""
    if url.startswith("sqlite"):
        return
    storage = SqlStorage.create(url, vault=VAULT)
    with pytest.raises(NotSupported, match="pgBackRest"):
        storage.backup(tmp_path / "backup")
    storage.close()
