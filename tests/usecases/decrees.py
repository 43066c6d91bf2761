"""Decrees as an administrator writes them down."""

from datetime import date
from typing import Any

from attrs import evolve

from miz.domain.decrees import Decree, DecreeKind
from miz.domain.ids import DecreeId, SiteId
from miz.usecases.officetime import Preview
from tests.desk_office import Desk

MONDAY = date(2026, 1, 5)
SNOW = Decree(
    id=DecreeId(""),
    site=SiteId(""),
    title="تعطیلی برف",
    kind=DecreeKind.CLOSED,
    first=MONDAY,
    last=MONDAY,
    issued_at=None,  # type: ignore[arg-type]  # the use case sets identity, site and time
)
"""A Monday on which the office stays closed."""


def drafted(desk: Desk, **changes: Any) -> Decree:
    """A draft of it, with some other values."""
    return desk.core.hours.draft(actor=desk.head, decree=evolve(SNOW, **changes))


def preview(desk: Desk, decree: Decree) -> Preview:
    """What it would move."""
    return desk.core.hours.preview(actor=desk.head, decree=decree.id)


def switched_on(desk: Desk, **changes: Any) -> Preview:
    """What it moved."""
    decree = drafted(desk, **changes)
    return desk.core.hours.switch_on(actor=desk.head, decree=decree.id)
