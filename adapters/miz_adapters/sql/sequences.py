"""Numbers that people read, each given once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from miz.domain.ids import SiteId
from miz.ports import casework as port
from miz_adapters.sql.case_tables import SEQUENCES
from miz_adapters.sql.lines import Line
from miz_adapters.sql.statements import Statement

_C = SEQUENCES.c


def _next() -> Statement:
    """Both databases spell it alike, but SQLAlchemy has an insert for each."""
    values: dict[str, Any] = {
        "site": sa.bindparam("site"),
        "name": sa.bindparam("name"),
        "given": sa.literal_column("1"),
    }
    more = {"given": _C.given + sa.literal_column("1")}
    keys = [_C.site, _C.name]
    one = (
        postgresql.insert(SEQUENCES)
        .values(values)
        .on_conflict_do_update(index_elements=keys, set_=more)
    )
    other = (
        sqlite.insert(SEQUENCES)
        .values(values)
        .on_conflict_do_update(index_elements=keys, set_=more)
    )
    return Statement(one.returning(_C.given), *("site", "name"), sqlite=other.returning(_C.given))


class SqlSequences(port.Sequences):
    """One row a sequence; on PostgreSQL it is the writer's own until the write ends."""

    _next = _next()

    def __init__(self, line: Line) -> None:
        self._line = line

    def next(self, site: SiteId, name: str) -> int:
        self._line.must_write()
        return int(self._line.fetch(self._next, site, name)[0][0])
