"""Complaints and suggestions about no request in particular (SVC-08, right 10)."""

from attrs import evolve

from miz.domain.codes import TrackingCode
from miz.domain.complaints import ComplaintKind
from miz.domain.ids import ServiceId
from miz.errors import InvalidValue, NotFound
from miz.usecases.publishing import Offer
from miz_apps.web.errors import TooMany
from miz_apps.web.portal import cookies
from miz_apps.web.portal.calls import Go, Outcome, PortalCall
from miz_apps.web.portal.offers import line_of
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.following import ComplainPage, ComplaintLine, ComplaintPage
from miz_apps.web.rendering.contexts.offers import Named

KINDS = (ComplaintKind.COMPLAINT, ComplaintKind.REPORT, ComplaintKind.SUGGESTION)


def page(call: PortalCall) -> Outcome:
    """The form: what it is about, and what is to be said."""
    return _page(call, call.query.get("service", ""))


def make(call: PortalCall) -> Outcome:
    """Takes it, and leads to its code: the page that comes can be loaded again (SVC-08)."""
    asked = _page(call, call.text("service"))
    kind = next((one for one in KINDS if one.value == call.text("kind")), ComplaintKind.COMPLAINT)
    by_code = {one.service.code: one.service.id for one in _offers(call)}
    about: ServiceId | None = by_code.get(call.text("service"))
    try:
        call.lobby.attempts.ask_code(call.address)
        taken = call.core.complaints.make(
            actor=call.actor, kind=kind, text=call.text("text"), service=about
        )
    except (InvalidValue, TooMany) as error:
        told = advice(error, call.language)
        return evolve(asked, kind=kind, text=call.text("text"), error=told)
    return _opened(call, taken.code, "/complaints/made")


def made(call: PortalCall) -> Outcome:
    """The complaint that was just made, with the code to be noted."""
    return _shown(call, fresh=True)


def follow(call: PortalCall) -> Outcome:
    """Opens a complaint by its code; wrong tries are counted."""
    code = call.text("code")
    try:
        with call.lobby.attempts.trying(call.address, code):
            found = call.core.complaints.follow(actor=call.actor, code=code)
    except (InvalidValue, NotFound, TooMany) as error:
        return evolve(_page(call, ""), code=code, code_error=advice(error, call.language))
    return _opened(call, found.code, "/complaints/answer")


def answer(call: PortalCall) -> Outcome:
    """What became of the complaint that is open."""
    return _shown(call, fresh=False)


def _opened(call: PortalCall, code: str, path: str) -> Go:
    """The browser keeps the code sealed; in an address it would stay in the history."""
    lives = cookies.KIOSK_LIVES if call.face.touch else cookies.CASE_LIVES
    sealed = cookies.sealed_complaint(call.core.vault, code, at=call.core.clock.now(), lives=lives)
    return Go(call.at(path), cookies={cookies.COMPLAINT: sealed})


def _shown(call: PortalCall, *, fresh: bool) -> Outcome:
    if not call.complaint:
        return Go(call.at("/complaints"))
    found = call.core.complaints.follow(actor=call.actor, code=call.complaint)
    line = ComplaintLine(found.kind, found.state, found.due_at, found.answer, found.text)
    return ComplaintPage(TrackingCode(found.code).grouped, line, fresh=fresh)


def _page(call: PortalCall, service: str) -> ComplainPage:
    lines = (line_of(call, one) for one in _offers(call))
    return ComplainPage(
        kinds=KINDS, services=tuple(Named(one.title, key=one.code) for one in lines),
        service=service,
    )  # fmt: skip


def _offers(call: PortalCall) -> tuple[Offer, ...]:
    return call.core.publishing.published(actor=call.actor)
