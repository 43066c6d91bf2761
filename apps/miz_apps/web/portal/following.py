"""Following a request: steps, thread, documents, times, result (EDK-09 to EDK-12, J2 step 7)."""

from collections.abc import Callable
from datetime import datetime

from attrs import evolve

from miz.domain.complaints import ComplaintKind
from miz.domain.notices import Medium
from miz.domain.requests import RequestState
from miz.domain.surveys import OFFICIAL
from miz.errors import InvalidValue, MizError, NotFound, PoorSample, Unavailable, WrongState
from miz.usecases.intake import Taken
from miz.usecases.tracking import Followed
from miz_apps.web.actions.public import proof_of
from miz_apps.web.errors import TooMany
from miz_apps.web.portal import cookies
from miz_apps.web.portal.calls import File, Go, Outcome, PortalCall
from miz_apps.web.portal.case_views import case_page, filed_page
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.following import (
    BookPage,
    CasePage,
    DaySlots,
    SurveyItem,
    SurveyPage,
    TrackPage,
    VerifyPage,
)


def track_page(call: PortalCall) -> Outcome:
    """The code and the second factor; the code may come from a message's link."""
    return TrackPage(code=call.query.get("code", "")[:40])


def track(call: PortalCall) -> Outcome:
    """Opens the case in this browser for half an hour; wrong tries are counted."""
    asked = TrackPage(call.text("code"), call.text("digits"))
    proof = proof_of(asked.code, asked.digits)
    try:
        with call.lobby.attempts.trying(call.address, proof.code):
            call.core.tracking.open(actor=call.actor, proof=proof)
    except (InvalidValue, NotFound, TooMany) as error:
        return evolve(asked, error=advice(error, call.language))
    lives = cookies.KIOSK_LIVES if call.face.touch else cookies.CASE_LIVES
    sealed = cookies.sealed_proof(call.core.vault, proof, at=call.core.clock.now(), lives=lives)
    return Go(call.at("/case"), cookies={cookies.CASE: sealed})


def case(call: PortalCall) -> Outcome:
    """Where it stands, what follows, what can be done."""
    return _case(call)


def filed(call: PortalCall) -> Outcome:
    """The end of filing: code, promised time, officer, what happens next (J2 step 4)."""
    return filed_page(call, _followed(call))


def write(call: PortalCall) -> Outcome:
    """A question or an answer to the officer."""
    return _after(
        call,
        lambda: call.core.tracking.write(
            actor=call.actor, proof=call.proof, text=call.text("text")
        ),
        field="text",
    )


def add_paper(call: PortalCall) -> Outcome:
    """One more document."""
    if not call.uploads:
        empty = InvalidValue("Choose a file first.", code="upload.none")
        return _case(call, {"paper": advice(empty, call.language)})
    chosen = call.uploads[0]
    taken = Taken(chosen.content, chosen.name, call.text("need"))
    return _after(
        call,
        lambda: call.core.tracking.add(actor=call.actor, proof=call.proof, paper=taken),
        field="paper",
    )


def choose(call: PortalCall) -> Outcome:
    """SMS, e-mail or nothing."""
    medium = {"sms": Medium.SMS, "email": Medium.EMAIL}.get(call.text("medium"))
    return _after(
        call,
        lambda: call.core.tracking.choose(
            actor=call.actor, proof=call.proof, medium=medium, address=call.text("email")
        ),
        field="email",
    )


def withdraw(call: PortalCall) -> Outcome:
    """The citizen no longer wants it; he confirms it with a tick."""
    if not call.text("sure"):
        return _case(call, {"sure": advice(_unsure(), call.language)})
    return _after(
        call,
        lambda: call.core.tracking.withdraw(actor=call.actor, proof=call.proof),
        field="sure",
    )


def complain(call: PortalCall) -> Outcome:
    """A complaint or an objection about this request."""
    kind = ComplaintKind.OBJECTION if call.text("kind") == "objection" else ComplaintKind.COMPLAINT
    return _after(
        call,
        lambda: call.core.tracking.complain(
            actor=call.actor, proof=call.proof, kind=kind, text=call.text("text")
        ),
        field="complaint",
    )


def paper(call: PortalCall) -> Outcome:
    """A document of the request."""
    content, media_type, name = call.core.tracking.paper(
        actor=call.actor, proof=call.proof, digest=call.places["digest"]
    )
    return File(content, media_type, name)


def code_picture(call: PortalCall) -> Outcome:
    """The tracking code as a QR, which the desk's scanner reads like a slip (B3)."""
    code = _followed(call).request.code
    return File(call.core.press.symbol(code), "image/png", "code.png")


def slots(call: PortalCall) -> Outcome:
    """Free times to choose from."""
    return _slots(call, "")


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} names no zone.")
    return at


def book(call: PortalCall) -> Outcome:
    """Takes a seat; who was slower is shown what is left."""
    try:
        start = _instant(call.text("start"))
        call.core.bookings.book(actor=call.actor, proof=call.proof, start=start)
    except ValueError:
        return _slots(call, advice(_unsure(), call.language))
    except (InvalidValue, WrongState) as error:
        return _slots(call, advice(error, call.language))
    return Go(call.at("/case"))


def cancel(call: PortalCall) -> Outcome:
    """Gives the time back."""
    return _after(
        call,
        lambda: call.core.bookings.cancel(actor=call.actor, proof=call.proof),
        field="visit",
    )


def survey(call: PortalCall) -> Outcome:
    """The sixteen items, five points each; anonymous."""
    request = _followed(call).request
    if request.surveyed or request.state not in {RequestState.ANSWERED, RequestState.CLOSED}:
        return Go(call.at("/case"))
    return _survey(call, "")


def judge(call: PortalCall) -> Outcome:
    """One opinion a case."""
    scores = {
        str(item.number): int(call.text(f"item-{item.number}"))
        for item in OFFICIAL
        if call.text(f"item-{item.number}").isdecimal()
    }
    try:
        call.core.tracking.judge(
            actor=call.actor, proof=call.proof, scores=scores, comment=call.text("comment")
        )
    except InvalidValue as error:
        return _survey(call, advice(error, call.language))
    except WrongState:
        return Go(call.at("/case"))
    return Go(call.at("/case"))


def verify(call: PortalCall) -> Outcome:
    """Whether a letter was issued here, by its own code (features 48)."""
    code = call.query.get("code", "")[:40]
    if not code:
        return VerifyPage()
    try:
        with call.lobby.attempts.trying(call.address, code):
            found = call.core.tracking.verify(actor=call.actor, code=code)
    except NotFound:
        return VerifyPage(code, known=False)
    except TooMany as error:
        return VerifyPage(code, error=advice(error, call.language))
    return VerifyPage(
        code,
        known=True,
        service=found.service.title.in_(call.language),
        name=found.name,
        at=found.result.at,
        outcome=found.result.outcome,
    )


def close(call: PortalCall) -> Outcome:
    """Closes the case in this browser."""
    return Go("/portal", cookies={cookies.CASE: ""})


def _followed(call: PortalCall) -> Followed:
    return call.core.tracking.open(actor=call.actor, proof=call.proof)


def _case(call: PortalCall, errors: dict[str, str] | None = None) -> CasePage:
    return case_page(call, _followed(call), errors or {})


def _after(call: PortalCall, step: Callable[[], object], *, field: str) -> Outcome:
    """The case after a step, or with the reason why it could not be taken."""
    try:
        step()
    except (InvalidValue, PoorSample, Unavailable, WrongState) as error:
        return _case(call, {field: advice(error, call.language)})
    return Go(call.at("/case"))


def _slots(call: PortalCall, error: str) -> BookPage:
    free = call.core.bookings.free(actor=call.actor, proof=call.proof)
    return BookPage(
        tuple(DaySlots(day, tuple(one.start for one in found)) for day, found in free.items()),
        error,
    )


def _survey(call: PortalCall, error: str) -> SurveyPage:
    return SurveyPage(
        tuple(
            SurveyItem(item.number, item.text.in_(call.language), call.text(f"item-{item.number}"))
            for item in OFFICIAL
        ),
        call.text("comment"),
        error,
    )


def _unsure() -> MizError:
    return InvalidValue("Tick the box to go on.", code="form.unsure")
