"""How often somebody came: what the office counts against sending people to and fro (MIS-03)."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from miz.domain.requests import Origin, Request
from miz.domain.visits import Visit


def comings(
    visits: Iterable[Visit], requests: Iterable[Request], zone: ZoneInfo
) -> tuple[datetime, ...]:
    """When somebody came, newest first: each visit, and each request that the desk took.

    Whoever hands a request in and goes on as a visitor the same day came once.
    """
    came = [one.opened_at for one in visits]
    days = {at.astimezone(zone).date() for at in came}
    for request in requests:
        day = request.opened_at.astimezone(zone).date()
        if request.origin is Origin.DESK and day not in days:
            days.add(day)
            came.append(request.opened_at)
    return tuple(sorted(came, reverse=True))
