import pytest

from miz.domain.access import Reason
from miz.domain.passes import CardState, GuestCard, PassState
from miz.errors import Conflict, InvalidValue, NotFound
from tests.office import CARD, Office, furnish_again


def add(office: Office, number: str = "0002", code: str = "04B1B2B3") -> GuestCard:
    """One more card."""
    return office.core.cards.add(actor=office.actor, number=number, code=code)


def mark(office: Office, state: CardState) -> GuestCard:
    """Says where the office's card is."""
    return office.core.cards.mark(actor=office.actor, card=office.card.id, state=state)


def handed(office: Office, number: int = 0) -> PassState:
    """Hands the card out; says how its pass stands."""
    visit = office.admitted(office.person(number))
    pass_ = office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=CARD)
    return pass_.state


def events(office: Office) -> list[str]:
    """What the journal tells of the card."""
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    return [
        s.entry.facts.get("state", "returned")
        for s in entries
        if s.entry.kind in {"CardChanged", "CardReturned"}
        and s.entry.facts["card"] == office.card.id
    ]


def test_cards_are_listed_by_number(office: Office) -> None:
    """The pool of the site and no other (Q2, ASVS V8.4.1)."""
    tenth, second = add(office, "0010", "04A1B2C4"), add(office)
    furnish_again(office)

    assert (office.card, second, tenth) == office.core.cards.list(actor=office.actor)


def test_a_card_is_added_once(office: Office) -> None:
    """In any spelling and at any site: readers see one code (C1-07)."""
    other = furnish_again(office)
    for where in (office, other):
        with pytest.raises(Conflict) as caught:
            add(where, "0009", "۰۴-a1-b2-c3")

        assert "code" == caught.value.field


def test_a_printed_number_is_taken_once(office: Office) -> None:
    """Two cards with one number could not be told apart at the desk."""
    with pytest.raises(Conflict) as caught:
        add(office, "0001")

    assert "number" == caught.value.field


def test_noise_is_no_card(office: Office) -> None:
    """The administrator is told to read the card again."""
    with pytest.raises(InvalidValue, match="read the card again"):
        add(office, code="hello")


@pytest.mark.parametrize("state", [CardState.LOST, CardState.BLOCKED])
def test_a_marked_card_takes_its_pass_along(office: Office, state: CardState) -> None:
    """The visitor needs another pass, and the card is found by its visit (Q2, Q11)."""
    handed(office)
    card = mark(office, state)
    passes = office.core.storage.read(lambda uow: uow.passes.by_code(CARD))

    assert card.visit is not None
    assert passes is not None
    assert (state, PassState.REVOKED) == (card.state, passes.state)


def test_a_found_card_is_free_again(office: Office) -> None:
    """It can be handed out the same day (Q2)."""
    handed(office)
    mark(office, CardState.LOST)
    card = mark(office, CardState.FREE)

    assert (CardState.FREE, None) == (card.state, card.visit)
    assert PassState.LIVE is handed(office, 1)
    assert ["added", "lost", "free"] == events(office)


def test_a_card_goes_out_at_the_desk_only(office: Office) -> None:
    """An administrator cannot hand a card to nobody (C1-07)."""
    with pytest.raises(InvalidValue) as caught:
        mark(office, CardState.OUT)

    assert ("card.not_here", "state") == (caught.value.code, caught.value.field)


def test_a_card_of_another_site_is_not_marked(office: Office) -> None:
    """Security of one site blocks nothing at another (ASVS V8.4.1)."""
    other = furnish_again(office)
    with pytest.raises(NotFound):
        office.core.cards.mark(actor=office.actor, card=other.card.id, state=CardState.BLOCKED)


def test_an_old_pass_never_revives(office: Office) -> None:
    """A freed card that was read before its next visitor is free, whoever held it (Q2)."""
    handed(office)
    mark(office, CardState.FREE)
    verdict = office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code=CARD)

    assert Reason.CARD_NOT_ASSIGNED is verdict.access.reason
