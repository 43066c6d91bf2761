"""Rules of requests."""

from attrs import evolve

from miz.domain.correspondence import Contact
from miz.domain.ids import HostId, PersonId, UnitId
from miz.domain.requests import Request, RequestState
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, refusal, save
from miz_contracts.storage.fresh import MOMENT, NOON, OTHER_SITE, SITE, minutes
from miz_contracts.storage.samples import Samples

OPEN, WAITING, CLOSED = RequestState.OPEN, RequestState.WAITING, RequestState.CLOSED
PERSON, OFFICER, UNIT = PersonId("person-1"), HostId("host-1"), UnitId("unit-1")
CODE, LETTER = "0012345678901234", "00123456789012345678"


class RequestRules:
    """A tracking code names one request for ever (I8); lists follow what a request becomes."""

    def test_a_request_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Letter, answers, documents, thread, pauses and result; a bare one, too (MIS-06)."""
        bare = {"desk": None, "unit": None, "officer": None, "due_at": None, "number": ""}
        silent = make.request(subject="", contact=Contact(medium=None), **bare)

        comes_back(storage, "requests", make.request().file(), make.thick_request(), silent)
        comes_back(storage, "requests", *(make.request(state=state) for state in RequestState))

    def test_a_tracking_code_is_unique_for_ever(self, storage: Storage, make: Samples) -> None:
        """At every site, and after the request is closed (I8)."""
        save(storage, "requests", make.request(code=CODE, state=CLOSED))
        conflict = refusal(storage, "requests", make.request(code=CODE, site=OTHER_SITE))

        assert "request.code_taken" == conflict.code

    def test_a_letter_has_a_code_of_its_own(self, storage: Storage, make: Samples) -> None:
        """A second result with it is refused; requests without one are no obstacle (48)."""
        answered = make.request(result=make.result(code=LETTER))
        others = [save(storage, "requests", make.request()) for _ in range(2)]
        save(storage, "requests", answered)
        late = evolve(others[0], result=make.result(code=LETTER))
        new = make.request(result=make.result(code=LETTER), site=OTHER_SITE)

        assert "request.letter_taken" == refusal(storage, "requests", late).code
        assert "request.letter_taken" == refusal(storage, "requests", new).code

    def test_a_request_is_found_by_either_code(self, storage: Storage, make: Samples) -> None:
        """At any site; neither code is taken for the other."""
        request = make.request(code=CODE, result=make.result(code=LETTER), site=OTHER_SITE)
        kept = save(storage, "requests", request)
        found = storage.read(
            lambda uow: [
                ask(code)
                for ask in (uow.requests.by_code, uow.requests.by_letter)
                for code in (CODE, LETTER, "")
            ]
        )

        assert [kept, None, None, None, kept, None] == found

    def test_requests_of_a_person_come_newest_first(self, storage: Storage, make: Samples) -> None:
        """At every site and in every state; at the same instant by identity."""
        old, first, second, between = (
            make.request(person=PERSON, opened_at=NOON + MOMENT * shift) for shift in (0, 2, 2, 1)
        )
        elsewhere = evolve(between, site=OTHER_SITE, state=CLOSED)
        keep(storage, "requests", first, old, second, elsewhere, make.request())
        found = storage.read(
            lambda uow: [ids(uow.requests.of_person(PERSON, limit=limit)) for limit in (50, 3)]
        )

        everything = [second.id, first.id, elsewhere.id, old.id]
        assert [everything, everything[:3]] == found

    def test_the_inbox_lists_what_is_due_first(self, storage: Storage, make: Samples) -> None:
        """In the states asked for; without a time last; ties by identity (EDK-07)."""
        never, soon, later, twin = (
            make.request(due_at=due) for due in (None, NOON, NOON + MOMENT, NOON + MOMENT)
        )
        waiting = make.request(state=WAITING, due_at=NOON - minutes(1))
        others = (make.request(state=CLOSED), make.request(site=OTHER_SITE))
        keep(storage, "requests", never, twin, later, soon, waiting, *others)
        found = storage.read(
            lambda uow: [
                ids(uow.requests.inbox(SITE, OPEN)),
                ids(uow.requests.inbox(SITE, WAITING, OPEN)),
                ids(uow.requests.inbox(SITE, WAITING, OPEN, limit=2)),
                ids(uow.requests.inbox(SITE)),
            ]
        )

        due = [soon.id, later.id, twin.id, never.id]
        assert [due, [waiting.id, *due], [waiting.id, soon.id], []] == found

    def test_an_inbox_is_an_officers_or_a_units(self, storage: Storage, make: Samples) -> None:
        """Whoever asks for one of them sees only theirs, at one site (EDK-07)."""
        other_officer, other_unit = HostId("host-2"), UnitId("unit-2")
        theirs, mine = make.request(due_at=None), make.request(officer=OFFICER, unit=other_unit)
        colleagues = make.request(due_at=None, officer=other_officer)
        shared = make.request(officer=None, due_at=NOON)
        elsewhere = make.request(site=OTHER_SITE)
        keep(storage, "requests", theirs, mine, colleagues, shared, elsewhere)
        found = storage.read(
            lambda uow: [
                ids(uow.requests.inbox(SITE, OPEN, WAITING, officer=OFFICER)),
                ids(uow.requests.inbox(SITE, OPEN, officer=OFFICER, limit=1)),
                ids(uow.requests.inbox(SITE, OPEN, unit=UNIT)),
                ids(uow.requests.inbox(SITE, OPEN, unit=other_unit, limit=1)),
                ids(uow.requests.inbox(SITE, CLOSED, officer=OFFICER)),
                ids(uow.requests.inbox(SITE, OPEN, unit=UnitId("unit-3"))),
            ]
        )

        of_unit = [shared.id, theirs.id, colleagues.id]
        assert [[mine.id, theirs.id], [mine.id], of_unit, [mine.id], [], []] == found

    def test_the_longest_wait_at_the_desk_comes_first(
        self, storage: Storage, make: Samples
    ) -> None:
        """By opening, at one site, those whose citizen waits for the result there (C2-08)."""
        late, early, twin = (
            make.request(at_desk=True, opened_at=NOON + MOMENT * shift) for shift in (1, 0, 0)
        )
        keep(storage, "requests", late, twin, early, make.request())
        save(storage, "requests", make.request(at_desk=True, site=OTHER_SITE))
        found = storage.read(
            lambda uow: [ids(uow.requests.at_desk(SITE, limit=limit)) for limit in (100, 2)]
        )

        assert [[early.id, twin.id, late.id], [early.id, twin.id]] == found

    def test_opened_requests_are_found_to_the_microsecond(
        self, storage: Storage, make: Samples
    ) -> None:
        """From an instant, inclusive, until another, exclusive; oldest first, in every state."""
        before, end, last, first, twin = (
            make.request(opened_at=NOON + shift, state=state)
            for shift, state in (
                (-MOMENT, OPEN),
                (minutes(1), OPEN),
                (minutes(1) - MOMENT, CLOSED),
                (MOMENT * 0, OPEN),
                (MOMENT * 0, RequestState.WITHDRAWN),
            )
        )
        keep(storage, "requests", before, end, last, twin, first)
        save(storage, "requests", make.request(site=OTHER_SITE))
        found = storage.read(
            lambda uow: [
                ids(uow.requests.opened(SITE, NOON, until))
                for until in (NOON + minutes(1), NOON + MOMENT, NOON)
            ]
        )

        assert [[first.id, twin.id, last.id], [first.id, twin.id], []] == found

    def test_lists_follow_what_a_request_becomes(self, storage: Storage, make: Samples) -> None:
        """Another officer, a time, an answer, the end: found where it now belongs, only there."""
        other, due, late = HostId("host-2"), NOON, make.request(officer=HostId("host-2"))

        def seen() -> list[list[str]]:
            return storage.read(
                lambda uow: [
                    ids(uow.requests.inbox(SITE, OPEN, officer=OFFICER)),
                    ids(uow.requests.inbox(SITE, OPEN, officer=other)),
                    ids(uow.requests.inbox(SITE, CLOSED)),
                    ids(uow.requests.at_desk(SITE)),
                ]
            )

        def became(request: Request) -> Request:
            kept: Request = save(storage, "requests", request)
            return kept

        request = became(make.request(at_desk=True, due_at=None))
        save(storage, "requests", late)
        one, two = request.id, late.id
        assert [[one], [two], [], [one]] == seen()

        request = became(request.route(other, UNIT, at=NOON))
        assert [[], [two, one], [], [one]] == seen()

        request = became(request.promise(due=due))
        assert [[], [one, two], [], [one]] == seen()

        became(request.answer(make.result()).hand_over(at=NOON))
        assert [[], [two], [one], []] == seen()
