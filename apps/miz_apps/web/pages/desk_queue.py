"""Beside the desk: who waits for a result, and which results are ready (C2-08)."""

from miz.domain.requests import Request
from miz_apps.web.pages.calls import Call
from miz_apps.web.rendering.contexts.side import DeskQueue, RequestLine

ROWS = 8
READY = 50
"""Results wait for days until somebody comes; the list of them scrolls."""


def queue_of(call: Call) -> DeskQueue:
    """Who waits for a result, and which results are ready."""
    waiting = call.core.intake.waiting(actor=call.actor)
    ready = call.core.casework.answered(actor=call.actor, limit=READY)
    titles = titles_of(call)
    return DeskQueue(
        tuple(
            line(one.request, titles, who=one.person.name.full, waits=True)
            for one in waiting[:ROWS]
        ),
        tuple(
            line(one.request, titles, who=one.person.name.full)
            for one in ready
            if not one.request.at_desk
        ),
    )


def titles_of(call: Call) -> dict[str, str]:
    """The title of each service in the reader's language."""
    services = call.core.catalogue.services(actor=call.actor)
    return {one.id: one.title.in_(call.language) for one in services}


def line(request: Request, titles: dict[str, str], *, who: str, waits: bool = False) -> RequestLine:
    """One line of a list."""
    title = titles.get(request.service, request.subject)
    return RequestLine(request.id, title, who, request.state, request.opened_at, waits)
