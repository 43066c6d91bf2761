"""Notices and the journal in memory."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from attrs import evolve

from miz.domain.ids import NoticeId, SiteId
from miz.domain.journal import GENESIS, Entry, Head, Sealed, chain_of, head_mark, link
from miz.domain.notices import Notice, NoticeState
from miz.ports import repositories as port
from miz_adapters.conflicts import NOTICE_KEY
from miz_adapters.memory.records import Ledger, Records, Rule

WAITING = frozenset({NoticeState.QUEUED, NoticeState.LEASED})


class MemoryNotices(Records[NoticeId, Notice], port.Notices):
    """The outbox."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((NOTICE_KEY, lambda notice: notice.key),)

    def queue(self, notice: Notice) -> bool:
        self._ledger.must_write()
        if self._owner(NOTICE_KEY, notice.key) is not None:
            return False
        self.save(notice)
        return True

    def due(self, at: datetime, *, limit: int = 50) -> Sequence[Notice]:
        found = self._all(by=lambda n: (n.created_at, n.id))
        return [notice for notice in found if _due(notice, at)][:limit]

    def followed(self, at: datetime, *, limit: int = 50) -> Sequence[Notice]:
        found = [n for n in self._rows.values() if n.follow_at is not None and n.follow_at <= at]
        return sorted(found, key=lambda n: (n.follow_at or at, n.id))[:limit]

    def of_recipient(self, recipient: str, *, limit: int = 50) -> Sequence[Notice]:
        found = self._all(by=lambda n: (n.created_at, n.id), newest=True)
        return [notice for notice in found if notice.recipient == recipient][:limit]

    def count(self, site: SiteId) -> int:
        return sum(n.site == site and n.state in WAITING for n in self._rows.values())


def _due(notice: Notice, at: datetime) -> bool:
    if notice.state is NoticeState.LEASED:
        return notice.lease_until is not None and notice.lease_until <= at
    return notice.state is NoticeState.QUEUED and notice.next_at <= at


class MemoryJournal(port.Journal):
    """The journal, chained as everywhere; facts go through JSON as in a real database."""

    def __init__(self, ledger: Ledger, key: bytes) -> None:
        self._ledger = ledger
        self._key = key
        self._entries: list[Sealed] = []
        self._heads: dict[str, Head] = {}

    def append(self, entries: Iterable[Entry]) -> None:
        self._ledger.must_write()
        for entry in entries:
            self._append(_stored(entry))

    def after(self, number: int, *, limit: int = 100) -> Sequence[Sealed]:
        first = max(number, 0)
        return self._entries[first : first + limit]

    def last(self) -> int:
        return len(self._entries)

    def heads(self) -> Sequence[Head]:
        return [head for _, head in sorted(self._heads.items())]

    def _append(self, entry: Entry) -> None:
        chain, before = chain_of(entry), len(self._entries)
        head = self._heads.get(chain)
        place = head.place + 1 if head else 1
        digest = link(self._key, head.digest if head else GENESIS, entry, place=place)
        mark = head_mark(self._key, chain, place=place, digest=digest)
        self._entries.append(Sealed(before + 1, place, entry, digest))
        self._heads[chain] = Head(chain, place, digest, mark)
        self._ledger.undo(lambda: self._cut(before, chain, head))

    def _cut(self, length: int, chain: str, head: Head | None) -> None:
        del self._entries[length:]
        if head is None:
            self._heads.pop(chain, None)
        else:
            self._heads[chain] = head


def _stored(entry: Entry) -> Entry:
    return evolve(
        entry, at=entry.at.astimezone(UTC), facts=json.loads(json.dumps(dict(entry.facts)))
    )
