from datetime import UTC, datetime

import pytest
from attrs import evolve

from miz.domain.admissions import Window
from miz.domain.events import CardChanged, CardReturned, PassHandedOut, PassRevoked
from miz.domain.ids import CardId, PassId, PersonId, SiteId, VisitId
from miz.domain.passes import CardState, GuestCard, Pass, PassForm, PassState
from miz.errors import Conflict, WrongState

AT = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
SITE, VISIT, PERSON, CARD = SiteId("site"), VisitId("visit"), PersonId("person"), CardId("card")
PASS = Pass(
    id=PassId("pass"), site=SITE, visit=VISIT, form=PassForm.CARD, code="04A1B2C3",
    window=Window.of(AT, 90), issued_at=AT, card=CARD,
)  # fmt: skip
POOLED = GuestCard(CARD, SITE, "0001", "04A1B2C3")


def test_handing_out_is_told() -> None:
    """Who got what, and which card, without the code (C1-07, C1-08)."""

    assert (
        PassHandedOut(
            site=SITE, at=AT, visit=VISIT, person=PERSON, pass_=PASS.id, form="card", card=CARD
        ),
    ) == PASS.hand_out(PERSON, at=AT).events


def test_a_revoked_pass_is_told_once() -> None:
    """Revoking again changes and tells nothing."""
    revoked = PASS.revoke("card lost", at=AT)

    assert PassState.REVOKED is revoked.state
    assert (
        PassRevoked(site=SITE, at=AT, visit=VISIT, pass_=PASS.id, reason="card lost"),
    ) == revoked.events
    assert revoked is revoked.revoke("again", at=AT)


def test_a_spent_pass_cannot_be_revoked() -> None:
    """The pass of a visit that ended keeps its end."""
    spent = PASS.spend()

    assert PassState.SPENT is spent.state
    assert spent is spent.revoke("late", at=AT)


def test_codes_do_not_show_themselves() -> None:
    """A log line never holds what opens a gate."""

    assert PASS.code not in repr(PASS) + repr(POOLED)


def test_a_free_card_goes_out_with_one_visit() -> None:
    """A card is bound to exactly one visit (C1-07)."""
    out = POOLED.give(VISIT)

    assert (CardState.OUT, VISIT) == (out.state, out.visit)
    with pytest.raises(Conflict, match="another visitor"):
        out.give(VisitId("other"))


@pytest.mark.parametrize("state", [CardState.LOST, CardState.BLOCKED])
def test_a_lost_or_blocked_card_is_not_handed_out(state: CardState) -> None:
    """The desk is told why, and to take another (Q2)."""
    with pytest.raises(WrongState) as caught:
        evolve(POOLED, state=state).give(VISIT)

    assert (f"card.{state}", "card") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize("state", [CardState.OUT, CardState.LOST])
def test_a_card_that_comes_back_is_free(state: CardState) -> None:
    """Also one that was given up for lost (Q2)."""
    back = evolve(POOLED, state=state, visit=VISIT).take_back(at=AT)

    assert (CardState.FREE, None) == (back.state, back.visit)
    assert (CardReturned(site=SITE, at=AT, card=CARD, visit=VISIT),) == back.events


@pytest.mark.parametrize(
    ("state", "visit"),
    [(CardState.LOST, VISIT), (CardState.BLOCKED, VISIT), (CardState.FREE, None)],
)
def test_a_marked_card_keeps_its_visit_until_it_is_free(
    state: CardState, visit: VisitId | None
) -> None:
    """Whoever lost the card can still be found by it (Q2, Q11)."""
    marked = evolve(POOLED, state=CardState.OUT, visit=VISIT).mark(state, at=AT)

    assert (state, visit) == (marked.state, marked.visit)
    assert (CardChanged(site=SITE, at=AT, card=CARD, state=state.value),) == marked.events
