import pytest
from attrs import evolve

from miz.domain.admissions import IdentificationMethod
from miz.domain.categories import Category, Flow
from miz.domain.values import Text
from miz.errors import Conflict, InvalidValue, NotFound, WrongState
from tests.desk_office import LICENCE, Desk, publish
from tests.office import Office, furnish_again

NATIONAL_CARD = IdentificationMethod.NATIONAL_CARD
WITH_ENTRY = Flow(takes_request=True, gives_entry=True)
TITLE = Text("خدمت ویژه", "Special")


def define(office: Office, key: str = "fifth", flow: Flow = WITH_ENTRY) -> Category:
    """One more category."""
    return office.core.categories.define(actor=office.actor, key=key, title=TITLE, flow=flow)


def keys(office: Office) -> list[str]:
    """The categories in use."""
    return [one.key for one in office.core.categories.list(actor=office.actor)]


def test_a_site_begins_with_the_four_categories(office: Office) -> None:
    """Shipped as data, each with what it means at the desk (C1-01, C2-01, C3-01, C4-01)."""
    found = {one.key: one.flow for one in office.core.categories.list(actor=office.actor)}

    assert {
        "information": Flow(gives_entry=True),
        "documents": Flow(takes_request=True),
        "documents_with_entry": Flow(takes_request=True, gives_entry=True, needs_coordination=True),
        "one_step": Flow(takes_request=True, at_once=True),
    } == found


def test_a_site_knows_its_province(office: Office) -> None:
    """Decrees are issued for a province; categories are journalled as added (directive 3.8)."""
    site = office.core.places.found(
        organisation=Text("سازمان"), name=Text("شعبه"), province="  آذربایجان  شرقی "
    )
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    added = [s.entry.facts["record"] for s in entries if s.entry.site == site.id]

    assert "آذربایجان شرقی" == site.province
    assert [*["Category"] * 4, "Site"] == added


def test_a_fifth_category_works_without_code(desk: Desk) -> None:
    """Requests are taken and passes given by its flow alone (C3-01, J3, directive 3.2)."""
    define(desk.office)
    service = desk.core.catalogue.add_service(
        actor=desk.actor, code="501", title=Text("ویژه"), category="fifth"
    )
    publish(desk.office, service.id, LICENCE)
    person = desk.office.person()
    request = desk.taken(person, service)
    visit = desk.core.reception.arrive(
        actor=desk.actor, person=person.id, request=request.id, identified_by=NATIONAL_CARD
    )
    desk.core.reception.admit(actor=desk.actor, visit=visit.id)
    slip = desk.core.reception.hand_slip(actor=desk.actor, visit=visit.id)

    assert request.code == slip.code
    assert desk.office.enter(slip).entry is not None


def test_a_fifth_category_that_gives_no_entry_gives_none(desk: Desk) -> None:
    """The same service under another flow stays at the desk (I3)."""
    define(desk.office, flow=Flow(takes_request=True))
    service = desk.core.catalogue.add_service(
        actor=desk.actor, code="501", title=Text("ویژه"), category="fifth"
    )
    visit = desk.core.reception.arrive(
        actor=desk.actor,
        person=desk.office.person().id,
        service=service.id,
        identified_by=NATIONAL_CARD,
    )
    with pytest.raises(WrongState) as caught:
        desk.core.reception.admit(actor=desk.actor, visit=visit.id)

    assert "service.no_pass" == caught.value.code


def test_a_flow_is_changed_at_once(desk: Desk) -> None:
    """The next visitor of the category is admitted, by data alone (C2-01)."""
    desk.core.categories.change(actor=desk.actor, key="documents", title=TITLE, flow=WITH_ENTRY)
    visit = desk.core.reception.arrive(
        actor=desk.actor,
        person=desk.office.person().id,
        service=desk.licence.id,
        identified_by=NATIONAL_CARD,
    )

    assert desk.core.reception.admit(actor=desk.actor, visit=visit.id).window is not None
    changed = desk.core.publishing.offer(actor=desk.public, service=desk.licence.id).category
    assert (TITLE, WITH_ENTRY) == (changed.title, changed.flow)


def test_a_retired_category_takes_no_new_service(desk: Desk) -> None:
    """Services that have it go on; the desk does not see it any more (C2-01)."""
    desk.core.categories.retire(actor=desk.actor, key="documents")
    with pytest.raises(InvalidValue) as caught:
        desk.core.catalogue.add_service(
            actor=desk.actor, code="202", title=TITLE, category="documents"
        )

    assert ("category.unknown", "category") == (caught.value.code, caught.value.field)
    assert "documents" not in keys(desk.office)
    assert desk.taken().undone


def test_a_category_is_named_by_its_key(office: Office) -> None:
    """A service of a category that nobody defined is refused with those there are (C1-01)."""
    known = "information, documents, documents_with_entry, one_step"
    with pytest.raises(InvalidValue, match=known) as caught:
        office.core.catalogue.add_service(
            actor=office.actor, code="102", title=TITLE, category="seventh"
        )

    assert "category.unknown" == caught.value.code


@pytest.mark.parametrize("key", ["", "x", "Fifth", "5th", "a-b", "پنجم", "x" * 41])
def test_a_key_has_a_form(office: Office, key: str) -> None:
    """It stands in files and addresses: small Latin letters, digits and _ (C1-01)."""
    with pytest.raises(InvalidValue) as caught:
        define(office, key)

    assert ("category.key", "key") == (caught.value.code, caught.value.field)


def test_a_key_is_taken_once_at_a_site(office: Office) -> None:
    """Another site has its own, and its categories do not exist here (ASVS V8.4.1)."""
    other = furnish_again(office)
    define(office)
    define(other)
    define(other, "sixth")
    with pytest.raises(Conflict) as caught:
        define(office)

    assert "category.key_taken" == caught.value.code
    assert "sixth" not in keys(office)
    with pytest.raises(NotFound):
        office.core.categories.change(actor=office.actor, key="sixth", title=TITLE, flow=Flow())
    with pytest.raises(NotFound):
        office.core.categories.retire(actor=office.actor, key="sixth")


def test_a_service_without_its_category_lets_nobody_in(office: Office) -> None:
    """A category that is missing decides nothing: it is an error, not an open gate (I3)."""
    damaged = evolve(office.service, category="gone")
    office.core.storage.write(lambda uow: uow.services.save(damaged))
    with pytest.raises(WrongState) as caught:
        office.arrived()

    assert "category.missing" == caught.value.code
