"""What the desk says about whoever stands there: one situation, one verdict, one next step."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from miz_apps.web.rendering.languages import msgid

Fact = str | int | datetime | StrEnum


class Tone(StrEnum):
    """How a verdict looks: word, shape, texture and colour go together (ui.md)."""

    IDLE = "idle"
    ASK = "ask"
    ALLOW = "allow"
    WAIT = "wait"
    DENY = "deny"
    DONE = "done"


@frozen
class Saying:
    """The look and the words of a situation; ``hint`` stands where no details are given."""

    tone: Tone
    icon: str
    title: str
    hint: str = ""


@frozen
class Detail:
    """One phrase below the title; ``facts`` are its named places."""

    text: str
    facts: Mapping[str, Fact] = field(factory=dict)


Details = tuple[Detail, ...]


class Phrase(StrEnum):
    """The phrases a server may put below a verdict."""

    WITH = msgid("with %(host)s")
    EXPECTED_AT = msgid("expected at %(time)s")
    AGREED = msgid("agreed by %(by)s at %(time)s")
    OVERRIDDEN = msgid("let in by %(by)s: %(grounds)s")
    DECLINED = msgid("declined by %(by)s at %(time)s")
    CALL = msgid("call %(whom)s and press F4")
    HOST_UNREACHED = msgid("messages do not reach the host (%(why)s); call")
    CITIZEN_UNREACHED = msgid("the last message did not arrive (%(why)s); tell it here")
    ARRIVED = msgid("at the desk since %(time)s")
    VALID_UNTIL = msgid("valid until %(time)s")
    SLIP_PRINTED = msgid("slip printed")
    NEWER_PASS = msgid("Ask for the newer slip or card, or print again with F9")
    GO_ON = msgid("Go on with the visit below; this slip opens nothing")
    CARD_GIVEN = msgid("guest card %(card)s handed over")
    SCAN_CARD = msgid("a guest card? scan it now")
    ENTERED = msgid("entered at %(time)s through %(gate)s")
    LEFT = msgid("left at %(time)s through %(gate)s")
    NOTE = msgid("%(text)s")
    DUE = msgid("answer until %(time)s")

    def say(self, **facts: Fact) -> Detail:
        """The phrase with its places filled."""
        return Detail(self.value, facts)


class Situation(StrEnum):
    """Everything that can stand at the desk."""

    IDLE = "idle"
    NEW_VISIT = "new_visit"
    EXPECTED = "expected"
    IDENTIFY = "identify"
    AGREE = "agree"
    READY = "ready"
    DESK_ONLY = "desk_only"
    ADMITTED = "admitted"
    INSIDE = "inside"
    WHICH_EXIT = "which_exit"
    LEFT = "left"
    DECLINED = "declined"
    NOT_PROVEN = "not_proven"
    SECURITY = "security"
    REFUSED = "refused"
    EXPIRED = "expired"
    SEVERAL = "several"
    REGISTER = "register"
    NOBODY = "nobody"
    WRONG_ID = "wrong_id"
    UNKNOWN_PASS = "unknown_pass"  # noqa: S105 - a slip that nobody printed
    SPENT_PASS = "spent_pass"  # noqa: S105 - a slip of a visit that is over
    CARD_FREE = "card_free"
    CARD_BACK = "card_back"
    CARD_OUT_OF_USE = "card_out_of_use"
    GUIDE = "guide"
    GUIDED = "guided"
    NEW_REQUEST = "new_request"
    REQUEST_TAKEN = "request_taken"
    REQUEST_OPEN = "request_open"
    REQUEST_READY = "request_ready"
    REQUEST_CLOSED = "request_closed"


SAYINGS: Mapping[Situation, Saying] = {
    Situation.IDLE: Saying(
        Tone.IDLE,
        "viewfinder-circle",
        msgid("Next person"),
        msgid("Hold a slip, guest card or national card in front of the scanner"),
    ),
    Situation.NEW_VISIT: Saying(
        Tone.ASK,
        "clipboard-document-list",
        msgid("What is the visit for?"),
        msgid("Choose a service or a host, then press Enter"),
    ),
    Situation.EXPECTED: Saying(Tone.ASK, "calendar-days", msgid("Is expected")),
    Situation.IDENTIFY: Saying(
        Tone.WAIT,
        "identification",
        msgid("Check the identity"),
        msgid("Compare the person with the photo and the document"),
    ),
    Situation.AGREE: Saying(
        Tone.WAIT,
        "hourglass",
        msgid("Waiting for the host's answer"),
        msgid("Call the host, then press F4 and record the answer"),
    ),
    Situation.READY: Saying(Tone.ALLOW, "check-circle", msgid("May be admitted")),
    Situation.DESK_ONLY: Saying(
        Tone.DONE,
        "inbox-arrow-down",
        msgid("Is served at the desk"),
        msgid("This service needs no entry; no pass is given"),
    ),
    Situation.ADMITTED: Saying(Tone.ALLOW, "check-circle", msgid("Admitted; may pass the gate")),
    Situation.INSIDE: Saying(Tone.DONE, "building-office-2", msgid("Is inside")),
    Situation.WHICH_EXIT: Saying(
        Tone.ASK,
        "arrow-left-start-on-rectangle",
        msgid("Which lane does the visitor leave by?"),
        msgid("Write its number and press Enter"),
    ),
    Situation.LEFT: Saying(Tone.DONE, "arrow-left-start-on-rectangle", msgid("Has left")),
    Situation.DECLINED: Saying(Tone.DENY, "octagon", msgid("The host declined")),
    Situation.NOT_PROVEN: Saying(
        Tone.DENY,
        "octagon",
        msgid("Identity not proven"),
        msgid("Ask for another document, or refuse with F8"),
    ),
    Situation.SECURITY: Saying(
        Tone.DENY,
        "octagon",
        msgid("May not enter"),
        msgid("Coordinate with security"),
    ),
    Situation.REFUSED: Saying(Tone.DENY, "octagon", msgid("Refused")),
    Situation.EXPIRED: Saying(
        Tone.ASK,
        "clock",
        msgid("The time of this visit is over"),
        msgid("Look the person up again to open a new visit"),
    ),
    Situation.SEVERAL: Saying(
        Tone.ASK,
        "users",
        msgid("%(count)s persons found"),
        msgid("Choose with ↑ ↓ and press Enter"),
    ),
    Situation.REGISTER: Saying(
        Tone.ASK,
        "user-plus",
        msgid("Has no file yet"),
        msgid("Fill in the form and press Enter"),
    ),
    Situation.NOBODY: Saying(
        Tone.ASK,
        "magnifying-glass",
        msgid("Nobody found"),
        msgid("Check what you typed, or open a new file with a national or passport number"),
    ),
    Situation.WRONG_ID: Saying(
        Tone.WAIT,
        "identification",
        msgid("This national number is wrong"),
        msgid("Its check digit does not fit; compare it with the card and write it again"),
    ),
    Situation.UNKNOWN_PASS: Saying(
        Tone.DENY,
        "octagon",
        msgid("This slip is unknown"),
        msgid("Ask for the national card and look the person up"),
    ),
    Situation.SPENT_PASS: Saying(
        Tone.DENY,
        "octagon",
        msgid("This slip is no longer valid"),
        msgid("Ask for the national card and look the person up"),
    ),
    Situation.CARD_FREE: Saying(
        Tone.ASK,
        "credit-card",
        msgid("Card %(card)s is free"),
        msgid("Look up and admit the visitor first, then scan the card"),
    ),
    Situation.CARD_BACK: Saying(
        Tone.DONE,
        "check-circle",
        msgid("Card %(card)s is back"),
        msgid("Put it in the box; it opens nothing until it is handed out again"),
    ),
    Situation.CARD_OUT_OF_USE: Saying(
        Tone.DENY,
        "octagon",
        msgid("Card %(card)s is out of use"),
        msgid("Keep the card and tell security"),
    ),
    Situation.GUIDE: Saying(
        Tone.ASK,
        "list-bullet",
        msgid("What does the person want to know?"),
        msgid("Choose the service and read it out"),
    ),
    Situation.GUIDED: Saying(Tone.ALLOW, "check-badge", msgid("Has been guided")),
    Situation.NEW_REQUEST: Saying(
        Tone.ASK,
        "document-plus",
        msgid("What does the person ask for?"),
        msgid("Choose the service, write the subject, then press Enter"),
    ),
    Situation.REQUEST_TAKEN: Saying(
        Tone.ALLOW,
        "document-check",
        msgid("The request is taken"),
        msgid("Add the documents, then print the receipt"),
    ),
    Situation.REQUEST_OPEN: Saying(Tone.WAIT, "hourglass", msgid("The unit works on it")),
    Situation.REQUEST_READY: Saying(
        Tone.ALLOW,
        "check-circle",
        msgid("The result is ready"),
        msgid("Hand it over, then press Enter"),
    ),
    Situation.REQUEST_CLOSED: Saying(Tone.DONE, "check", msgid("The request is closed")),
}


@frozen
class Verdict:
    """A situation with its facts: ``facts`` fill the title, ``details`` stand below it."""

    situation: Situation
    details: Details = ()
    facts: Mapping[str, Fact] = field(factory=dict)

    @property
    def saying(self) -> Saying:
        """Look and words."""
        return SAYINGS[self.situation]

    @property
    def tone(self) -> str:
        """For the stylesheet and the sound."""
        return self.saying.tone.value

    @property
    def shown(self) -> Details:
        """The details, or the hint of the situation."""
        hint = self.saying.hint
        return self.details or ((Detail(hint),) if hint else ())
