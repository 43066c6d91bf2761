"""The journal as rows that triggers protect from being changed."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from attrs import evolve

from miz.domain.journal import GENESIS, Entry, Head, Sealed, chain_of, head_mark, link
from miz.errors import Unavailable
from miz.ports import repositories as port
from miz.ports.vaults import Vault
from miz_adapters.sql.lines import Line, Row
from miz_adapters.sql.records import instant, limited, micros
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import JOURNAL_ENTRIES, JOURNAL_HEADS

_ENTRY = ("site", "stream", "place", "kind", "at", "actor", "origin", "facts", "digest")
_E, _H = JOURNAL_ENTRIES.c, JOURNAL_HEADS.c
_START = Head("", 0, GENESIS, "")

INSERT = Statement(
    sa.insert(JOURNAL_ENTRIES).inline().values({name: sa.bindparam(name) for name in _ENTRY}),
    *_ENTRY,
)
AFTER = Statement(
    limited(
        sa.select(JOURNAL_ENTRIES)
        .where(_E.number > sa.bindparam("after", type_=sa.BigInteger))
        .order_by(_E.number)
    ),
    *("after", "most"),
)
LAST = Statement(sa.select(sa.func.coalesce(sa.func.max(_E.number), sa.literal_column("0"))))
HEADS = Statement(sa.select(JOURNAL_HEADS).order_by(_H.chain))
HEAD = Statement(sa.select(JOURNAL_HEADS).where(_H.chain == sa.bindparam("chain_")), "chain_")
_HEAD = ("chain", "place", "digest", "mark")
FIRST_HEAD = Statement(
    sa.insert(JOURNAL_HEADS).inline().values({name: sa.bindparam(name) for name in _HEAD}), *_HEAD
)
NEXT_HEAD = Statement(
    sa.update(JOURNAL_HEADS)
    .where(_H.chain == sa.bindparam("chain_"), _H.place == sa.bindparam("old_place"))
    .values({name: sa.bindparam(f"new_{name}") for name in _HEAD[1:]}),
    *("new_place", "new_digest", "new_mark", "chain_", "old_place"),
)


class SqlJournal(port.Journal):
    """The chained journal.

    Entries wait until the unit of work ends or reads the journal, so that other writers wait for
    each other as shortly as can be.
    """

    def __init__(self, line: Line, vault: Vault) -> None:
        self._line = line
        self._vault = vault
        self._key = vault.journal_key
        self._waiting: list[Entry] = []
        self.grew = False

    def begin(self) -> None:
        """A unit of work begins with nothing written."""
        self._waiting.clear()
        self.grew = False

    def append(self, entries: Iterable[Entry]) -> None:
        self._line.must_write()
        self._waiting.extend(entries)

    def after(self, number: int, *, limit: int = 100) -> Sequence[Sealed]:
        self.flush()
        return [_unpack(row) for row in self._line.fetch(AFTER, number, limit)]

    def last(self) -> int:
        self.flush()
        return int(self._line.fetch(LAST)[0][0])

    def heads(self) -> Sequence[Head]:
        self.flush()
        return [Head(*row) for row in self._line.fetch(HEADS)]

    def flush(self) -> None:
        """Chains and stores what waits, in order."""
        if not self._waiting:
            return
        entries = [_in_utc(entry) for entry in self._waiting]
        self._waiting.clear()
        self._line.lock_journal()
        for chain, chained in groupby(entries, key=chain_of):
            self._chain(chain, chained)
        self.grew = True

    def _chain(self, chain: str, entries: Iterable[Entry]) -> None:
        """Stores entries that follow each other in one chain, and its new head."""
        rows = self._line.fetch(HEAD, chain)
        head = Head(*rows[0]) if rows else _START
        place, digest = head.place, head.digest
        for entry in entries:
            place += 1
            digest = link(self._key, digest, entry, place=place)
            self._line.change(INSERT, *_pack(entry, place, digest))
        mark = head_mark(self._key, chain, place=place, digest=digest)
        if not rows:
            self._line.change(FIRST_HEAD, chain, place, digest, mark)
        elif not self._line.change(NEXT_HEAD, place, digest, mark, chain, head.place):
            raise Unavailable("Another writer was faster in the journal; try again.")


def _in_utc(entry: Entry) -> Entry:
    """The entry as it will be read back, for its link binds the instant's spelling."""
    return entry if entry.at.tzinfo is UTC else evolve(entry, at=entry.at.astimezone(UTC))


def _pack(entry: Entry, place: int, digest: str) -> tuple[Any, ...]:
    facts = json.dumps(dict(entry.facts), ensure_ascii=False, separators=(",", ":"))
    return (
        entry.site,
        entry.stream,
        place,
        entry.kind,
        micros(entry.at),
        entry.actor,
        entry.origin,
        facts,
        digest,
    )


def _unpack(row: Row) -> Sealed:
    number, site, stream, place, kind, at, actor, origin, facts, digest = row
    entry = Entry(site, stream, kind, instant(at), actor, origin, json.loads(facts))
    return Sealed(number, place, entry, digest)
