"""Many at once: the last seat of a slot, one form sent twice, one code tried by many."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from miz.domain.requests import Request
from miz.domain.values import Language
from miz.errors import MizError
from miz.ports.storage import Storage
from tests.desk_office import CITIZEN_ID, CITIZEN_MOBILE, Desk, one_time_code, open_desk

CROWD = 50
SUNDAY = date(2026, 1, 4)


@pytest.fixture
def desk(each_storage: Storage) -> Iterator[Desk]:
    """A service desk on it."""
    with open_desk(storage=each_storage) as opened:
        yield opened


def at_once(tries: list[Callable[[], object]]) -> Counter[str]:
    """All of them in threads of their own, begun together; how each ended."""
    gate = Barrier(len(tries))

    def run(attempt: Callable[[], object]) -> str:
        gate.wait(timeout=60)
        try:
            attempt()
        except MizError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(tries)) as crew:
        return Counter(crew.map(run, tries))


@pytest.mark.parametrize("seats", [1, 2])
def test_the_last_seat_is_booked_once(desk: Desk, seats: int) -> None:
    """Fifty want one slot: as many as it has seats get one, the others a clear word (EDK-03)."""
    service = {1: desk.hearing, 2: desk.licence}[seats]
    requests = [desk.taken(desk.somebody(number), service) for number in range(CROWD)]
    start = desk.local(SUNDAY, "08:00")

    def book(request: Request) -> Callable[[], object]:
        proof = desk.proof(request)
        return lambda: desk.core.bookings.book(actor=desk.public, proof=proof, start=start)

    ends = at_once([book(request) for request in requests])
    taken = desk.core.storage.read(
        lambda uow: uow.bookings.taken(service.id, start, desk.local(SUNDAY, "08:30"))
    )
    promised = [desk.stored(request).visit_at for request in requests]

    assert seats == ends.pop("done")
    assert CROWD - seats == sum(ends.values())
    assert {"booking.not_free", "booking.seat_taken"} >= set(ends)
    assert list(range(seats)) == [booking.seat for booking in taken]
    assert seats == len([at for at in promised if at is not None])


def test_a_draft_sent_many_times_is_one_case(desk: Desk) -> None:
    """Ten double clicks at once make one request with one number (J2 step 4)."""
    citizen = desk.sign_in()
    draft = desk.drafted(citizen)
    found: list[str] = []
    ends = at_once([lambda: found.append(desk.sent_off(citizen, draft).id)] * 10)

    assert {"done": 10} == ends
    assert 1 == len(set(found))
    assert 1 == len(desk.journal("RequestFiled"))
    assert 1 == len(desk.journal("PersonRegistered"))


def test_a_code_is_compared_five_times_at_most(desk: Desk) -> None:
    """Fifty guesses at once are five tries; the right code is refused then (threat 3)."""
    challenge = desk.core.citizens.ask(
        actor=desk.public,
        national_id=CITIZEN_ID,
        mobile=CITIZEN_MOBILE,
        language=Language.FA,
    )
    desk.office.deliver()
    code = one_time_code(desk.office.sent[-1])

    def guess(number: int) -> Callable[[], object]:
        typed = f"{(int(code) + 1 + number) % 1_000_000:06d}"
        return lambda: desk.core.citizens.enter(actor=desk.public, challenge=challenge, code=typed)

    ends = at_once([guess(number) for number in range(CROWD)])
    tries = desk.core.storage.read(lambda uow: uow.challenges.get(challenge)).tries
    last = at_once(
        [lambda: desk.core.citizens.enter(actor=desk.public, challenge=challenge, code=code)]
    )

    assert (5, 5, {"challenge.over": 1}) == (ends.pop("challenge.wrong"), tries, last)
    assert {"challenge.over", "record.changed"} >= set(ends)


def test_a_right_code_opens_one_session(desk: Desk) -> None:
    """Twenty browsers with the same message: one is signed in (threat 3)."""
    challenge = desk.core.citizens.ask(
        actor=desk.public,
        national_id=CITIZEN_ID,
        mobile=CITIZEN_MOBILE,
        language=Language.FA,
    )
    desk.office.deliver()
    code = one_time_code(desk.office.sent[-1])
    ends = at_once(
        [lambda: desk.core.citizens.enter(actor=desk.public, challenge=challenge, code=code)] * 20
    )

    assert 1 == ends.pop("done")
    assert {"challenge.over", "record.changed"} >= set(ends)


def test_budgets_hold_when_many_ask_at_once(desk: Desk) -> None:
    """Thirty questions for one mobile in one moment are three messages (threat 2)."""

    def ask() -> object:
        return desk.core.citizens.ask(
            actor=desk.public,
            national_id=CITIZEN_ID,
            mobile=CITIZEN_MOBILE,
            language=Language.FA,
        )

    ends = at_once([ask] * 30)
    desk.office.deliver()

    assert {"done": 3, "challenge.budget": 27} == ends
    assert 3 == len(desk.office.sent)
