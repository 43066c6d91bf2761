import pytest

from miz.domain.values import Language, Mobile, PersonName, Text
from miz.errors import Conflict, InvalidValue, NotFound
from tests.office import Office, furnish_again

NAME = PersonName.parse("رضا", "امینی")


def found(office: Office, fragment: str) -> list[str]:
    """The family names of the hosts that the desk finds."""
    hosts = office.core.catalogue.find_hosts(actor=office.actor, fragment=fragment)
    return [host.name.family for host in hosts]


def test_a_host_has_a_unit_and_a_room(office: Office) -> None:
    """Whom a visitor meets, and where (C3-07)."""
    host = office.core.catalogue.add_host(
        actor=office.actor,
        unit=office.host.unit,
        name=NAME,
        room=" ۳۱۲ ",
        mobile=Mobile.parse("09120000000"),
        language=Language.EN,
    )

    assert ("۳۱۲", office.host.unit, Language.EN) == (host.room, host.unit, host.language)
    assert {office.host, host} == set(office.core.catalogue.hosts(actor=office.actor))


@pytest.mark.parametrize("fragment", ["نوری", "نوري", "نو", "الهام نوری", " نور "])
def test_a_host_is_found_by_a_piece_of_the_name(office: Office, fragment: str) -> None:
    """Three letters are enough, from either keyboard (J1 step 4)."""

    assert ["نوری"] == found(office, fragment)


def test_a_retired_host_is_not_found(office: Office) -> None:
    """The past keeps the name; the desk cannot choose it (C3-07)."""
    visit = office.admitted()
    office.core.catalogue.retire_host(actor=office.actor, host=office.host.id)
    kept = office.core.catalogue.hosts(actor=office.actor)

    assert [] == found(office, "نوری")
    assert [(visit.host, False)] == [(host.id, host.active) for host in kept]


def test_hosts_of_another_site_are_not_found(office: Office) -> None:
    """Nor can a host join a unit of another site (ASVS V8.4.1)."""
    other = furnish_again(office)

    assert 1 == len(found(office, "نوری"))
    with pytest.raises(NotFound):
        office.core.catalogue.add_host(actor=office.actor, unit=other.host.unit, name=NAME)


def test_services_are_listed_by_code(office: Office) -> None:
    """The desk sees what the office does (C1-01)."""
    more = office.core.catalogue.add_service(
        actor=office.actor,
        code="100",
        title=Text("راهنمایی"),
        category="one_step",
    )

    assert (more, office.service) == office.core.catalogue.services(actor=office.actor)


def test_a_service_code_is_taken_once_at_a_site(office: Office) -> None:
    """Another site may use the same code (ASVS V8.4.1)."""
    furnish_again(office)
    with pytest.raises(Conflict) as caught:
        office.core.catalogue.add_service(
            actor=office.actor, code="101", title=Text("دیگر"), category="documents"
        )

    assert "code" == caught.value.field


def test_a_service_gives_no_pass_that_its_category_does_not(office: Office) -> None:
    """A contradiction is refused where it is written; unsaid, the category decides (C2-01)."""
    with pytest.raises(InvalidValue) as caught:
        office.core.catalogue.add_service(
            actor=office.actor, code="102", title=Text("دیگر"), category="documents",
            gives_pass=True,
        )  # fmt: skip
    kinds = {one.key: one for one in office.core.categories.list(actor=office.actor)}
    added = {
        key: office.core.catalogue.add_service(
            actor=office.actor, code=key, title=Text("دیگر"), category=key
        )
        for key in ("documents", "information")
    }

    assert ("service.entry", "gives_pass") == (caught.value.code, caught.value.field)
    assert {"documents": False, "information": True} == {
        key: kinds[key].lets_in(one) for key, one in added.items()
    }


@pytest.mark.parametrize("minutes", [0, 4, 24 * 60 + 1])
def test_a_service_lasts_within_reason(office: Office, minutes: int) -> None:
    """A pass of no time or of days is refused with the field's name."""
    with pytest.raises(InvalidValue) as caught:
        office.core.catalogue.add_service(
            actor=office.actor,
            code="102",
            title=Text("دیگر"),
            category="documents",
            minutes=minutes,
        )

    assert "minutes" == caught.value.field


def test_a_unit_has_a_place(office: Office) -> None:
    """Where visitors are sent to (MIS-08)."""
    unit = office.core.catalogue.add_unit(actor=office.actor, name=Text("حقوقی"), place="طبقهٔ  ۲")

    assert "طبقهٔ ۲" == unit.place
    assert unit in office.core.catalogue.units(actor=office.actor)
