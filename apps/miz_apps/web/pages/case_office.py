"""What the unit's page of one request shows."""

from datetime import datetime

from miz.domain.codes import TrackingCode
from miz.domain.comings import comings
from miz.domain.correspondence import Author
from miz.domain.ids import RequestId
from miz.domain.staff import Permission
from miz.errors import WrongState
from miz.usecases.casefiles import CaseFile
from miz.usecases.filing import missing_papers
from miz_apps.web.pages.calls import Call
from miz_apps.web.rendering.answers import answer_of
from miz_apps.web.rendering.contexts.cases import (
    AnswerRow,
    CarriageRow,
    CaseOfficePage,
    PaperRow,
    PromiseRow,
    StepRow,
    TurnRow,
)
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.languages import msgid, translations

AUTHORS = {
    Author.CITIZEN: msgid("Citizen"),
    Author.OFFICER: msgid("Officer"),
    Author.DESK: msgid("Desk"),
}


def page_of(call: Call, request: str) -> CaseOfficePage:
    """The whole request; the look is journalled."""
    file = call.core.casework.open(actor=call.actor, request=RequestId(request))
    found, told = file.request, file.edition.information
    return CaseOfficePage(
        id=found.id,
        code=TrackingCode(found.code).digits,
        title=file.offer.service.title.in_(call.language),
        state=found.state,
        origin=found.origin,
        who=file.person.name.full,
        person=file.person.id,
        opened_at=found.opened_at,
        due_at=found.due_at if found.undone else None,
        visit_at=found.visit_at,
        next_visit=_next_visit(call, file),
        subject=found.subject,
        number=found.number,
        reference=found.reference,
        letter=found.letter,
        answers=tuple(
            AnswerRow(one.label.in_(call.language), answer_of(one, found.answers, call.language))
            for one in told.form.asked(found.answers)
        ),
        papers=_papers(call, file),
        missing=tuple(
            need.title.in_(call.language)
            for key in missing_papers(file.edition, found.papers)
            if (need := told.need(key)) is not None
        ),
        needs=tuple(Option(one.key, one.title.in_(call.language)) for one in told.documents),
        thread=_thread(call, file),
        steps=_steps(call, file),
        promises=tuple(
            PromiseRow(one.kind, one.at, one.state, one.reason) for one in file.promises
        ),
        carriages=tuple(
            CarriageRow(
                one.sender, one.receiver, one.items, one.sent_at, one.received_at, one.received_by
            )
            for one in found.carriages
        ),
        visits=len(comings(file.visits, [found], call.site.zone)),
        officer=file.officer.name.full if file.officer else "",
        officers=_officers(call),
        result=found.result.text if found.result else "",
        outcome=found.result.outcome if found.result else None,
        letter_code=found.result.code if found.result else "",
        may_open_file=call.actor.may(Permission.READ_FILES),
    )  # fmt: skip


def _next_visit(call: Call, file: CaseFile) -> datetime | None:
    """The time to propose; none when it is announced, or the calendar has no office time."""
    if not file.request.undone:
        return None
    try:
        found = call.core.bookings.next_visit(actor=call.actor, request=file.request.id)
    except WrongState:
        return None
    return None if found == file.request.visit_at else found


def _papers(call: Call, file: CaseFile) -> tuple[PaperRow, ...]:
    named = {one.key: one.title.in_(call.language) for one in file.edition.information.documents}
    result = file.request.result.papers if file.request.result else ()
    return tuple(
        PaperRow(
            one.digest, one.name, named.get(one.need, ""), one.pages, one.original,
            mine=one.author is Author.OFFICER,
        )
        for one in (*file.request.papers, *result)
    )  # fmt: skip


def _thread(call: Call, file: CaseFile) -> tuple[TurnRow, ...]:
    gettext = translations(call.language).gettext
    return tuple(
        TurnRow(
            one.by or gettext(AUTHORS[one.author]), one.text, one.at, one.internal,
            citizen=one.author is Author.CITIZEN,
        )
        for one in file.request.thread
    )  # fmt: skip


def _steps(call: Call, file: CaseFile) -> tuple[StepRow, ...]:
    done = {one.step: one for one in file.request.steps}
    following = file.next_step if file.request.undone else None
    rows = []
    for one in file.edition.information.steps:
        finished = done.get(one.key)
        rows.append(
            StepRow(
                one.key,
                one.title.in_(call.language),
                finished.at if finished else None,
                finished.by if finished else "",
                next=one.key == following,
            )
        )
    return tuple(rows)


def _officers(call: Call) -> tuple[Option, ...]:
    """Who might take it over."""
    return tuple(
        Option(one.id, one.name.full, one.room)
        for one in call.core.casework.colleagues(actor=call.actor)
    )
