"""Rules of the outbox."""

from datetime import timedelta
from typing import Any

from attrs import evolve

from miz.domain.ids import NoticeId
from miz.domain.notices import TAKEN, Medium, NoticeState
from miz.domain.values import Language
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, refusal, save
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples, minutes

MOMENT = timedelta(microseconds=1)
SENT: dict[str, Any] = {"state": NoticeState.SENT, "reference": "ref-1"}


class NoticeRules:
    """One row for each event, recipient and template (G5)."""

    def test_a_notice_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Address, words and where it stands."""
        leased = make.notice(medium=Medium.EMAIL, language=Language.EN, params={}).lease(
            "worker-1", at=NOON, hold=minutes(1)
        )
        sent = evolve(
            leased.sent("ref-1", at=NOON), id=NoticeId(make.id()), key="other", error="slow"
        )
        fates = [make.notice(state=state, follow_at=NOON + MOMENT) for state in TAKEN]

        comes_back(storage, "notices", make.notice(), leased, sent, *fates)

    def test_a_notice_is_queued_once(self, storage: Storage, make: Samples) -> None:
        """The key decides, and says whether it was new; what is kept is the first (I5)."""
        first = make.notice(key="k")
        second = make.notice(key="k")
        stored = [
            storage.write(lambda uow, n=n: uow.notices.queue(n))  # type: ignore[misc]
            for n in (first, second, make.notice())
        ]

        assert [True, False, True] == stored
        assert evolve(first, version=1) == storage.read(lambda uow: uow.notices.get(first.id))
        assert storage.read(lambda uow: uow.notices.find(second.id)) is None
        assert "notice.queued" == refusal(storage, "notices", make.notice(key="k")).code

    def test_what_is_due_comes_oldest_first(self, storage: Storage, make: Samples) -> None:
        """Queued ones whose time came and leased ones whose lease ran out, to the microsecond."""
        later = make.notice(next_at=NOON + minutes(5))
        newer, older = make.notice(created_at=NOON + MOMENT), make.notice()
        leased = make.notice().lease("worker-1", at=NOON, hold=minutes(1))
        done = make.notice(state=NoticeState.SENT)
        for notice in (later, newer, older, leased, done, make.notice(state=NoticeState.FAILED)):
            save(storage, "notices", notice)
        instants = (NOON - MOMENT, NOON, NOON + minutes(1), NOON + minutes(5))
        found = storage.read(lambda uow: [ids(uow.notices.due(at)) for at in instants])

        late = [later.id, older.id, leased.id, newer.id]
        expected = [[], [older.id, newer.id], [older.id, leased.id, newer.id], late]
        assert expected == found
        assert [later.id] == ids(storage.read(lambda uow: uow.notices.due(instants[3], limit=1)))

    def test_due_notices_are_the_same_in_a_write(self, storage: Storage, make: Samples) -> None:
        """A worker takes them and leases them in one unit of work."""
        notice = save(storage, "notices", make.notice())
        taken = storage.write(
            lambda uow: [
                uow.notices.save(due.lease("worker-1", at=NOON, hold=minutes(1)))
                for due in uow.notices.due(NOON)
            ]
        )

        assert [notice.id] == ids(taken)
        assert [] == storage.read(lambda uow: list(uow.notices.due(NOON)))

    def test_what_is_followed_comes_by_its_time(self, storage: Storage, make: Samples) -> None:
        """Sent ones whose time to be asked about has come, to the microsecond; ties by identity."""
        late, first, twin = (
            make.notice(follow_at=NOON + MOMENT * shift, created_at=NOON - MOMENT * shift, **SENT)
            for shift in (1, 0, 0)
        )
        elsewhere = make.notice(follow_at=NOON + MOMENT * 2, site=OTHER_SITE, **SENT)
        known = make.notice(follow_at=None, state=NoticeState.DELIVERED)
        keep(storage, "notices", late, twin, elsewhere, first, known, make.notice())
        instants = (NOON - MOMENT, NOON, NOON + MOMENT, NOON + minutes(1))
        found = storage.read(lambda uow: [ids(uow.notices.followed(at)) for at in instants])

        both, three = [first.id, twin.id], [first.id, twin.id, late.id]
        assert [[], both, three, [*three, elsewhere.id]] == found
        assert both == ids(storage.read(lambda uow: uow.notices.followed(instants[3], limit=2)))

    def test_notices_are_counted_and_listed(self, storage: Storage, make: Samples) -> None:
        """How many wait to be sent at a site, and what one recipient was told, newest first."""
        first = make.notice()
        second = make.notice(created_at=NOON + MOMENT, state=NoticeState.LEASED)
        sent = make.notice(created_at=NOON + MOMENT * 2, state=NoticeState.SENT)
        other = make.notice(recipient="host-2", site=OTHER_SITE)
        for notice in (second, first, sent, other):
            save(storage, "notices", notice)
        found = storage.read(
            lambda uow: (
                uow.notices.count(SITE),
                ids(uow.notices.of_recipient("host-1")),
                ids(uow.notices.of_recipient("host-1", limit=1)),
            )
        )

        assert (2, [sent.id, second.id, first.id], [sent.id]) == found
