"""I3 over whatever an office may define: no pass but by category and service, or an override."""

from collections.abc import Iterator

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from miz.domain.admissions import IdentificationMethod, OverrideGrounds
from miz.domain.catalogue import Service
from miz.domain.categories import Flow
from miz.domain.values import Text
from miz.domain.visits import Visit, VisitState
from miz.errors import MizError
from tests.desk_office import LICENCE, Desk, open_desk, publish
from tests.office import CARD

CHECKED = IdentificationMethod.NATIONAL_CARD


@frozen
class Way:
    """What is tried with a visitor."""

    flow: Flow
    gives_pass: bool
    needs_agreement: bool
    answer: bool | None
    overridden: bool
    identified: bool | None
    for_request: bool

    @property
    def leads_in(self) -> bool:
        """Whether a pass may exist (I3, MIS-08)."""
        let_in = self.overridden or (self.flow.gives_entry and self.gives_pass)
        asks = self.flow.needs_coordination or self.needs_agreement
        agreed = self.answer is True or (self.answer is None and (self.overridden or not asks))
        return self.identified is True and let_in and agreed


FLOWS = st.builds(
    lambda takes, entry, first, once: Flow(
        takes_request=takes or once,
        gives_entry=entry,
        needs_coordination=first and entry,
        at_once=once,
    ),
    *[st.booleans()] * 4,
)
WAYS = st.builds(
    Way,
    FLOWS,
    gives_pass=st.booleans(),
    needs_agreement=st.booleans(),
    answer=st.none() | st.booleans(),
    overridden=st.booleans(),
    identified=st.none() | st.booleans(),
    for_request=st.booleans(),
)


@pytest.fixture(scope="module")
def busy() -> Iterator[Desk]:
    """One desk for many examples."""
    with open_desk() as desk:
        yield desk


@settings(max_examples=300)
@given(WAYS)
def test_no_pass_exists_but_by_category_and_service_or_override(busy: Desk, way: Way) -> None:
    """Whatever is defined and tried: a pass is there exactly where it may be (I3)."""
    visit = tried(busy, way)
    state = busy.core.lookup.visit(actor=busy.operator, visit=visit.id).state

    assert way.leads_in == bool(handed_out(busy, visit))
    assert (VisitState.ADMITTED if way.leads_in else VisitState.ARRIVED) is state


def handed_out(desk: Desk, visit: Visit) -> int:
    """How many passes the visit has, of whatever state."""
    return len(desk.core.storage.read(lambda uow: uow.passes.of_visit(visit.id)))


def tried(desk: Desk, way: Way) -> Visit:
    """A visit for a service of a new category, after all that the way says was tried."""
    service, number = defined(desk, way)
    person = desk.somebody(number)
    request = desk.taken(person, service) if way.for_request and way.flow.takes_request else None
    visit = desk.core.reception.arrive(
        actor=desk.operator,
        person=person.id,
        service=service.id,
        request=request.id if request else None,
    )
    prepared(desk, way, visit)
    for step in (hand_slip, admit, hand_slip, hand_card):
        try:
            step(desk, visit)
        except MizError:
            continue
    return visit


def defined(desk: Desk, way: Way) -> tuple[Service, int]:
    """A published service of a category of its own, and its number."""
    number = len(desk.core.catalogue.services(actor=desk.actor))
    desk.core.categories.define(
        actor=desk.actor, key=f"kind_{number}", title=Text("گونه"), flow=way.flow
    )
    service = desk.core.catalogue.add_service(
        actor=desk.actor,
        code=f"9{number:04d}",
        title=Text("خدمت"),
        category=f"kind_{number}",
        gives_pass=None if way.gives_pass else False,
        needs_agreement=way.needs_agreement,
    )
    publish(desk.office, service.id, LICENCE)
    return service, number


def prepared(desk: Desk, way: Way, visit: Visit) -> None:
    """What the desk and security did before anybody asks for a pass."""
    reception, actor = desk.core.reception, desk.operator
    if way.identified is not None:
        reception.identify(actor=actor, visit=visit.id, method=CHECKED, matched=way.identified)
    if way.answer is not None:
        reception.answer(actor=actor, visit=visit.id, agreed=way.answer, by="او")
    if way.overridden:
        reception.override(actor=desk.actor, visit=visit.id, grounds=OverrideGrounds.EMERGENCY)


def admit(desk: Desk, visit: Visit) -> object:
    """Lets the visitor pass the gate."""
    return desk.core.reception.admit(actor=desk.operator, visit=visit.id)


def hand_slip(desk: Desk, visit: Visit) -> object:
    """A slip in the visitor's hand."""
    return desk.core.reception.hand_slip(actor=desk.operator, visit=visit.id)


def hand_card(desk: Desk, visit: Visit) -> object:
    """A guest card in the visitor's hand, and back in the box."""
    desk.core.reception.hand_card(actor=desk.operator, visit=visit.id, card=CARD)
    return desk.core.reception.take_back(actor=desk.operator, card=CARD)
