"""Finding persons and hosts by fragments of their folded names.

On SQLite a word index of three-letter pieces (FTS5, trigram) finds rare names; common ones are
found sooner in the order of the answer. On PostgreSQL a trigram index (pg_trgm) does the same
where that extension is installed, and the planner chooses.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa

from miz_adapters.sql.records import limited, where_equal
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import PEOPLE

PIECE = 3
"""Letters; shorter words are not in the word index."""
RARE = 2000
"""Names; more than these are not fetched and sorted but met in order."""
MOST_WORDS = 8

_ESCAPE = "\\"
_WORD_INDEX = sa.table("people_names", sa.column("rowid"), sa.column("name_folded"))
_MATCH = sa.literal_column("people_names").op("MATCH")(sa.bindparam("match", type_=sa.Text))
_FOUND = sa.select(_WORD_INDEX.c.rowid).where(_MATCH)

COUNT = Statement(
    sa.select(sa.func.count()).select_from(
        _FOUND.limit(sa.literal_column(str(RARE + 1))).subquery()
    ),
    "match",
)
"""How many names hold the words, up to one more than rare. SQLite only."""


def holding(column: sa.ColumnElement[str], parameter: str) -> sa.ColumnElement[bool]:
    """The column holds what the pattern in the parameter says."""
    return column.like(sa.bindparam(parameter, type_=column.type), escape=_ESCAPE)


def pattern(word: str) -> str:
    """A LIKE pattern for texts that hold the word."""
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    # No stored text holds a NUL, and PostgreSQL takes none as a parameter.
    return f"%{word}%".replace("\0", "\N{REPLACEMENT CHARACTER}")


def match(words: list[str]) -> str:
    """The same for the word index, or nothing when every word is too short for it."""
    long = (word for word in words if len(word) >= PIECE and "\0" not in word)
    return " ".join('"' + word.replace('"', '""') + '"' for word in long)


@cache
def in_order(count: int) -> Statement:
    """Persons of a site whose names hold so many words, met in order."""
    return Statement(_search(count), "site", *_word_names(count), "most")


@cache
def in_index(count: int) -> Statement:
    """The same, of those that the word index names. SQLite only."""
    query = _search(count).where(PEOPLE.c.number.in_(_FOUND))
    return Statement(query, "match", "site", *_word_names(count), "most")


def _search(count: int) -> sa.Select[Any]:
    words = [holding(PEOPLE.c.name_folded, name) for name in _word_names(count)]
    query = where_equal(PEOPLE, "site").where(*words)
    return limited(query.order_by(PEOPLE.c.name_folded, PEOPLE.c.id))


def _word_names(count: int) -> list[str]:
    return [f"word_{place}" for place in range(count)]
