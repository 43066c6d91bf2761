"""Dispensers and collectors of guest cards: the contract on the simulator, and planted faults."""

from collections.abc import Iterator

import pytest

from miz.errors import PortError, Unavailable
from miz.ports.cards import CardAbility, CardEvent, CardFault, CardHappening, CardTrouble
from miz.ports.gates import Presented
from miz_adapters.simulator.card_machine import SimulatedCardMachine
from miz_contracts.gates.card_machines import FIRST, SECOND, THIRD, CardMachineContract

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong

KINDS = {
    "both": CardAbility.DISPENSES | CardAbility.COLLECTS | CardAbility.TELLS_LOW,
    "dispenser": CardAbility.DISPENSES,
    "collector": CardAbility.COLLECTS,
}


class MachineRig:
    """The hand in front of a simulated machine."""

    def __init__(
        self, abilities: CardAbility, make: type[SimulatedCardMachine] = SimulatedCardMachine
    ) -> None:
        self.machine = make([FIRST, SECOND, THIRD], capabilities=abilities)

    def take(self) -> str | None:
        """Takes the card that stands out."""
        return self.machine.take()

    def insert(self, code: str) -> None:
        """Puts a card in."""
        self.machine.insert(code)

    def inside(self) -> int:
        """How many cards there are."""
        held = [card for card in (self.machine.mouth, self.machine.slot) if card is not None]
        return len(self.machine.stack) + len(self.machine.box) + len(held)

    def jam(self, *, on: bool) -> None:
        """Makes a card stick, or takes it out."""
        if on:
            self.machine.jam()
        else:
            self.machine.mend()

    def unplug(self) -> None:
        """Pulls the cable."""
        self.machine.unplug()

    def replug(self) -> None:
        """Puts it back."""
        self.machine.replug()


class TestSimulatedCardMachine(CardMachineContract):
    """Both halves, and each alone, keep every rule."""

    @pytest.fixture(params=KINDS)
    def rig(self, request: pytest.FixtureRequest) -> Iterator[MachineRig]:
        """A machine with three cards."""
        rig = MachineRig(KINDS[request.param])
        yield rig
        rig.machine.close()


def test_rules_are_numbered_without_gaps() -> None:
    """Reports and waivers name rules by number, so every rule has its own."""
    numbers = list(CardMachineContract.numbers())

    assert [f"DISPENSER-{n:03}" for n in range(1, len(numbers) + 1)] == sorted(numbers)


def test_a_low_stack_is_told_once() -> None:
    """The desk fills the machine before it is empty."""
    machine = SimulatedCardMachine(["1" * 8, "2" * 8, "3" * 8, "4" * 8], low=2)
    for _ in range(4):
        machine.dispense()
        machine.take()
    seen = [machine.wait(0) for _ in range(6)]

    assert 1 == [one.happening for one in seen if one].count(CardHappening.LOW)


def test_a_full_box_keeps_the_card_in_the_slot() -> None:
    """A card that has no room is held, so that the visit stays open until somebody comes."""
    machine = SimulatedCardMachine(box_size=0)
    machine.insert(FIRST)
    with pytest.raises(CardFault) as caught:
        machine.capture()

    assert (CardTrouble.FULL, FIRST) == (caught.value.reason, machine.slot)


def test_trouble_is_told_when_it_begins_and_ends() -> None:
    """The monitor shows a machine that needs a hand."""
    machine = SimulatedCardMachine()
    machine.jam(CardTrouble.UNREAD)
    machine.mend()

    trouble = CardEvent(CardHappening.TROUBLE, trouble=CardTrouble.UNREAD)
    assert [trouble, CardEvent(CardHappening.MENDED)] == [machine.wait(0), machine.wait(0)]


# Faults that a driver might have; each must break the rule that is named for it.


class Mistaken(SimulatedCardMachine):
    """Tells the card behind the one that came."""

    def dispense(self) -> Presented:
        found = super().dispense()
        return Presented(self.stack[0], b"") if self.stack else found


class Piling(SimulatedCardMachine):
    """Pushes a card out behind the first."""

    def dispense(self) -> Presented:
        self.mouth = None
        return super().dispense()


class Silent(SimulatedCardMachine):
    """Hands out nothing from an empty stack, and calls it a card."""

    def dispense(self) -> Presented:
        return super().dispense() if self.stack else Presented("00000000", b"")


class Losing(SimulatedCardMachine):
    """Loses the card that sticks."""

    def dispense(self) -> Presented:
        if self._trouble is not None:
            self.stack.popleft()
        return super().dispense()


class Leaving(SimulatedCardMachine):
    """Leaves a card in the mouth."""

    def retract(self) -> bool:
        return self.mouth is not None


class Greedy(SimulatedCardMachine):
    """Swallows everything at once."""

    def insert(self, card: str) -> bool:
        put = super().insert(card)
        self._events.clear()
        self.slot = None
        self.box.append(card)
        return put


class Keeping(SimulatedCardMachine):
    """Gives nothing back."""

    def give_back(self) -> None:
        self.capture()


class Careless(SimulatedCardMachine):
    """Captures air."""

    def capture(self) -> None:
        if self.slot is not None:
            super().capture()


class Boasting(SimulatedCardMachine):
    """Takes back cards that it never handed out."""

    def retract(self) -> bool:
        return False


class Absent(SimulatedCardMachine):
    """Takes a pulled cable for silence."""

    def wait(self, timeout: float) -> CardEvent | None:
        try:
            return super().wait(timeout)
        except Unavailable:
            return None


class Backwards(SimulatedCardMachine):
    """Tells the newest first."""

    def wait(self, timeout: float) -> CardEvent | None:
        self._events.reverse()
        return super().wait(timeout)


@pytest.mark.parametrize(
    ("number", "make", "kind"),
    [
        ("DISPENSER-001", Mistaken, "both"),
        ("DISPENSER-002", Piling, "both"),
        ("DISPENSER-003", Silent, "both"),
        ("DISPENSER-004", Losing, "both"),
        ("DISPENSER-005", Leaving, "both"),
        ("DISPENSER-006", Greedy, "both"),
        ("DISPENSER-007", Keeping, "both"),
        ("DISPENSER-008", Careless, "both"),
        ("DISPENSER-009", Boasting, "collector"),
        ("DISPENSER-010", Absent, "both"),
        ("DISPENSER-011", Backwards, "both"),
        ("DISPENSER-013", Absent, "both"),
    ],
)
def test_the_contract_finds_a_faulty_machine(
    number: str, make: type[SimulatedCardMachine], *, kind: str
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    rig = MachineRig(KINDS[kind], make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("miz_contracts.gates.rules.PATIENCE", 0.3)
        patch.setattr("miz_contracts.gates.card_machines.SEEN_WITHIN", 0.3)
        with pytest.raises((AssertionError, pytest.fail.Exception, PortError)):
            getattr(CardMachineContract(), CardMachineContract.numbers()[number])(rig)
