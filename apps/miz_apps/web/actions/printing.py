"""What the desk prints: the slip of a visit as a picture."""

from attrs import frozen

from miz.core import Core
from miz.domain.ids import VisitId
from miz.domain.passes import Pass, PassForm, PassState
from miz.domain.people import Person
from miz.domain.persian import persian_digits
from miz.domain.places import Site
from miz.domain.staff import Actor, Permission
from miz.domain.values import Language
from miz.domain.visits import Visit
from miz.errors import NotFound
from miz.ports.printing import Slip
from miz.ports.storage import UnitOfWork
from miz.usecases.scope import mine
from miz_apps.web.actions.action import Png
from miz_apps.web.actions.fields import Line
from miz_apps.web.actions.reception import OfVisit


class SlipOf(OfVisit, frozen=True, kw_only=True):
    """One visit; ``v`` is whatever changes with its slip, so that browsers do not mix them."""

    v: Line = ""


@frozen
class Printable:
    """All that a slip shows; no number of the person (threat 26)."""

    site: Site
    visit: Visit
    pass_: Pass
    person: Person
    host: str
    unit: str
    where: str


def slip_picture(core: Core, actor: Actor, command: SlipOf) -> Png:
    """The slip that the visit has now, ready for an 80 mm printer."""
    found = printable(core, actor, command.visit)
    return Png(core.press.slip(slip_of(core, found)))


def printable(core: Core, actor: Actor, visit: str) -> Printable:
    """The visit's live slip and what stands on it; NotFound when it has none."""
    actor.must(Permission.RECEIVE)
    return core.storage.read(lambda uow: _gather(uow, actor, VisitId(visit)))


def slip_of(core: Core, found: Printable) -> Slip:
    """The slip as the press draws it, in Persian."""
    site, window = found.site, found.pass_.window
    start = window.start.astimezone(site.zone)
    until = window.until.astimezone(site.zone)
    rows = (
        ("نام", found.person.name.full),
        ("میزبان", found.host),
        ("واحد", found.unit),
        ("اتاق", found.where),
        ("اعتبار", persian_digits(f"{start:%H:%M} تا {until:%H:%M}")),
    )
    return Slip(
        organisation=site.organisation.in_(Language.FA),
        title=site.name.in_(Language.FA),
        code=found.pass_.code,
        rows=tuple((label, text) for label, text in rows if text),
        logo=core.places.logo(site=site.id),
        language="fa",
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
        unit=unit.name.fa if unit else "",
        where=host.room if host else "",
    )
