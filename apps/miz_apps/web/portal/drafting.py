"""Filing a request in four steps: about you, the form, the documents, check and send (EDK-05)."""

from collections.abc import Mapping

from miz.domain.correspondence import Contact
from miz.domain.forms import Field, FieldKind
from miz.domain.ids import DraftId
from miz.domain.notices import Medium
from miz.domain.requests import Request
from miz.domain.values import parse_email
from miz.errors import (
    InvalidForm,
    InvalidValue,
    MizError,
    PoorSample,
    Unavailable,
    WrongState,
)
from miz.usecases.intake import Taken
from miz.usecases.portal import OWN, Sheet
from miz.usecases.tracking import Proof
from miz_apps.web.portal import cookies
from miz_apps.web.portal.calls import Go, Outcome, PortalCall
from miz_apps.web.portal.draft_views import (
    about_page,
    check_page,
    form_page,
    offer_of_sheet,
    papers_page,
    problems_of,
    told,
)
from miz_apps.web.portal.offers import line_of
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.filing import DraftLine, MinePage, RequestLine
from miz_apps.web.rendering.dates import read_date

MOST_ANSWER = 4000
FILE = "file-"
"""How the field of a document's file is called, before the document's key."""


def mine(call: PortalCall) -> Outcome:
    """What the citizen began and what he filed."""
    offers = {one.service.id: one for one in call.core.publishing.offers(actor=call.actor)}
    drafts = call.core.portal.drafts(citizen=call.who)
    requests = call.core.portal.requests(citizen=call.who)
    titles = {key: one.service.title.in_(call.language) for key, one in offers.items()}
    return MinePage(
        drafts=tuple(
            DraftLine(one.id, titles.get(one.service, ""), one.opened_at) for one in drafts
        ),
        requests=tuple(
            RequestLine(one.id, titles.get(one.service, one.subject), one.state, one.opened_at)
            for one in requests
        ),
    )


def about(call: PortalCall) -> Outcome:
    """Who the citizen is, where nobody has a file of him yet."""
    sheet = _sheet(call)
    return about_page(call, sheet, {})


def save_about(call: PortalCall) -> Outcome:
    """Keeps what was typed and goes on when it is right."""
    sheet = _sheet(call)
    typed = {f"own_{name}": call.text(name) for name in OWN if name != "birth_date"}
    kept = _kept(sheet, typed)
    problems: dict[str, str] = {}
    try:
        kept["own_birth_date"] = _birth_date(call)
    except InvalidValue as error:
        kept["own_birth_date"] = ""
        problems["birth_date"] = advice(error, call.language)
    call.core.portal.fill(citizen=call.who, draft=sheet.draft.id, answers=kept)
    return _next_or(call, problems, own=True)


def form(call: PortalCall) -> Outcome:
    """The questions of the service."""
    return form_page(call, _sheet(call), {})


def save_form(call: PortalCall) -> Outcome:
    """Keeps what was typed, and goes on when all is right; «save and leave» does not check."""
    sheet = _sheet(call)
    typed = {
        one.key: _typed(call, one)[:MOST_ANSWER] for one in sheet.edition.information.form.fields
    }
    call.core.portal.fill(citizen=call.who, draft=sheet.draft.id, answers=_kept(sheet, typed))
    if call.text("do") == "leave":
        return Go("/portal/mine")
    return _next_or(call, {}, own=False)


def papers(call: PortalCall) -> Outcome:
    """The documents that are asked for, and what is there."""
    return papers_page(call, _sheet(call), {})


def add_papers(call: PortalCall) -> Outcome:
    """Every document that is chosen, checked and cleaned at once; refusals are at their place.

    Whatever button is pressed, no chosen file is lost; that of a document stays on the page.
    """
    draft, stays = DraftId(call.places["draft"]), "do" in call.fields
    wrong: dict[str, MizError] = {}
    for one in call.uploads:
        need = one.field.removeprefix(FILE)
        try:
            call.core.portal.add(
                citizen=call.who, draft=draft, paper=Taken(one.content, one.name, need)
            )
        except (PoorSample, Unavailable, WrongState) as error:
            wrong[need] = error
    if stays and not call.uploads:
        wrong[call.text("do")] = InvalidValue("Choose a file first.", code="upload.none")
    if wrong:
        return papers_page(call, _sheet(call), told(call, wrong))
    return Go(f"/portal/drafts/{draft}/{'papers' if stays else 'check'}")


def remove_paper(call: PortalCall) -> Outcome:
    """Takes a document away again."""
    draft = DraftId(call.places["draft"])
    call.core.portal.remove(citizen=call.who, draft=draft, digest=call.text("digest"))
    return Go(f"/portal/drafts/{draft}/papers")


def check(call: PortalCall) -> Outcome:
    """Everything once more, before it is sent."""
    return check_page(call, _sheet(call), {})


def send(call: PortalCall) -> Outcome:
    """Files it, once; then the case is open in this browser."""
    sheet = _sheet(call)
    try:
        contact = _contact(call)
        _must_agree(call)
        filed = call.core.portal.file(
            citizen=call.who,
            draft=sheet.draft.id,
            subject=line_of(call, offer_of_sheet(call, sheet)).title,
            contact=contact,
        )
    except InvalidForm as error:
        return check_page(call, sheet, told(call, error.problems))
    except InvalidValue as error:
        return check_page(call, sheet, {error.field or "": advice(error, call.language)})
    return Go("/portal/case/filed", cookies={cookies.CASE: _opened(call, filed)})


def reopen(call: PortalCall) -> Outcome:
    """Opens one of the citizen's own requests without asking for the second factor again."""
    found = call.core.portal.requests(citizen=call.who)
    request = next((one for one in found if one.id == call.text("request")), None)
    if request is None:
        return Go("/portal/mine")
    return Go("/portal/case", cookies={cookies.CASE: _opened(call, request)})


def _opened(call: PortalCall, request: Request) -> str:
    """The signed-in citizen's mobile is the second factor already."""
    proof = Proof(request.code, call.who.mobile.number[-4:])
    return cookies.sealed_proof(call.core.vault, proof, at=call.core.clock.now())


def _next_or(call: PortalCall, problems: Mapping[str, str], *, own: bool) -> Outcome:
    """The next step, or this one again with what is wrong in it."""
    sheet = _sheet(call)
    wrong = dict(problems) or {
        name: text
        for name, text in problems_of(call, sheet).items()
        if own == name.startswith("own_")
    }
    here = {name: text for name, text in wrong.items() if not name.startswith("paper-")}
    if own:
        here = {name.removeprefix("own_"): text for name, text in here.items()}
    if here:
        return about_page(call, sheet, here) if own else form_page(call, sheet, here)
    following = "form" if own else "papers"
    return Go(f"/portal/drafts/{sheet.draft.id}/{following}")


def _sheet(call: PortalCall) -> Sheet:
    return call.core.portal.open(citizen=call.who, draft=DraftId(call.places["draft"]))


def _typed(call: PortalCall, one: Field) -> str:
    if one.kind is FieldKind.CHOICES:
        return ",".join(call.fields.get(one.key, []))
    if one.kind is not FieldKind.DATE:
        return call.text(one.key)
    parts = [call.text(f"{one.key}_{part}") for part in ("year", "month", "day")]
    try:
        day = read_date(*parts)
    except InvalidValue:
        return "/".join(parts)  # never in a form that could be read as another calendar's day
    return day.isoformat() if day else ""


def _birth_date(call: PortalCall) -> str:
    day = read_date(call.text("birth_year"), call.text("birth_month"), call.text("birth_day"))
    return day.isoformat() if day else ""


def _kept(sheet: Sheet, fresh: Mapping[str, str]) -> dict[str, str]:
    """What was typed before, and what is typed now."""
    return {**sheet.draft.answers, **fresh}


def _contact(call: PortalCall) -> Contact:
    medium = call.text("medium")
    if medium == "email":
        return Contact(Medium.EMAIL, parse_email(call.text("email")), call.language)
    if medium == "none":
        return Contact(None, "", call.language)
    return Contact(Medium.SMS, "", call.language)


def _must_agree(call: PortalCall) -> None:
    if not call.text("agree"):
        raise InvalidValue("Confirm that it is right.", code="draft.agree", field="agree")
