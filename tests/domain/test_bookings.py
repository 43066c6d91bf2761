from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from miz.domain.bookings import Booking, BookingState
from miz.domain.ids import BookingId, PersonId, RequestId, ServiceId, SiteId
from miz.errors import WrongState

START = datetime(2026, 7, 4, 3, 30, tzinfo=UTC)
BOOKED = Booking(
    BookingId("booking"), SiteId("site"), ServiceId("service"), PersonId("person"),
    RequestId("request"), START, START + timedelta(minutes=30), seat=0,
)  # fmt: skip
ENDS = [BookingState.MOVED, BookingState.CANCELLED, BookingState.HONOURED]


@pytest.mark.parametrize("end", ENDS)
def test_a_booking_ends_one_way(end: BookingState) -> None:
    """Moved, cancelled or honoured; the record keeps slot and seat (EDK-03)."""

    assert evolve(BOOKED, state=end) == BOOKED.end(end)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("again", BookingState)
def test_a_seat_is_given_back_once(end: BookingState, again: BookingState) -> None:
    """What ended does not end again, nor comes back to life (EDK-03)."""
    with pytest.raises(WrongState, match=f"{end} already") as caught:
        BOOKED.end(end).end(again)

    assert "booking.ended" == caught.value.code
