"""Rules of the decisions that gates made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from attrs import evolve

from miz.domain.access import Access, GrantState
from miz.domain.ids import HostId, LaneId, PersonId, VisitId, ZoneId
from miz.errors import Conflict
from miz.ports.storage import Storage, UnitOfWork
from miz_contracts.storage.checks import comes_back, ids, refusal, save
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples

LANE, OTHER_LANE = LaneId("lane-1"), LaneId("lane-2")
VISIT = VisitId("visit-1")
RACERS = 8
SECOND = timedelta(seconds=1)


class AccessRules:
    """A key decides once, and a visit has at most one pending grant (G3, I2)."""

    def test_a_decision_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Grants, denials, and codes that are no codes at all."""
        strange = make.denial(code="\0\ud800' OR 1=1", key="k-1")
        closed = make.grant(grant=GrantState.PRESUMED, closed_at=NOON + SECOND, mark=None)

        comes_back(storage, "accesses", make.denial(), make.grant(), closed, strange)
        comes_back(storage, "accesses", make.denial(code=""))

    def test_a_key_decides_once(self, storage: Storage, make: Samples) -> None:
        """A second decision under a key is refused; decisions without one are not (I2)."""
        first = save(storage, "accesses", make.denial(key="key-1"))
        for _ in range(2):
            save(storage, "accesses", make.denial())
        conflict = refusal(storage, "accesses", make.denial(key="key-1"))
        found = storage.read(
            lambda uow: (uow.accesses.by_key("key-1"), uow.accesses.by_key("key-2"))
        )

        assert ("key.taken", "key") == (conflict.code, conflict.field)
        assert (first, None) == found

    def test_a_visit_has_one_pending_grant(self, storage: Storage, make: Samples) -> None:
        """A second grant is refused until the first one ended (G3)."""
        grant = save(storage, "accesses", make.grant(visit=VISIT))
        second = make.grant(visit=VISIT, lane=OTHER_LANE)

        assert "grant.pending" == refusal(storage, "accesses", second).code
        assert grant == storage.read(lambda uow: uow.accesses.pending(VISIT))

        save(storage, "accesses", grant.close(GrantState.TIMED_OUT, at=NOON))
        assert storage.read(lambda uow: uow.accesses.pending(VISIT)) is None
        assert 1 == save(storage, "accesses", second).version

    def test_of_eight_at_once_one_is_granted(self, storage: Storage, make: Samples) -> None:
        """One slip at eight lanes in the same instant opens one of them (G3)."""
        start = Barrier(RACERS)
        grants = [make.grant(visit=VISIT, lane=LaneId(f"lane-{n}")) for n in range(RACERS)]

        def race(grant: Access) -> str:
            start.wait()
            try:
                storage.write(lambda uow: uow.accesses.save(grant))
            except Conflict as conflict:
                return conflict.code
            return "granted"

        with ThreadPoolExecutor(RACERS) as pool:
            outcomes = sorted(pool.map(race, grants))

        assert sorted(["granted", *["grant.pending"] * (RACERS - 1)]) == outcomes

    def test_of_eight_who_look_first_one_is_granted(self, storage: Storage, make: Samples) -> None:
        """Whoever loses the race sees the winner's grant, at once or by a conflict (G3)."""
        start = Barrier(RACERS)
        grants = [make.grant(visit=VISIT) for _ in range(RACERS)]

        def look_and_grant(uow: UnitOfWork, grant: Access) -> bool:
            if uow.accesses.pending(VISIT) is not None:
                return False
            uow.accesses.save(grant)
            return True

        def race(grant: Access) -> bool:
            start.wait()
            try:
                return storage.write(lambda uow: look_and_grant(uow, grant))
            except Conflict:
                return False

        with ThreadPoolExecutor(RACERS) as pool:
            outcomes = list(pool.map(race, grants))

        assert 1 == sum(outcomes)
        assert 1 == len(storage.read(lambda uow: uow.accesses.of_visit(VISIT)))

    def test_a_repetition_is_the_newest_since(self, storage: Storage, make: Samples) -> None:
        """The same code at the same lane, at or after an instant (2 s rule of the gate)."""
        code = "0401"
        old, new = (make.denial(code=code, at=NOON + SECOND * n) for n in (0, 1))
        others = (
            make.denial(code=code, lane=OTHER_LANE, at=NOON + SECOND * 2),
            make.denial(code="0402", at=NOON + SECOND * 2),
        )
        for access in (new, old, *others):
            save(storage, "accesses", access)
        found = storage.read(
            lambda uow: [
                uow.accesses.repeated(LANE, code, since=NOON),
                uow.accesses.repeated(LANE, code, since=NOON + SECOND),
                uow.accesses.repeated(LANE, code, since=NOON + SECOND * 2),
                uow.accesses.repeated(LANE, "", since=NOON),
            ]
        )

        kept = evolve(new, version=1)
        assert [kept, kept, None, None] == found

    def test_pending_grants_of_a_lane_come_oldest_first(
        self, storage: Storage, make: Samples
    ) -> None:
        """So that a lane that was stopped can settle them."""
        late, early = make.grant(at=NOON + SECOND), make.grant()
        closed = make.grant(grant=GrantState.PASSED)
        for access in (late, early, closed, make.denial(), make.grant(lane=OTHER_LANE)):
            save(storage, "accesses", access)
        found = storage.read(lambda uow: uow.accesses.pending_at(LANE))

        assert [early.id, late.id] == ids(found)

    def test_pending_grants_of_a_zone_come_oldest_first(
        self, storage: Storage, make: Samples
    ) -> None:
        """At whichever lane, so that nobody takes a place twice (features 58)."""
        late, early = make.grant(at=NOON + SECOND, lane=OTHER_LANE), make.grant()
        elsewhere = make.grant(zone=ZoneId("zone-2"))
        for access in (late, early, elsewhere, make.grant(grant=GrantState.PASSED)):
            save(storage, "accesses", access)
        found = storage.read(lambda uow: uow.accesses.pending_in(ZoneId("zone-1")))

        assert [early.id, late.id] == ids(found)

    def test_hosts_cards_read_at_a_lane_come_newest_first(
        self, storage: Storage, make: Samples
    ) -> None:
        """From an instant on; visitors' reads are none (features 57)."""
        first, second = (
            make.denial(host=HostId("host-1"), at=NOON + SECOND * shift) for shift in (1, 2)
        )
        old = make.denial(host=HostId("host-1"))
        for access in (first, second, old, make.denial(at=NOON + SECOND)):
            save(storage, "accesses", access)
        save(storage, "accesses", evolve(make.denial(host=HostId("h")), lane=OTHER_LANE))
        found = storage.read(lambda uow: uow.accesses.escorts(LANE, since=NOON + SECOND))

        assert [second.id, first.id] == ids(found)

    def test_decisions_of_a_period_come_oldest_first(self, storage: Storage, make: Samples) -> None:
        """The first instant is in it, the last is not; other sites stay out (B15)."""
        late, early = make.denial(at=NOON + SECOND), make.denial()
        others = (make.denial(at=NOON + SECOND * 2), make.denial(at=NOON - SECOND))
        for access in (late, early, *others, make.denial(site=OTHER_SITE)):
            save(storage, "accesses", access)
        found = storage.read(lambda uow: uow.accesses.between(SITE, NOON, NOON + SECOND * 2))

        assert [early.id, late.id] == ids(found)

    def test_the_latest_decisions_come_newest_first(self, storage: Storage, make: Samples) -> None:
        """Of a site, of a lane, of a visit and of a person, as many as asked for."""
        person = PersonId("person-1")
        done = {"grant": GrantState.PASSED, "visit": VISIT, "person": person}
        first, second, third = (
            make.grant(at=NOON + SECOND * shift, lane=lane, **done)
            for shift, lane in ((0, LANE), (2, OTHER_LANE), (1, LANE))
        )
        elsewhere = make.grant(at=NOON + SECOND * 3, site=OTHER_SITE)
        for access in (first, second, third, elsewhere):
            save(storage, "accesses", access)
        found = storage.read(
            lambda uow: [
                ids(uow.accesses.latest(SITE)),
                ids(uow.accesses.latest(SITE, lane=LANE)),
                ids(uow.accesses.latest(SITE, limit=1)),
                ids(uow.accesses.of_visit(VISIT, limit=2)),
                ids(uow.accesses.of_person(person)),
            ]
        )

        everything = [second.id, third.id, first.id]
        expected = [everything, [third.id, first.id], [second.id], everything[:2], everything]
        assert expected == found
