"""Visits for requests: announced by the office, booked by the citizen (C2-06, C2-09, EDK-03)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from miz.domain.bookings import BookingState
from miz.domain.promises import MoveReason, PromiseKind, PromiseState
from miz.domain.requests import Outcome, Request
from miz.errors import MizError, WrongState
from tests.desk_office import LICENCE, Desk, publish

TODAY = date(2026, 1, 3)
SUNDAY, MONDAY = date(2026, 1, 4), date(2026, 1, 5)


def book(desk: Desk, request: Request, start: datetime) -> Request:
    """The citizen takes a seat."""
    return desk.core.bookings.book(actor=desk.public, proof=desk.proof(request), start=start)


def refusal(desk: Desk, request: Request, start: datetime) -> str:
    """Why a seat is not given."""
    with pytest.raises(MizError) as caught:
        book(desk, request, start)
    return caught.value.code


def left(desk: Desk, request: Request, day: date) -> Mapping[str, int]:
    """The seats that are left of a day's slots, by hour at the office."""
    free = desk.core.bookings.free(actor=desk.public, proof=desk.proof(request))
    zone = desk.office.site.zone
    return {f"{one.start.astimezone(zone):%H:%M}": one.left for one in free.get(day, [])}


def visits(desk: Desk, request: Request) -> list[tuple[datetime, PromiseState, MoveReason | None]]:
    """What was promised of visits."""
    return [
        (one.at, one.state, one.reason)
        for one in desk.core.storage.read(lambda uow: uow.promises.of_request(request.id))
        if one.kind is PromiseKind.VISIT
    ]


def close(desk: Desk, request: Request) -> None:
    """Answered, and in the citizen's hands."""
    desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="شد"
    )
    desk.core.intake.hand_over(actor=desk.operator, request=request.id)


class TestSlots:
    def test_are_offered_for_the_next_days(self, desk: Desk) -> None:
        """Five days with office time, from now on, two seats each (EDK-03)."""
        request = desk.taken()
        free = desk.core.bookings.free(actor=desk.public, proof=desk.proof(request))

        assert [3, 4, 5, 6, 7] == [day.day for day in free]
        assert ("09:30", 9) == (next(iter(left(desk, request, TODAY))), len(free[TODAY]))
        assert dict.fromkeys((f"{7 + n // 2:02d}:{n % 2 * 30:02d}" for n in range(14)), 2) == left(
            desk, request, SUNDAY
        )

    def test_have_so_many_seats(self, desk: Desk) -> None:
        """The third who asks for two seats is sent to another time (EDK-03)."""
        start = desk.local(SUNDAY, "08:00")
        requests = [desk.taken(desk.office.person(number)) for number in range(3)]
        for request in requests[:2]:
            book(desk, request, start)

        assert "booking.not_free" == refusal(desk, requests[2], start)
        assert "08:00" not in left(desk, requests[2], SUNDAY)
        assert None is desk.stored(requests[2]).visit_at

    @pytest.mark.parametrize(
        ("day", "at"),
        [(SUNDAY, "08:10"), (SUNDAY, "14:00"), (SUNDAY, "06:30"), (date(2026, 1, 9), "08:00")],
    )
    def test_begin_when_they_begin(self, desk: Desk, day: date, at: str) -> None:
        """A time between slots, after closing, before opening, on a Friday is none (EDK-03)."""

        assert "booking.not_free" == refusal(desk, desk.taken(), desk.local(day, at))

    @pytest.mark.parametrize("span", [timedelta(minutes=-1), timedelta(days=60, minutes=1)])
    def test_lie_ahead_and_not_too_far(self, desk: Desk, span: timedelta) -> None:
        """Neither the past nor next season can be booked (EDK-03)."""

        assert "booking.time" == refusal(desk, desk.taken(), desk.now + span)

    def test_are_none_where_a_service_has_no_seats(self, desk: Desk) -> None:
        """No time is offered and none is taken (EDK-03)."""
        request = desk.taken(service=desk.stamp)

        assert {} == desk.core.bookings.free(actor=desk.public, proof=desk.proof(request))
        assert "booking.not_free" == refusal(desk, request, desk.local(SUNDAY, "08:00"))

    def test_are_each_service_s_own(self, desk: Desk) -> None:
        """A full hour of one leaves the other's seats alone (EDK-03)."""
        start = desk.local(SUNDAY, "08:00")
        book(desk, desk.taken(service=desk.hearing), start)

        assert start == book(desk, desk.taken(desk.office.person(1)), start).visit_at


class TestABooking:
    def test_is_told_and_promised(self, desk: Desk) -> None:
        """As an announced visit is (EDK-03, C2-06, I4)."""
        request, start = desk.taken(), desk.local(SUNDAY, "08:00")
        booked = book(desk, request, start)
        followed = desk.core.tracking.open(actor=desk.public, proof=desk.proof(request))

        assert start == booked.visit_at
        assert [(start, PromiseState.STANDING, None)] == visits(desk, request)
        assert followed.booking is not None
        assert (start, desk.local(SUNDAY, "08:30")) == (
            followed.booking.start,
            followed.booking.until,
        )
        assert 1 == len([text for text in desk.told() if "ساعت ۰۸:۰۰" in text])

    def test_moves_and_gives_its_seat_up(self, desk: Desk) -> None:
        """Another can have the earlier one at once (EDK-03)."""
        first, second = desk.local(SUNDAY, "08:00"), desk.local(MONDAY, "09:00")
        mover, other = (
            desk.taken(service=desk.hearing),
            desk.taken(desk.office.person(1), desk.hearing),
        )
        book(desk, mover, first)
        book(desk, mover, second)

        assert first == book(desk, other, first).visit_at
        assert [
            (first, PromiseState.MOVED, None),
            (second, PromiseState.STANDING, MoveReason.CITIZEN),
        ] == visits(desk, mover)

    def test_to_and_fro_is_told_each_time(self, desk: Desk) -> None:
        """The last message a citizen has names the time that stands (EDK-12)."""
        request = desk.taken()
        for day in (SUNDAY, MONDAY, SUNDAY):
            book(desk, request, desk.local(day, "08:00"))
        told = [text for text in desk.told() if "به میز خدمت بیایید" in text]

        assert ["یکشنبه", "دوشنبه", "یکشنبه"] == [text.split("»")[1].split()[0] for text in told]

    def test_of_the_same_time_is_harmless(self, desk: Desk) -> None:
        """A double click keeps the seat, also when it was the last (EDK-03)."""
        request, start = desk.taken(service=desk.hearing), desk.local(SUNDAY, "08:00")
        book(desk, request, start)

        assert start == book(desk, request, start).visit_at
        assert 1 == len(visits(desk, request))
        assert 1 == len([text for text in desk.told() if "ساعت ۰۸:۰۰" in text])

    def test_is_cancelled(self, desk: Desk) -> None:
        """The seat is free, the promise dropped, and nothing is left to cancel (EDK-03)."""
        request, start = desk.taken(service=desk.hearing), desk.local(SUNDAY, "08:00")
        book(desk, request, start)
        cancelled = desk.core.bookings.cancel(actor=desk.public, proof=desk.proof(request))
        with pytest.raises(WrongState) as caught:
            desk.core.bookings.cancel(actor=desk.public, proof=desk.proof(request))

        assert (None, "booking.none") == (cancelled.visit_at, caught.value.code)
        assert [(start, PromiseState.DROPPED, None)] == visits(desk, request)
        assert start == book(desk, desk.taken(desk.office.person(1), desk.hearing), start).visit_at

    def test_ends_with_the_request(self, desk: Desk) -> None:
        """Withdrawn or handed over, the seat is somebody else's (EDK-03)."""
        start = desk.local(SUNDAY, "08:00")
        withdrawn, closed = desk.taken(), desk.taken(desk.office.person(1))
        for request in (withdrawn, closed):
            book(desk, request, start)
        desk.core.tracking.withdraw(actor=desk.public, proof=desk.proof(withdrawn))
        before = desk.core.bookings.expected(actor=desk.operator, day=SUNDAY)
        close(desk, closed)

        assert {start: 1} == before
        assert {} == desk.core.bookings.expected(actor=desk.operator, day=SUNDAY)

    @pytest.mark.parametrize("end", ["closed", "withdrawn"])
    def test_is_not_for_what_is_over(self, desk: Desk, end: str) -> None:
        """Nobody takes a seat for a case that is closed or withdrawn (EDK-03)."""
        request = desk.taken()
        if end == "closed":
            close(desk, request)
        else:
            desk.core.tracking.withdraw(actor=desk.public, proof=desk.proof(request))

        assert "request.closed" == refusal(desk, request, desk.local(SUNDAY, "08:00"))
        assert {} == desk.core.bookings.free(actor=desk.public, proof=desk.proof(request))

    def test_keeps_how_it_ended(self, desk: Desk) -> None:
        """Honoured when the citizen got what he came for (EDK-03)."""
        request = desk.taken()
        book(desk, request, desk.local(SUNDAY, "08:00"))
        followed = desk.core.tracking.open(actor=desk.public, proof=desk.proof(request))
        desk.go(SUNDAY, "08:05")
        close(desk, request)

        assert followed.booking is not None
        booking = followed.booking.id
        kept = desk.core.storage.read(lambda uow: uow.bookings.get(booking))
        assert BookingState.HONOURED is kept.state


def test_arrivals_of_shorter_slots_fall_into_their_half_hour(desk: Desk) -> None:
    """Twenty past eight is of the half hour of eight, twenty to nine of the next (EDK-03)."""
    service = desk.core.catalogue.add_service(
        actor=desk.actor,
        code="601",
        title=desk.licence.title,
        category="documents",
        slot_minutes=20,
        seats=3,
    )
    publish(desk.office, service.id, LICENCE)
    for number, at in enumerate(("08:00", "08:20", "08:40")):
        book(desk, desk.taken(desk.office.person(number), service), desk.local(SUNDAY, at))

    assert {desk.local(SUNDAY, "08:00"): 2, desk.local(SUNDAY, "08:30"): 1} == (
        desk.core.bookings.expected(actor=desk.operator, day=SUNDAY)
    )


def test_expected_arrivals_are_counted_by_the_half_hour(desk: Desk) -> None:
    """All services together, at the office's own day (EDK-03)."""
    for number, (service, at) in enumerate(
        [
            (desk.licence, "08:00"),
            (desk.licence, "08:00"),
            (desk.hearing, "08:00"),
            (desk.hearing, "08:30"),
        ]
    ):
        book(desk, desk.taken(desk.office.person(number), service), desk.local(SUNDAY, at))
    book(desk, desk.taken(desk.office.person(4)), desk.local(MONDAY, "07:00"))

    assert {desk.local(SUNDAY, "08:00"): 3, desk.local(SUNDAY, "08:30"): 1} == (
        desk.core.bookings.expected(actor=desk.operator, day=SUNDAY)
    )
