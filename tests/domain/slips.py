"""Signed slips for tests: a master, an office hour, and a gate that verifies."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from miz.domain.admissions import Window
from miz.domain.slipkeys import MasterKey
from miz.domain.tokens import TokenMint, TokenReader

TEHRAN = ZoneInfo("Asia/Tehran")
MASTER = MasterKey(b"the master of the slips in tests")
GROUP, ELSEWHERE = "site-1/north", "site-1/south"
NOON = datetime(2026, 4, 18, 8, 37, tzinfo=UTC)
"""A Saturday, a little after noon in Tehran."""

SERIAL = 765_432_109_876


def window(start: datetime = NOON, minutes: int = 90) -> Window:
    """A visit's window."""
    return Window.of(start, minutes)


def minted(
    at: Window | None = None,
    *,
    master: MasterKey = MASTER,
    serial: int = SERIAL,
    group: str = GROUP,
    zone: ZoneInfo = TEHRAN,
    zones: int = 0,
) -> str:
    """The digits of a slip."""
    mint = TokenMint(master)
    return mint.mint(serial, at or window(), group=group, zone=zone, zones=zones).digits


def reader(
    at: datetime = NOON,
    *,
    master: MasterKey = MASTER,
    group: str = GROUP,
    zone: ZoneInfo = TEHRAN,
    others: tuple[str, ...] = (),
) -> TokenReader:
    """What a gate verifies with that fetched its keys at an instant."""
    held = [master.held(one, zone=zone, at=at) for one in (group, *others)]
    return TokenReader(held[0], tuple(held[1:]))


def later(minutes: float) -> datetime:
    """So many minutes after `NOON`."""
    return NOON + timedelta(minutes=minutes)
