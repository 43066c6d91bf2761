"""Rules of booked visits."""

from attrs import evolve

from miz.domain.bookings import Booking, BookingState
from miz.domain.ids import RequestId, ServiceId
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, race, refusal, save, saving
from miz_contracts.storage.fresh import MOMENT, NOON, OTHER_SITE, SITE, minutes
from miz_contracts.storage.samples import Samples

REQUEST = RequestId("request-1")
SERVICE, OTHER_SERVICE = ServiceId("service-1"), ServiceId("service-2")
ENDED = tuple(state for state in BookingState if state is not BookingState.BOOKED)
END = NOON + minutes(20)


class BookingRules:
    """A seat of a service's slot is booked once; a request has one booking at a time (EDK-03)."""

    def test_a_booking_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Seat, slot and how it ended."""
        comes_back(storage, "bookings", *(make.booking(state=state) for state in BookingState))

    def test_a_seat_is_booked_once(self, storage: Storage, make: Samples) -> None:
        """Another start, seat or service is another seat; ended bookings are no obstacle."""
        seat = {"start": NOON, "seat": 1}
        ended = [save(storage, "bookings", make.booking(state=state, **seat)) for state in ENDED]
        save(storage, "bookings", make.booking(**seat))
        for change in ({"start": NOON + MOMENT}, {"seat": 2}, {"service": OTHER_SERVICE}):
            save(storage, "bookings", make.booking(**{**seat, **change}))
        back = evolve(ended[0], state=BookingState.BOOKED)
        for booking in (make.booking(**seat), make.booking(site=OTHER_SITE, **seat), back):
            conflict = refusal(storage, "bookings", booking)

            assert ("booking.seat_taken", "start") == (conflict.code, conflict.field)

    def test_of_eight_at_once_one_gets_the_seat(self, storage: Storage, make: Samples) -> None:
        """The last seat of a slot is given once, whoever clicks first (EDK-03)."""
        bookings = [make.booking(seat=1) for _ in range(8)]
        outcomes = race(storage, [saving("bookings", booking) for booking in bookings])
        taken = storage.read(lambda uow: ids(uow.bookings.taken(SERVICE, NOON, END)))

        assert 7 == outcomes.count("booking.seat_taken")
        assert {"booking.seat_taken", *taken} == set(outcomes)

    def test_a_request_has_one_booking(self, storage: Storage, make: Samples) -> None:
        """A second is refused until the first one ended; moving is both in one work (41)."""
        first: Booking = save(storage, "bookings", make.booking(request=REQUEST))
        second = make.booking(request=REQUEST, start=END)

        assert "booking.booked" == refusal(storage, "bookings", second).code
        assert first == storage.read(lambda uow: uow.bookings.of_request(REQUEST))

        keep(storage, "bookings", first.end(BookingState.MOVED), second)
        assert evolve(second, version=1) == storage.read(
            lambda uow: uow.bookings.of_request(REQUEST)
        )

    def test_only_a_booking_that_counts_is_a_requests(
        self, storage: Storage, make: Samples
    ) -> None:
        """Ended ones are nobody's any more, and nobody's is None."""
        for state in ENDED:
            save(storage, "bookings", make.booking(request=REQUEST, state=state))
        save(storage, "bookings", make.booking())

        assert storage.read(lambda uow: uow.bookings.of_request(REQUEST)) is None

    def test_taken_seats_of_a_service(self, storage: Storage, make: Samples) -> None:
        """Those that begin from an instant on until before another, by start and seat."""
        last, second, first = (
            make.booking(start=start, seat=seat)
            for start, seat in ((END - MOMENT, 1), (NOON, 10), (NOON, 9))
        )
        outside = [make.booking(start=start) for start in (NOON - MOMENT, END)]
        ended = [make.booking(state=state) for state in ENDED]
        keep(storage, "bookings", last, second, first, *outside, *ended)
        save(storage, "bookings", make.booking(service=OTHER_SERVICE))
        found = storage.read(
            lambda uow: [
                ids(uow.bookings.taken(SERVICE, NOON, until)) for until in (END, NOON + MOMENT)
            ]
        )

        assert [[first.id, second.id, last.id], [first.id, second.id]] == found

    def test_expected_visitors_of_a_site(self, storage: Storage, make: Samples) -> None:
        """Every service's, by start and identity; what ended stays out (EDK-03)."""
        last, first, other = (
            make.booking(start=start, service=service)
            for start, service in ((END - MOMENT, SERVICE), (NOON, SERVICE), (NOON, OTHER_SERVICE))
        )
        outside = [make.booking(start=start) for start in (NOON - MOMENT, END)]
        ended = [make.booking(state=state) for state in ENDED]
        elsewhere = make.booking(site=OTHER_SITE)
        keep(storage, "bookings", last, other, first, *outside, *ended, elsewhere)
        found = storage.read(
            lambda uow: [
                ids(uow.bookings.expected(SITE, NOON, until)) for until in (END, NOON + MOMENT)
            ]
        )

        assert [[first.id, other.id, last.id], [first.id, other.id]] == found
