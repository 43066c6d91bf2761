"""What was announced, and what became of it (MIS-01, SVC-06, C2-06, I4)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from miz.domain.calendar import OfficeCalendar, OfficeTime
from miz.domain.promises import MoveReason, Promise, PromiseKind, PromiseState
from miz.domain.requests import Outcome, Request, RequestState
from miz.domain.values import Text
from miz.errors import WrongState
from miz.plugin import HOLIDAYS
from miz.ports.holidays import Holiday
from tests.desk_office import CARD_SCAN, LICENCE, Desk, open_desk
from tests.office import FewHolidays

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)


def ledger(desk: Desk, request: Request) -> Sequence[Promise]:
    """All that was promised for a request."""
    return desk.core.storage.read(lambda uow: uow.promises.of_request(request.id))


def states(desk: Desk, request: Request) -> list[tuple[datetime, PromiseState, MoveReason | None]]:
    """The answer times of the ledger, oldest first."""
    return [
        (one.at, one.state, one.reason)
        for one in ledger(desk, request)
        if one.kind is PromiseKind.ANSWER
    ]


def ask(desk: Desk, request: Request) -> Request:
    """The clock stands."""
    return desk.core.casework.ask(actor=desk.officer, request=request.id, text="کارت ملی")


def answer(desk: Desk, request: Request) -> Request:
    """The office answers."""
    return desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.REFUSED, text="ناقص است"
    )


def take_a_day_off(desk: Desk, *days: date) -> None:
    """Public holidays."""
    found = desk.core.parts[HOLIDAYS]
    assert isinstance(found, FewHolidays)
    found.days |= {day: Holiday(Text("تعطیل")) for day in days}


@pytest.mark.parametrize(
    ("day", "at", "due"),
    [
        (date(2026, 1, 3), "09:30", MONDAY),  # Saturday: Sunday, Monday
        (date(2026, 1, 3), "14:30", TUESDAY),  # after closing it counts as Sunday's
        (date(2026, 1, 7), "13:59", date(2026, 1, 11)),  # over Thursday and Friday
        (date(2026, 1, 9), "10:00", date(2026, 1, 12)),  # a Friday counts as Saturday's
    ],
)
def test_an_answer_is_due_by_the_calendar(desk: Desk, *, day: date, at: str, due: date) -> None:
    """Two working days of the sheet, to the closing of the last (SVC-06, MIS-01)."""
    desk.go(day, at)
    request = desk.taken()

    assert desk.local(due, "14:00") == request.due_at == desk.stored(request).due_at


def test_a_holiday_is_no_working_day(desk: Desk) -> None:
    """Both days fall out (SVC-06)."""
    take_a_day_off(desk, date(2026, 1, 4), MONDAY)

    assert desk.local(date(2026, 1, 7), "14:00") == desk.taken().due_at


def test_minutes_are_office_minutes(desk: Desk) -> None:
    """Half an hour at ten to two ends at twenty past seven (SVC-06)."""
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.licence.id,
        information=evolve(LICENCE, duration=OfficeTime(minutes=30)),
        valid_from=date(2026, 1, 3),
    )
    desk.go(date(2026, 1, 7), "13:50")

    assert desk.local(date(2026, 1, 10), "07:20") == desk.taken().due_at


def test_a_pause_moves_the_due_time_by_itself(desk: Desk) -> None:
    """From Saturday 10:00 to Sunday 09:00 are six office hours (J2 step 6)."""
    request = desk.taken()
    desk.go(date(2026, 1, 3), "10:00")
    paused = ask(desk, request)
    desk.go(date(2026, 1, 4), "09:00")
    going = desk.core.tracking.add(actor=desk.public, proof=desk.proof(request), paper=CARD_SCAN)

    assert (RequestState.WAITING, request.due_at) == (paused.state, paused.due_at)
    assert (RequestState.OPEN, desk.local(TUESDAY, "13:00")) == (going.state, going.due_at)
    assert [
        (request.due_at, PromiseState.MOVED, None),
        (going.due_at, PromiseState.STANDING, MoveReason.PAUSE),
    ] == states(desk, request)


def test_a_pause_outside_of_office_hours_costs_nothing(desk: Desk) -> None:
    """Whoever answers before the office opens loses no time, and the ledger stays (J2 step 6)."""
    request = desk.taken()
    desk.go(date(2026, 1, 3), "14:00")
    ask(desk, request)
    desk.go(date(2026, 1, 4), "07:00")
    going = desk.core.casework.resume(actor=desk.officer, request=request.id)

    assert request.due_at == going.due_at
    assert [(request.due_at, PromiseState.STANDING, None)] == states(desk, request)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 2000)), min_size=1, max_size=4))
def test_pauses_add_up(gaps: list[tuple[int, int]]) -> None:
    """The due time moved by the office minutes of each pause begun in time (J2 step 6)."""
    with open_desk() as desk:
        request, usual = desk.taken(), OfficeCalendar(desk.office.site.zone)
        paused = timedelta(0)
        for before, length in gaps:
            desk.office.later(minutes=before)
            since, due = desk.now, request.due_at
            ask(desk, request)
            desk.office.later(minutes=length)
            request = desk.core.casework.resume(actor=desk.officer, request=request.id)
            if due is not None and since <= due:
                paused += usual.between(since, desk.now)
        first = states(desk, request)[0][0]

        assert request.due_at is not None
        assert paused == usual.between(first, request.due_at)


@pytest.mark.parametrize(("seconds", "state"), [(-1, "kept"), (0, "kept"), (1, "broken")])
def test_an_answer_keeps_or_breaks_its_promise(desk: Desk, seconds: int, state: str) -> None:
    """At the promised instant it is still in time (MIS-01)."""
    request = desk.taken()
    desk.go(MONDAY, "14:00")
    desk.office.later(seconds=seconds + 60)
    desk.office.later(minutes=-1)
    answer(desk, request)

    assert [(request.due_at, PromiseState(state), None)] == states(desk, request)
    assert [state] == [facts["end"] for facts in desk.journal("PromiseEnded")]


def test_an_answer_while_the_clock_stands_is_not_late(desk: Desk) -> None:
    """The office waited for the citizen; that is no fault of its own (MIS-01, J2 step 6)."""
    request = desk.taken()
    ask(desk, request)
    desk.office.later(days=20)
    before = len(desk.told())
    answer(desk, request)
    *_, last = states(desk, request)

    assert (PromiseState.KEPT, MoveReason.PAUSE) == last[1:]
    assert before + 1 == len(desk.told())


def test_what_is_withdrawn_is_owed_no_more(desk: Desk) -> None:
    """Answer and visit are dropped, neither kept nor broken (I4)."""
    request = desk.taken()
    proof = desk.proof(request)
    desk.core.bookings.announce(actor=desk.operator, request=request.id)
    desk.core.tracking.withdraw(actor=desk.public, proof=proof)

    assert [PromiseState.DROPPED] * 2 == [one.state for one in ledger(desk, request)]
    with pytest.raises(WrongState):
        answer(desk, request)


def test_every_announced_time_is_in_the_ledger(desk: Desk) -> None:
    """Each replaces the one before; the journal has every one, with why (I4, C2-06)."""
    request = desk.taken()
    proof = desk.proof(request)
    ask(desk, request)
    desk.office.later(hours=2)
    desk.core.tracking.add(actor=desk.public, proof=proof, paper=CARD_SCAN)
    desk.core.bookings.announce(
        actor=desk.operator, request=request.id, when=desk.local(MONDAY, "10:00")
    )
    desk.core.bookings.book(actor=desk.public, proof=proof, start=desk.local(TUESDAY, "08:00"))
    told = ledger(desk, request)
    entries = desk.journal("PromiseMade")
    stored = desk.stored(request)

    assert [(one.id, one.at.isoformat()) for one in told] == [
        (facts["promise"], facts["until"]) for facts in entries
    ]
    assert [None, "pause", None, "citizen"] == [facts.get("reason") for facts in entries]
    assert {stored.due_at, stored.visit_at} == {
        one.at for one in told if one.state is PromiseState.STANDING
    }
    assert [None, told[0].id, None, told[2].id] == [one.replaces for one in told]


def test_a_promise_remembers_who_made_it_and_for_whom(desk: Desk) -> None:
    """The time it was made, the officer it lies with, and what it was computed from (MIS-01)."""
    request = desk.taken()
    (promise,) = ledger(desk, request)

    assert (desk.now, desk.now, "operator.1", desk.office.host.id, OfficeTime(days=2)) == (
        promise.made_at,
        promise.since,
        promise.made_by,
        promise.officer,
        promise.duration,
    )
