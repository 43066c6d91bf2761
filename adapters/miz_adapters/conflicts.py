"""What must be unique in any storage, and what to tell whoever comes second.

Every storage of ours raises the same code and field, whatever noticed the clash.
"""

from attrs import frozen

from miz.errors import Conflict


@frozen
class Unique:
    """One rule of uniqueness: its name (also that of the database's index) and its words."""

    name: str
    code: str
    message: str
    field: str | None = None

    def broken(self) -> Conflict:
        """The error for whoever comes second."""
        return Conflict(self.message, code=self.code, field=self.field)


CLASH_ACCESS = Unique(
    "clashes_access",
    "clash.known",
    "This decision of a gate is known as a clash already.",
)
SERVICE_CODE = Unique(
    "services_code",
    "service.code_taken",
    "Another service of this site has this code; choose another.",
    "code",
)
PERSON_NATIONAL_ID = Unique(
    "people_national_id",
    "person.national_id_taken",
    "This site has a file with this national number already; open that one.",
    "national_id",
)
PERSON_PASSPORT = Unique(
    "people_passport",
    "person.passport_taken",
    "This site has a file with this passport already; open that one.",
    "passport",
)
VISIT_CURRENT = Unique(
    "visits_current",
    "visit.already_open",
    "This person is here already; go on with the open visit.",
)
PASS_CODE = Unique(
    "passes_live_code",
    "pass.code_taken",
    "A live pass has this code already; print another slip or take another card.",
    "code",
)
CARD_CODE = Unique(
    "cards_code",
    "card.code_taken",
    "This card is registered already; look it up by its printed number.",
    "code",
)
CARD_NUMBER = Unique(
    "cards_number",
    "card.number_taken",
    "Another card of this site has this printed number; choose another.",
    "number",
)
ACCESS_KEY = Unique(
    "accesses_key",
    "key.taken",
    "A decision was made under this idempotency key already; ask for that one.",
    "key",
)
ACCESS_PENDING = Unique(
    "accesses_pending",
    "grant.pending",
    "A grant of this visit still waits for its passage; let it end first.",
)
HOST_CARD = Unique(
    "hosts_card",
    "card.code_taken",
    "This card is another host's; take it from that one first.",
    "code",
)
NOTICE_KEY = Unique(
    "notices_key", "notice.queued", "This notice is queued already; nothing is to be done.", "key"
)
USER_LOGIN = Unique(
    "users_login",
    "user.login_taken",
    "Somebody else signs in under this name; choose another.",
    "login",
)
SESSION_DIGEST = Unique(
    "sessions_digest", "session.taken", "This session exists already; sign in again."
)
CATEGORY_KEY = Unique(
    "categories_key",
    "category.key_taken",
    "Another category of this site has this key; choose another.",
    "key",
)
EDITION_NUMBER = Unique(
    "editions_number",
    "edition.number_taken",
    "Somebody published another edition meanwhile; look at it and publish again.",
)
REQUEST_CODE = Unique(
    "requests_code", "request.code_taken", "Another request has this code; file it again."
)
REQUEST_LETTER = Unique(
    "requests_letter", "request.letter_taken", "Another result has this code; answer again."
)
COMPLAINT_CODE = Unique(
    "complaints_code", "complaint.code_taken", "Another complaint has this code; send it again."
)
PROMISE_STANDING = Unique(
    "promises_standing",
    "promise.standing",
    "Another time stands for this request; move that one.",
)
BOOKING_SEAT = Unique(
    "bookings_seat", "booking.seat_taken", "This time was just taken; choose another.", "start"
)
BOOKING_REQUEST = Unique(
    "bookings_request",
    "booking.booked",
    "This request has a time already; cancel or move that one.",
)
CITIZEN_DIGEST = Unique(
    "citizen_sessions_digest", "session.taken", "This session exists already; sign in again."
)
RULES = {
    rule.name: rule
    for rule in (
        CLASH_ACCESS,
        SERVICE_CODE,
        PERSON_NATIONAL_ID,
        PERSON_PASSPORT,
        VISIT_CURRENT,
        PASS_CODE,
        CARD_CODE,
        CARD_NUMBER,
        ACCESS_KEY,
        ACCESS_PENDING,
        HOST_CARD,
        NOTICE_KEY,
        USER_LOGIN,
        SESSION_DIGEST,
        CATEGORY_KEY,
        EDITION_NUMBER,
        REQUEST_CODE,
        REQUEST_LETTER,
        COMPLAINT_CODE,
        PROMISE_STANDING,
        BOOKING_SEAT,
        BOOKING_REQUEST,
        CITIZEN_DIGEST,
    )
}


def stale(kind: str) -> Conflict:
    """The error for a record that somebody else saved meanwhile, or that exists already."""
    return Conflict(
        f"This record ({kind}) was changed meanwhile; look at it again and repeat the step.",
        code="record.changed",
    )
