"""A word for every state, reason and role that a page shows."""

from collections.abc import Mapping
from enum import StrEnum

from miz.domain.access import GrantState, Mark, Reason
from miz.domain.admissions import (
    IdentificationMethod,
    OverrideGrounds,
    PardonGrounds,
    RefusalReason,
)
from miz.domain.passes import CardState, PassForm
from miz.domain.people import DocumentKind, PersonKind
from miz.domain.places import Direction, LaneFlow
from miz.domain.staff import Lesson, Role
from miz.domain.values import Language
from miz.domain.visits import VisitState
from miz.domain.zones import PassbackMode
from miz_apps.web.rendering.case_words import CASES, SHEET
from miz_apps.web.rendering.languages import msgid


def word_of(value: StrEnum) -> str:
    """The msgid of a value; a value without one is a KeyError in tests, not a hole on a page."""
    return WORDS[type(value)][value]


REASONS: Mapping[StrEnum, str] = {
    Reason.GRANTED: msgid("May pass"),
    Reason.MALFORMED: msgid("Not readable; present it again"),
    Reason.UNKNOWN_CODE: msgid("Unknown code"),
    Reason.CARD_NOT_ASSIGNED: msgid("This card is with nobody"),
    Reason.CARD_LOST: msgid("Card reported lost"),
    Reason.CARD_BLOCKED: msgid("Card blocked"),
    Reason.PASS_REVOKED: msgid("Withdrawn pass"),
    Reason.PASS_USED: msgid("Used pass; the visit is over"),
    Reason.PASS_NOT_YET: msgid("Not valid yet"),
    Reason.PASS_EXPIRED: msgid("Time is over"),
    Reason.OTHER_SITE: msgid("From another site"),
    Reason.NOT_ADMITTED: msgid("Not admitted at the desk yet"),
    Reason.ALREADY_INSIDE: msgid("Is inside already"),
    Reason.NOT_INSIDE: msgid("Is not inside"),
    Reason.LANE_CLOSED: msgid("Lane closed"),
    Reason.PASSBACK: msgid("Went this way already; ask the guard"),
    Reason.ZONE_NOT_ALLOWED: msgid("Not for this area"),
    Reason.ZONE_CLOSED_NOW: msgid("This area is closed now"),
    Reason.ESCORT_MISSING: msgid("Only with the host; present his card first"),
    Reason.ZONE_FULL: msgid("This area is full; please wait"),
    Reason.ESCORT_NOTED: msgid("Host is here; visitor, present your pass"),
    Reason.EMERGENCY: msgid("Fire alarm; nobody is let in"),
    Reason.GRANT_PENDING: msgid("Passage already opened; please walk"),
    Reason.FATE_UNKNOWN: msgid("May be inside already; ask the guard"),
    Reason.OUT_OF_DATE: msgid("The gate has been cut off for too long; call the guard"),
    Reason.OTHER_GATE: msgid("The network is away; use the gate on the slip"),
    Reason.FORBIDDEN_BY_RULE: msgid("Forbidden by a rule of this site"),
    Reason.FAULT: msgid("Device fault; stays shut"),
}
REFUSALS: Mapping[StrEnum, str] = {
    RefusalReason.HOST_ABSENT: msgid("Host is not here"),
    RefusalReason.HOST_DECLINED: msgid("Host declined"),
    RefusalReason.NO_APPOINTMENT: msgid("No appointment"),
    RefusalReason.IDENTITY_NOT_PROVEN: msgid("Identity not proven"),
    RefusalReason.DOCUMENTS_MISSING: msgid("Documents missing"),
    RefusalReason.OUTSIDE_HOURS: msgid("Outside office hours"),
    RefusalReason.NOT_THIS_OFFICE: msgid("Belongs to another office"),
    RefusalReason.VISITOR_WITHDREW: msgid("Visitor withdrew"),
    RefusalReason.SECURITY: msgid("Coordinate with security"),
}
GROUNDS: Mapping[StrEnum, str] = {
    OverrideGrounds.DISABILITY: msgid("Disability; cannot be served at the desk"),
    OverrideGrounds.EMERGENCY: msgid("Emergency"),
    OverrideGrounds.UNIT_ASKED: msgid("The unit asked for it"),
    OverrideGrounds.OFFICIAL_GUEST: msgid("Official guest"),
}
STATES: Mapping[StrEnum, str] = {
    VisitState.EXPECTED: msgid("Expected"),
    VisitState.ARRIVED: msgid("At the desk"),
    VisitState.ADMITTED: msgid("Admitted"),
    VisitState.INSIDE: msgid("Inside"),
    VisitState.LEFT: msgid("Left"),
    VisitState.REFUSED: msgid("Refused"),
    VisitState.EXPIRED: msgid("Expired"),
}
ROLES: Mapping[StrEnum, str] = {
    Role.GUARD: msgid("Guard"),
    Role.OPERATOR: msgid("Desk operator"),
    Role.SECURITY: msgid("Security"),
    Role.OFFICER: msgid("Officer of a unit"),
    Role.MANAGER: msgid("Head of a unit"),
    Role.ADMIN: msgid("Administrator"),
    Role.AUDITOR: msgid("Auditor"),
    Role.GATE: msgid("Gate device"),
    Role.WALL: msgid("Monitor wall"),
    Role.SIMULATOR: msgid("Gate simulator"),
}
LESSONS: Mapping[StrEnum, str] = {
    Lesson.REGISTER: msgid("Register a visitor"),
    Lesson.ADMIT: msgid("Admit a visitor"),
    Lesson.SLIP: msgid("Hand out a slip"),
    Lesson.REFUSE: msgid("Refuse a visitor"),
    Lesson.REQUEST: msgid("Take a request"),
    Lesson.HAND_OVER: msgid("Hand a result over"),
}
HINTS: Mapping[StrEnum, str] = {
    Lesson.REGISTER: msgid("Type an invented number at the desk, then fill in the name."),
    Lesson.ADMIT: msgid("Choose the service, check the identity, press Enter."),
    Lesson.SLIP: msgid(
        "Admit the visitor; the slip is printed. F9 prints it again, and the old one stops working."
    ),
    Lesson.REFUSE: msgid("With a visitor at the desk press F8 and choose the reason."),
    Lesson.REQUEST: msgid("With a visitor on the screen press F3 and fill in the request."),
    Lesson.HAND_OVER: msgid("Open a ready result from the list beside the desk."),
}
"""How a lesson is done, for who has not done it yet (MIS-02)."""
WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Reason: REASONS,
    RefusalReason: REFUSALS,
    OverrideGrounds: GROUNDS,
    VisitState: STATES,
    Role: ROLES,
    Lesson: LESSONS,
    PersonKind: {
        PersonKind.IRANIAN: msgid("Iranian"),
        PersonKind.FOREIGN: msgid("Foreign national"),
    },
    DocumentKind: {
        DocumentKind.FACE: msgid("Photo"),
        DocumentKind.ID_CARD: msgid("National card copy"),
        DocumentKind.PASSPORT: msgid("Passport copy"),
    },
    IdentificationMethod: {
        IdentificationMethod.NATIONAL_CARD: msgid("National card"),
        IdentificationMethod.PASSPORT: msgid("Passport"),
        IdentificationMethod.KNOWN_FACE: msgid("Known face"),
        IdentificationMethod.OTHER_DOCUMENT: msgid("Other document"),
    },
    CardState: {
        CardState.FREE: msgid("Free"),
        CardState.OUT: msgid("With a visitor"),
        CardState.LOST: msgid("Lost"),
        CardState.BLOCKED: msgid("Blocked"),
    },
    PassForm: {PassForm.SLIP: msgid("Slip"), PassForm.CARD: msgid("Guest card")},
    Direction: {Direction.IN: msgid("Entry"), Direction.OUT: msgid("Exit")},
    LaneFlow: {
        LaneFlow.IN: msgid("Entry only"),
        LaneFlow.OUT: msgid("Exit only"),
        LaneFlow.BOTH: msgid("Both ways"),
    },
    GrantState: {
        GrantState.NONE: msgid("Stayed shut"),
        GrantState.ISSUED: msgid("Waiting for the passage"),
        GrantState.PASSED: msgid("Passed"),
        GrantState.PRESUMED: msgid("Passed, not confirmed"),
        GrantState.TIMED_OUT: msgid("Did not pass"),
        GrantState.REVERSED: msgid("Turned back"),
        GrantState.UNKNOWN: msgid("Not known whether passed"),
    },
    Mark: {
        Mark.PASSBACK: msgid("Same way twice"),
        Mark.UNCHECKED: msgid("Same way twice, not checked"),
        Mark.PARDONED: msgid("Let through by the guard"),
    },
    PassbackMode: {
        PassbackMode.NONE: msgid("Do not look"),
        PassbackMode.SOFT: msgid("Let through and mark"),
        PassbackMode.HARD: msgid("Always refuse"),
        PassbackMode.TIMED: msgid("Refuse for some minutes, then mark"),
    },
    PardonGrounds: {
        PardonGrounds.LEFT_UNSEEN: msgid("Went out unseen"),
        PardonGrounds.ENTERED_UNSEEN: msgid("Came in unseen"),
        PardonGrounds.DEVICE_FAULT: msgid("Device fault"),
        PardonGrounds.EMERGENCY: msgid("Emergency"),
    },
    **CASES,
    **SHEET,
    Language: {Language.FA: msgid("Persian"), Language.EN: msgid("English")},
}
