from datetime import date

import pytest
from attrs import evolve

from miz.domain.catalogue import Host
from miz.domain.ids import HostId, SiteId, UnitId
from miz.domain.values import PersonName

NAME = PersonName.parse("مريم", "كاظمی")
HOST = Host(HostId("host"), SiteId("site"), UnitId("unit"), NAME)
WEDNESDAY, SATURDAY, SUNDAY = date(2026, 7, 1), date(2026, 7, 4), date(2026, 7, 5)
ON_LEAVE = evolve(HOST, away_until=SATURDAY)


@pytest.mark.parametrize(
    ("host", "day", "here"),
    [
        (HOST, WEDNESDAY, True),
        (ON_LEAVE, WEDNESDAY, False),
        (ON_LEAVE, SATURDAY, False),  # the last day of the leave
        (ON_LEAVE, SUNDAY, True),
        (evolve(HOST, active=False), SUNDAY, False),
        (evolve(ON_LEAVE, active=False), SUNDAY, False),
    ],
)
def test_who_is_here(host: Host, day: date, here: bool) -> None:
    """During a leave requests go to the deputy; who left for good is never here (EDK-07)."""

    assert here is host.here(day)


def test_a_retired_host_keeps_the_name() -> None:
    """The past is told with names; nothing but the activity changes."""
    retired = HOST.retire()

    assert evolve(HOST, active=False) == retired
    assert "مریم کاظمی" == retired.folded
