"""What every reader promises, whatever it reads."""

import pytest

from miz.errors import Unavailable
from miz.ports.gates import Capability, Cue, Reader
from miz_contracts.gates.rigs import DwellingRig, ReaderRig
from miz_contracts.gates.rules import (
    RECONNECT_WITHIN,
    Contract,
    able,
    away,
    can,
    closes_cleanly,
    no_thread_left,
    rule,
    soon,
    within,
)


def heard(reader: Reader, timeout: float = 1.0) -> str | None:
    """The next code, if one comes."""
    presented = reader.read(timeout)
    return None if presented is None else presented.code


class ReaderContract(Contract, part="reader"):
    """Rules for every reader of slips or cards.

    `TextReaderContract` adds those for readers that send lines of text, `CardReaderContract`
    those for readers that send frames with a check.
    """

    @rule("READER-001")
    def test_a_card_is_one_read(self, rig: ReaderRig) -> None:
        """One slip is one code, once.

        Nothing read? Look at baud rate, parity and whether the scanner is in serial mode.
        """
        rig.present(rig.cards[0])

        assert [rig.cards[0], None] == [heard(rig.reader), heard(rig.reader, 0.0)]

    @rule("READER-010")
    def test_the_same_card_within_two_seconds_is_one_event(self, rig: ReaderRig) -> None:
        """A card that lies on the reader is sent again and again.

        Read twice? Measure the two seconds from the last time the card was heard.
        """
        card = rig.cards[0]
        if can(rig, DwellingRig):
            able(rig, DwellingRig).dwell(card, 3.0)
            read = [heard(rig.reader), heard(rig.reader, 0.2)]
        else:
            rig.present(card)
            read = [heard(rig.reader)]
            for _ in range(2):
                rig.advance(1.5)
                rig.present(card)
                read.append(heard(rig.reader, 0.2))

        assert [card] == [code for code in read if code is not None]

    @rule("READER-011")
    def test_the_same_card_after_two_seconds_is_two_events(self, rig: ReaderRig) -> None:
        """Who was denied may try again.

        Read once only? Two seconds are enough: forget what was heard before.
        """
        card = rig.cards[0]
        rig.present(card)
        first = heard(rig.reader)
        rig.advance(2.5)
        rig.present(card)

        assert [card, card] == [first, heard(rig.reader)]

    @rule("READER-014")
    def test_silence_is_none_in_time(self, rig: ReaderRig) -> None:
        """The lane has other things to do: read returns soon after its timeout.

        Too long? The adapter waits for a byte without a timeout of its own.
        """
        with within(1.0):
            assert heard(rig.reader, 0.2) is None

    @rule("READER-015")
    def test_a_pulled_cable_is_unavailable(self, rig: ReaderRig) -> None:
        """The monitor must know that nobody can get in here.

        No error? The adapter takes the end of the file for silence.
        """
        rig.unplug()

        away(lambda: rig.reader.read(0.1))

    @rule("READER-016")
    def test_the_reader_is_back_within_five_seconds(self, rig: ReaderRig) -> None:
        """Nobody restarts a program because a cable was loose.

        Still away? Try the port again when called, at least every five seconds.
        """
        rig.unplug()
        away(lambda: rig.reader.read(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: heard(rig.reader, 0.0), expected=None)
        rig.present(rig.cards[0])

        assert rig.cards[0] == heard(rig.reader)

    @rule("READER-017")
    def test_what_came_before_a_loss_is_not_read_after_it(self, rig: ReaderRig) -> None:
        """Old input must not open a gate for whoever stands there now.

        The old code is read? Empty every buffer when the line is opened again.
        """
        card, unread = rig.cards[0], rig.cards[1]
        rig.present(card)
        rig.present(unread)
        first = heard(rig.reader)
        rig.unplug()
        away(lambda: rig.reader.read(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: heard(rig.reader, 0.0), expected=None)
        rig.present(card)

        assert [card, card] == [first, heard(rig.reader)]

    @rule("READER-018")
    def test_a_device_may_be_absent_at_the_start(self, rig: ReaderRig) -> None:
        """The machine may boot faster than the reader; making the adapter does not fail.

        An error at once? Open the port when it is first used, not when the adapter is made.
        """
        rig.reader.close()
        rig.unplug()
        late = rig.open()
        away(lambda: late.read(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: heard(late, 0.0), expected=None)
        rig.present(rig.cards[0])
        found = heard(late)
        late.close()

        assert rig.cards[0] == found

    @rule("READER-019")
    def test_a_port_has_one_user(self, rig: ReaderRig) -> None:
        """Two programs on one port each get half of the codes.

        The second opens? Ask for the port exclusively.
        """
        second = rig.open()
        with pytest.raises(Unavailable):
            second.read(0.0)
        second.close()
        rig.present(rig.cards[0])

        assert rig.cards[0] == heard(rig.reader)

    @rule("READER-020", needs=Capability.CUES)
    @pytest.mark.parametrize("cue", list(Cue))
    def test_cues_are_shown(self, rig: ReaderRig, cue: Cue) -> None:
        """Green, red or wait: the visitor looks at the reader, not at a screen.

        Nothing shown? Look at the lamp's wires, or do not declare CUES.
        """
        rig.reader.cue(cue)

        soon(lambda: rig.shown() is cue, expected=True)

    @rule("READER-021")
    def test_closing_is_quick_and_leaves_nothing(self, rig: ReaderRig) -> None:
        """A process that ends must not hang on a device, nor leave the port taken.

        A thread is left? Wake it up when closing, and wait for its end for less than a second.
        """
        rig.reader.close()
        with no_thread_left():
            again = rig.open()
            again.read(0.0)
            closes_cleanly(again)

        with pytest.raises(Unavailable):
            again.read(0.0)

    @rule("READER-022")
    def test_a_code_is_not_shown_by_chance(self, rig: ReaderRig) -> None:
        """Codes open gates: they do not appear where a read is printed or logged.

        Shown? Return a Presented, whose repr hides the code, and log no bytes of a frame.
        """
        rig.present(rig.cards[0])
        presented = rig.reader.read(1.0)

        assert presented is not None
        assert rig.cards[0] not in repr(presented)

    @rule("READER-023", unless=Capability.CUES)
    @pytest.mark.parametrize("cue", list(Cue))
    def test_a_cue_without_a_lamp_is_silent(self, rig: ReaderRig, cue: Cue) -> None:
        """A lane always cues; a reader without lamp or sound takes it silently.

        An error, or a light? Do nothing in cue, or declare CUES.
        """
        rig.reader.cue(cue)

        assert rig.shown() is None

    @rule("READER-024")
    def test_two_cards_in_a_row_are_read_in_order(self, rig: ReaderRig) -> None:
        """The lane may be busy with the first visitor when the second holds up his card.

        One is lost? Keep what arrives in a queue until the lane asks for it.
        """
        first, second = rig.cards[:2]
        rig.present(first)
        rig.present(second)

        read = [heard(rig.reader), heard(rig.reader), heard(rig.reader, 0.0)]
        assert [first, second, None] == read
