"""What gates see beside entries and exits, in the past tense (see `miz.domain.events`)."""

from typing import ClassVar

from attrs import frozen

from miz.domain.events import Event
from miz.domain.ids import AccessId, CardId, HostId, LaneId, PersonId, VisitId, ZoneId


@frozen
class VisitorEnteredAgain(Event):
    """A visitor who is inside passed in once more, which no second entry is (I1)."""

    stream: ClassVar[str] = "access"
    access: AccessId
    visit: VisitId
    person: PersonId
    lane: LaneId
    confirmed: bool


@frozen
class VisitorMoved(Event):
    """A visitor inside passed into a zone, or out of it (None)."""

    stream: ClassVar[str] = "access"
    access: AccessId
    visit: VisitId
    person: PersonId
    lane: LaneId
    confirmed: bool
    zone: ZoneId | None = None


@frozen
class VisitorPardoned(Event):
    """A guard lets somebody pass once whom anti-passback would stop."""

    stream: ClassVar[str] = "access"
    visit: VisitId
    person: PersonId
    grounds: str


@frozen
class VisitorOverstayed(Event):
    """The time of a visitor is over, grace included, and he is still inside."""

    visit: VisitId
    person: PersonId
    host: HostId | None = None
    zone: ZoneId | None = None


@frozen
class PassageReversed(Event):
    """A granted visitor turned back in the lane: not entered; the pass stays usable."""

    stream: ClassVar[str] = "access"
    access: AccessId
    visit: VisitId
    person: PersonId
    lane: LaneId


@frozen
class PassageUnknown(Event):
    """A gate died while it let a visitor through: whether he is in is for a guard to say (G3)."""

    stream: ClassVar[str] = "access"
    access: AccessId
    visit: VisitId
    person: PersonId
    lane: LaneId


@frozen
class PassageTailgated(Event):
    """Somebody passed behind a visitor, on the grant of that one."""

    stream: ClassVar[str] = "access"
    lane: LaneId
    access: AccessId
    visit: VisitId | None = None


@frozen
class EgressSeen(Event):
    """Somebody went through an open way, during a fire or by the button: nobody's exit."""

    stream: ClassVar[str] = "access"
    lane: LaneId
    cause: str
    direction: str | None = None


@frozen
class LaneSignalled(Event):
    """A contact of a lane changed: fire, tamper, a door held open, the button inside."""

    stream: ClassVar[str] = "access"
    lane: LaneId
    signal: str
    on: bool


@frozen
class CardsReconciled(Event):
    """The day was closed: so many cards are in the box, and these are missing (B17)."""

    free: int
    held: int
    missing: tuple[CardId, ...]
