"""Complaints: due first, those whose time is over marked, answered on the page (SVC-08)."""

from attrs import evolve

from miz.domain.staff import Permission
from miz.errors import MizError
from miz_apps.web.actions import complaints
from miz_apps.web.actions.complaints import ComplaintView
from miz_apps.web.pages.admin import SHOWN_AGAIN
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.rendering.advice import advice_at
from miz_apps.web.rendering.contexts.reports import ComplaintRow, ComplaintsPage
from miz_apps.web.rendering.languages import msgid, translations

ANSWERED = msgid("The answer is given.")


def page(call: Call) -> ComplaintsPage:
    """What waits for an answer."""
    every = call.core.catalogue.services(actor=call.actor)
    titles: dict[str, str] = {one.id: one.title.in_(call.language) for one in every}
    found = call.do(complaints.unanswered).complaints
    return ComplaintsPage(
        tuple(_row(call, one, titles.get(one.service or "", "")) for one in found)
    )  # fmt: skip


def reply(call: Call) -> Outcome:
    """Answers one; what was written stays where it could not be sent."""
    name = call.text("complaint")
    try:
        call.do(complaints.reply, complaint=name, text=call.text("text"))
    except MizError as error:
        if error.status not in SHOWN_AGAIN:
            raise
        told = {name: advice_at(error, call.language, written=call.text("text"))}
        return evolve(page(call), failed=name, errors=told, text=call.text("text"))
    return evolve(page(call), notice=translations(call.language).gettext(ANSWERED))


def _row(call: Call, one: ComplaintView, service: str) -> ComplaintRow:
    return ComplaintRow(
        id=one.id,
        kind=one.kind,
        state=one.state,
        text=one.text,
        opened_at=one.opened_at,
        due_at=one.due_at,
        service=service,
        request=(one.request or "") if call.actor.may(Permission.SERVE) else "",
        late=one.due_at < call.core.clock.now(),
    )
