"""Who is visited and what for: units, hosts and services."""

from datetime import date

from attrs import evolve, field, frozen

from miz.domain.ids import HostId, ServiceId, SiteId, UnitId, ZoneId
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
    """An employee who receives visitors and is told of their entry and exit (C3-07, C3-08).

    ``away_until`` is the last day of a leave; requests go to a deputy until then. ``card`` is the
    code of the card by which he vouches for visitors at gates that ask for an escort.
    """

    id: HostId
    site: SiteId
    unit: UnitId
    name: PersonName
    room: str = ""
    mobile: Mobile | None = None
    language: Language = Language.FA
    active: bool = True
    away_until: date | None = None
    card: str | None = field(default=None, repr=False)
    version: int = 0

    @property
    def folded(self) -> str:
        """The searchable form of the name."""
        return fold(self.name.full)

    def here(self, day: date) -> bool:
        """Whether the host works that day."""
        return self.active and (self.away_until is None or day > self.away_until)

    def retire(self) -> "Host":
        """The host receives no more visitors; the past keeps the name."""
        return evolve(self, active=False)


@frozen
class Service:
    """What the office does for a visitor, and what that means at the desk and the gate.

    ``category`` is the key of its `miz.domain.categories.Category`, which says whether a pass
    may exist at all (C2-01, C4-04); ``gives_pass`` may only take that away, ``needs_agreement``
    only ask for more (MIS-08). ``minutes`` is how long a pass is valid. ``responsible`` and
    ``deputy`` answer its requests (SVC-09); ``seats`` is how many visits fit into one slot of
    ``slot_minutes``, none when no time can be booked (EDK-03). ``zones`` are those that its
    visitors may go to, beside the public ones.
    """

    id: ServiceId
    site: SiteId
    code: str
    title: Text
    category: str = "information"
    gives_pass: bool = True
    needs_agreement: bool = False
    minutes: int = 90
    unit: UnitId | None = None
    responsible: HostId | None = None
    deputy: HostId | None = None
    slot_minutes: int = 30
    seats: int = 0
    active: bool = True
    zones: tuple[ZoneId, ...] = ()
    version: int = 0
