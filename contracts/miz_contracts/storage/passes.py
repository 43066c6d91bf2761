"""Rules of passes and guest cards."""

from attrs import evolve

from miz.domain.ids import CardId, GateId, VisitId
from miz.domain.passes import CardState, PassForm, PassState
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, refusal, save
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples, minutes

CODE = "12345678901234567890"
VISIT = VisitId("visit-1")


class PassRules:
    """At most one live pass has a code; a card's code is unique everywhere."""

    def test_passes_and_cards_come_back_as_they_were(self, storage: Storage, make: Samples) -> None:
        """Codes are what they were, with leading zeros."""
        passes = [
            make.pass_(code="0" * 20),
            make.pass_(
                form=PassForm.CARD, card=CardId("card-1"), code="04A1", gate=GateId("gate-1")
            ),
            make.pass_(state=PassState.REVOKED),
        ]
        cards = [make.card(), make.card(state=CardState.OUT, visit=VISIT)]

        comes_back(storage, "passes", *passes)
        comes_back(storage, "cards", *cards)

    def test_one_code_opens_for_one_live_pass(self, storage: Storage, make: Samples) -> None:
        """A second live pass with a code is refused at every site; spent ones are no obstacle."""
        spent = [make.pass_(code=CODE, state=state) for state in PassState if state.value != "live"]
        for pass_ in (*spent, make.pass_(code=CODE)):
            save(storage, "passes", pass_)
        conflict = refusal(storage, "passes", make.pass_(code=CODE, site=OTHER_SITE))

        assert "pass.code_taken" == conflict.code

    def test_a_code_finds_the_live_pass_else_the_newest(
        self, storage: Storage, make: Samples
    ) -> None:
        """So that the gate can say why a pass no longer opens (MIS-10)."""
        old = make.pass_(code=CODE, state=PassState.SPENT)
        new = make.pass_(code=CODE, state=PassState.REVOKED, issued_at=NOON + minutes(9))
        for pass_ in (new, old):
            save(storage, "passes", pass_)
        found = storage.read(lambda uow: (uow.passes.by_code(CODE), uow.passes.by_code("1")))
        live = save(storage, "passes", make.pass_(code=CODE, issued_at=NOON - minutes(9)))

        assert (evolve(new, version=1), None) == found
        assert live == storage.read(lambda uow: uow.passes.by_code(CODE))

    def test_passes_of_a_visit_come_newest_first(self, storage: Storage, make: Samples) -> None:
        """A reprint comes before the slip that it replaced."""
        slips = [make.pass_(visit=VISIT, issued_at=NOON + minutes(shift)) for shift in (1, 3, 2)]
        for pass_ in (*slips, make.pass_()):
            save(storage, "passes", pass_)
        found = storage.read(lambda uow: uow.passes.of_visit(VISIT))

        assert [slips[1].id, slips[2].id, slips[0].id] == ids(found)

    def test_a_card_is_known_once(self, storage: Storage, make: Samples) -> None:
        """Its code everywhere, its printed number within a site."""
        card = save(storage, "cards", make.card())
        twin = make.card(code=card.code, site=OTHER_SITE)
        namesake = make.card(number=card.number)
        save(storage, "cards", make.card(number=card.number, site=OTHER_SITE))

        assert "card.code_taken" == refusal(storage, "cards", twin).code
        assert "card.number_taken" == refusal(storage, "cards", namesake).code

    def test_a_card_is_found_by_what_readers_see(self, storage: Storage, make: Samples) -> None:
        """At any site; an unknown code is None."""
        card = save(storage, "cards", make.card(site=OTHER_SITE))
        found = storage.read(lambda uow: (uow.cards.by_code(card.code), uow.cards.by_code("FFFF")))

        assert (card, None) == found

    def test_cards_are_listed_by_number(self, storage: Storage, make: Samples) -> None:
        """Nine before ten; some states, or all when none is named."""
        for number, state in (
            ("10", CardState.OUT),
            ("9", CardState.FREE),
            ("101", CardState.LOST),
        ):
            save(storage, "cards", make.card(number=number, state=state))
        save(storage, "cards", make.card(site=OTHER_SITE))
        found = storage.read(
            lambda uow: [
                [card.number for card in uow.cards.of(SITE, *states)]
                for states in ((), (CardState.FREE,), (CardState.LOST, CardState.OUT))
            ]
        )

        assert [["9", "10", "101"], ["9"], ["10", "101"]] == found
