"""What a reader promises that sends cards in frames with a check."""

from miz_contracts.gates.readers import ReaderContract, heard
from miz_contracts.gates.rigs import CardReaderRig
from miz_contracts.gates.rules import rule

NUMBER = 0x00BEEF
FORMATS = (26, 34)


class CardReaderContract(ReaderContract):
    """Rules for a reader whose frames carry a checksum or parity, beside those of every reader."""

    @rule("READER-025")
    def test_a_frame_whose_check_fails_is_no_read(self, rig: CardReaderRig) -> None:
        """A bit that fell over makes another person's card of this one.

        The card is read? Compare the checksum, and both parities of a Wiegand frame.
        """
        rig.spoil(rig.cards[0])

        assert heard(rig.reader, 0.3) is None

        rig.present(rig.cards[1])

        assert rig.cards[1] == heard(rig.reader)

    @rule("READER-026")
    def test_the_same_number_in_another_format_is_another_card(self, rig: CardReaderRig) -> None:
        """Number 48879 was issued once in 26 bits and once in 34, to two people.

        The same? Tell the number of bits, and keep the raw ones.
        """
        read = []
        for bits in FORMATS:
            rig.present_bits(NUMBER, bits)
            read.append(rig.reader.read(1.0))
            rig.advance(2.5)
        told = [one for one in read if one is not None]

        assert list(FORMATS) == [one.bits for one in told]
        assert len({(one.bits, one.raw) for one in told}) == len(FORMATS)
        assert all(one.raw for one in told)
