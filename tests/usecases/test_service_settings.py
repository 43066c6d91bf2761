"""What an administrator sets for one service, and sees of services that are switched off."""

from datetime import UTC, date, datetime, time

import pytest
from attrs import evolve

from miz.domain.decrees import Decree, DecreeKind
from miz.domain.editions import Information
from miz.domain.ids import DecreeId, SiteId
from miz.domain.values import Text
from miz.errors import InvalidValue, NotFound
from miz.usecases.intake import Case
from tests.office import Office, furnish_again

SNOW = Decree(
    id=DecreeId(""),
    site=SiteId(""),
    title="برف",
    kind=DecreeKind.CLOSED,
    first=date(2026, 1, 5),
    last=date(2026, 1, 5),
    issued_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def test_a_service_gets_seats_and_gives_them_up(office: Office) -> None:
    """So many visits fit into a slot; no seat is no booking (EDK-03)."""
    core, actor = office.core, office.actor
    seated = core.catalogue.set_slots(
        actor=actor, service=office.service.id, slot_minutes=20, seats=4
    )
    emptied = core.catalogue.set_slots(
        actor=actor, service=office.service.id, slot_minutes=20, seats=0
    )

    assert (20, 4) == (seated.slot_minutes, seated.seats)
    assert evolve(office.service, slot_minutes=20, version=emptied.version) == emptied


@pytest.mark.parametrize(("minutes", "seats"), [(4, 1), (241, 1), (30, -1), (30, 501)])
def test_slots_have_bounds(office: Office, minutes: int, seats: int) -> None:
    """Five minutes to four hours, at most 500 seats; else nothing changes."""
    core, actor = office.core, office.actor
    with pytest.raises(InvalidValue):
        core.catalogue.set_slots(
            actor=actor, service=office.service.id, slot_minutes=minutes, seats=seats
        )

    assert (office.service,) == core.catalogue.all_services(actor=actor)


def test_a_service_that_is_switched_off_is_still_looked_after(office: Office) -> None:
    """It is in no list of visitors, but its administrator finds and reads it (SVC-01)."""
    core, actor = office.core, office.actor
    off = core.catalogue.switch_service(actor=actor, service=office.service.id, active=False)
    found = core.publishing.look_up(actor=actor, service=off.id)

    assert () == core.catalogue.services(actor=actor)
    assert (off,) == core.catalogue.all_services(actor=actor)
    assert (off, "information", None) == (found.service, found.category.key, found.edition)
    with pytest.raises(NotFound):
        core.publishing.offer(actor=actor, service=off.id)


def test_a_service_of_another_site_is_not_looked_up(office: Office) -> None:
    """It does not exist there, nor is its list seen (ASVS V8.4.1)."""
    other = furnish_again(office)
    with pytest.raises(NotFound):
        office.core.publishing.look_up(actor=office.actor, service=other.service.id)

    assert (office.service,) == office.core.catalogue.all_services(actor=office.actor)


def test_retired_categories_are_shown_to_who_manages_them(office: Office) -> None:
    """No new service may have them, and yet nobody wonders where they are (C1 to C4)."""
    core, actor = office.core, office.actor
    core.categories.retire(actor=actor, key="one_step")
    every = {one.key: one.active for one in core.categories.every(actor=actor)}

    assert {"information", "documents", "documents_with_entry"} == {
        one.key for one in core.categories.list(actor=actor)
    }
    assert not every["one_step"]
    assert 4 == len(every)


def test_a_preview_names_the_services_that_were_promised(office: Office) -> None:
    """Whose time moves is told by service, not by person (B5)."""
    core, actor = office.core, office.actor
    service = core.catalogue.add_service(
        actor=actor, code="7", title=Text("پروانه"), category="documents"
    )
    office.clock.advance(datetime(2026, 1, 3, 8, tzinfo=office.site.zone) - office.clock.now())
    core.publishing.publish(
        actor=actor, service=service.id, information=Information(), valid_from=date(2026, 1, 3)
    )
    core.intake.file(
        actor=actor,
        case=Case(core.intake.fresh(actor=actor), office.person().id, service.id, "درخواست"),
    )
    decree = core.hours.draft(actor=actor, decree=SNOW)
    seen = core.hours.preview(actor=actor, decree=decree.id)
    done = core.hours.switch_on(actor=actor, decree=decree.id)
    zone = office.site.zone

    assert {service.id: Text("پروانه")} == seen.services == done.services
    assert [(6, 7)] == [
        (one.promise.at.astimezone(zone).day, one.at.astimezone(zone).day) for one in seen.moved
    ]
    assert [time(14)] == [one.at.astimezone(zone).time() for one in done.moved]
