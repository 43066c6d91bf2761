from datetime import UTC, datetime, timedelta

import pytest

from miz.domain.ids import GateId, LaneId, SiteId
from miz.domain.places import Direction, Lane, LaneFlow, Site
from miz.domain.values import Text

SITE = Site(SiteId("site"), Text("سازمان"), Text("مرکز"))


@pytest.mark.parametrize(
    ("flow", "served"),
    [
        (LaneFlow.IN, {Direction.IN}),
        (LaneFlow.OUT, {Direction.OUT}),
        (LaneFlow.BOTH, {Direction.IN, Direction.OUT}),
    ],
)
def test_a_lane_serves_its_ways(flow: LaneFlow, served: set[Direction]) -> None:
    """A lane for one way serves no other (C1-10)."""
    lane = Lane(LaneId("lane"), SITE.id, GateId("gate"), Text("۱"), flow)

    assert served == {direction for direction in Direction if lane.serves(direction)}


def test_a_lane_waits_thirty_seconds() -> None:
    """The usual limit of turnstiles is the default (journeys, anchors)."""
    lane = Lane(LaneId("lane"), SITE.id, GateId("gate"), Text("۱"))

    assert timedelta(seconds=30) == lane.window
    assert lane.confirms


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 7, 1, 6, 42, tzinfo=UTC), "10:12"),
        (datetime(2026, 1, 1, 6, 42, tzinfo=UTC), "10:12"),
        (datetime(2022, 7, 1, 6, 42, tzinfo=UTC), "11:12"),
    ],
)
def test_instants_are_shown_in_tehran(instant: datetime, shown: str) -> None:
    """+03:30 all year since 2023; the summer of 2022 was still +04:30 (I9)."""

    assert shown == f"{instant.astimezone(SITE.zone):%H:%M}"


def test_a_site_belongs_to_itself() -> None:
    """One rule of scope fits sites and their records."""

    assert SITE.id == SITE.site
