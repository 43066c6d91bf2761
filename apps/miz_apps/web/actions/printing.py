"""What the desk prints: the slip of a visit as a picture."""

from miz.core import Core
from miz.domain.ids import VisitId
from miz.domain.staff import Actor
from miz.domain.values import Language
from miz.ports.printing import Slip
from miz.usecases.standing import Printable
from miz_apps.web.actions.action import Png
from miz_apps.web.actions.fields import Line
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
    )
