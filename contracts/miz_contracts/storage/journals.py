"""Rules of the journal."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from threading import Event, Thread

import pytest
from attrs import evolve

from miz.domain.journal import Sealed, verify
from miz.errors import Conflict
from miz.ports.repositories import Journal
from miz.ports.storage import Storage, UnitOfWork
from miz_contracts.storage.checks import save
from miz_contracts.storage.samples import Samples

WAIT = 10.0
"""Seconds within which something must happen that happens at once."""


def whole(journal: Journal, *, page: int = 100) -> Iterator[Sealed]:
    """The journal from its beginning, a page at a time."""
    number = 0
    while entries := journal.after(number, limit=page):
        yield from entries
        number = entries[-1].number


def flaws(storage: Storage, key: bytes) -> list[str]:
    """What is wrong with the journal, on one consistent state of it."""
    return storage.read(
        lambda uow: [
            f.problem for f in verify(key, whole(uow.journal, page=7), uow.journal.heads())
        ]
    )


class JournalRules:
    """Entries are numbered, chained by keyed hashes, and stay (G8)."""

    def test_entries_come_back_in_order(self, storage: Storage, make: Samples) -> None:
        """Numbers rise, facts survive as JSON, instants are the same instants in UTC."""
        tehran = timezone(timedelta(hours=3, minutes=30))
        local = make.entry("access")
        entries = [
            make.entry(),
            evolve(local, at=local.at.astimezone(tehran)),
            make.entry(facts={}),
        ]
        storage.write(lambda uow: uow.journal.append(entries[:2]))
        storage.write(lambda uow: uow.journal.append(entries[2:]))
        found = storage.read(lambda uow: uow.journal.after(0))

        assert entries == [sealed.entry for sealed in found]
        assert ["0:00:00"] * 3 == [str(sealed.entry.at.utcoffset()) for sealed in found]
        assert [1, 1, 2] == [sealed.place for sealed in found]
        assert sorted({sealed.number for sealed in found}) == [s.number for s in found]

    def test_pages_meet_without_gap_or_repetition(self, storage: Storage, make: Samples) -> None:
        """A reader resumes from the last number it saw."""
        storage.write(lambda uow: uow.journal.append(make.entry() for _ in range(10)))
        pages = storage.read(lambda uow: list(whole(uow.journal, page=3)))
        last = storage.read(lambda uow: uow.journal.last())

        assert 10 == len({sealed.number for sealed in pages})
        assert last == pages[-1].number
        assert [] == storage.read(lambda uow: list(uow.journal.after(last)))

    def test_an_empty_journal_is_empty(self, storage: Storage, journal_key: bytes) -> None:
        """Nothing, number 0, no heads, no flaws."""
        found = storage.read(
            lambda uow: (list(uow.journal.after(0)), uow.journal.last(), list(uow.journal.heads()))
        )

        assert ([], 0, []) == found
        assert [] == flaws(storage, journal_key)

    def test_the_chains_hold(self, storage: Storage, make: Samples, journal_key: bytes) -> None:
        """One chain for each site and stream, every link and head keyed (G8)."""
        for stream in ("visits", "access", "visits"):
            storage.write(lambda uow, s=stream: uow.journal.append([make.entry(s)] * 3))  # type: ignore[misc]
        heads = storage.read(lambda uow: uow.journal.heads())

        assert {"site-1/access": 3, "site-1/visits": 6} == {h.chain: h.place for h in heads}
        assert [] == flaws(storage, journal_key)
        assert [] != flaws(storage, b"another key")

    def test_mixed_chains_hold(self, storage: Storage, make: Samples, journal_key: bytes) -> None:
        """Entries of several chains in one append keep their order."""
        streams = ["visits", "access", "visits", "people", "access", "access"]
        storage.write(lambda uow: uow.journal.append(make.entry(stream) for stream in streams))
        found = storage.read(lambda uow: uow.journal.after(0))

        assert streams == [sealed.entry.stream for sealed in found]
        assert [] == flaws(storage, journal_key)

    def test_a_unit_of_work_sees_its_own_entries(self, storage: Storage, make: Samples) -> None:
        """Also before they are kept."""

        def work(uow: UnitOfWork) -> tuple[int, int, int]:
            uow.journal.append([make.entry()])
            return len(uow.journal.after(0)), len(uow.journal.heads()), uow.journal.last()

        found = storage.write(work)

        assert (1, 1) == found[:2]
        assert found[2] > 0

    def test_what_is_undone_leaves_no_trace(
        self, storage: Storage, make: Samples, journal_key: bytes
    ) -> None:
        """Neither entry nor head; the next entry follows the last one that was kept."""
        visit = save(storage, "visits", make.visit())
        storage.write(lambda uow: uow.journal.append([make.entry()]))
        with pytest.raises(Conflict):
            storage.write(
                lambda uow: (
                    uow.journal.append([make.entry(), make.entry("access")]),
                    uow.journal.heads(),
                    uow.visits.save(evolve(visit, version=0)),
                )
            )
        storage.write(lambda uow: uow.journal.append([make.entry()]))

        assert [1, 2] == [s.place for s in storage.read(lambda uow: uow.journal.after(0))]
        assert [] == flaws(storage, journal_key)

    def test_writers_share_one_chain(
        self, storage: Storage, make: Samples, journal_key: bytes
    ) -> None:
        """Eight at once: nothing is lost, nothing forks (architecture: per stream)."""

        def note(number: int) -> None:
            entry = make.entry("access", {"n": number})
            storage.write(lambda uow: uow.journal.append([entry]))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(note, range(80)))
        found = storage.read(lambda uow: list(whole(uow.journal)))

        assert set(range(80)) == {sealed.entry.facts["n"] for sealed in found}
        assert [] == flaws(storage, journal_key)

    def test_a_reader_that_follows_misses_nothing(self, storage: Storage, make: Samples) -> None:
        """What is visible stays, and nothing with a lower number appears later."""
        ended, seen = Event(), [0]

        def follow() -> None:
            last_look = False
            while True:
                found = storage.read(lambda uow: uow.journal.after(seen[-1]))
                seen.extend(sealed.number for sealed in found)
                if last_look and not found:
                    return
                last_look = ended.is_set()

        reader = Thread(target=follow)
        reader.start()
        with ThreadPoolExecutor(4) as pool:
            works = [make.entry(stream) for stream in ("visits", "access") for _ in range(40)]
            list(pool.map(lambda e: storage.write(lambda uow: uow.journal.append([e])), works))
        ended.set()
        reader.join(WAIT)
        kept = storage.read(lambda uow: [sealed.number for sealed in whole(uow.journal)])

        assert [0, *kept] == seen

    def test_a_watcher_hears_of_entries(self, storage: Storage, make: Samples) -> None:
        """Soon after the commit; not after the end of the watch, and not of other commits."""
        heard = Event()
        end = storage.watch(heard.set)
        save(storage, "visits", make.visit())
        assert not heard.is_set()

        storage.write(lambda uow: uow.journal.append([make.entry()]))
        assert heard.wait(WAIT)

        end()
        end()
        heard.clear()
        storage.submit(lambda uow: uow.journal.append([make.entry()])).result(WAIT)
        assert not heard.is_set()

    def test_a_watcher_that_fails_hurts_nobody(self, storage: Storage, make: Samples) -> None:
        """The write is kept and other watchers hear of it."""
        heard = Event()

        def fail() -> None:
            raise RuntimeError

        storage.watch(fail)
        storage.watch(heard.set)
        storage.write(lambda uow: uow.journal.append([make.entry()]))

        assert heard.wait(WAIT)
        assert 1 == len(storage.read(lambda uow: uow.journal.after(0)))
