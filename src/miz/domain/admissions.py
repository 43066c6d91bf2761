"""What leads to an entry, or to a refusal: checks, answers, windows and passages."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from miz.domain.ids import AccessId, LaneId
from miz.domain.places import Direction


class RefusalReason(StrEnum):
    """Why the desk turns a visitor away; the guard picks by digit 1 to 9 (ui.md)."""

    HOST_ABSENT = "host_absent"
    HOST_DECLINED = "host_declined"
    NO_APPOINTMENT = "no_appointment"
    IDENTITY_NOT_PROVEN = "identity_not_proven"
    DOCUMENTS_MISSING = "documents_missing"
    OUTSIDE_HOURS = "outside_hours"
    NOT_THIS_OFFICE = "not_this_office"
    VISITOR_WITHDREW = "visitor_withdrew"
    SECURITY = "security"


class IdentificationMethod(StrEnum):
    """How the guard satisfied himself of the visitor's identity (C1-02)."""

    NATIONAL_CARD = "national_card"
    PASSPORT = "passport"
    KNOWN_FACE = "known_face"
    OTHER_DOCUMENT = "other_document"


@frozen
class Identification:
    """One identity check: method, result, time and operator."""

    method: IdentificationMethod
    matched: bool
    at: datetime
    by: str


@frozen
class Agreement:
    """The host's answer: who gave or wrote it, when (MIS-08)."""

    agreed: bool
    at: datetime
    by: str


class OverrideGrounds(StrEnum):
    """Why somebody enters against the rules of the service; free words would not be counted."""

    DISABILITY = "disability"
    EMERGENCY = "emergency"
    UNIT_ASKED = "unit_asked"
    OFFICIAL_GUEST = "official_guest"


@frozen
class Override:
    """An entry that the rules forbid, allowed by name (MIS-08, C2-01, C4-04)."""

    grounds: OverrideGrounds
    at: datetime
    by: str


class PardonGrounds(StrEnum):
    """Why a guard lets somebody pass whom anti-passback stops; free words would not be counted."""

    LEFT_UNSEEN = "left_unseen"
    ENTERED_UNSEEN = "entered_unseen"
    DEVICE_FAULT = "device_fault"
    EMERGENCY = "emergency"


@frozen
class Window:
    """The time in which a pass opens gates: from, inclusive, to until, exclusive (UTC)."""

    start: datetime
    until: datetime

    @classmethod
    def of(cls, start: datetime, minutes: int) -> "Window":
        """A window of so many minutes."""
        return cls(start, start + timedelta(minutes=minutes))


@frozen
class Passage:
    """A confirmed or presumed passage of a lane (C1-10)."""

    access: AccessId
    lane: LaneId
    direction: Direction
    at: datetime
    confirmed: bool


@frozen
class Sighting:
    """Where a lane saw the visitor last."""

    lane: LaneId
    direction: Direction
    at: datetime

    @classmethod
    def of(cls, passage: Passage) -> "Sighting":
        """What a passage says of it."""
        return cls(passage.lane, passage.direction, passage.at)
