"""One service as its administrator sees it, and the editions of what is said of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import field, frozen

from miz_apps.web.rendering.contexts.admin import AdminView
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.frame import NO_DATE
from miz_apps.web.rendering.contexts.offers import ServicePage, SheetSection

Row = Mapping[str, str]
"""The fields of one row of a form, by their names."""


@frozen
class Named:
    """The service that a page is about."""

    id: str
    code: str
    title: str

    @property
    def url(self) -> str:
        """Its page."""
        return f"/admin/services/{self.id}"


@frozen
class EditionRow:
    """An edition; ``when`` is earlier, now or later."""

    number: int
    valid_from: date
    published_at: datetime
    published_by: str
    when: str


@frozen
class FaultRow:
    """One thing that is wrong with a file: where, the sentence, and what may stand there."""

    place: str
    text: str
    hint: str = ""


@frozen
class OneServicePage(AdminView):
    """Who answers for a service, its seats and its editions.

    ``do=charge``: unit, responsible, deputy · ``do=slots``: slot_minutes, seats ·
    ``do=switch``: active (1 or 0) · ``do=file``: sheet (a TOML file).
    """

    template: ClassVar[str] = "admin/service.html"
    service: Named
    category: str
    active: bool = True
    unit: str = ""
    responsible: str = ""
    deputy: str = ""
    slot_minutes: int = 30
    seats: int = 0
    units: tuple[Option, ...] = ()
    hosts: tuple[Option, ...] = ()
    editions: tuple[EditionRow, ...] = ()
    faults: tuple[FaultRow, ...] = ()


@frozen
class EditionPage(AdminView):
    """The form of the common parts; ``values`` and ``rows`` fill it.

    It posts to its own address: ``do=look``, or ``do=more:LIST``, ``up:LIST:N``, ``drop:LIST:N``.
    A field of a row is ``LIST-N-KEY``, counted from 1; ``fresh`` has the cursor.
    """

    template: ClassVar[str] = "admin/edition.html"
    service: Named
    rows: Mapping[str, tuple[Row, ...]]
    number: int = 0
    fresh: str = ""


@frozen
class EditionPreviewPage(AdminView):
    """What citizens will see; posts ``sheet`` with ``do=publish`` and a day, or ``do=edit``.

    ``beyond`` is what the steps come to where that is more than the promised answer.
    """

    template: ClassVar[str] = "admin/edition_preview.html"
    service: Named
    told: ServicePage
    sections: tuple[SheetSection, ...] = ()
    questions: tuple[str, ...] = ()
    sheet: str = field(default="", repr=False)
    parts: tuple[str, str, str] = NO_DATE
    newer: date | None = None
    beyond: str = ""
