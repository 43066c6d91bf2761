"""How migrations write columns: ``name:type``; no type is text, ``!`` the key, ``?`` optional."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

TYPES: dict[str, Any] = {
    "": sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql"),
    "big": sa.BigInteger(),
    "flag": sa.Boolean(),
    "int": sa.Integer(),
    "sealed": sa.LargeBinary(),
    "serial": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
}


def column(word: str, **more: Any) -> sa.Column[Any]:
    """One column."""
    name, _, kind = word.rstrip("!?").partition(":")
    key, optional = word.endswith("!"), word.endswith("?")
    return sa.Column(name, TYPES[kind], primary_key=key, nullable=optional, **more)


def index(name: str, table: str, columns: str, *, where: str, unique: bool) -> None:
    """An index, partial where a condition is given."""
    condition = sa.text(where) if where else None
    op.create_index(
        name,
        table,
        columns.split(),
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
