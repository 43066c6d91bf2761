"""Cards and slips at the desk: whose they are, and by which lane somebody leaves."""

import re

import pytest

from miz.domain.ids import VisitId
from tests.apps.guards_desk import Desk
from tests.apps.web import WebOffice
from tests.office import CARD


@pytest.fixture
def desk(web: WebOffice) -> Desk:
    """A guard who reads English."""
    return Desk.of(web)


def test_a_card_goes_to_the_visitor_on_screen_and_comes_back(web: WebOffice, desk: Desk) -> None:
    """Scan after admission: handed over. Scan on the way out: exit, then back in the box (Q2)."""
    visit = desk.admitted()
    steps = [desk.look_up(CARD, visit=visit)]
    gate, lane = web.device(), web.office.lane_in.id
    read = gate.post(f"/api/v1/lanes/{lane}/reads", json={"code": CARD}).json()
    gate.post(f"/api/v1/accesses/{read['access']['id']}/passage")
    steps.append(desk.look_up(CARD))
    steps.append(desk.look_up(CARD, mode="out"))
    leaving = {"lane": web.office.lane_out.id, "card": desk.hidden("card")}
    steps.append(desk.post(f"/desk/visits/{visit}/leave", **leaving))
    steps.append(desk.post("/desk/cards/take-back", card=desk.hidden("card")))
    steps.append(desk.look_up(CARD))

    assert [
        "Admitted; may pass the gate",
        "Is inside",
        "Which lane does the visitor leave by?",
        "Has left",
        "Card 0001 is back",
        "Card 0001 is free",
    ] == steps


def test_the_guard_says_by_which_lane_a_visitor_leaves(web: WebOffice, desk: Desk) -> None:
    """With several ways out nothing is recorded until one is named, and that one is (G9)."""
    office = web.office
    visit = office.enter(office.slip())
    leave = f"/desk/visits/{visit.id}/leave"
    steps = [desk.post(leave)]
    offered = re.findall(r'name="lane" value="([^"]+)"', desk.last.text)
    inside = office.core.storage.read(lambda uow: uow.visits.get(visit.id)).exit
    steps.append(desk.post(leave, lane=office.lane.id))
    gone = office.core.storage.read(lambda uow: uow.visits.get(visit.id)).exit

    assert ["Which lane does the visitor leave by?", "Has left"] == steps
    assert [office.lane_out.id, office.lane.id] == offered
    assert inside is None
    assert gone is not None
    assert office.lane.id == gone.lane


def test_the_only_way_out_is_not_asked_for(web: WebOffice, desk: Desk) -> None:
    """A site with one exit records it at once, as the key promises (ui.md)."""
    office = web.office
    visit = office.enter(office.slip())
    office.core.places.switch_lane(actor=office.actor, lane=office.lane.id, active=False)

    assert "Has left" == desk.post(f"/desk/visits/{visit.id}/leave")


def test_a_slip_is_known_as_long_as_it_counts(web: WebOffice, desk: Desk) -> None:
    """A reprint ends the slip before it; a number nobody printed is unknown (C1-08)."""
    visit = desk.admitted()
    first = web.office.core.storage.read(lambda uow: uow.passes.of_visit(VisitId(visit)))[0].code
    steps = [
        desk.look_up(first),
        desk.post(f"/desk/visits/{visit}/slip"),
        desk.look_up("00000000000000000000"),
        desk.look_up("هیچ‌کس"),
    ]

    assert [
        "Admitted; may pass the gate",
        "Admitted; may pass the gate",
        "This slip is unknown",
        "Nobody found",
    ] == steps


def test_an_old_slip_is_never_green(web: WebOffice, desk: Desk) -> None:
    """The slip in hand is judged, not its holder's newer visit (C1-08, threat 26)."""
    office = web.office
    old = office.slip()
    new = office.core.reception.hand_slip(actor=office.actor, visit=old.visit)
    titles = [desk.look_up(old.code)]
    told = desk.last.text
    titles.append(desk.look_up(new.code))

    assert ["This slip is no longer valid", "Admitted; may pass the gate"] == titles
    assert 'data-tone="deny"' in told
    assert "print again with F9" in told
    assert f"/desk/visits/{old.visit}/slip" in told


def test_the_slip_of_an_earlier_visit_is_not_the_newer_visit_s(web: WebOffice, desk: Desk) -> None:
    """It leads to its holder and opens nothing, whatever is open for him now (CAP-16, C1-08)."""
    office = web.office
    used = office.slip()
    visit = office.enter(used)
    desk.post(f"/desk/visits/{visit.id}/leave", lane=office.lane.id)
    steps = [desk.look_up(used.code)]
    offered = desk.hidden("person")
    office.admitted(office.core.storage.read(lambda uow: uow.people.get(visit.person)))
    steps.append(desk.look_up(used.code))

    assert ["This slip is no longer valid"] * 2 == steps
    assert visit.person == offered
    assert 'data-tone="deny"' in desk.last.text


def test_a_card_that_is_out_does_not_change_the_visitor(web: WebOffice, desk: Desk) -> None:
    """With somebody admitted on screen, another's card is refused with its own reason (C1-07)."""
    office = web.office
    other = office.admitted(office.person(1))
    office.core.reception.hand_card(actor=office.actor, visit=other.id, card=CARD)
    visit = desk.admitted()
    title = desk.look_up(CARD, visit=visit)

    assert "Admitted; may pass the gate" != title
    assert "This card is with another visitor; take another." in desk.last.text


def test_a_free_card_does_not_end_what_was_begun(web: WebOffice, desk: Desk) -> None:
    """Before admission the page keeps its form and its visitor, with one sentence (C1-07)."""
    visit = web.office.arrived(web.office.person())
    for shown in ({"visit": visit.id}, {"begun": "1"}):
        desk.look_up(CARD, **shown)

        assert 409 == desk.last.status_code
        assert desk.last.text.lstrip().startswith('<div id="trouble"')
        assert "Admit the visitor first, then scan the card." in desk.last.text


def test_a_card_on_its_way_out_counts_while_another_was_just_admitted(
    web: WebOffice, desk: Desk
) -> None:
    """In the mode of exits a card is its holder's, not for the visitor on screen (G9)."""
    office = web.office
    other = office.admitted(office.person(1))
    held = office.core.reception.hand_card(actor=office.actor, visit=other.id, card=CARD)
    office.enter(held)
    visit = desk.admitted()

    assert "Which lane does the visitor leave by?" == desk.look_up(CARD, visit=visit, mode="out")
