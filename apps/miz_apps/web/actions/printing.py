"""What the desk prints: the slip of a visit as a picture."""

from datetime import datetime

from miz.core import Core
from miz.domain.ids import RequestId, VisitId
from miz.domain.staff import Actor
from miz.domain.values import Language
from miz.ports.printing import Slip
from miz.usecases.casefiles import CaseFile
from miz.usecases.standing import Printable
from miz_apps.web.actions.action import Command, Png
from miz_apps.web.actions.fields import Identity, Line
from miz_apps.web.actions.reception import OfVisit
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.languages import translations


class SlipOf(OfVisit, frozen=True, kw_only=True):
    """One visit; ``v`` is whatever changes with its slip, so that browsers do not mix them."""

    v: Line = ""
    language: Language = Language.FA


def slip_picture(core: Core, actor: Actor, command: SlipOf) -> Png:
    """The slip that the visit has now, ready for an 80 mm printer."""
    found = core.lookup.slip(actor=actor, visit=VisitId(command.visit))
    return Png(core.press.slip(slip_of(core, found, command.language)))


def slip_of(core: Core, found: Printable, language: Language) -> Slip:
    """The slip as the press draws it, in the language of whoever prints it."""
    site, window = found.site, found.pass_.window
    _, dates = translations(language).gettext, Dates(language)
    start, until = (dates.clock(at, site.zone) for at in (window.start, window.until))
    rows = (
        (_("Name"), found.person.name.full),
        (_("Host"), found.host.name.full if found.host else ""),
        (_("Unit"), found.unit.name.in_(language) if found.unit else ""),
        (_("Room"), found.host.room if found.host else ""),
        (_("Valid"), _("%(start)s to %(until)s") % {"start": start, "until": until}),
    )
    return Slip(
        organisation=site.organisation.in_(language),
        title=site.name.in_(language),
        code=found.pass_.code,
        rows=tuple((label, text) for label, text in rows if text),
        logo=core.places.logo(site=site.id),
        language=language.value,
        practice=site.training_of is not None,
    )


class ReceiptOf(Command, frozen=True, kw_only=True):
    """One request; ``v`` is whatever changes with its receipt."""

    request: Identity
    v: Line = ""
    language: Language = Language.FA


def receipt_picture(core: Core, actor: Actor, command: ReceiptOf) -> Png:
    """The receipt «رسید خدمت» of a request, ready for an 80 mm printer."""
    found = core.casework.open(actor=actor, request=RequestId(command.request))
    return Png(core.press.slip(receipt_of(core, found, command.language)))


def receipt_of(core: Core, found: CaseFile, language: Language) -> Slip:
    """Code, promised time, officer and documents, as the directive asks (C2-06, C2-07, MIS-06)."""
    request, offer = found.request, found.offer
    site = core.places.front(site=request.site)
    _, dates = translations(language).gettext, Dates(language)

    def when(at: datetime | None) -> str:
        if at is None or site is None:
            return ""
        return f"{dates.long_day(at.astimezone(site.zone).date())} {dates.clock(at, site.zone)}"

    rows = (
        (_("Name"), found.person.name.full),
        (_("Service"), offer.service.title.in_(language)),
        (_("Answer until"), when(request.due_at)),
        (_("Next visit"), when(request.visit_at)),
        (_("Person in charge"), found.officer.name.full if found.officer else ""),
        (_("Telephone"), dates.digits(offer.information.sheet.phone)),
        (_("Letter number"), dates.digits(request.number)),
        (_("Documents"), _papers(found, language)),
    )
    return Slip(
        organisation=site.organisation.in_(language) if site else "",
        title=_("Service receipt"),
        code=request.code,
        rows=tuple((label, text) for label, text in rows if text),
        logo=core.places.logo(site=request.site),
        language=language.value,
        practice=site is not None and site.training_of is not None,
    )


def _papers(found: CaseFile, language: Language) -> str:
    _, digits = translations(language).gettext, Dates(language).digits
    named = {one.key: one.title.in_(language) for one in found.edition.information.documents}
    told = []
    for paper in found.request.papers:
        kind = _("original") if paper.original else _("copy")
        told.append(f"{named.get(paper.need, paper.name)} ({digits(paper.pages)}، {kind})")
    return " · ".join(told)
