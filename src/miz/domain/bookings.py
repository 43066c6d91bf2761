"""Booked visits: slots of office time with so many seats (EDK-03, features 41)."""

from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from miz.domain.ids import BookingId, PersonId, RequestId, ServiceId, SiteId
from miz.errors import WrongState


class BookingState(StrEnum):
    """``moved`` gave up its seat for one in another slot."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    HONOURED = "honoured"


@frozen
class Booking:
    """One seat of one slot; a seat of a service is given once while it is booked."""

    id: BookingId
    site: SiteId
    service: ServiceId
    person: PersonId
    request: RequestId
    start: datetime
    until: datetime
    seat: int
    state: BookingState = BookingState.BOOKED
    version: int = 0

    def end(self, state: BookingState) -> "Booking":
        """The seat is free again, or was used."""
        if self.state is not BookingState.BOOKED:
            raise WrongState(
                f"This booking is {self.state} already; book another time.", code="booking.ended"
            )
        return evolve(self, state=state)
