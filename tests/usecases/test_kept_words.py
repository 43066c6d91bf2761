"""What was promised stays told as it was: breaches, seats and messages (MIS-01, I4, EDK-03)."""

from datetime import date, time, timedelta

import pytest
from attrs import evolve

from miz.domain.decrees import DecreeKind
from miz.domain.promises import PromiseKind, PromiseState
from miz.domain.requests import Outcome, Request
from miz.domain.values import Mobile
from miz.errors import WrongState
from miz.plugin import AUTOMATION
from miz.ports.storage import UnitOfWork
from tests.desk_office import Desk
from tests.office import Drawer
from tests.usecases.decrees import MONDAY, drafted, preview, switched_on


def answer_promises(desk: Desk, request: Request) -> list[PromiseState]:
    """How the promised answers of a request ended."""

    def work(uow: UnitOfWork) -> list[PromiseState]:
        found = uow.promises.of_request(request.id)
        return [one.state for one in found if one.kind is PromiseKind.ANSWER]

    return desk.core.storage.read(work)


def overdue(desk: Desk) -> Request:
    """A request whose time was over yesterday."""
    request = desk.taken()
    assert request.due_at is not None
    desk.office.clock.advance(request.due_at + timedelta(days=1) - desk.now)
    return request


def ask(desk: Desk, request: Request) -> Request:
    """The officer waits for the citizen."""
    return desk.core.casework.ask(actor=desk.officer, request=request.id, text="سند را بیاورید.")


def late(desk: Desk) -> int:
    """How many answers the report calls late."""
    lines = desk.core.reports.services(
        actor=desk.head, first=date(2026, 1, 1), last=date(2026, 2, 28)
    )
    return sum(line.late for line in lines)


def booked(desk: Desk, at: str) -> Request:
    """A request with a seat on Monday."""
    request = desk.taken(service=desk.hearing)
    return desk.core.bookings.book(
        actor=desk.public, proof=desk.proof(request), start=desk.local(MONDAY, at)
    )


def test_giving_up_mends_no_breach(desk: Desk) -> None:
    """A citizen who waited too long and leaves was still kept waiting (MIS-01)."""
    request = overdue(desk)
    desk.core.tracking.withdraw(actor=desk.public, proof=desk.proof(request))

    assert [PromiseState.BROKEN] == answer_promises(desk, request)


def test_giving_up_in_time_breaks_nothing(desk: Desk) -> None:
    """Nothing is owed any more, and nothing was late (I4)."""
    request = desk.taken()
    desk.core.tracking.withdraw(actor=desk.public, proof=desk.proof(request))

    assert [PromiseState.DROPPED] == answer_promises(desk, request)


def test_asking_after_the_time_hides_no_breach(desk: Desk) -> None:
    """The clock stands for what was asked in time only (MIS-01, J2.6)."""
    ask(desk, overdue(desk))

    assert 1 == late(desk)


def test_a_pause_that_begins_too_late_gives_no_new_time(desk: Desk) -> None:
    """Nobody is told that the answer is due on a day that is over (J2.6)."""
    request = overdue(desk)
    ask(desk, request)
    desk.office.clock.advance(timedelta(days=2))
    desk.core.casework.resume(actor=desk.officer, request=request.id)

    assert request.due_at == desk.stored(request).due_at


def test_no_decree_mends_a_breach(desk: Desk) -> None:
    """A closed day that is written down afterwards moves nothing that was late (B4)."""
    request = overdue(desk)
    assert request.due_at is not None
    day = request.due_at.astimezone(desk.office.site.zone).date()
    decree = drafted(desk, first=day, last=day)

    assert () == preview(desk, decree).moved


def test_a_late_start_seats_nobody_twice(desk: Desk) -> None:
    """The grid begins later, and who has a seat keeps it from all that overlap (EDK-03)."""
    booked(desk, "07:30")
    other = desk.taken(desk.office.person(1), desk.hearing)
    switched_on(desk, kind=DecreeKind.LATE, minutes=15)
    free = desk.core.bookings.free(actor=desk.public, proof=desk.proof(other))
    starts = {slot.start for slots in free.values() for slot in slots}

    assert desk.local(MONDAY, "08:15") in starts
    assert not {desk.local(MONDAY, "07:15"), desk.local(MONDAY, "07:45")} & starts


def test_a_seat_that_would_outlast_the_day_is_moved(desk: Desk) -> None:
    """Half past one to two does not fit a day that ends at a quarter to (B4, EDK-03)."""
    request = booked(desk, "13:30")
    result = switched_on(desk, kind=DecreeKind.EARLY, closes=time(13, 45))

    assert [request.id] == [
        one.request.id for one in result.moved if one.promise.kind is PromiseKind.VISIT
    ]


def test_guidance_goes_again_to_a_corrected_mobile(desk: Desk) -> None:
    """And in another language; the same once more is no second message (C1-04)."""
    person = desk.office.person()
    visit = desk.office.arrived(person)
    corrected = evolve(person.identity, mobile=Mobile.parse("09351230000"))

    def send() -> None:
        desk.core.guidance.send(actor=desk.operator, visit=visit.id, service=desk.licence.id)

    send()
    send()
    desk.core.files.correct(actor=desk.operator, person=person.id, identity=corrected)
    send()

    assert 2 == len(desk.told())


def test_what_is_over_leaves_the_house_no_more(desk: Desk) -> None:
    """A closed case is not handed to the letter system (C2-04)."""
    request, drawer = desk.taken(), desk.core.parts[AUTOMATION]
    assert isinstance(drawer, Drawer)
    desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="صادر شد"
    )
    with pytest.raises(WrongState) as caught:
        desk.core.letters.forward(actor=desk.officer, request=request.id)

    assert ("request.wrong_state", {}) == (caught.value.code, drawer.letters)
