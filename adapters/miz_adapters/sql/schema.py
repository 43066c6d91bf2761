"""Which version of the tables this miz works with, and how a database gets there."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from miz.errors import ConfigError, Unavailable
from miz_adapters.sql.sqlite import Ownership, connect

CURRENT = "0005"
"""The newest migration; a test compares it with the folder."""


def parse(url: str) -> sa.URL:
    """The address of a database; raises ConfigError for those that miz does not know."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise ConfigError(
            "storage.url is no address of a database; write sqlite:///miz.db"
            " or postgresql://user@host/miz.",
            code="storage.url",
        ) from error
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ConfigError(
                "storage.url names no file; write sqlite:///miz.db.", code="storage.url"
            )
        return parsed
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise ConfigError(
        f"storage.url asks for {parsed.drivername}; miz keeps its records in SQLite or PostgreSQL.",
        code="storage.url",
    )


def path_of(url: sa.URL) -> Path:
    """The file of a SQLite address."""
    return Path(url.database or "").absolute()


def upgrade(url: sa.URL) -> str:
    """Brings the tables to the version of this miz; says which one that is."""
    with _owned(url), engine(url) as opened, _reported(url), opened.begin() as connection:
        _refuse_newer(_version(connection))
        config = Config()
        config.set_main_option("script_location", "miz_adapters.sql:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return CURRENT


def check(url: sa.URL) -> None:
    """Raises ConfigError unless the tables have the version of this miz."""
    if url.get_backend_name() == "sqlite" and not path_of(url).exists():
        raise _older("none")
    with engine(url) as opened, _reported(url), opened.connect() as connection:
        found = _version(connection)
    _refuse_newer(found)
    if found != CURRENT:
        raise _older(found or "none")


@contextmanager
def engine(url: sa.URL) -> Iterator[sa.Engine]:
    """SQLAlchemy's way in, for migrations and their tests; works go another way."""
    if url.get_backend_name() == "sqlite":
        path = path_of(url)
        opened = sa.create_engine("sqlite://", creator=lambda: connect(path), poolclass=NullPool)
        event.listen(opened, "begin", _begin)
    else:
        opened = sa.create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    try:
        yield opened
    finally:
        opened.dispose()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _owned(url: sa.URL) -> Iterator[None]:
    """Nobody else writes the file meanwhile, and the file is its owner's alone."""
    if url.get_backend_name() != "sqlite":
        yield
        return
    path = path_of(url)
    ownership = Ownership(path)
    try:
        path.touch(mode=0o600)
        yield
    finally:
        ownership.release()


@contextmanager
def _reported(url: sa.URL) -> Iterator[None]:
    """Errors of the libraries become ours."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        place = url.render_as_string(hide_password=True)
        cause: Any = getattr(error, "orig", error)
        raise Unavailable(f"The database {place} does not work: {cause}") from error
    except CommandError as error:
        raise ConfigError(
            f"The tables cannot be upgraded: {error}", code="storage.schema"
        ) from error


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    query = sa.text("SELECT version_num FROM alembic_version")
    found: str | None = connection.scalar(query)
    return found


def _refuse_newer(found: str | None) -> None:
    if found is not None and found > CURRENT:
        raise ConfigError(
            f"The database has tables of version {found}, this miz knows {CURRENT};"
            " install the newer miz.",
            code="storage.newer",
        )


def _older(found: str) -> ConfigError:
    return ConfigError(
        f"The database has tables of version {found}, this miz needs {CURRENT};"
        " make a backup and run: miz upgrade",
        code="storage.older",
    )
