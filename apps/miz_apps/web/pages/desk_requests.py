"""The desk takes requests: choose, write, add papers, print the receipt (C2, C3, C4, MIS-06)."""

from typing import Any

from miz.domain.forms import Answers, Form
from miz.domain.ids import PersonId, RequestId
from miz.domain.people import PersonKind
from miz.domain.requests import Request, RequestState
from miz.domain.values import Language
from miz.errors import InvalidForm, InvalidValue, PoorSample, Unavailable, WrongState
from miz.usecases.casefiles import CaseFile
from miz.usecases.intake import Taken as Document
from miz.usecases.publishing import Offer
from miz_apps.web.actions import requests
from miz_apps.web.pages.asking import PREFIX, typed_answers
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.desk_queue import ROWS, line, titles_of
from miz_apps.web.rendering.advice import advice, advice_at
from miz_apps.web.rendering.contexts.desk import Option, SlipPicture
from miz_apps.web.rendering.contexts.intake import (
    DeskRequest,
    PaperHere,
    PaperNeed,
    RequestForm,
    ServiceChoice,
    Taken,
)
from miz_apps.web.rendering.contexts.steps import Action, Step
from miz_apps.web.rendering.questions import questions_of
from miz_apps.web.rendering.sayings import Phrase, Situation, Verdict

PLAIN = ("service", "subject", "letter", "medium", "email", "result")


def form(call: Call) -> Outcome:
    """The form: what the person asks for."""
    return _form(call, call.places["person"], call.core.intake.fresh(actor=call.actor))


def file(call: Call) -> Outcome:
    """Takes it; what is wrong is told at its field, and nothing typed is lost."""
    who, identity = call.text("person"), call.text("id")
    values = {name: call.text(name) for name in ("subject", "letter", "email", "service")}
    medium = call.text("medium") or "sms"
    common: dict[str, Any] = {
        **values, "id": identity, "person": who, "at_desk": bool(call.text("at_desk")),
        "medium": medium if medium != "none" else None, "language": _language(call, who).value,
    }  # fmt: skip
    try:
        offer = _chosen(call, values["service"])
        common["answers"] = _answers(call, offer)
        perform = requests.do_at_once if offer.category.flow.at_once else requests.file
        extra = {"result": call.text("result")} if offer.category.flow.at_once else {}
        made = call.do(perform, **common, **extra)
    except InvalidForm as error:
        wrong = {f"{PREFIX}{key}": one for key, one in error.problems.items()}
        told = {name: advice(one, call.language) for name, one in wrong.items()}
        return _form(call, who, RequestId(identity), errors=told)
    except (InvalidValue, WrongState) as error:
        field = (error.field or "").rpartition(".")[2]
        text = advice_at(error, call.language, written=call.text(field))
        return _form(call, who, RequestId(identity), errors={field: text})
    done = offer.category.flow.at_once
    return _shown(call, made.id, Situation.REQUEST_CLOSED if done else Situation.REQUEST_TAKEN)


def show(call: Call) -> Outcome:
    """A request at the desk, as its code or a list leads to it."""
    return shown(call, call.places["request"])


def attach(call: Call) -> Outcome:
    """One document, as a file or a scan."""
    request = call.places["request"]
    try:
        call.core.intake.attach(
            actor=call.actor,
            request=RequestId(request),
            paper=_taken(call),
        )
    except (PoorSample, Unavailable, WrongState) as error:
        return shown(call, request, error=advice(error, call.language))
    return shown(call, request)


def wait(call: Call) -> Outcome:
    """The citizen waits at the desk, or no longer (C2-08)."""
    call.do(requests.wait, request=call.places["request"], at_desk=call.text("at_desk"))
    return shown(call, call.places["request"])


def hand_over(call: Call) -> Outcome:
    """The result is in the citizen's hands (MIS-07)."""
    call.do(requests.hand_over, request=call.places["request"])
    return _shown(call, call.places["request"], Situation.REQUEST_CLOSED)


def receipt(call: Call) -> Outcome:
    """The receipt once more, to the printer."""
    return _shown(call, call.places["request"], Situation.REQUEST_TAKEN, printed=True)


def shown(call: Call, request: str, *, error: str = "") -> DeskRequest:
    """The request with the verdict of its state."""
    found = call.core.casework.open(actor=call.actor, request=RequestId(request))
    situation = {
        RequestState.ANSWERED: Situation.REQUEST_READY,
        RequestState.CLOSED: Situation.REQUEST_CLOSED,
        RequestState.WITHDRAWN: Situation.REQUEST_CLOSED,
    }.get(found.request.state, Situation.REQUEST_OPEN)
    return _panel(call, found, situation, error=error)


def _shown(call: Call, request: str, situation: Situation, *, printed: bool = False) -> DeskRequest:
    found = call.core.casework.open(actor=call.actor, request=RequestId(request))
    return _panel(call, found, situation, printed=printed)


def _panel(
    call: Call,
    file_: CaseFile,
    situation: Situation,
    *,
    error: str = "",
    printed: bool = False,
) -> DeskRequest:
    request = file_.request
    details = []
    if request.due_at is not None and request.undone:
        details.append(Phrase.DUE.say(time=request.due_at))
    if file_.fate is not None:
        details.append(Phrase.CITIZEN_UNREACHED.say(why=file_.fate))
    picture = f"/api/v1/requests/{request.id}/receipt.png?v={request.version}"
    return DeskRequest(
        Verdict(situation, tuple(details)),
        person=Option(file_.person.id, file_.person.name.full),
        taken=_view(call, file_, error=error),
        actions=_actions(request, goes_in=file_.offer.category.lets_in(file_.offer.service)),
        slip=SlipPicture(picture) if printed else None,
    )


def _actions(request: Request, *, goes_in: bool) -> tuple[Action, ...]:
    url = f"/desk/requests/{request.id}"
    inside = (Action(Step.GO_IN, f"{url}/visit"),) if goes_in else ()
    if request.state is RequestState.ANSWERED:
        return (Action(Step.HAND_OVER, f"{url}/hand-over"), *inside, Action(Step.NEXT_PLAIN))
    if request.undone:
        return (Action(Step.RECEIPT, f"{url}/receipt"), *inside, Action(Step.NEXT_PLAIN))
    return (Action(Step.NEXT), Action(Step.RECEIPT_AGAIN, f"{url}/receipt"))


def _view(call: Call, file_: CaseFile, *, error: str) -> Taken:
    request, told = file_.request, file_.edition.information
    there = {paper.need for paper in request.papers}
    names = {one.key: one.title.in_(call.language) for one in told.documents}
    return Taken(
        id=request.id,
        code=request.code,
        title=file_.offer.service.title.in_(call.language),
        state=request.state,
        due_at=request.due_at,
        visit_at=request.visit_at,
        officer=file_.officer.name.full if file_.officer else "",
        phone=told.sheet.phone,
        at_desk=request.at_desk,
        needs=tuple(
            PaperNeed(one.key, names[one.key], one.key in there, one.required, one.original)
            for one in told.documents
        ),
        papers=tuple(
            PaperHere(one.digest, one.name, names.get(one.need, ""), one.pages, one.original)
            for one in request.papers
        ),
        result=request.result.text if request.result else "",
        outcome=request.result.outcome if request.result else None,
        error=error,
    )


def _form(
    call: Call, who: str, identity: RequestId, *, errors: dict[str, str] | None = None
) -> DeskRequest:
    person = call.core.lookup.standing(actor=call.actor, person=PersonId(who)).person
    titles = titles_of(call)
    offers, chosen = _offers(call), call.text("service") or call.query.get("service", "")
    asked = next((one.information.form for one in offers if one.service.id == chosen), Form())
    own = call.core.intake.of_person(actor=call.actor, person=person.id)
    return DeskRequest(
        person=Option(person.id, person.name.full),
        form=RequestForm(
            identity,
            tuple(
                ServiceChoice(
                    one.service.id,
                    one.service.title.in_(call.language),
                    one.service.code,
                    at_once=one.category.flow.at_once,
                )
                for one in offers
            ),
            {**{name: call.text(name) for name in PLAIN}, "service": chosen},
            errors or {},
            questions=questions_of(asked, typed_answers(call, asked), call.language),
            mobile=person.identity.mobile is not None,
        ),
        others=tuple(line(one, titles, who="") for one in own[:ROWS]),
    )


def _answers(call: Call, offer: Offer) -> Answers:
    """What the person answered so far, in form; the rest may come later (C2-03)."""
    form = offer.information.form
    return form.check(typed_answers(call, form), complete=False)


def _offers(call: Call) -> list[Offer]:
    found = call.core.publishing.offers(actor=call.actor)
    return [one for one in found if one.category.flow.takes_request and one.edition]


def _language(call: Call, who: str) -> Language:
    """The citizen's, not the clerk's: Persian, or English for who came with a passport."""
    person = call.core.lookup.standing(actor=call.actor, person=PersonId(who)).person
    foreign = person.identity.kind is PersonKind.FOREIGN
    return Language.EN if foreign else Language.FA


def _chosen(call: Call, service: str) -> Offer:
    found = next((one for one in _offers(call) if one.service.id == service), None)
    if found is None:
        raise InvalidValue("Choose a service.", code="choice.unknown", field="service")
    return found


def _taken(call: Call) -> Document:
    return Document(
        call.picture,
        call.query.get("name", "")[:200],
        call.query.get("need", "")[:64],
        call.query.get("original") == "1",
    )
