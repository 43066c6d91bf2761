"""What every dispenser and collector of guest cards promises."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Protocol

import pytest

from miz.errors import NotSupported, Refused, Unavailable
from miz.ports.cards import (
    CardAbility,
    CardEvent,
    CardFault,
    CardHappening,
    CardMachine,
    CardTrouble,
)
from miz_contracts.gates.rules import CLOSE_WITHIN, Contract, away, rule, soon, within

FIRST, SECOND, THIRD = "04A1B2C3", "04A1B2C4", "04A1B2C5"
FOREIGN = "B26F018C37848"
SEEN_WITHIN = 3.0


class CardMachineRig(Protocol):
    """A hand in front of the machine, and the key to it."""

    @property
    @abstractmethod
    def machine(self) -> CardMachine:
        """The adapter under test; FIRST, SECOND and THIRD lie in its stack."""

    @abstractmethod
    def take(self) -> str | None:
        """Takes the card that stands out, if one does; its code."""

    @abstractmethod
    def insert(self, code: str) -> None:
        """Puts a card with that code into the slot."""

    @abstractmethod
    def inside(self) -> int:
        """How many cards are in stack, mouth, slot and box together."""

    @abstractmethod
    def jam(self, *, on: bool) -> None:
        """Makes a card stick, or takes it out."""

    @abstractmethod
    def unplug(self) -> None:
        """Pulls the cable."""

    @abstractmethod
    def replug(self) -> None:
        """Puts it back."""


class CardMachineContract(Contract, part="machine"):
    """Rules for a machine that moves guest cards."""

    @rule("DISPENSER-001")
    def test_a_dispensed_card_is_the_one_that_is_taken(self, rig: CardMachineRig) -> None:
        """The visit is bound to the code that the machine told.

        Another card? The reader sits behind the stack, not in the mouth.
        """
        if not self.can(rig, CardAbility.DISPENSES):
            return
        told = rig.machine.dispense()
        taken = rig.take()

        assert told.code == taken
        assert CardEvent(CardHappening.TAKEN, told.code) == self.next(rig)

    @rule("DISPENSER-002")
    def test_one_card_at_a_time(self, rig: CardMachineRig) -> None:
        """A second card behind the first would be somebody's for nothing."""
        if not self.can(rig, CardAbility.DISPENSES):
            return
        first = rig.machine.dispense()
        before = rig.inside()
        with pytest.raises(Refused) as caught:
            rig.machine.dispense()

        assert ("cards.mouth", before) == (caught.value.code, rig.inside())
        assert first.code == rig.take()
        assert first.code != rig.machine.dispense().code

    @rule("DISPENSER-003")
    def test_an_empty_stack_is_a_reason(self, rig: CardMachineRig) -> None:
        """The desk must know that somebody has to fill it, and hand out a slip meanwhile."""
        if not self.can(rig, CardAbility.DISPENSES):
            return
        handed = {self.hand_out(rig) for _ in range(3)}
        with pytest.raises(CardFault) as caught:
            rig.machine.dispense()

        assert {FIRST, SECOND, THIRD} == handed
        assert (CardTrouble.EMPTY, "cards.empty") == (caught.value.reason, caught.value.code)

    @rule("DISPENSER-004")
    def test_a_stuck_card_is_a_reason_and_no_loss(self, rig: CardMachineRig) -> None:
        """No code is told for a card that did not come, and afterwards all cards are there."""
        if not self.can(rig, CardAbility.DISPENSES):
            return
        before = rig.inside()
        rig.jam(on=True)
        with pytest.raises(CardFault) as caught:
            rig.machine.dispense()
        rig.jam(on=False)

        assert CardTrouble.JAMMED is caught.value.reason
        assert before == rig.inside()
        assert {FIRST, SECOND, THIRD} == {self.hand_out(rig) for _ in range(3)}

    @rule("DISPENSER-005")
    def test_a_card_that_nobody_took_goes_back(self, rig: CardMachineRig) -> None:
        """A card left in the mouth is the next passer-by's."""
        if not self.can(rig, CardAbility.DISPENSES):
            return
        before = rig.inside()
        rig.machine.dispense()
        was_there, again = rig.machine.retract(), rig.machine.retract()

        assert (True, False, None, before) == (was_there, again, rig.take(), rig.inside())

    @rule("DISPENSER-006")
    def test_an_inserted_card_is_told_and_held(self, rig: CardMachineRig) -> None:
        """Whose card it is decides what becomes of it: it is told before it is swallowed."""
        if not self.can(rig, CardAbility.COLLECTS):
            return
        rig.insert(FOREIGN)
        told = self.next(rig)
        rig.machine.capture()

        inserted = CardEvent(CardHappening.INSERTED, FOREIGN)
        captured = CardEvent(CardHappening.CAPTURED, FOREIGN)
        assert (inserted, captured) == (told, self.next(rig))
        assert rig.take() is None

    @rule("DISPENSER-007")
    def test_a_foreign_card_is_given_back(self, rig: CardMachineRig) -> None:
        """Somebody's bank card is not ours to keep."""
        if not self.can(rig, CardAbility.COLLECTS):
            return
        rig.insert(FOREIGN)
        told = self.next(rig)
        rig.machine.give_back()
        taken = rig.take()

        returned = CardEvent(CardHappening.RETURNED, FOREIGN)
        assert CardEvent(CardHappening.INSERTED, FOREIGN) == told
        assert (FOREIGN, returned) == (taken, self.next(rig))

    @rule("DISPENSER-008")
    def test_nothing_held_is_nothing_to_swallow(self, rig: CardMachineRig) -> None:
        """A capture for a card that is not there would close somebody's visit."""
        if not self.can(rig, CardAbility.COLLECTS):
            return
        for call in (rig.machine.capture, rig.machine.give_back):
            with pytest.raises(Refused) as caught:
                call()

            assert "cards.none" == caught.value.code

    @rule("DISPENSER-009")
    def test_an_ability_is_declared_or_refused(self, rig: CardMachineRig) -> None:
        """A caller must not believe that a card came which did not."""
        calls: list[tuple[CardAbility, Callable[[], object]]] = [
            (CardAbility.DISPENSES, rig.machine.dispense),
            (CardAbility.DISPENSES, rig.machine.retract),
            (CardAbility.COLLECTS, rig.machine.capture),
            (CardAbility.COLLECTS, rig.machine.give_back),
        ]
        for ability, call in calls:
            if not self.can(rig, ability):
                with pytest.raises(NotSupported):
                    call()

    @rule("DISPENSER-010")
    def test_a_machine_that_is_away_moves_nothing(self, rig: CardMachineRig) -> None:
        """Unavailable means that no card came; and it is back by itself."""
        before = rig.inside()
        rig.unplug()
        for call in (rig.machine.dispense, rig.machine.capture, lambda: rig.machine.wait(0.1)):
            away(call)
        rig.replug()
        soon(lambda: rig.machine.wait(0.1), expected=None)

        assert before == rig.inside()

    @rule("DISPENSER-011")
    def test_observations_wait_in_order(self, rig: CardMachineRig) -> None:
        """The desk may be busy; nothing that happened meanwhile is lost or turned round."""
        if not self.can(rig, CardAbility.COLLECTS):
            return
        for code in (FIRST, FOREIGN):
            rig.insert(code)
            rig.machine.capture()
        seen = [self.next(rig) for _ in range(4)]

        kinds = [CardHappening.INSERTED, CardHappening.CAPTURED] * 2
        assert kinds == [one.happening for one in seen if one]
        assert [FIRST, FIRST, FOREIGN, FOREIGN] == [one.code for one in seen if one]

    @rule("DISPENSER-012")
    def test_a_code_is_not_shown_by_chance(self, rig: CardMachineRig) -> None:
        """Codes open gates: they do not appear where an event is printed or logged."""
        if not self.can(rig, CardAbility.COLLECTS):
            return
        rig.insert(FOREIGN)

        assert FOREIGN not in repr(self.next(rig))

    @rule("DISPENSER-013")
    def test_silence_is_none_in_time_and_closing_is_quick(self, rig: CardMachineRig) -> None:
        """The desk has other things to do, and a process that ends must not hang."""
        with within(1.0):
            assert rig.machine.wait(0.2) is None
        for _ in range(2):
            with within(CLOSE_WITHIN):
                rig.machine.close()
        with pytest.raises(Unavailable):
            rig.machine.wait(0.1)

    def can(self, rig: CardMachineRig, ability: CardAbility) -> bool:
        """Whether the machine declares it."""
        return ability in rig.machine.capabilities

    def hand_out(self, rig: CardMachineRig) -> str | None:
        """A card that a visitor takes."""
        rig.machine.dispense()
        return rig.take()

    def next(self, rig: CardMachineRig) -> CardEvent | None:
        """The next observation that is about a card."""
        while event := rig.machine.wait(SEEN_WITHIN):
            if event.code:
                return event
        return None
