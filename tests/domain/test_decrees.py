from datetime import date, time, timedelta
from typing import Any

import pytest
from attrs import evolve

from miz.domain.decrees import USUAL_WEEK, Decree, DecreeKind, DecreeState, Reach, Span
from miz.errors import InvalidValue, WrongState
from tests.domain.calendars import ALL_WEEK, closed, day, decree, on, spans

EFFECTS: dict[DecreeKind, dict[str, Any]] = {
    DecreeKind.HOURS: {"week": on([5], "07:00-14:00")},
    DecreeKind.CLOSED: {},
    DecreeKind.OPEN: {"week": on([3], "07:00-12:00")},
    DecreeKind.LATE: {"minutes": 120},
    DecreeKind.EARLY: {"closes": time(10)},
}
DRAFT = closed("1405-04-13", "1405-04-15")


def test_the_usual_week_has_no_thursday_and_no_friday() -> None:
    """Until somebody decrees otherwise: Saturday to Wednesday, seven to two (directive 3.8)."""

    assert {5, 6, 0, 1, 2} == set(USUAL_WEEK)
    assert {spans("07:00-14:00")} == set(USUAL_WEEK.values())


@pytest.mark.parametrize("kind", DecreeKind)
def test_each_kind_with_what_it_needs(kind: DecreeKind) -> None:
    """A new decree is a draft of the site, complete with its effect (directive 3.8)."""
    written = decree(kind, "1405-04-13", **EFFECTS[kind])

    assert (DecreeState.DRAFT, Reach.SITE) == (written.state, written.reach)
    assert written.last is None


@pytest.mark.parametrize(
    ("kind", "effect", "field"),
    [
        (DecreeKind.HOURS, {}, "week"),
        (DecreeKind.HOURS, {"minutes": 120}, "week"),
        (DecreeKind.OPEN, {"closes": time(10)}, "week"),
        (DecreeKind.LATE, {"closes": time(10)}, "minutes"),
        (DecreeKind.EARLY, {"minutes": 120}, "closes"),
    ],
)
def test_a_kind_without_its_effect_is_refused(
    kind: DecreeKind, effect: dict[str, Any], field: str
) -> None:
    """A late start without minutes would change nothing, and nobody would notice."""
    with pytest.raises(InvalidValue) as caught:
        decree(kind, "1405-04-13", **effect)

    assert (f"decree.{field}", field) == (caught.value.code, caught.value.field)


@pytest.mark.parametrize("minutes", [-30, 24 * 60, 10**10])
def test_a_late_start_is_less_than_a_day(minutes: int) -> None:
    """Minutes that no day has are refused when they are written, not when a day is looked up."""
    with pytest.raises(InvalidValue) as caught:
        decree(DecreeKind.LATE, "1405-04-13", minutes=minutes)

    assert ("number.range", "minutes") == (caught.value.code, caught.value.field)


def test_days_the_wrong_way_round_are_refused() -> None:
    """A decree of one day is fine; one that ends before it begins is a slip of the pen."""

    assert day("1405-04-13") == closed("1405-04-13", "1405-04-13").last
    with pytest.raises(InvalidValue) as caught:
        closed("1405-04-13", "1405-04-12")

    assert ("decree.days", "last") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize(
    ("written", "offset", "covered"),
    [
        (DRAFT, -1, False),
        (DRAFT, 0, True),
        (DRAFT, 2, True),
        (DRAFT, 3, False),
        (evolve(DRAFT, last=None), -1, False),
        (evolve(DRAFT, last=None), 10_000, True),
    ],
)
def test_first_and_last_day_are_covered(written: Decree, offset: int, covered: bool) -> None:
    """Both ends belong to it; one without an end covers all that comes."""

    assert covered is written.covers(written.first + timedelta(days=offset))


def test_it_is_switched_on_once() -> None:
    """A draft becomes binding; what binds, or was withdrawn, is not switched on again (B4)."""
    binding = DRAFT.switch_on()

    assert DecreeState.IN_FORCE is binding.state
    for done in (binding, binding.withdraw(), DRAFT.withdraw()):
        with pytest.raises(WrongState, match=f"{done.state} already") as caught:
            done.switch_on()

        assert "decree.state" == caught.value.code


def test_it_is_withdrawn_once() -> None:
    """A draft or a binding decree is put away; the record stays (B4)."""
    gone = DRAFT.withdraw()

    assert evolve(DRAFT, state=DecreeState.WITHDRAWN) == gone
    assert gone == DRAFT.switch_on().withdraw()
    with pytest.raises(WrongState) as caught:
        gone.withdraw()

    assert "decree.state" == caught.value.code


@pytest.mark.parametrize(("start", "until"), [(time(8), time(8)), (time(14), time(7))])
def test_an_office_opens_before_it_closes(start: time, until: time) -> None:
    """Two times the wrong way round are refused at the field."""
    with pytest.raises(InvalidValue) as caught:
        Span(start, until)

    assert ("calendar.span", "spans") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize(
    ("hours", "fine"),
    [
        ("08:00-12:00 13:00-16:00", True),
        ("08:00-12:00 12:00-16:00", True),  # a change of shift
        ("08:00-12:00 11:59-16:00", False),
        ("13:00-16:00 08:00-12:00", False),
        ("08:00-09:00 10:00-12:00 11:00-13:00", False),
        ("08:00-16:00 09:00-10:00", False),
    ],
)
def test_spans_of_a_day_are_in_order(hours: str, fine: bool) -> None:
    """Hours that overlap would count twice (MIS-01)."""
    if fine:
        written = decree(DecreeKind.HOURS, "1405-04-13", week=on(ALL_WEEK, hours))

        assert spans(hours) == written.week[0]
        return
    with pytest.raises(InvalidValue) as caught:
        decree(DecreeKind.HOURS, "1405-04-13", week={**on([5], "07:00-14:00"), **on([6], hours)})

    assert ("calendar.overlap", "week") == (caught.value.code, caught.value.field)


def test_days_are_gregorian_inside() -> None:
    """Jalali is for faces: the first of Tir 1405 is a Monday in June (I9)."""

    assert date(2026, 6, 22) == closed("1405-04-01").first
    assert 0 == closed("1405-04-01").first.weekday()
