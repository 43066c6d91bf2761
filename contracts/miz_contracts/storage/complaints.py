"""Rules of complaints and of opinions."""

from datetime import date, timedelta

from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.ids import RequestId
from miz.domain.requests import Origin
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, refusal, save
from miz_contracts.storage.fresh import MOMENT, NOON, OTHER_SITE, SITE
from miz_contracts.storage.samples import Samples

REQUEST, CODE = RequestId("request-1"), "0012345678901234"
OPEN, ESCALATED, ANSWERED = ComplaintState
TODAY, DAY = date(2026, 1, 3), timedelta(days=1)


class ComplaintRules:
    """A code is unique where there is one; what is due comes first (SVC-08)."""

    def test_a_complaint_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Text, answer and clock; one that is about a request has no code of its own (B3)."""
        of_request = make.complaint(request=REQUEST, service=None, visit=None, code="")
        answered = make.complaint().reply("پاسخ\nداده شد", at=NOON + MOMENT, by="user-1")
        kinds = [make.complaint(kind=kind) for kind in ComplaintKind]

        comes_back(storage, "complaints", of_request, make.complaint(), answered, *kinds)

    def test_a_complaints_code_is_unique_where_there_is_one(
        self, storage: Storage, make: Samples
    ) -> None:
        """At every site, also when it is answered; those without are no obstacle to each other."""
        save(storage, "complaints", make.complaint(code=CODE, state=ANSWERED))
        for _ in range(2):
            save(storage, "complaints", make.complaint(code="", request=REQUEST))
        conflict = refusal(storage, "complaints", make.complaint(code=CODE, site=OTHER_SITE))

        assert "complaint.code_taken" == conflict.code

    def test_a_complaint_is_found_by_its_code(self, storage: Storage, make: Samples) -> None:
        """At any site; no code finds none, whoever has none."""
        kept = save(storage, "complaints", make.complaint(code=CODE, site=OTHER_SITE))
        save(storage, "complaints", make.complaint(code=""))
        found = storage.read(
            lambda uow: [uow.complaints.by_code(code) for code in (CODE, CODE[1:], "")]
        )

        assert [kept, None, None] == found

    def test_complaints_about_a_request_come_oldest_first(
        self, storage: Storage, make: Samples
    ) -> None:
        """In every state; at the same instant by identity."""
        late, twin, early = (
            make.complaint(request=REQUEST, opened_at=NOON + MOMENT * shift, state=state)
            for shift, state in ((1, OPEN), (1, ANSWERED), (0, ESCALATED))
        )
        keep(storage, "complaints", twin, late, early)
        keep(storage, "complaints", make.complaint(), make.complaint(request=RequestId("other")))
        found = storage.read(lambda uow: ids(uow.complaints.of_request(REQUEST)))

        assert [early.id, late.id, twin.id] == found

    def test_complaints_are_listed_by_what_is_due(self, storage: Storage, make: Samples) -> None:
        """In the states asked for, at one site, as many as asked for; no state asks for nothing."""
        late, twin, soon, high = (
            make.complaint(due_at=NOON + MOMENT * shift, state=state, opened_at=NOON - DAY * shift)
            for shift, state in ((2, OPEN), (2, OPEN), (0, OPEN), (1, ESCALATED))
        )
        others = (make.complaint(state=ANSWERED), make.complaint(site=OTHER_SITE))
        keep(storage, "complaints", twin, late, soon, high, *others)
        found = storage.read(
            lambda uow: [
                ids(uow.complaints.in_state(SITE, OPEN)),
                ids(uow.complaints.in_state(SITE, ESCALATED, OPEN)),
                ids(uow.complaints.in_state(SITE, OPEN, ESCALATED, limit=2)),
                ids(uow.complaints.in_state(SITE)),
            ]
        )

        both = [soon.id, high.id, late.id, twin.id]
        assert [[soon.id, late.id, twin.id], both, both[:2], []] == found


class OpinionRules:
    """Opinions are counted by day and never tell whose they are (EDK-14)."""

    def test_an_opinion_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Scores by item, with a word or without."""
        silent = make.opinion(origin=Origin.DESK, desk=None, comment="", scores={"16": 3})

        comes_back(storage, "opinions", make.opinion(), silent)

    def test_opinions_of_a_period_come_by_day(self, storage: Storage, make: Samples) -> None:
        """Both days included; on one day by identity; of one site."""
        late, first, twin, early = (
            make.opinion(day=TODAY + DAY * shift) for shift in (1, 0, 0, -1)
        )
        outside = [make.opinion(day=TODAY + DAY * shift) for shift in (-2, 2)]
        keep(storage, "opinions", late, twin, first, early, *outside)
        save(storage, "opinions", make.opinion(site=OTHER_SITE))
        found = storage.read(
            lambda uow: [
                ids(uow.opinions.between(SITE, TODAY - DAY * shift, TODAY + DAY * shift))
                for shift in (1, 0, -1)
            ]
        )

        today = [first.id, twin.id]
        assert [[early.id, *today, late.id], today, []] == found
