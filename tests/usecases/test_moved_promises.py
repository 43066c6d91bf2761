"""What a decree does to what was promised: the closed day of J2 (B4, B5, I4, EDK-03)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from miz.domain.decrees import DecreeKind, DecreeState, Reach, Span
from miz.domain.promises import MoveReason, Promise, PromiseKind, PromiseState
from miz.domain.requests import Outcome, Request
from miz.errors import Unavailable
from tests.desk_office import LICENCE, Desk, equip_again, open_desk, publish
from tests.usecases.decrees import MONDAY, drafted, preview, switched_on

SATURDAY, TUESDAY, WEDNESDAY = date(2026, 1, 3), date(2026, 1, 6), date(2026, 1, 7)
ALL_DAY = (Span(time(6), time(20)),)


def ledger(desk: Desk, request: Request) -> list[tuple[PromiseKind, PromiseState, datetime]]:
    """All that was promised, oldest first."""
    found: Sequence[Promise] = desk.core.storage.read(
        lambda uow: uow.promises.of_request(request.id)
    )
    return [(one.kind, one.state, one.at) for one in found]


def book(desk: Desk, request: Request, at: str) -> Request:
    """The citizen takes a seat on Monday."""
    return desk.core.bookings.book(
        actor=desk.public, proof=desk.proof(request), start=desk.local(MONDAY, at)
    )


def moved(desk: Desk) -> list[str]:
    """The messages that tell of another time."""
    return [text for text in desk.told() if "تغییر کرد" in text]


def test_a_closed_day_moves_the_answer(desk: Desk) -> None:
    """To the next working day's closing; told once, and the ledger keeps both (J2 decree)."""
    request = desk.taken()
    result = switched_on(desk)
    due = desk.local(TUESDAY, "14:00")

    assert [(request.id, due)] == [(one.request.id, one.at) for one in result.moved]
    assert due == desk.stored(request).due_at
    assert [
        (PromiseKind.ANSWER, PromiseState.MOVED, request.due_at),
        (PromiseKind.ANSWER, PromiseState.STANDING, due),
    ] == ledger(desk, request)
    assert [
        (
            "مهلت پاسخ «پروانهٔ کسب» تغییر کرد: سه‌شنبه ۱۶ دی ۱۴۰۴، ساعت ۱۴:۰۰. "
            "علت: تغییر ساعت کار اداره (تعطیلی برف)."
        )
    ] == [text.split("\n")[0] for text in moved(desk)]
    assert [MoveReason.DECREE.value] == [
        facts["reason"] for facts in desk.journal("PromiseMade") if "reason" in facts
    ]


def test_a_closed_day_moves_the_booked_visit_with_its_seat(desk: Desk) -> None:
    """To the first free seat after it; each of his new times is told once (J2 decree, EDK-03)."""
    request = book(desk, desk.taken(), "10:00")
    switched_on(desk, first=MONDAY, last=TUESDAY)
    kept = desk.stored(request)
    followed = desk.core.tracking.open(actor=desk.public, proof=desk.proof(request))

    assert desk.local(WEDNESDAY, "07:00") == kept.visit_at
    assert followed.booking is not None
    assert kept.visit_at == followed.booking.start
    assert {} == desk.core.bookings.expected(actor=desk.operator, day=MONDAY)
    assert [1, 1] == [
        len([one for one in moved(desk) if start in one and at in one and "(تعطیلی برف)" in one])
        for start, at in (
            ("زمان مراجعهٔ شما برای «پروانهٔ کسب»", "۰۷:۰۰"),
            ("مهلت پاسخ «پروانهٔ کسب»", "۱۴:۰۰"),
        )
    ]


def test_each_affected_citizen_is_told_once(desk: Desk) -> None:
    """One message for each that moved, none to whom the day means nothing (J2 decree, I5)."""
    untouched = desk.taken(desk.office.person(4))
    desk.core.casework.answer(
        actor=desk.officer, request=untouched.id, outcome=Outcome.GRANTED, text="شد"
    )
    requests = [desk.taken(desk.office.person(number)) for number in range(3)]
    switched_on(desk)
    rounds = [len(moved(desk)), len(moved(desk))]
    told = [one.key.split("/")[0] for one in desk.channel().sent if "تغییر کرد" in one.text]

    assert sorted(one.id for one in requests) == sorted(told)
    assert [3, 3] == rounds


def test_the_preview_is_what_switching_on_does(desk: Desk) -> None:
    """The same promises with the same new times, seats included (B5)."""
    for number in range(3):
        book(desk, desk.taken(desk.office.person(number), desk.hearing), f"{8 + number:02d}:00")
    announced = desk.taken(desk.office.person(3))
    desk.core.bookings.announce(
        actor=desk.officer, request=announced.id, when=desk.local(MONDAY, "12:00")
    )
    decree = drafted(desk)
    foreseen = preview(desk, decree).moved
    done = desk.core.hours.switch_on(actor=desk.head, decree=decree.id).moved

    assert 8 == len(foreseen)
    assert [(one.promise.id, one.at, one.slot) for one in foreseen] == [
        (one.promise.id, one.at, one.slot) for one in done
    ]
    assert {one.at for one in foreseen} == {
        promise[2]
        for request in {one.request.id: one.request for one in foreseen}.values()
        for promise in ledger(desk, request)
        if promise[1] is PromiseState.STANDING
    }
    after = desk.core.hours.preview(actor=desk.head, decree=decree.id)
    assert (DecreeState.IN_FORCE, ()) == (after.decree.state, after.moved)


def test_a_promise_never_moves_to_an_earlier_time(desk: Desk) -> None:
    """A decree that opens more, or one that is withdrawn, leaves what was told (B4)."""
    first = desk.taken()
    closing = switched_on(desk).decree
    told = desk.stored(first).due_at
    desk.core.hours.withdraw(actor=desk.head, decree=closing.id)
    opening = switched_on(
        desk, kind=DecreeKind.OPEN, week=dict.fromkeys(range(7), ALL_DAY), last=WEDNESDAY
    )

    assert () == opening.moved
    assert (told, 1) == (desk.stored(first).due_at, len(moved(desk)))


def test_a_withdrawn_decree_moves_who_relied_on_it(desk: Desk) -> None:
    """A Thursday that was to be open is closed after all; the preview tells it (B5)."""
    thursday = date(2026, 1, 8)
    opening = switched_on(
        desk, kind=DecreeKind.OPEN, week={3: ALL_DAY}, first=thursday, last=thursday
    ).decree
    request = desk.taken()
    desk.core.bookings.book(
        actor=desk.public, proof=desk.proof(request), start=desk.local(thursday, "08:00")
    )
    foreseen = preview(desk, opening).moved
    done = desk.core.hours.withdraw(actor=desk.head, decree=opening.id).moved
    saturday = desk.local(date(2026, 1, 10), "07:00")

    assert [saturday] == [one.at for one in foreseen] == [one.at for one in done]
    assert (saturday, 1) == (desk.stored(request).visit_at, len(moved(desk)))


def test_a_draft_that_is_put_away_moves_nothing(desk: Desk) -> None:
    """It bound nobody, and nobody is told anything (B5)."""
    request = book(desk, desk.taken(), "10:00")
    before = ledger(desk, request)
    decree = drafted(desk)
    result = desk.core.hours.withdraw(actor=desk.head, decree=decree.id)

    assert ((), DecreeState.WITHDRAWN) == (result.moved, result.decree.state)
    assert (before, []) == (ledger(desk, request), moved(desk))


def test_a_visit_that_its_own_day_allows_stays(desk: Desk) -> None:
    """A decree of another day does not touch it, not even one at the minute of closing (B5)."""
    request = desk.taken()
    desk.go(SATURDAY, "13:30")
    announced = desk.core.bookings.announce(actor=desk.officer, request=request.id)
    result = switched_on(desk, first=WEDNESDAY, last=WEDNESDAY)

    assert desk.local(SATURDAY, "14:00") == announced.visit_at
    assert () == result.moved


@pytest.mark.parametrize(
    ("kind", "changes", "at", "expected"),
    [
        ("late", {"minutes": 120}, "08:00", (MONDAY, "09:00")),
        ("late", {"minutes": 120}, "09:00", (MONDAY, "09:00")),
        ("early", {"closes": time(11)}, "10:30", (MONDAY, "10:30")),
        ("early", {"closes": time(11)}, "11:00", (TUESDAY, "07:00")),
    ],
)
def test_a_shorter_day_moves_what_falls_out_of_it(
    desk: Desk, *, kind: str, changes: dict[str, object], at: str, expected: tuple[date, str]
) -> None:
    """And leaves the rest of the day alone (directive 3.8, EDK-03)."""
    request = book(desk, desk.taken(), at)
    switched_on(desk, kind=DecreeKind(kind), **changes)

    assert desk.local(*expected) == desk.stored(request).visit_at


def test_another_site_s_promises_stay(desk: Desk) -> None:
    """A site's own decree is its own; one for all offices moves theirs too (ASVS V8.4.1)."""
    other = equip_again(desk)
    request = other.taken()
    switched_on(desk)
    own = other.stored(request).due_at
    desk.office.later(minutes=1)
    switched_on(desk, title="همه", reach=Reach.ORGANISATION)

    assert request.due_at == own
    assert desk.local(TUESDAY, "14:00") == other.stored(request).due_at


def settle_in(desk: Desk, province: str) -> None:
    """The site is in that province."""
    site = evolve(desk.office.site, province=province)
    desk.core.storage.write(lambda uow: uow.sites.save(site))


@pytest.mark.parametrize(("province", "day"), [("تهران", TUESDAY), ("گیلان", MONDAY)])
def test_a_province_s_promises_move_together(desk: Desk, province: str, day: date) -> None:
    """At every site of it, and at no site of another (directive 3.8)."""
    other = equip_again(desk)
    for one, name in ((desk, "تهران"), (other, province)):
        settle_in(one, name)
    request = other.taken()
    switched_on(desk, reach=Reach.PROVINCE)

    assert desk.local(day, "14:00") == other.stored(request).due_at


@pytest.mark.parametrize("step", [3, 10, 20, 30])
def test_a_decree_is_switched_on_wholly_or_not_at_all(desk: Desk, step: int) -> None:
    """A failing storage leaves the draft a draft and every promise where it was (B5)."""
    requests = [book(desk, desk.taken(desk.office.person(number)), "10:00") for number in (0, 1)]
    before = [ledger(desk, request) for request in requests]
    decree, storage = drafted(desk), desk.core.storage
    storage.faulty.step(step)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        desk.core.hours.switch_on(actor=desk.head, decree=decree.id)
    storage.faulty.calm()  # type: ignore[attr-defined]

    assert before == [ledger(desk, request) for request in requests]
    assert [] == moved(desk)
    assert 4 == len(desk.core.hours.switch_on(actor=desk.head, decree=decree.id).moved)


@settings(max_examples=15)
@given(
    st.lists(st.integers(0, 13), min_size=1, max_size=20),
    st.integers(1, 3),
    st.sets(st.integers(0, 3)),
)
def test_seats_are_kept_when_many_move_at_once(
    slots: list[int], seats: int, closed: set[int]
) -> None:
    """However many bookings a closed day has: no seat twice, no time earlier (EDK-03, B4)."""
    with open_desk() as desk:
        service = desk.core.catalogue.add_service(
            actor=desk.actor,
            code="601",
            title=desk.licence.title,
            category="documents",
            seats=seats,
        )
        publish(desk.office, service.id, LICENCE)
        booked = []
        for number, slot in enumerate(slots):
            if slots[:number].count(slot) < seats:
                request = desk.taken(desk.somebody(number), service)
                booked.append(book(desk, request, f"{7 + slot // 2:02d}:{slot % 2 * 30:02d}"))
        for day in sorted({0, *closed}):
            closing = MONDAY + timedelta(days=day)
            switched_on(desk, first=closing, last=closing)
        after = [desk.stored(request) for request in booked]
        days = [MONDAY + timedelta(days=number) for number in range(14)]

        assert [] == [one.id for one in after if not later(one, booked)]
        assert seats >= max(Counter(one.visit_at for one in after).values())
        assert len(booked) == sum(
            sum(desk.core.bookings.expected(actor=desk.operator, day=day).values()) for day in days
        )


def later(request: Request, before: Sequence[Request]) -> bool:
    """Whether its visit is later than it was."""
    was = next(one.visit_at for one in before if one.id == request.id)
    return was is not None and request.visit_at is not None and request.visit_at > was
