"""When the office tells citizens to come (C2-06, C2-09, J2 step 8)."""

from datetime import date, datetime

import pytest

from miz.domain.promises import MoveReason, PromiseKind, PromiseState
from miz.domain.requests import Outcome, Request
from miz.errors import InvalidValue, WrongState
from tests.desk_office import Desk

TODAY, SUNDAY, WEDNESDAY = date(2026, 1, 3), date(2026, 1, 4), date(2026, 1, 7)


def visits(desk: Desk, request: Request) -> list[tuple[datetime, PromiseState, MoveReason | None]]:
    """What was promised of visits."""
    return [
        (one.at, one.state, one.reason)
        for one in desk.core.storage.read(lambda uow: uow.promises.of_request(request.id))
        if one.kind is PromiseKind.VISIT
    ]


def announce(desk: Desk, request: Request, at: str) -> Request:
    """The office tells the citizen to come on Sunday."""
    return desk.core.bookings.announce(
        actor=desk.officer, request=request.id, when=desk.local(SUNDAY, at)
    )


def answer(desk: Desk, request: Request) -> None:
    """The office answers."""
    desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="شد"
    )


def test_the_next_visit_is_today_when_office_time_suffices(desk: Desk) -> None:
    """Half an hour from now, while the office is open for an hour still (C2-09)."""
    request = desk.taken()
    desk.go(WEDNESDAY, "13:00")

    assert desk.local(WEDNESDAY, "13:30") == desk.core.bookings.next_visit(
        actor=desk.officer, request=request.id
    )


def test_the_next_visit_rolls_to_the_next_working_day_s_slot(desk: Desk) -> None:
    """Wednesday 13:50, closing at 14:00, Thursday closed: Saturday's first (J2 step 8)."""
    request = desk.taken()
    desk.go(WEDNESDAY, "13:50")
    announced = desk.core.bookings.announce(actor=desk.officer, request=request.id)

    assert desk.local(date(2026, 1, 10), "07:00") == announced.visit_at
    assert [(announced.visit_at, PromiseState.STANDING, None)] == visits(desk, request)
    assert (
        "برای «پروانهٔ کسب» شنبه ۲۰ دی ۱۴۰۴، ساعت ۰۷:۰۰ به میز خدمت بیایید."
        == desk.told()[-1].split("\n")[0]
    )


def test_the_next_visit_may_be_another_that_the_office_chooses(desk: Desk) -> None:
    """It replaces the one announced before; the ledger keeps both (C2-06, I4)."""
    request = desk.taken()
    first = desk.core.bookings.announce(actor=desk.officer, request=request.id)
    when = desk.local(SUNDAY, "10:30")
    second = desk.core.bookings.announce(actor=desk.operator, request=request.id, when=when)

    assert when == second.visit_at == desk.stored(request).visit_at
    assert [
        (first.visit_at, PromiseState.MOVED, None),
        (when, PromiseState.STANDING, MoveReason.OFFICE),
    ] == visits(desk, request)


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (SUNDAY, "06:59"),
        (SUNDAY, "14:00"),
        (date(2026, 1, 8), "10:00"),
        (TODAY, "09:29"),
    ],
)
def test_the_next_visit_is_within_office_hours(desk: Desk, day: date, at: str) -> None:
    """Neither before opening, at closing, on a Thursday, nor a minute ago (C2-06)."""
    request = desk.taken()
    with pytest.raises(InvalidValue) as caught:
        desk.core.bookings.announce(
            actor=desk.officer, request=request.id, when=desk.local(day, at)
        )

    assert ("visit.closed", "when") == (caught.value.code, caught.value.field)
    assert [] == visits(desk, request)


def test_the_next_visit_is_for_requests_that_are_undone(desk: Desk) -> None:
    """Nobody is asked to come for what is answered (C2-06)."""
    request = desk.taken()
    answer(desk, request)
    with pytest.raises(WrongState) as caught:
        desk.core.bookings.announce(actor=desk.officer, request=request.id)

    assert "request.done" == caught.value.code


def test_the_next_visit_announced_twice_is_told_once(desk: Desk) -> None:
    """A second press of the button moves nothing in the ledger (I5)."""
    request = desk.taken()
    for _ in range(2):
        desk.core.bookings.announce(
            actor=desk.officer, request=request.id, when=desk.local(SUNDAY, "10:30")
        )

    assert 1 == len(visits(desk, request))
    assert 1 == len([text for text in desk.told() if "به میز خدمت بیایید" in text])


def test_the_next_visit_gives_a_booked_seat_up(desk: Desk) -> None:
    """The office says another time: nobody is expected at the earlier one (EDK-03)."""
    request = desk.taken()
    desk.core.bookings.book(
        actor=desk.public, proof=desk.proof(request), start=desk.local(SUNDAY, "08:00")
    )
    desk.core.bookings.announce(
        actor=desk.officer, request=request.id, when=desk.local(SUNDAY, "10:30")
    )

    assert {} == desk.core.bookings.expected(actor=desk.operator, day=SUNDAY)
    free = desk.core.bookings.free(actor=desk.public, proof=desk.proof(request))
    assert {2} == {slot.left for slot in free[SUNDAY]}


def test_a_visit_that_was_announced_is_kept_when_the_result_lies_ready(desk: Desk) -> None:
    """A citizen who comes a little late for it breaks no promise of the office (C2-06)."""
    request = desk.taken()
    announced = announce(desk, request, "10:00")
    answer(desk, request)
    desk.go(SUNDAY, "10:05")
    desk.core.intake.hand_over(actor=desk.operator, request=request.id)

    assert [(announced.visit_at, PromiseState.KEPT, None)] == visits(desk, request)


def test_a_visit_that_was_announced_is_broken_when_it_does_not(desk: Desk) -> None:
    """Whoever came in time and in vain was promised something else (C2-06, MIS-03)."""
    request = desk.taken()
    announced = announce(desk, request, "10:00")
    desk.go(SUNDAY, "10:05")
    answer(desk, request)
    desk.core.intake.hand_over(actor=desk.operator, request=request.id)

    assert [(announced.visit_at, PromiseState.BROKEN, None)] == visits(desk, request)
