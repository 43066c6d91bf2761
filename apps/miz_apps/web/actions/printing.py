"""What the desk prints: the slip of a visit as a picture."""

from attrs import frozen

from miz.core import Core
from miz.domain.ids import VisitId
from miz.domain.passes import Pass, PassForm, PassState
from miz.domain.people import Person
from miz.domain.places import Site
from miz.domain.staff import Actor, Permission
from miz.domain.values import Language, Text
from miz.domain.visits import Visit
from miz.errors import NotFound
from miz.ports.printing import Slip
from miz.ports.storage import UnitOfWork
from miz.usecases.scope import mine
from miz_apps.web.actions.action import Png
from miz_apps.web.actions.fields import Line
from miz_apps.web.actions.reception import OfVisit
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.languages import translations


class SlipOf(OfVisit, frozen=True, kw_only=True):
    """One visit; ``v`` is whatever changes with its slip, so that browsers do not mix them."""

    v: Line = ""
    language: Language = Language.FA


@frozen
class Printable:
    """All that a slip shows; no number of the person (threat 26)."""

    site: Site
    visit: Visit
    pass_: Pass
    person: Person
    host: str
    unit: Text | None
    where: str


def slip_picture(core: Core, actor: Actor, command: SlipOf) -> Png:
    """The slip that the visit has now, ready for an 80 mm printer."""
    found = printable(core, actor, command.visit)
    return Png(core.press.slip(slip_of(core, found, command.language)))


def printable(core: Core, actor: Actor, visit: str) -> Printable:
    """The visit's live slip and what stands on it; NotFound when it has none."""
    actor.must(Permission.RECEIVE)
    return core.storage.read(lambda uow: _gather(uow, actor, VisitId(visit)))


def slip_of(core: Core, found: Printable, language: Language) -> Slip:
    """The slip as the press draws it, in the language of whoever prints it."""
    site, window = found.site, found.pass_.window
    _, dates = translations(language).gettext, Dates(language)
    start, until = (dates.clock(at, site.zone) for at in (window.start, window.until))
    rows = (
        (_("Name"), found.person.name.full),
        (_("Host"), found.host),
        (_("Unit"), found.unit.in_(language) if found.unit else ""),
        (_("Room"), found.where),
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


def _gather(uow: UnitOfWork, actor: Actor, visit_id: VisitId) -> Printable:
    visit = mine(actor, uow.visits, visit_id)
    live = [one for one in uow.passes.of_visit(visit.id) if one.state is PassState.LIVE]
    slip = next((one for one in live if one.form is PassForm.SLIP), None)
    if slip is None:
        raise NotFound(
            "This visit has no slip now; hand one out first.", code="slip.none", field="visit"
        )
    host = uow.hosts.find(visit.host) if visit.host else None
    unit = uow.units.find(visit.unit) if visit.unit else None
    return Printable(
        site=uow.sites.get(visit.site),
        visit=visit,
        pass_=slip,
        person=uow.people.get(visit.person),
        host=host.name.full if host else "",
        unit=unit.name if unit else None,
        where=host.room if host else "",
    )
