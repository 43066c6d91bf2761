"""Rules of the promise ledger."""

from attrs import evolve

from miz.domain.ids import RequestId
from miz.domain.promises import MoveReason, Promise, PromiseKind, PromiseState
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, race, refusal, save, saving
from miz_contracts.storage.fresh import MOMENT, NOON, OTHER_SITE, SITE, minutes
from miz_contracts.storage.samples import Samples

REQUEST = RequestId("request-1")
SETTLED = tuple(state for state in PromiseState if state is not PromiseState.STANDING)
ANSWER, VISIT = PromiseKind.ANSWER, PromiseKind.VISIT


class PromiseRules:
    """A request has at most one standing promise of each kind, and keeps the earlier ones (I4)."""

    def test_a_promise_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """What it was computed from, whom it binds, what it replaced and how it ended (B4)."""
        bare = {"duration": None, "officer": None, "replaces": None, "reason": None}
        ended = [make.promise(state=state, closed_at=NOON + MOMENT) for state in SETTLED]
        moved = [make.promise(reason=reason) for reason in MoveReason]

        comes_back(storage, "promises", make.promise(kind=VISIT, **bare).announce())
        comes_back(storage, "promises", *ended, *moved)

    def test_one_promise_of_a_kind_stands(self, storage: Storage, make: Samples) -> None:
        """A second is refused, also one that comes back to life; other kinds and cases are not."""
        save(storage, "promises", make.promise(request=REQUEST))
        save(storage, "promises", make.promise(request=REQUEST, kind=VISIT))
        save(storage, "promises", make.promise())
        ended = [
            save(storage, "promises", make.promise(request=REQUEST, state=state))
            for state in SETTLED
        ]
        back = evolve(ended[0], state=PromiseState.STANDING)
        for promise in (make.promise(request=REQUEST, site=OTHER_SITE), back):
            conflict = refusal(storage, "promises", promise)

            assert "promise.standing" == conflict.code

    def test_a_promise_is_moved_in_one_work(self, storage: Storage, make: Samples) -> None:
        """The old one ends and the new one stands, and both stay on record (B4, C2-09)."""
        first: Promise = save(storage, "promises", make.promise(request=REQUEST))
        second = make.promise(request=REQUEST, replaces=first.id, made_at=NOON + MOMENT)
        moved = first.settled_as(PromiseState.MOVED, at=NOON)
        keep(storage, "promises", moved, second)
        found = storage.read(
            lambda uow: (ids(uow.promises.of_request(REQUEST)), ids(uow.promises.standing(SITE)))
        )

        assert ([first.id, second.id], [second.id]) == found

    def test_of_eight_at_once_one_stands(self, storage: Storage, make: Samples) -> None:
        """Whoever comes second is told (I4)."""
        promises = [make.promise(request=REQUEST) for _ in range(8)]
        outcomes = race(storage, [saving("promises", promise) for promise in promises])

        assert 7 == outcomes.count("promise.standing")
        assert 1 == len(storage.read(lambda uow: uow.promises.of_request(REQUEST)))

    def test_promises_of_a_request_come_oldest_first(self, storage: Storage, make: Samples) -> None:
        """By when they were made, not by when they end; in every state, of both kinds."""
        late, twin, early = (
            make.promise(request=REQUEST, kind=kind, state=state, made_at=made, at=NOON - shift)
            for kind, state, made, shift in (
                (ANSWER, PromiseState.STANDING, NOON + MOMENT, minutes(3)),
                (VISIT, PromiseState.KEPT, NOON + MOMENT, minutes(2)),
                (ANSWER, PromiseState.MOVED, NOON, minutes(1)),
            )
        )
        keep(storage, "promises", twin, late, early, make.promise())
        found = storage.read(lambda uow: ids(uow.promises.of_request(REQUEST)))

        assert [early.id, late.id, twin.id] == found

    def test_standing_promises_come_next_first(self, storage: Storage, make: Samples) -> None:
        """By their time, at one site, as many as asked for; what ended stays out (C2-09)."""
        late, twin, soon = (make.promise(at=NOON + MOMENT * shift) for shift in (1, 1, 0))
        ended = [make.promise(state=state, at=NOON) for state in SETTLED]
        elsewhere = make.promise(site=OTHER_SITE)
        keep(storage, "promises", twin, late, soon, *ended, elsewhere)
        found = storage.read(
            lambda uow: [ids(uow.promises.standing(SITE, limit=limit)) for limit in (10_000, 2)]
        )

        assert [[soon.id, late.id, twin.id], [soon.id, late.id]] == found

    def test_what_was_promised_for_a_period(self, storage: Storage, make: Samples) -> None:
        """From an instant, inclusive, until another, exclusive; whatever became of it (I4)."""
        states, end = list(PromiseState), NOON + minutes(5)
        before, until, last, first, twin = (
            make.promise(at=at, state=state)
            for at, state in zip(
                (NOON - MOMENT, end, end - MOMENT, NOON, NOON), states, strict=True
            )
        )
        keep(storage, "promises", twin, before, until, last, first)
        save(storage, "promises", make.promise(at=NOON, site=OTHER_SITE))
        found = storage.read(
            lambda uow: [
                ids(uow.promises.promised(SITE, NOON, limit))
                for limit in (end, NOON + MOMENT, NOON)
            ]
        )

        assert [[first.id, twin.id, last.id], [first.id, twin.id], []] == found
