"""Who answers for services, and services that are taken out of the lists."""

from datetime import date

import pytest

from miz.errors import InvalidValue, NotFound
from miz.usecases.catalogue import Charge
from tests.desk_office import Desk, equip_again


def test_a_service_has_its_main_responsible_person(desk: Desk) -> None:
    """Name, unit and deputy stand in the offer that everybody sees (SVC-09)."""
    offer = desk.core.publishing.offer(actor=desk.public, service=desk.licence.id)
    unit = desk.core.catalogue.units(actor=desk.public)[0]

    assert (desk.office.host, desk.deputy, unit) == (offer.responsible, offer.deputy, offer.unit)


def test_another_person_is_put_in_charge(desk: Desk) -> None:
    """From now on, with his own unit where none is named; the next request is his (SVC-09)."""
    before = desk.taken()
    changed = desk.core.catalogue.put_in_charge(
        actor=desk.actor, service=desk.licence.id, charge=Charge(responsible=desk.outsider.id)
    )
    after = desk.taken(desk.office.person(1))

    assert (desk.outsider.id, None, desk.outsider.unit) == (
        changed.responsible,
        changed.deputy,
        changed.unit,
    )
    assert [desk.office.host.id, desk.outsider.id] == [
        desk.stored(one).officer for one in (before, after)
    ]


def test_a_named_unit_stays(desk: Desk) -> None:
    """A service may lie with another unit than its person's own (SVC-09)."""
    charge = Charge(unit=desk.outsider.unit, responsible=desk.office.host.id)
    changed = desk.core.catalogue.put_in_charge(
        actor=desk.actor, service=desk.licence.id, charge=charge
    )

    assert (desk.outsider.unit, desk.office.host.id) == (changed.unit, changed.responsible)


@pytest.mark.parametrize("part", ["unit", "responsible", "deputy"])
def test_nobody_of_another_site_is_put_in_charge(desk: Desk, part: str) -> None:
    """Neither unit, person nor deputy (ASVS V8.4.1)."""
    other = equip_again(desk)
    charge = {
        "unit": Charge(unit=other.deputy.unit),
        "responsible": Charge(responsible=other.deputy.id),
        "deputy": Charge(responsible=desk.office.host.id, deputy=other.deputy.id),
    }[part]
    with pytest.raises(NotFound):
        desk.core.catalogue.put_in_charge(actor=desk.actor, service=desk.licence.id, charge=charge)
    with pytest.raises(NotFound):
        desk.core.catalogue.add_service(
            actor=desk.actor,
            code="202",
            title=desk.licence.title,
            category="documents",
            charge=charge,
        )


def test_an_employee_goes_on_leave_and_comes_back(desk: Desk) -> None:
    """Up to the end of the last day; then he is there again without another word (EDK-07)."""
    host = desk.core.catalogue.send_away(
        actor=desk.actor, host=desk.office.host.id, until=date(2026, 1, 4)
    )
    away = [host.here(date(2026, 1, day)) for day in (3, 4, 5)]
    back = desk.core.catalogue.send_away(actor=desk.actor, host=host.id, until=None)

    assert [False, False, True] == away
    assert back.here(date(2026, 1, 3))


def test_a_service_is_taken_out_of_every_list(desk: Desk) -> None:
    """What was filed goes on; nothing new is taken until it is put back (SVC-01)."""
    filed = desk.taken()
    desk.core.catalogue.switch_service(actor=desk.actor, service=desk.licence.id, active=False)
    offers = desk.core.publishing.published(actor=desk.public)
    with pytest.raises(NotFound):
        desk.taken(desk.office.person(1))
    with pytest.raises(NotFound):
        desk.core.publishing.offer(actor=desk.public, service=desk.licence.id)
    with pytest.raises(NotFound):
        desk.core.publishing.by_code(actor=desk.public, code="201")

    assert ["301", "401"] == [one.service.code for one in offers]
    assert "check" == desk.core.casework.open(actor=desk.officer, request=filed.id).next_step
    desk.core.catalogue.switch_service(actor=desk.actor, service=desk.licence.id, active=True)
    assert desk.taken(desk.office.person(2)).undone


@pytest.mark.parametrize(
    ("limits", "field"),
    [({"seats": -1}, "seats"), ({"seats": 501}, "seats"), ({"slot_minutes": 4}, "slot_minutes")],
)
def test_slots_are_within_reason(desk: Desk, limits: dict[str, int], field: str) -> None:
    """A slot of a minute or a thousand seats is refused with the field's name (EDK-03)."""
    with pytest.raises(InvalidValue) as caught:
        desk.core.catalogue.add_service(
            actor=desk.actor,
            code="202",
            title=desk.licence.title,
            category="documents",
            **limits,  # type: ignore[arg-type]
        )

    assert field == caught.value.field
