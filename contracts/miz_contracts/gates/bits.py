"""What every reader promises that tells cards by their bits, as Wiegand and OSDP readers do."""

from abc import abstractmethod
from typing import Protocol

import pytest

from miz.domain.codes import card_code
from miz.ports.gates import Presented, Reader
from miz_contracts.gates.rigs import ReaderRig
from miz_contracts.gates.rules import Contract, rule

# In both formats: facility 18 with number 37848, its neighbour facility, its neighbour number.
CARDS = {
    26: ("00001001010010011110110001", "10001001110010011110110001", "00001001010010011110110010"),
    34: (
        "0000000000001001010010011110110001",
        "1000000000001001110010011110110001",
        "0000000000001001010010011110110010",
    ),
}
CARD_26, CARD_34 = CARDS[26][0], CARDS[34][0]
SMALL = "00000000000000000000000010"


class CardRig(ReaderRig, Protocol):
    """A hand that holds cards to a reader."""

    @property
    @abstractmethod
    def formats(self) -> frozenset[int]:
        """How many bits the cards may have that the reader is set to; others are not held up."""

    @abstractmethod
    def hold(self, frame: str) -> None:
        """Holds up a card whose Wiegand frame is these zeros and ones, wrong parity or not."""


def read(reader: Reader, timeout: float = 1.0) -> Presented | None:
    """The next read, if one comes."""
    return reader.read(timeout)


class CardContract(Contract, part="reader"):
    """Rules for a reader of cards; those of `ReaderContract` are for lines of text."""

    @rule("CARD-001")
    @pytest.mark.parametrize("frame", [CARD_26, CARD_34, SMALL])
    def test_a_card_keeps_its_bits(self, rig: CardRig, frame: str) -> None:
        """How many bits there were and which is all that a card says; both are kept.

        Nothing read? Look at the format the reader or converter is set to.
        """
        if len(frame) not in rig.formats:
            return
        rig.hold(frame)
        found = read(rig.reader)

        assert found is not None
        assert (len(frame), int(frame, 2)) == (found.bits, int.from_bytes(found.raw, "big"))

    @rule("CARD-002")
    @pytest.mark.parametrize("frame", [CARD_26, CARD_34])
    @pytest.mark.parametrize("place", [0, 1, 12, 13, 24, -1])
    def test_a_wrong_bit_is_no_read(self, rig: CardRig, frame: str, place: int) -> None:
        """Each bit is under a parity; a disturbed card may be somebody else's.

        Read all the same? The reader's parity check is off, and the adapter does none.
        """
        if len(frame) not in rig.formats:
            return
        flipped = "1" if frame[place] == "0" else "0"
        bits = list(frame)
        bits[place] = flipped
        rig.hold("".join(bits))

        assert read(rig.reader, 0.2) is None

    @rule("CARD-003")
    def test_the_format_is_part_of_the_code(self, rig: CardRig) -> None:
        """The same facility and number in 26 and in 34 bits are two cards."""
        if not rig.formats >= {26, 34}:
            return
        rig.hold(CARD_26)
        short = read(rig.reader)
        rig.hold(CARD_34)
        long = read(rig.reader)

        assert short is not None
        assert long is not None
        assert short.code != long.code

    @rule("CARD-004")
    @pytest.mark.parametrize("place", [1, 2])
    def test_facility_and_number_are_part_of_the_code(self, rig: CardRig, place: int) -> None:
        """Makers sell every number many times; the facility tells whose it is."""
        cards = CARDS[max(rig.formats)]
        rig.hold(cards[0])
        first = read(rig.reader)
        rig.hold(cards[place])
        second = read(rig.reader)

        assert first is not None
        assert second is not None
        assert first.code != second.code

    @rule("CARD-005")
    def test_the_same_card_has_the_same_code(self, rig: CardRig) -> None:
        """A card that was registered yesterday is the same card today, once for each event."""
        card, *_ = CARDS[max(rig.formats)]
        rig.hold(card)
        first = read(rig.reader)
        rig.advance(1.0)
        rig.hold(card)
        again = read(rig.reader, 0.3)
        rig.advance(2.5)
        rig.hold(card)
        later = read(rig.reader)

        assert first is not None
        assert (None, first) == (again, later)

    @rule("CARD-006")
    def test_cards_come_in_order(self, rig: CardRig) -> None:
        """Two visitors hold up their cards one after the other."""
        cards = CARDS[max(rig.formats)]
        for frame in cards:
            rig.hold(frame)
        seen = [read(rig.reader) for _ in cards]

        assert [int(frame, 2) for frame in cards] == [
            int.from_bytes(one.raw, "big") for one in seen if one
        ]

    @rule("CARD-007")
    @pytest.mark.parametrize("frame", [CARD_26, CARD_34])
    def test_the_code_is_one_that_cards_may_have(self, rig: CardRig, frame: str) -> None:
        """Desk and gate must know the card by the same text, and logs must not show it."""
        if len(frame) not in rig.formats:
            return
        rig.hold(frame)
        found = read(rig.reader)

        assert found is not None
        assert found.code == card_code(found.code)
        assert found.code not in repr(found)
