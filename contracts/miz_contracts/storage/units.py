"""Rules of the unit of work: wholly or not at all, versions, reads that only read."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Any

import pytest
from attrs import evolve

from miz.domain.ids import GateId, UserId
from miz.domain.values import Text
from miz.errors import Conflict, InvalidValue, NotFound, Unavailable, WrongState
from miz.ports.storage import Storage, UnitOfWork
from miz_contracts.storage.checks import Planned, find, refusal, save
from miz_contracts.storage.samples import NOON, SITE, Samples

WAIT = 10.0
ODD = ("\ud800", "a\0b", "\N{PILE OF POO}", "\u200f\u200e", "x" * 100_000)
"""Texts that a stranger may send; a storage may refuse some of them, and mangle none."""
Write = Callable[[UnitOfWork, Samples], Any]
WRITES: dict[str, Write] = {
    "save": lambda uow, make: uow.gates.save(make.gate()),
    "save visit": lambda uow, make: uow.visits.save(make.visit()),
    "save request": lambda uow, make: uow.requests.save(make.request()),
    "append": lambda uow, make: uow.journal.append([make.entry()]),
    "queue": lambda uow, make: uow.notices.queue(make.notice()),
    "close_all": lambda uow, _: uow.sessions.close_all(UserId("user-1"), at=NOON),
    "next": lambda uow, _: uow.sequences.next(SITE, "letters"),
    "forget drafts": lambda uow, _: uow.drafts.forget(NOON),
    "forget challenges": lambda uow, _: uow.challenges.forget(NOON),
    "forget sessions": lambda uow, _: uow.citizen_sessions.forget(NOON),
}


class UnitRules:
    """Work happens wholly or not at all, and is seen by others only when it is kept."""

    def test_versions_count_saves(self, storage: Storage, make: Samples) -> None:
        """New is 1, and every save is one more."""
        gate = save(storage, "gates", make.gate())
        again = save(storage, "gates", evolve(gate, active=False))

        assert (1, 2) == (gate.version, again.version)
        assert again == find(storage, "gates", gate.id)

    @pytest.mark.parametrize("version", [0, 1, 3])
    def test_a_stale_version_is_refused(
        self, storage: Storage, make: Samples, version: int
    ) -> None:
        """Two who change the same record: the second is told and nothing is overwritten."""
        gate = save(storage, "gates", make.gate())
        save(storage, "gates", evolve(gate, name=Text("نو")))
        conflict = refusal(storage, "gates", evolve(gate, version=version))

        assert "record.changed" == conflict.code

    def test_a_record_that_is_not_there_cannot_be_changed(
        self, storage: Storage, make: Samples
    ) -> None:
        """A version without a record is a conflict, too."""
        assert "record.changed" == refusal(storage, "gates", make.gate(version=4)).code

    def test_nothing_is_found_where_nothing_is(self, storage: Storage) -> None:
        """``find`` says None, ``get`` raises NotFound."""
        nowhere = GateId("nowhere")

        assert storage.read(lambda uow: uow.gates.find(nowhere)) is None
        with pytest.raises(NotFound):
            storage.read(lambda uow: uow.gates.get(nowhere))

    def test_a_work_that_fails_leaves_nothing(self, storage: Storage, make: Samples) -> None:
        """Neither new records nor changes nor entries; its own exception arrives."""
        kept, new = save(storage, "gates", make.gate()), make.gate()

        def work(uow: UnitOfWork) -> None:
            uow.gates.save(new)
            uow.gates.save(evolve(kept, active=False))
            uow.visits.save(make.visit())
            uow.notices.queue(make.notice())
            uow.journal.append([make.entry()])
            raise Planned

        with pytest.raises(Planned):
            storage.write(work)

        assert (kept, None) == (find(storage, "gates", kept.id), find(storage, "gates", new.id))
        assert 0 == storage.read(lambda uow: uow.journal.last())
        assert 1 == save(storage, "gates", new).version

    def test_undoing_gives_back_what_must_be_unique(self, storage: Storage, make: Samples) -> None:
        """A failed work takes no code, number or name with it."""
        first = make.pass_(code="123")

        def work(uow: UnitOfWork) -> None:
            uow.passes.save(first)
            raise Planned

        with pytest.raises(Planned):
            storage.write(work)
        second = save(storage, "passes", make.pass_(code="123"))

        assert second == storage.read(lambda uow: uow.passes.by_code("123"))

    def test_a_conflict_ends_the_unit_of_work(self, storage: Storage, make: Samples) -> None:
        """A work that swallows one is undone for all that: no database could go on from there."""
        taken, gate = save(storage, "users", make.user()), make.gate()

        def work(uow: UnitOfWork) -> None:
            uow.gates.save(gate)
            with suppress(Conflict):
                uow.users.save(make.user(login=taken.login))

        with pytest.raises(Conflict):
            storage.write(work)

        assert find(storage, "gates", gate.id) is None

    def test_a_unit_of_work_sees_its_own_changes(self, storage: Storage, make: Samples) -> None:
        """What was saved is read back within the same work, by every way to it."""
        user = make.user()
        found = storage.write(
            lambda uow: (
                uow.users.save(user),
                uow.users.get(user.id),
                uow.users.by_login(user.login),
            )
        )

        assert {evolve(user, version=1).id} == {u.id for u in found if u}
        assert [1, 1, 1] == [u.version for u in found if u]

    def test_a_work_that_failed_does_not_hurt_its_neighbours(
        self, storage: Storage, make: Samples
    ) -> None:
        """Works that are queued together are kept or undone each by itself."""
        gates = [make.gate() for _ in range(20)]

        def work(number: int) -> Callable[[UnitOfWork], int]:
            def run(uow: UnitOfWork) -> int:
                uow.gates.save(gates[number])
                if number % 3 == 0:
                    raise Planned
                return number

            return run

        futures = [storage.submit(work(number)) for number in range(20)]
        failed = [number for number, f in enumerate(futures) if f.exception(WAIT) is not None]
        missing = [n for n, gate in enumerate(gates) if find(storage, "gates", gate.id) is None]

        assert list(range(0, 20, 3)) == failed == missing

    def test_readers_do_not_see_what_is_not_kept(self, storage: Storage, make: Samples) -> None:
        """A read beside a write sees all of it or nothing, and the same all through."""
        first, second = make.gate(), make.gate()
        begun, seen = Event(), []

        def read(uow: UnitOfWork) -> tuple[bool, bool]:
            before = uow.gates.find(first.id) is None
            begun.set()
            seen.append(before)
            return before, uow.gates.find(second.id) is None

        def write(uow: UnitOfWork) -> None:
            uow.gates.save(first)
            uow.gates.save(second)

        with ThreadPoolExecutor(2) as pool:
            reading = [pool.submit(storage.read, read)]
            assert begun.wait(WAIT)
            storage.write(write)
            reading.append(pool.submit(storage.read, read))
            found = [r.result(WAIT) for r in reading]

        assert {(True, True), (False, False)} >= set(found)
        assert (False, False) == found[-1]

    @pytest.mark.parametrize("change", list(WRITES.values()), ids=list(WRITES))
    def test_a_read_cannot_write(self, storage: Storage, make: Samples, change: Write) -> None:
        """WrongState, from every method that writes, and nothing is kept."""
        with pytest.raises(WrongState):
            storage.read(lambda uow: change(uow, make))

        assert 0 == storage.read(lambda uow: uow.journal.last())
        assert 1 == save(storage, "gates", make.gate()).version

    def test_a_work_may_not_write_around_itself(self, storage: Storage, make: Samples) -> None:
        """A write within a write is refused at once instead of waiting for itself for ever."""
        with pytest.raises(WrongState):
            storage.write(lambda _: storage.write(lambda uow: uow.gates.save(make.gate())))

    def test_a_text_that_cannot_be_stored_is_refused_politely(
        self, storage: Storage, make: Samples
    ) -> None:
        """Nothing odd that a stranger sends breaks the storage: it is kept whole or refused."""
        for odd in ODD:
            for name, record in (
                ("gates", make.gate(name=Text(odd))),
                ("decrees", make.decree(title=odd)),
                ("requests", make.request(subject=odd, answers={odd: odd})),
            ):
                try:
                    saved = save(storage, name, record)
                except InvalidValue:
                    assert find(storage, name, record.id) is None
                else:
                    assert saved == find(storage, name, record.id)

    def test_what_cannot_be_stored_ends_the_unit_of_work(
        self, storage: Storage, make: Samples
    ) -> None:
        """A work that swallows the refusal keeps nothing of itself, like every failed one."""
        gate, told = make.gate(), make.request(subject=ODD[0])

        def work(uow: UnitOfWork) -> None:
            uow.gates.save(gate)
            with suppress(InvalidValue):
                uow.requests.save(told)

        with suppress(InvalidValue):
            storage.write(work)
        missing = {
            find(storage, name, record.id) is None
            for name, record in (("gates", gate), ("requests", told))
        }

        assert 1 == len(missing)

    def test_it_says_how_it_is(self, storage: Storage) -> None:
        """One line for a person."""
        line = storage.health()

        assert line
        assert "\n" not in line

    def test_a_closed_storage_is_unavailable(self, storage: Storage, make: Samples) -> None:
        """It finishes what was queued, may be closed twice, and then refuses everything."""
        gate = make.gate()
        future = storage.submit(lambda uow: uow.gates.save(gate))
        storage.close()
        storage.close()

        assert gate.id == future.result(WAIT).id
        for use in (storage.write, storage.read, lambda work: storage.submit(work).result(WAIT)):
            with pytest.raises(Unavailable):
                use(lambda uow: uow.gates.find(gate.id))


class DurabilityRules:
    """What was acknowledged outlives the storage."""

    @pytest.fixture
    def reopen(self) -> Callable[[], Storage]:
        """Opens the same storage again after it was closed."""
        raise NotImplementedError

    def test_what_was_acknowledged_is_there_after_reopening(
        self,
        storage: Storage,
        make: Samples,
        reopen: Callable[[], Storage],
    ) -> None:
        """Closed and opened again: every record, entry and head (G1)."""
        gate = save(storage, "gates", make.gate())
        request = save(storage, "requests", make.thick_request())
        storage.write(lambda uow: uow.journal.append([make.entry()]))
        storage.write(lambda uow: uow.sequences.next(SITE, "letters"))
        storage.close()
        again = reopen()
        try:
            assert gate == find(again, "gates", gate.id)
            assert request == find(again, "requests", request.id)
            assert 2 == again.write(lambda uow: uow.sequences.next(SITE, "letters"))
            assert 1 == len(again.read(lambda uow: uow.journal.after(0)))

            again.write(lambda uow: uow.journal.append([make.entry()]))
            assert [1, 2] == [s.place for s in again.read(lambda uow: uow.journal.after(0))]
        finally:
            again.close()
