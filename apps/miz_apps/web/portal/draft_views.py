"""What the steps of filing show."""

from collections.abc import Mapping

from miz.domain.forms import Answers, Field, FieldKind
from miz.errors import InvalidForm, InvalidValue, MizError
from miz.usecases.portal import OWN, Sheet
from miz.usecases.publishing import Offer
from miz_apps.web.portal.calls import PortalCall
from miz_apps.web.portal.offers import fees_of, line_of
from miz_apps.web.portal.papers import paper_line
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.answers import answer_of
from miz_apps.web.rendering.contexts.filing import (
    AboutPage,
    Asked,
    CheckPage,
    CheckRow,
    DraftLine,
    FormPage,
    PaperRow,
    PapersPage,
)
from miz_apps.web.rendering.contexts.offers import Named
from miz_apps.web.rendering.dates import Dates, read_date
from miz_apps.web.rendering.languages import translations


def problems_of(call: PortalCall, sheet: Sheet) -> dict[str, str]:
    """What is wrong with the draft, by field, in words."""
    try:
        call.core.portal.check(citizen=call.who, draft=sheet.draft.id)
    except InvalidForm as error:
        return told(call, error.problems)
    return {}


def told(call: PortalCall, problems: Mapping[str, MizError]) -> dict[str, str]:
    """Problems in the page's language."""
    return {name: advice(error, call.language) for name, error in problems.items()}


def about_page(call: PortalCall, sheet: Sheet, errors: Mapping[str, str]) -> AboutPage:
    """Step 1, refilled."""
    answers = sheet.draft.answers
    values = {name: answers.get(f"own_{name}", "") for name in OWN}
    typed = (call.text("birth_year"), call.text("birth_month"), call.text("birth_day"))
    birth = typed if any(typed) else _parts(call, values["birth_date"])
    return AboutPage(progress(call, sheet), values, birth, errors)


def _parts(call: PortalCall, text: str) -> tuple[str, str, str]:
    if text.count("/") == 2:  # as it was typed, for no such day exists
        year, month, day_ = text.split("/")
        return year, month, day_
    try:
        day = read_date(*text.split("-")) if text else None
    except (InvalidValue, TypeError):
        day = None
    return Dates(call.language).parts(day)


def form_page(call: PortalCall, sheet: Sheet, errors: Mapping[str, str]) -> FormPage:
    """Step 2, refilled; questions that are not asked now are there and hidden."""
    asked = sheet.edition.information.form
    shown = {one.key for one in asked.asked(sheet.draft.answers)}
    return FormPage(
        progress(call, sheet),
        tuple(
            _asked(call, one, sheet.draft.answers, shown=one.key in shown) for one in asked.fields
        ),
        errors,
    )


def _asked(call: PortalCall, one: Field, answers: Answers, *, shown: bool) -> Asked:
    value = answers.get(one.key, "")
    return Asked(
        key=one.key,
        kind=one.kind,
        label=one.label.in_(call.language),
        help=one.help.in_(call.language),
        required=one.required,
        value=value,
        parts=_parts(call, value) if one.kind is FieldKind.DATE else ("", "", ""),
        choices=tuple(Named(c.label.in_(call.language), key=c.value) for c in one.choices),
        when=one.when.field if one.when else "",
        among=",".join(one.when.answers) if one.when else "",
        shown=shown,
    )


def papers_page(call: PortalCall, sheet: Sheet, errors: Mapping[str, str]) -> PapersPage:
    """Step 3 with what is there."""
    there = sheet.draft.papers
    needs = sheet.edition.information.documents
    return PapersPage(
        progress(call, sheet),
        tuple(
            PaperRow(
                need=one.key,
                title=one.title.in_(call.language),
                note=one.note.in_(call.language),
                required=one.required,
                there=tuple(paper_line(paper, {}) for paper in there if paper.need == one.key),
            )
            for one in needs
        ),
        tuple(
            paper_line(paper, {}) for paper in there if paper.need not in {one.key for one in needs}
        ),
        errors,
    )


def check_page(call: PortalCall, sheet: Sheet, errors: Mapping[str, str]) -> CheckPage:
    """Step 4 with everything that is wrong."""
    problems = {**problems_of(call, sheet), **errors}
    return CheckPage(
        progress=progress(call, sheet),
        rows=(*_own_rows(call, sheet), *_answer_rows(call, sheet)),
        papers=papers_page(call, sheet, {}).rows,
        fees=fees_of(call, sheet.edition.information),
        mobile=call.who.mobile.number,
        email=call.text("email"),
        medium=call.text("medium") or "sms",
        errors=problems,
    )


def _own_rows(call: PortalCall, sheet: Sheet) -> list[CheckRow]:
    if sheet.known:
        return []
    _ = translations(call.language).gettext
    answers = sheet.draft.answers
    name = f"{answers.get('own_given', '')} {answers.get('own_family', '')}".strip()
    born = "/".join(part for part in _parts(call, answers.get("own_birth_date", "")) if part)
    digits = Dates(call.language).digits
    return [
        CheckRow(_("Name"), name, "about"),
        CheckRow(_("Father's name"), answers.get("own_father", ""), "about"),
        CheckRow(_("Birth date"), digits(born), "about"),
    ]


def _answer_rows(call: PortalCall, sheet: Sheet) -> list[CheckRow]:
    given = sheet.draft.answers
    asked = sheet.edition.information.form.asked(given)
    return [
        CheckRow(one.label.in_(call.language), answer_of(one, given, call.language), "form")
        for one in asked
    ]


def progress(call: PortalCall, sheet: Sheet) -> DraftLine:
    """Which draft this is."""
    title = line_of(call, offer_of_sheet(call, sheet)).title
    return DraftLine(sheet.draft.id, title, sheet.draft.opened_at, known=sheet.known)


def offer_of_sheet(call: PortalCall, sheet: Sheet) -> Offer:
    """The service that the draft is for."""
    return call.core.publishing.offer(actor=call.actor, service=sheet.draft.service)
