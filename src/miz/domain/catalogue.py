"""Who is visited and what for: units, hosts and services."""

from enum import StrEnum

from attrs import evolve, frozen

from miz.domain.ids import HostId, ServiceId, SiteId, UnitId
from miz.domain.persian import fold
from miz.domain.values import Language, Mobile, PersonName, Text


@frozen
class Unit:
    """A part of the organisation that visitors are sent to."""

    id: UnitId
    site: SiteId
    name: Text
    place: str = ""
    active: bool = True
    version: int = 0


@frozen
class Host:
    """An employee who receives visitors and is told of their entry and exit (C3-07, C3-08)."""

    id: HostId
    site: SiteId
    unit: UnitId
    name: PersonName
    room: str = ""
    mobile: Mobile | None = None
    language: Language = Language.FA
    active: bool = True
    version: int = 0

    @property
    def folded(self) -> str:
        """The searchable form of the name."""
        return fold(self.name.full)

    def retire(self) -> "Host":
        """The host receives no more visitors; the past keeps the name."""
        return evolve(self, active=False)


class Category(StrEnum):
    """How a service is done in person (the four categories of the in-person desk)."""

    INFORMATION = "information"
    DOCUMENTS = "documents"
    DOCUMENTS_WITH_ENTRY = "documents_with_entry"
    ONE_STEP = "one_step"


@frozen
class Service:
    """What the office does for a visitor, and what that means at the gate.

    ``gives_pass`` says whether a pass may exist at all (C2-01, C4-04); ``needs_agreement``
    whether the host must agree first (MIS-08); ``minutes`` how long the pass is valid.
    """

    id: ServiceId
    site: SiteId
    code: str
    title: Text
    category: Category = Category.INFORMATION
    gives_pass: bool = True
    needs_agreement: bool = False
    minutes: int = 90
    guidance: Text = Text("", "")
    active: bool = True
    version: int = 0
