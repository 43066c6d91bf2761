"""Visitors whom an employee vouches for at the reader (features 57)."""

from datetime import timedelta

import pytest

from miz.domain.access import Reason
from miz.domain.values import PersonName, Text
from miz.errors import Conflict
from tests.office import CARD, Office, furnish_again
from tests.usecases.floor import HOST_CARD, Floor


def test_a_visitor_follows_his_host(office: Office) -> None:
    """The host's card first, then the visitor within ten seconds (features 57)."""
    floor = Floor.of(office, escort=True)
    floor.employee()
    slip = floor.inside()
    alone = floor.read(slip.code)
    host = floor.read(HOST_CARD)
    together = floor.read(slip.code)

    assert Reason.ESCORT_MISSING is alone.access.reason
    assert (Reason.ESCORT_NOTED, False) == (host.access.reason, host.opens)
    assert office.host.id == host.access.host
    assert together.opens


@pytest.mark.parametrize(("seconds", "opens"), [(10.0, True), (10.001, False)])
def test_ten_seconds_and_no_more(office: Office, seconds: float, opens: bool) -> None:
    """To the millisecond, and never by a read that a wrong clock put into the future."""
    floor = Floor.of(office, escort=True)
    floor.employee()
    slip = floor.inside()
    floor.read(HOST_CARD)
    office.later(seconds=seconds - 3)

    assert opens is floor.read(slip.code).opens


def test_a_clock_that_jumps_back_opens_nothing(office: Office) -> None:
    """The escort's read would lie ahead (acceptance 6)."""
    floor = Floor.of(office, escort=True)
    floor.employee()
    slip = floor.inside()
    office.later(minutes=10)
    floor.read(HOST_CARD)
    office.clock.advance(timedelta(minutes=-5))

    assert Reason.ESCORT_MISSING is floor.read(slip.code).access.reason


def test_another_lane_or_a_stranger_does_not_help(office: Office) -> None:
    """The card must be read at the same lane, and be of the host or of his unit."""
    floor = Floor.of(office, escort=True)
    floor.employee()
    slip = floor.inside()
    elsewhere = floor.read(HOST_CARD, office.lane)
    core, actor = office.core, office.actor
    unit = core.catalogue.add_unit(actor=actor, name=Text("بایگانی"))
    name = PersonName.parse("رضا", "امینی")
    stranger = core.catalogue.add_host(actor=actor, unit=unit.id, name=name)
    core.zones.give_card(actor=actor, host=stranger.id, card="04D1D2D3")
    noted = floor.read("04D1D2D3")

    assert [Reason.ESCORT_NOTED] * 2 == [elsewhere.access.reason, noted.access.reason]
    assert Reason.ESCORT_MISSING is floor.read(slip.code).access.reason


def test_a_card_is_a_guests_or_a_hosts(office: Office) -> None:
    """One card cannot be both, or two hosts'; taken back, it may be anybody's."""
    floor = Floor.of(office)
    floor.employee()
    core, actor = office.core, office.actor
    with pytest.raises(Conflict, match="guest card"):
        core.zones.give_card(actor=actor, host=office.host.id, card=CARD)
    with pytest.raises(Conflict):
        core.cards.add(actor=actor, number="7", code=HOST_CARD)
    core.zones.give_card(actor=actor, host=office.host.id, card=None)

    assert HOST_CARD == core.cards.add(actor=actor, number="7", code=HOST_CARD).code


def test_the_card_of_a_retired_host_is_nobodys(office: Office) -> None:
    """It is refused and vouches for nobody."""
    floor = Floor.of(office, escort=True)
    floor.employee()
    slip = floor.inside()
    office.core.catalogue.retire_host(actor=office.actor, host=office.host.id)

    assert Reason.CARD_BLOCKED is floor.read(HOST_CARD).access.reason
    assert Reason.ESCORT_MISSING is floor.read(slip.code).access.reason


def test_a_hosts_card_of_another_site_is_noted_there_only(office: Office) -> None:
    """Neither named nor trusted here (ASVS V8.4.1)."""
    floor = Floor.of(office, escort=True)
    other = furnish_again(office)
    other.core.zones.give_card(actor=other.actor, host=other.host.id, card=HOST_CARD)
    read = floor.read(HOST_CARD)

    assert (Reason.OTHER_SITE, None) == (read.access.reason, read.access.host)
