"""Complaints and suggestions about no request in particular (SVC-08, right 10)."""

from attrs import evolve

from miz.domain.codes import TrackingCode
from miz.domain.complaints import ComplaintKind
from miz.domain.ids import ServiceId
from miz.errors import InvalidValue, NotFound
from miz.usecases.publishing import Offer
from miz_apps.web.errors import TooMany
from miz_apps.web.portal.calls import Outcome, PortalCall
from miz_apps.web.portal.offers import line_of
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.following import ComplainPage, ComplaintLine, ComplaintPage
from miz_apps.web.rendering.contexts.offers import Named

KINDS = (ComplaintKind.COMPLAINT, ComplaintKind.REPORT, ComplaintKind.SUGGESTION)


def page(call: PortalCall) -> Outcome:
    """The form: what it is about, and what is to be said."""
    return _page(call, call.query.get("service", ""))


def make(call: PortalCall) -> Outcome:
    """Takes it; its code is shown once."""
    asked = _page(call, call.text("service"))
    kind = next((one for one in KINDS if one.value == call.text("kind")), ComplaintKind.COMPLAINT)
    by_code = {one.service.code: one.service.id for one in _offers(call)}
    about: ServiceId | None = by_code.get(call.text("service"))
    try:
        call.lobby.attempts.ask_code(call.address)
        made = call.core.complaints.make(
            actor=call.actor, kind=kind, text=call.text("text"), service=about
        )
    except (InvalidValue, TooMany) as error:
        told = advice(error, call.language)
        return evolve(asked, kind=kind, text=call.text("text"), error=told)
    line = ComplaintLine(made.kind, made.state, made.due_at, made.answer)
    return ComplaintPage(TrackingCode(made.code).grouped, line, fresh=True)


def follow(call: PortalCall) -> Outcome:
    """What became of it, by its code."""
    code = call.text("code")
    try:
        with call.lobby.attempts.trying(call.address, code):
            found = call.core.complaints.follow(actor=call.actor, code=code)
    except (InvalidValue, NotFound, TooMany) as error:
        return evolve(_page(call, ""), code=code, code_error=advice(error, call.language))
    line = ComplaintLine(found.kind, found.state, found.due_at, found.answer)
    return ComplaintPage(TrackingCode(found.code).grouped, line)


def _page(call: PortalCall, service: str) -> ComplainPage:
    lines = (line_of(call, one) for one in _offers(call))
    return ComplainPage(
        kinds=KINDS, services=tuple(Named(one.title, key=one.code) for one in lines),
        service=service,
    )  # fmt: skip


def _offers(call: PortalCall) -> tuple[Offer, ...]:
    return call.core.publishing.published(actor=call.actor)
