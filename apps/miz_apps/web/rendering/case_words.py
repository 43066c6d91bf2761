"""A word for what happens to requests, and for the fields of the official form."""

from collections.abc import Mapping
from enum import StrEnum

from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.decrees import DecreeKind, DecreeState, Reach
from miz.domain.editions import Beginning, Level, LifeEvent, Nature, Stage
from miz.domain.notices import NoticeState
from miz.domain.promises import MoveReason, PromiseKind, PromiseState
from miz.domain.requests import Origin, Outcome, RequestState
from miz.domain.surveys import Axis
from miz_apps.web.rendering.languages import msgid

CASES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    RequestState: {
        RequestState.OPEN: msgid("In progress"),
        RequestState.WAITING: msgid("Waiting for the citizen"),
        RequestState.ANSWERED: msgid("Answered"),
        RequestState.CLOSED: msgid("Closed"),
        RequestState.WITHDRAWN: msgid("Withdrawn"),
    },
    Outcome: {Outcome.GRANTED: msgid("Granted"), Outcome.REFUSED: msgid("Not granted")},
    Origin: {Origin.DESK: msgid("At the desk"), Origin.ONLINE: msgid("Online")},
    PromiseKind: {PromiseKind.ANSWER: msgid("Answer"), PromiseKind.VISIT: msgid("Visit")},
    PromiseState: {
        PromiseState.STANDING: msgid("Stands"),
        PromiseState.KEPT: msgid("Kept"),
        PromiseState.BROKEN: msgid("Broken"),
        PromiseState.MOVED: msgid("Moved"),
        PromiseState.DROPPED: msgid("No longer needed"),
    },
    MoveReason: {
        MoveReason.PAUSE: msgid("the office waited for the citizen"),
        MoveReason.DECREE: msgid("office hours changed"),
        MoveReason.OFFICE: msgid("the office asked"),
        MoveReason.CITIZEN: msgid("the citizen asked"),
    },
    ComplaintKind: {
        ComplaintKind.COMPLAINT: msgid("Complaint"),
        ComplaintKind.OBJECTION: msgid("Objection"),
        ComplaintKind.REPORT: msgid("Report"),
        ComplaintKind.SUGGESTION: msgid("Suggestion"),
    },
    ComplaintState: {
        ComplaintState.OPEN: msgid("Being looked into"),
        ComplaintState.ESCALATED: msgid("With the head of the office"),
        ComplaintState.ANSWERED: msgid("Answered"),
    },
    NoticeState: {
        NoticeState.QUEUED: msgid("Waiting to be sent"),
        NoticeState.LEASED: msgid("Being sent"),
        NoticeState.SENT: msgid("Sent"),
        NoticeState.DELIVERED: msgid("Delivered"),
        NoticeState.UNDELIVERED: msgid("Not delivered"),
        NoticeState.BLOCKED: msgid("Blocked by the recipient's opt-out"),
        NoticeState.FAILED: msgid("Failed"),
        NoticeState.STALE: msgid("Too late to be sent"),
        NoticeState.PRACTISED: msgid("Training; sent to nobody"),
    },
    DecreeKind: {
        DecreeKind.HOURS: msgid("Weekly hours"),
        DecreeKind.CLOSED: msgid("Office closed"),
        DecreeKind.OPEN: msgid("Open, although off otherwise"),
        DecreeKind.LATE: msgid("Begins later"),
        DecreeKind.EARLY: msgid("Closes earlier"),
    },
    DecreeState: {
        DecreeState.DRAFT: msgid("Draft"),
        DecreeState.IN_FORCE: msgid("In force"),
        DecreeState.WITHDRAWN: msgid("Withdrawn"),
    },
    Reach: {
        Reach.SITE: msgid("This site"),
        Reach.PROVINCE: msgid("The whole province"),
        Reach.ORGANISATION: msgid("The whole organisation"),
    },
    Axis: {
        Axis.TRANSPARENCY: msgid("Transparency"),
        Axis.RESPONSE: msgid("Responsiveness"),
        Axis.MASTERY: msgid("Mastery"),
        Axis.TIME: msgid("Time"),
        Axis.ORDER: msgid("Order"),
        Axis.WHOLE: msgid("As a whole"),
    },
}
SHEET: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Nature: {
        Nature.SOVEREIGN: msgid("Governance"),
        Nature.ADMINISTRATIVE: msgid("Administration"),
    },
    Level: {
        Level.NATIONAL: msgid("National"),
        Level.REGIONAL: msgid("Regional"),
        Level.PROVINCIAL: msgid("Provincial"),
        Level.URBAN: msgid("Urban"),
        Level.RURAL: msgid("Rural"),
    },
    LifeEvent: {
        LifeEvent.BIRTH: msgid("Birth"),
        LifeEvent.EDUCATION: msgid("Education"),
        LifeEvent.HEALTH: msgid("Health"),
        LifeEvent.TAXES: msgid("Taxes"),
        LifeEvent.BUSINESS: msgid("Business"),
        LifeEvent.SOCIAL_SECURITY: msgid("Social security"),
        LifeEvent.PROPERTY: msgid("Property"),
        LifeEvent.UTILITIES: msgid("Urban utilities"),
        LifeEvent.INSURANCE: msgid("Insurance"),
        LifeEvent.MARRIAGE: msgid("Marriage"),
        LifeEvent.RETIREMENT: msgid("Retirement"),
        LifeEvent.CERTIFICATES: msgid("Documents and certificates"),
        LifeEvent.DEATH: msgid("Death"),
        LifeEvent.OTHER: msgid("Other"),
    },
    Beginning: {
        Beginning.REQUEST: msgid("At the request of the recipient"),
        Beginning.DATE: msgid("On a date"),
        Beginning.EVENT: msgid("With an event"),
        Beginning.AGENCY: msgid("By the agency's own finding"),
        Beginning.OTHER: msgid("Other"),
    },
    Stage: {
        Stage.INFORMATION: msgid("Information stage"),
        Stage.REQUEST: msgid("Request stage"),
        Stage.PRODUCTION: msgid("Production stage"),
        Stage.DELIVERY: msgid("Delivery stage"),
    },
}
