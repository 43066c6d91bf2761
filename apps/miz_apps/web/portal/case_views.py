"""What the pages of an opened case show."""

from collections.abc import Mapping

from miz.domain.codes import TrackingCode
from miz.domain.correspondence import Author
from miz.domain.people import Person
from miz.domain.promises import PromiseState
from miz.domain.requests import RequestState
from miz.usecases.tracking import Followed
from miz_apps.web.actions.public import progress
from miz_apps.web.portal.calls import PortalCall
from miz_apps.web.portal.offers import fees_of, officer_of
from miz_apps.web.portal.papers import kinds, paper_line
from miz_apps.web.rendering.codes import mask
from miz_apps.web.rendering.contexts.filing import FiledPage
from miz_apps.web.rendering.contexts.following import (
    CasePage,
    ComplaintLine,
    Promised,
    Said,
    StepLine,
)
from miz_apps.web.rendering.contexts.offers import Named
from miz_apps.web.rendering.durations import office_time

MOVABLE = {RequestState.OPEN, RequestState.WAITING}


def case_page(call: PortalCall, followed: Followed, errors: Mapping[str, str]) -> CasePage:
    """The case: what is promised, what is done, what can be done now."""
    request, file = followed.request, followed.file
    named = kinds(file.edition.information, call.language)
    return CasePage(
        code=TrackingCode(request.code).grouped,
        title=file.offer.service.title.in_(call.language),
        state=request.state,
        opened_at=request.opened_at,
        due_at=request.due_at if request.undone else None,
        visit_at=request.visit_at,
        promises=tuple(
            Promised(one.kind, one.at, one.made_at, one.reason)
            for one in file.promises
            if one.state is PromiseState.MOVED
        ),
        steps=_steps(call, followed),
        thread=tuple(
            Said(one.text, one.at, mine=one.author is Author.CITIZEN) for one in request.thread
        ),
        papers=tuple(paper_line(one, named) for one in request.papers),
        result=request.result.text if request.result else "",
        outcome=request.result.outcome if request.result else None,
        letter=request.result.code if request.result else "",
        result_papers=tuple(paper_line(one, {}) for one in request.result.papers)
        if request.result
        else (),
        officer=officer_of(call, file.offer),
        needs=tuple(
            Named(one.title.in_(call.language), key=one.key)
            for one in file.edition.information.documents
        ),
        complaints=tuple(
            ComplaintLine(one.kind, one.state, one.due_at, one.answer, one.text)
            for one in followed.complaints
        ),
        medium=request.contact.medium.value if request.contact.medium else "none",
        email=request.contact.address,
        mobile=told_to(file.person),
        bookable=request.undone and file.offer.service.seats > 0,
        booked=followed.booking is not None,
        open_=request.state in MOVABLE,
        may_judge=not request.surveyed
        and request.state in {RequestState.ANSWERED, RequestState.CLOSED},
        surveyed=request.surveyed,
        errors=errors,
    )


def filed_page(call: PortalCall, followed: Followed) -> FiledPage:
    """The end page and receipt of a request that was just filed."""
    request, file = followed.request, followed.file
    told = file.edition.information
    named = kinds(told, call.language)
    return FiledPage(
        code=TrackingCode(request.code).grouped,
        title=file.offer.service.title.in_(call.language),
        number=request.number,
        opened_at=request.opened_at,
        due_at=request.due_at,
        duration=office_time(call.language, told.duration),
        officer=officer_of(call, file.offer),
        steps=tuple(Named(one.title.in_(call.language)) for one in told.steps),
        papers=tuple(paper_line(one, named) for one in request.papers),
        fees=fees_of(call, told),
        mobile=told_to(file.person),
        name=file.person.name.full,
    )


def told_to(person: Person) -> str:
    """The mobile that messages go to, masked."""
    mobile = person.identity.mobile
    return mask("mobile", mobile.number) if mobile else ""


def _steps(call: PortalCall, followed: Followed) -> tuple[StepLine, ...]:
    """Received, every step of the work, then the answer: done, now, or to come."""
    request = followed.request
    lines = [
        StepLine(one.step.title.in_(call.language), one.at, now=one.now)
        for one in progress(followed)
    ]
    answered = request.result.at if request.result else None
    all_done = followed.file.next_step is None
    return (
        StepLine("", request.opened_at, filed=True),
        *lines,
        StepLine("", answered, now=request.undone and all_done, answered=True),
    )
