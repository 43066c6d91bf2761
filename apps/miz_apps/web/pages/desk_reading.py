"""All that the desk shows of one person, read at once."""

from collections.abc import Sequence

from attrs import frozen

from miz.core import Core
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.ids import PersonId
from miz.domain.passes import Pass, PassForm, PassState
from miz.domain.people import Person
from miz.domain.places import Gate, Site
from miz.domain.staff import Actor, Permission
from miz.domain.visits import Passage, Visit
from miz.ports.storage import UnitOfWork
from miz.usecases.scope import mine


@frozen
class Standing:
    """Who stands at the desk, with what is open for him."""

    site: Site
    person: Person
    visit: Visit | None
    visits: Sequence[Visit]
    host: Host | None
    unit: Unit | None
    service: Service | None
    slip: Pass | None
    card: str
    gate: Gate | None

    @property
    def earlier(self) -> Sequence[Visit]:
        """Visits before the one that is open."""
        current = self.visit.id if self.visit else None
        return [one for one in self.visits if one.id != current and one.entry is not None]


def standing(core: Core, actor: Actor, person: str, *, visit: Visit | None = None) -> Standing:
    """The person and his visit; without one named, the one that is open."""
    actor.must(Permission.RECEIVE)

    def work(uow: UnitOfWork) -> Standing:
        found = mine(actor, uow.people, PersonId(person))
        current = uow.visits.find(visit.id) if visit else uow.visits.current(found.id)
        return _gather(uow, found, current)

    return core.storage.read(work)


def _gather(uow: UnitOfWork, person: Person, visit: Visit | None) -> Standing:
    passes = uow.passes.of_visit(visit.id) if visit else ()
    live = [one for one in passes if one.state is PassState.LIVE]
    card = next((one.card for one in live if one.form is PassForm.CARD), None)
    held = uow.cards.find(card) if card else None
    last = (visit.exit or visit.entry) if visit else None
    return Standing(
        site=uow.sites.get(person.site),
        person=person,
        visit=visit,
        visits=uow.visits.of_person(person.id),
        host=uow.hosts.find(visit.host) if visit and visit.host else None,
        unit=uow.units.find(visit.unit) if visit and visit.unit else None,
        service=uow.services.find(visit.service) if visit and visit.service else None,
        slip=next((one for one in live if one.form is PassForm.SLIP), None),
        card=held.number if held else "",
        gate=_gate(uow, last),
    )


def _gate(uow: UnitOfWork, passage: Passage | None) -> Gate | None:
    lane = uow.lanes.find(passage.lane) if passage else None
    return uow.gates.find(lane.gate) if lane else None
