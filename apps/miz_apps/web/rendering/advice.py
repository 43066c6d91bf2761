"""What a person should do about an error, by its stable code: one short sentence, never blaming."""

from collections.abc import Mapping

from miz.domain.values import Language
from miz.errors import MizError
from miz_apps.web.rendering.case_advice import BY_CODE as CASES
from miz_apps.web.rendering.languages import msgid, translations

BY_CODE: Mapping[str, str] = {
    # Values
    "national_id.form": msgid("A national number has ten digits; write the zeros too."),
    "national_id.check": msgid("The check digit does not fit; compare it with the card."),
    "mobile.form": msgid("Write the mobile as 09 and nine more digits."),
    "passport.state": msgid("Choose the state that issued the passport."),
    "passport.number": msgid("A passport number has 5 to 15 Latin letters and digits."),
    "person.national_id_missing": msgid("An Iranian visitor needs a national number."),
    "person.passport_missing": msgid("A foreign visitor needs a passport and its state."),
    "name.length": msgid("Write 1 to 80 characters here."),
    "text.too_long": msgid("Shorten this text."),
    "date.form": msgid("Write year, month and day; such a day must exist."),
    "date.range": msgid("This birth date cannot be right; look at the document again."),
    "number.range": msgid("This number is too small or too large."),
    "login.form": msgid("Begin with a Latin letter; then letters, digits or dots, 2 to 40."),
    "password.length": msgid("Choose 15 characters or more; a sentence is best."),
    "password.weak": msgid("Choose something that is not one pattern and not the sign-in name."),
    "card.form": msgid("The card was not read; hold it to the reader again."),
    # People and visits
    "person.national_id_taken": msgid("This person has a file already; look the number up."),
    "person.passport_taken": msgid("This person has a file already; look the number up."),
    "person.exists": msgid("This person has a file already; look the number up."),
    "visit.already_open": msgid("This person has an open visit; look the person up again."),
    "visit.not_identified": msgid("Check the identity first."),
    "visit.not_agreed": msgid("Ask the host first and record the answer (F4)."),
    "agreement.who": msgid("Write who answered; the entry is recorded in that name."),
    "visit.declined": msgid("The host declined; refuse the visit with F8."),
    "visit.no_pass_yet": msgid("Admit the visitor first, then hand out a pass."),
    "visit.wrong_state": msgid("This visit went on meanwhile; look the person up again."),
    "service.no_pass": msgid("This service is done at the desk and gives no pass."),
    "host.retired": msgid("This host receives nobody now; choose another."),
    "service.entry": msgid(
        "This category gives no entry; drop the pass, or choose another category."
    ),
    "service.code_taken": msgid("This is taken already; choose another."),
    "card.number_taken": msgid("This is taken already; choose another."),
    "card.code_taken": msgid("This card is in the pool already."),
    "host.unknown": msgid("No such host; type three letters and choose one from the list."),
    "grant.pending": msgid("A lane is open for this visitor; wait until it closes."),
    "grant.closed": msgid("This passage is over; present the pass again."),
    "grant.denied": msgid("The gate stayed shut; there is no passage to record."),
    "lane.no_exit": msgid("Choose a lane that people leave by."),
    # Cards
    "card.out": msgid("This card is with another visitor; take another."),
    "card.lost": msgid("This card is reported lost; keep it and take another."),
    "card.blocked": msgid("This card is blocked; keep it and take another."),
    "card.unknown": msgid("This is no guest card of this site; take one from the box."),
    "card.too_early": msgid("Admit the visitor first, then scan the card."),
    "pass.code_taken": msgid("This card is with another visitor; take another."),
    "card.known": msgid("This card is in the pool already."),
    # Pictures
    "picture.too_large": msgid("This picture is too large; take a smaller one."),
    "picture.too_many_pixels": msgid("This picture is too large; take a smaller one."),
    "picture.not_an_image": msgid("This file is no JPEG or PNG picture."),
    "picture.damaged": msgid("This picture is damaged; take it again."),
    "picture.animated": msgid("Choose a picture that does not move."),
    "document.not_found": msgid("This picture is not there any more."),
    "document.unavailable": msgid("The pictures cannot be reached now; try again soon."),
    # Staff and sessions
    "user.login_taken": msgid("This sign-in name is taken; choose another."),
    "login.taken": msgid("This sign-in name is taken; choose another."),
    "staff.self": msgid("You cannot disable yourself; ask another administrator."),
    "training.already": msgid("You are in training already."),
    "training.out": msgid("You are not in training; begin it from the start page."),
    "sign_in.wrong": msgid(
        "Sign-in name or password is not right. Try again, or ask an administrator."
    ),
    "session.none": msgid("Your session ended. Sign in again to go on."),
    "access.not_allowed": msgid("You may not do this; ask an administrator."),
    "request.forged": msgid("This page is too old; reload it and try again."),
    "csrf.token": msgid("This page is too old; reload it and try again."),
    "request.too_large": msgid("This is too large to send."),
    "request.too_slow": msgid("This took too long to send; try again on a better line."),
    "request.too_many": msgid("Too many tries; wait a little and try again."),
    "request.busy": msgid("Many requests at once; try again in a moment."),
    "record.changed": msgid("Somebody changed this meanwhile; look it up again."),
    **CASES,
}
BY_STATUS: Mapping[int, str] = {
    400: msgid("Something in the form is not right; check it."),
    403: msgid("You may not do this; ask an administrator."),
    404: msgid("This is not there any more; look it up again."),
    409: msgid("Somebody changed this meanwhile; look it up again."),
    422: msgid("This picture is not good enough; take it again."),
    503: msgid("This service is away now; try again in a moment."),
}
UNFIT = "request.invalid"
EMPTY = msgid("Fill this in.")
ODD = msgid("This cannot be right here; write or choose it again.")
OTHERWISE = msgid("This did not work; try again, then tell an administrator.")


def advice(error: MizError, language: Language) -> str:
    """The sentence for an error in a language."""
    text = BY_CODE.get(error.code) or BY_STATUS.get(error.status, OTHERWISE)
    return str(translations(language).gettext(text))


def sentence(code: str, language: Language) -> str:
    """The sentence for a stable code, where there is no error to raise."""
    return str(translations(language).gettext(BY_CODE.get(code, OTHERWISE)))


def advice_at(error: MizError, language: Language, *, written: str) -> str:
    """The sentence at the field that the error names, which holds ``written``."""
    if error.code != UNFIT or not error.field:
        return advice(error, language)
    return str(translations(language).gettext(ODD if written else EMPTY))
