import pytest

from miz.domain.codes import PassCode
from miz.domain.events import PassHandedOut, restore
from miz.domain.passes import CardState, PassForm, PassState
from miz.domain.places import Direction
from miz.errors import Conflict, InvalidValue, NotFound, WrongState
from tests.office import CARD, Office, furnish_again
from tests.usecases.steps import hand_card, passes_of, stored

OTHER_CARD = "04B1B2B3"


def test_a_slip_is_bound_to_one_visit(office: Office) -> None:
    """Twenty digits that scanners survive, good for this visit's window (C1-08, C3-04)."""
    visit = office.admitted()
    slip = office.core.reception.hand_slip(actor=office.actor, visit=visit.id)

    assert PassCode(slip.code) == PassCode.find(slip.code)
    assert (visit.id, visit.window, PassForm.SLIP) == (slip.visit, slip.window, slip.form)


def test_a_pass_needs_an_admission(office: Office) -> None:
    """The desk cannot print or hand out before admitting (C3-02)."""
    visit = office.arrived()
    with pytest.raises(WrongState, match="Admit"):
        office.core.reception.hand_slip(actor=office.actor, visit=visit.id)
    with pytest.raises(WrongState, match="Admit"):
        hand_card(office, visit)
    card = office.core.storage.read(lambda uow: uow.cards.get(office.card.id))

    assert CardState.FREE is card.state


def test_a_slip_lost_inside_is_replaced(office: Office) -> None:
    """Whoever is inside gets a new slip to leave with, and the old one dies (C1-08)."""
    visit = office.enter(office.slip())
    slip = office.core.reception.hand_slip(actor=office.actor, visit=visit.id)
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_out.id, code=slip.code
    )

    assert (True, Direction.OUT) == (verdict.opens, verdict.access.direction)
    assert [PassState.LIVE, PassState.REVOKED] == passes_of(office, visit)


def test_a_card_is_bound_to_one_visit(office: Office) -> None:
    """A card that is out cannot go out again (C1-07, J1 step 6)."""
    visit = office.admitted()
    pass_ = hand_card(office, visit)
    card = office.core.storage.read(lambda uow: uow.cards.get(office.card.id))

    assert (CardState.OUT, visit.id) == (card.state, card.visit)
    assert (PassForm.CARD, card.id, CARD) == (pass_.form, pass_.card, pass_.code)
    other = office.admitted(office.person(1))
    with pytest.raises(Conflict) as caught:
        hand_card(office, other)

    assert "card.out" == caught.value.code
    assert [] == passes_of(office, other)


def test_handing_out_is_in_the_journal(office: Office) -> None:
    """Which card went out with which visit can be proven later (C1-07, G8)."""
    pass_ = hand_card(office, office.admitted())
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    told = [restore(s.entry.kind, s.entry.facts, site=s.entry.site, at=s.entry.at) for s in entries]
    handed = [event for event in told if isinstance(event, PassHandedOut)]

    assert [(pass_.id, "card", office.card.id)] == [(e.pass_, e.form, e.card) for e in handed]


def test_a_card_replaces_the_slip(office: Office) -> None:
    """One visit has one working pass (C1-07, C1-08)."""
    slip = office.slip()
    visit = stored(office, slip)
    hand_card(office, visit)

    assert [PassState.LIVE, PassState.REVOKED] == passes_of(office, visit)


@pytest.mark.parametrize(
    ("card", "error"),
    [(OTHER_CARD, NotFound), ("04D4E5F6", NotFound), ("no card", InvalidValue)],
)
def test_what_is_no_card_of_the_site_is_refused(
    office: Office, card: str, error: type[Exception]
) -> None:
    """Unknown cards, cards of another site and noise name the field (Q2)."""
    furnish_again(office)
    visit = office.admitted()
    with pytest.raises(error):
        hand_card(office, visit, card)
    with pytest.raises(error):
        office.core.reception.take_back(actor=office.actor, card=card)


def test_a_card_that_came_back_opens_nothing(office: Office) -> None:
    """The box is safe: a returned card is free and its pass revoked (Q2)."""
    visit = office.admitted()
    hand_card(office, visit)
    card = office.core.reception.take_back(actor=office.actor, card="۰۴ a1 b2 c3")

    assert (CardState.FREE, None) == (card.state, card.visit)
    assert [PassState.REVOKED] == passes_of(office, visit)


def test_a_returned_card_serves_the_next_visitor(office: Office) -> None:
    """The pool turns (Q2)."""
    visit = office.admitted()
    hand_card(office, visit)
    office.core.reception.take_back(actor=office.actor, card=CARD)
    hand_card(office, office.admitted(office.person(1)))
    verdict = office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code=CARD)

    assert verdict.opens
    assert visit.id != verdict.access.visit
