"""Zones and a site's own rules."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from miz.domain.decrees import Span
from miz.domain.ids import SiteId, ZoneId
from miz.domain.values import Text
from miz.domain.zones import HouseRules, Passback, PassbackMode, Zone
from miz.errors import InvalidValue

TEHRAN = ZoneInfo("Asia/Tehran")
TICK = timedelta(microseconds=1)
SATURDAY = datetime(2026, 1, 3, tzinfo=TEHRAN)
WEEK = {5: (Span(time(7), time(12)), Span(time(13), time(14)))}


def zone(**values: object) -> Zone:
    """A zone that is open on Saturdays, with a break at noon."""
    given = {"week": WEEK, **values}
    return Zone(ZoneId("z"), SiteId("s"), Text("خزانه"), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hour", "open_"),
    [(6.99, False), (7, True), (11.99, True), (12, False), (13, True), (14, False), (31, False)],
)
def test_a_zone_keeps_its_week_by_the_sites_clock(hour: float, open_: bool) -> None:
    """From the first instant of a span until before its last, also told in UTC (features 53)."""
    at = SATURDAY + timedelta(hours=hour)

    assert open_ is zone().open_at(at, TEHRAN)
    assert open_ is zone().open_at(at.astimezone(UTC), TEHRAN)
    assert zone(week=None).open_at(at, TEHRAN)
    assert not zone(week=None, active=False).open_at(at, TEHRAN)


def test_summer_time_moves_the_hours() -> None:
    """By the clock on the wall: the offset of the zone on that day decides."""
    york = ZoneInfo("America/New_York")
    winter, summer = (datetime(2026, month, 3, 12, tzinfo=UTC) for month in (1, 7))
    days = {winter.weekday(): WEEK[5], summer.weekday(): WEEK[5]}

    assert [True, True] == [zone(week=days).open_at(at, york) for at in (winter, summer)]
    assert [False, True] == [
        zone(week=days).open_at(at - timedelta(hours=1), york) for at in (winter, summer)
    ]


@pytest.mark.parametrize(
    ("mode", "minutes", "refused"),
    [
        (PassbackMode.NONE, 0, [False, False, False]),
        (PassbackMode.SOFT, 0, [False, False, False]),
        (PassbackMode.HARD, 0, [True, True, True]),
        (PassbackMode.TIMED, 5, [False, True, False]),
    ],
)
def test_a_second_passage_is_refused_by_its_mode(
    mode: PassbackMode, minutes: int, refused: list[bool]
) -> None:
    """Never seen, seen a moment less than five minutes ago, and just five (features 54)."""
    five = timedelta(minutes=5)
    seen = [None, SATURDAY - five + TICK, SATURDAY - five]

    assert refused == [Passback(mode, minutes).refuses(at, SATURDAY) for at in seen]


@pytest.mark.parametrize("inside", [0, 1, 2, 3])
def test_a_zone_is_full_at_its_capacity(inside: int) -> None:
    """The last place may be taken, no more; without a capacity it is never full (features 58)."""

    assert (inside >= 2) is zone(capacity=2).full(inside)
    assert not zone().full(inside)


def test_who_may_go_where() -> None:
    """Everybody into public zones, else those whom the service sends (features 53)."""

    assert zone().admits((ZoneId("y"), ZoneId("z")))
    assert not zone().admits((ZoneId("y"),))
    assert zone(public=True).admits(())


def test_what_makes_no_sense_is_refused() -> None:
    """No capacity of none, no timed rule without minutes, no grace of two days."""
    for wrong in (
        lambda: zone(capacity=0),
        lambda: Passback(PassbackMode.TIMED),
        lambda: Passback(minutes=-1),
        lambda: HouseRules(grace_minutes=2 * 24 * 60),
    ):
        with pytest.raises(InvalidValue, match="Write a number"):
            wrong()

    assert timedelta(minutes=15) == HouseRules().grace
