"""Rules of visits."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from attrs import evolve

from miz.domain.admissions import (
    Agreement,
    Override,
    OverrideGrounds,
    RefusalReason,
    Sighting,
)
from miz.domain.ids import HostId, LaneId, PersonId, RequestId, ServiceId, UnitId, ZoneId
from miz.domain.places import Direction
from miz.domain.visits import Visit, VisitState
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, refusal, save
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples, minutes

HERE = (VisitState.ARRIVED, VisitState.ADMITTED, VisitState.INSIDE)
PERSON, REQUEST = PersonId("person-1"), RequestId("request-1")
ZONE = ZoneId("zone-1")


class VisitRules:
    """A person has at most one visit that is arrived, admitted or inside at a site."""

    @pytest.mark.parametrize("state", list(VisitState))
    def test_a_visit_comes_back_as_it_was(
        self, storage: Storage, make: Samples, state: VisitState
    ) -> None:
        """Every state with all that led to it."""
        if state is VisitState.REFUSED:
            asked = make.visit(host=HostId("h"), unit=UnitId("u"), service=ServiceId("s"))
            agreement = Agreement(agreed=False, at=NOON, by="host")
            refused = asked.answer(agreement).refuse(RefusalReason.HOST_DECLINED, at=NOON)
            visit = evolve(refused, needs_agreement=True, events=())
        else:
            visit = make.visit(state)
        override = Override(OverrideGrounds.UNIT_ASKED, NOON, "user-1")
        other: dict[str, Any] = {"id": make.id(), "person": make.id()}
        other |= {"zones": (ZONE, ZoneId("zone-2")), "zone": ZONE, "pardoned_at": NOON}
        other |= {"seen": Sighting(LaneId("l"), Direction.OUT, NOON), "overstayed_at": NOON}
        other |= {"unclear_at": NOON}
        asked = evolve(visit, request=REQUEST, override=override, **other)

        assert state is visit.state
        comes_back(storage, "visits", visit, asked)

    @pytest.mark.parametrize("states", list(product(HERE, HERE)))
    def test_nobody_is_here_twice(
        self, storage: Storage, make: Samples, states: tuple[VisitState, VisitState]
    ) -> None:
        """A second open visit at the site is refused; at another site it is not (C3-05)."""
        first, second = states
        save(storage, "visits", make.visit(first, person=PERSON))
        save(storage, "visits", make.visit(second, person=PERSON, site=OTHER_SITE))
        conflict = refusal(storage, "visits", make.visit(second, person=PERSON))

        assert "visit.already_open" == conflict.code

    def test_an_expected_visitor_may_not_arrive_twice(
        self, storage: Storage, make: Samples
    ) -> None:
        """Uniqueness holds when a visit moves as when it begins."""
        expected = save(storage, "visits", make.visit(VisitState.EXPECTED, person=PERSON))
        save(storage, "visits", make.visit(person=PERSON))
        conflict = refusal(storage, "visits", expected.arrive(at=NOON))

        assert "visit.already_open" == conflict.code

    def test_a_person_may_come_again(self, storage: Storage, make: Samples) -> None:
        """Past and announced visits are no obstacle."""
        for state in (VisitState.LEFT, VisitState.EXPIRED, VisitState.EXPECTED, VisitState.ARRIVED):
            save(storage, "visits", make.visit(state, person=PERSON))
        visit = storage.read(lambda uow: uow.visits.current(PERSON))

        assert visit is not None
        assert VisitState.ARRIVED is visit.state

    def test_the_current_visit_is_the_one_here_else_the_next_expected(
        self, storage: Storage, make: Samples
    ) -> None:
        """Nobody's is None; of two announced ones the earlier counts."""

        def current() -> Visit | None:
            return storage.read(lambda uow: uow.visits.current(PERSON))

        assert current() is None
        save(storage, "visits", make.visit(VisitState.LEFT, person=PERSON))
        assert current() is None
        late = make.visit(VisitState.EXPECTED, person=PERSON, opened_at=NOON + minutes(60))
        early = make.visit(VisitState.EXPECTED, person=PERSON)
        for visit in (late, early):
            save(storage, "visits", visit)
        found = current()
        assert found is not None
        assert early.id == found.id
        here = save(storage, "visits", make.visit(VisitState.ADMITTED, person=PERSON))
        assert here == current()

    def test_visits_of_a_person_come_newest_first(self, storage: Storage, make: Samples) -> None:
        """By opening; at the same instant by identity."""
        visits = [
            make.visit(VisitState.LEFT, person=PERSON, opened_at=NOON + minutes(shift))
            for shift in (0, 20, 10, 20)
        ]
        for visit in (*visits, make.visit(VisitState.LEFT)):
            save(storage, "visits", visit)
        found = storage.read(lambda uow: uow.visits.of_person(PERSON, limit=3))

        assert [visits[3].id, visits[1].id, visits[2].id] == ids(found)

    def test_visits_of_a_request_come_oldest_first(self, storage: Storage, make: Samples) -> None:
        """Whoever came, in every state, at every site; at the same instant by identity (MIS-03)."""
        late, twin, early = (
            make.visit(state, request=REQUEST, opened_at=NOON + minutes(shift))
            for state, shift in (
                (VisitState.EXPECTED, 20),
                (VisitState.LEFT, 20),
                (VisitState.INSIDE, 10),
            )
        )
        other = make.visit(request=RequestId("request-2"))
        keep(storage, "visits", twin, late, evolve(early, site=OTHER_SITE), other, make.visit())
        found = storage.read(lambda uow: ids(uow.visits.of_request(REQUEST)))

        assert [early.id, late.id, twin.id] == found

    def test_visits_are_listed_and_counted_by_state(self, storage: Storage, make: Samples) -> None:
        """Any of the states, oldest first, of one site; no state asks for nothing."""
        late = make.visit(VisitState.INSIDE, opened_at=NOON + minutes(5))
        early, admitted = make.visit(VisitState.INSIDE), make.visit(VisitState.ADMITTED)
        others = (make.visit(VisitState.LEFT), make.visit(VisitState.INSIDE, site=OTHER_SITE))
        for visit in (late, early, admitted, *others):
            save(storage, "visits", visit)
        states = (VisitState.INSIDE, VisitState.ADMITTED)
        found = storage.read(
            lambda uow: (
                ids(uow.visits.in_state(SITE, VisitState.INSIDE)),
                ids(uow.visits.in_state(SITE, *states, limit=2)),
                uow.visits.count(SITE, VisitState.INSIDE),
                uow.visits.count(SITE, *states),
                uow.visits.count(SITE),
                ids(uow.visits.in_state(SITE)),
            )
        )

        assert ([early.id, late.id], [early.id, admitted.id], 2, 3, 0, []) == found

    def test_entries_are_counted_from_an_instant_on(self, storage: Storage, make: Samples) -> None:
        """Those at the instant count, those before do not, wherever the visits stand now."""
        for state in (VisitState.INSIDE, VisitState.LEFT, VisitState.ADMITTED):
            save(storage, "visits", make.visit(state))
        save(storage, "visits", make.visit(VisitState.INSIDE, site=OTHER_SITE))
        at = NOON + minutes(5)
        counts = storage.read(
            lambda uow: [
                uow.visits.entered_since(SITE, at + shift)
                for shift in (timedelta(0), timedelta(microseconds=1), timedelta(days=-1))
            ]
        )

        assert [2, 0, 2] == counts

    def test_overdue_visits_are_found_to_the_microsecond(
        self, storage: Storage, make: Samples
    ) -> None:
        """Admitted ones whose window ended; expected and arrived ones a day past."""
        admitted, expected = make.visit(VisitState.ADMITTED), make.visit(VisitState.EXPECTED)
        arrived = make.visit(VisitState.ARRIVED)
        for visit in (admitted, expected, make.visit(VisitState.INSIDE), arrived):
            save(storage, "visits", visit)
        moment, day = timedelta(microseconds=1), timedelta(days=1)
        ends, day_past = NOON + minutes(90), NOON + minutes(60) + day
        turns = (ends, NOON + day, day_past)
        instants = [at - shift for at in turns for shift in (moment, moment * 0)]
        found = storage.read(lambda uow: [ids(uow.visits.overdue(SITE, at)) for at in instants])
        first, second = [admitted.id], [admitted.id, arrived.id]

        assert [[], first, first, second, second, [admitted.id, expected.id, arrived.id]] == found
        assert [] == storage.read(lambda uow: uow.visits.overdue(OTHER_SITE, day_past))
        assert 1 == len(storage.read(lambda uow: uow.visits.overdue(SITE, day_past, limit=1)))

    def test_visitors_are_counted_where_they_are(self, storage: Storage, make: Samples) -> None:
        """Those in the zone now, so that it fills and empties (features 58)."""
        inside = [(make.visit(VisitState.INSIDE), zone) for zone in (ZONE, ZONE, None)]
        kept = [save(storage, "visits", evolve(visit, zone=zone)) for visit, zone in inside]
        full = storage.read(lambda uow: uow.visits.count_in(ZONE))
        save(storage, "visits", evolve(kept[0], zone=None))

        assert (2, 1) == (full, storage.read(lambda uow: uow.visits.count_in(ZONE)))
        assert 0 == storage.read(lambda uow: uow.visits.count_in(ZoneId("zone-2")))

    def test_who_lingers_is_found_to_the_microsecond(self, storage: Storage, make: Samples) -> None:
        """Inside, with a window that is over, and nobody told of it yet; oldest first."""
        late = make.visit(VisitState.INSIDE, opened_at=NOON + minutes(1))
        early, told = make.visit(VisitState.INSIDE), make.visit(VisitState.INSIDE)
        others = [make.visit(VisitState.LEFT), make.visit(VisitState.ADMITTED)]
        foreign = make.visit(VisitState.INSIDE, site=OTHER_SITE)
        for visit in (late, early, evolve(told, overstayed_at=NOON), *others, foreign):
            save(storage, "visits", visit)
        ends, moment = NOON + minutes(90), timedelta(microseconds=1)
        found = storage.read(
            lambda uow: [
                ids(uow.visits.lingering(SITE, at))
                for at in (ends - moment, ends, ends + minutes(1))
            ]
        )

        assert [[], [early.id], [early.id, late.id]] == found
        assert 1 == len(
            storage.read(lambda uow: uow.visits.lingering(SITE, ends + minutes(1), limit=1))
        )
