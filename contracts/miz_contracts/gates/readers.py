"""What every reader promises."""

import pytest

from miz.errors import Unavailable
from miz.ports.gates import Capability, Cue, Reader
from miz_contracts.gates.rigs import ReaderRig
from miz_contracts.gates.rules import (
    RECONNECT_WITHIN,
    Contract,
    away,
    closes_cleanly,
    no_thread_left,
    rule,
    soon,
    within,
)

CODE = "12345678901234567897"
OTHER = "04A1B2C3"
FRAMINGS = [b"%b\r", b"%b\n", b"%b\r\n", b"\x02%b\x03"]
LONGER_THAN_ANY = 10_000


def heard(reader: Reader, timeout: float = 1.0) -> str | None:
    """The next code, if one comes."""
    presented = reader.read(timeout)
    return None if presented is None else presented.code


def line(code: str) -> bytes:
    """A code as most scanners send it."""
    return f"{code}\r\n".encode()


class ReaderContract(Contract):
    """Rules for a reader that sends each code as a line of text."""

    @rule("READER-001")
    def test_a_whole_frame_is_one_read(self, rig: ReaderRig) -> None:
        """One slip is one code, once.

        Nothing read? Look at baud rate, parity and whether the scanner is in serial mode.
        """
        rig.send(line(CODE))

        assert [CODE, None] == [heard(rig.reader), heard(rig.reader, 0.0)]

    @rule("READER-002")
    def test_bytes_may_come_one_by_one(self, rig: ReaderRig) -> None:
        """A slow line delivers single bytes; the code is read when its end is there.

        Pieces of codes are read? The adapter takes what one read returns for a frame.
        """
        rig.send(CODE[:1].encode())
        early = [heard(rig.reader, 0.1)]
        for byte in CODE[1:].encode():
            rig.send(bytes([byte]))
            early.append(heard(rig.reader, 0.0))
        rig.send(b"\r\n")

        assert [None] * len(CODE) == early
        assert CODE == heard(rig.reader)

    @rule("READER-003")
    def test_a_frame_may_be_split(self, rig: ReaderRig) -> None:
        """USB hands over what it has; a frame cut in two is one code."""
        rig.send(CODE[:7].encode())

        assert heard(rig.reader, 0.05) is None

        rig.send(line(CODE[7:]))

        assert CODE == heard(rig.reader)

    @rule("READER-004")
    def test_two_frames_in_one_read_are_two_codes(self, rig: ReaderRig) -> None:
        """Two cards in a row wait in the line together; both are read, in order."""
        rig.send(line(CODE) + line(OTHER))

        assert [CODE, OTHER, None] == [heard(rig.reader), heard(rig.reader), heard(rig.reader, 0.0)]

    @rule("READER-005")
    def test_noise_before_a_frame_is_dropped(self, rig: ReaderRig) -> None:
        """Plugging in and static put bytes on the line that no code begins with."""
        rig.send(b"\x00\xff\xfe\x7f" + line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-006")
    @pytest.mark.parametrize("noise", [b"\x00", b"\xff", b"\xc3\x28", b"\x1b"])
    def test_a_frame_with_noise_inside_is_no_read(self, rig: ReaderRig, noise: bytes) -> None:
        """What noise replaced is not known: the rest might be somebody else's card.

        Reads get lost? Look at the shielding and the baud rate, not at this rule.
        """
        rig.send(OTHER[:4].encode() + noise + line(OTHER[4:]) + line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-007")
    def test_an_endless_frame_is_no_read(self, rig: ReaderRig) -> None:
        """A stuck key or a wrong baud rate must not fill the memory or become a code."""
        for _ in range(LONGER_THAN_ANY // 1000):
            rig.send(b"7" * 1000)
            heard(rig.reader, 0.0)
        rig.send(b"\r" + line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-008")
    @pytest.mark.parametrize("framing", FRAMINGS)
    def test_every_usual_framing_is_understood(self, rig: ReaderRig, framing: bytes) -> None:
        """Scanners end a code with CR, LF or both, or put it between STX and ETX."""
        rig.send(framing % CODE.encode() + framing % OTHER.encode())

        assert [CODE, OTHER, None] == [heard(rig.reader), heard(rig.reader), heard(rig.reader, 0.0)]

    @rule("READER-009")
    @pytest.mark.parametrize("digits", ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
    def test_persian_and_arabic_digits_are_digits(self, rig: ReaderRig, digits: str) -> None:
        """Some scanners are set to a national digit set; the code is the same."""
        rig.send(line(digits))

        assert "0123456789" == heard(rig.reader)

    @rule("READER-010")
    def test_the_same_code_within_two_seconds_is_one_event(self, rig: ReaderRig) -> None:
        """A card that lies on the reader is sent again and again."""
        rig.send(line(CODE))
        first = heard(rig.reader)
        rig.advance(1.5)
        rig.send(line(CODE))
        second = heard(rig.reader, 0.2)
        rig.advance(1.5)
        rig.send(line(CODE))

        assert [CODE, None, None] == [first, second, heard(rig.reader, 0.2)]

    @rule("READER-011")
    def test_the_same_code_after_two_seconds_is_two_events(self, rig: ReaderRig) -> None:
        """Who was denied may try again."""
        rig.send(line(CODE))
        first = heard(rig.reader)
        rig.advance(2.5)
        rig.send(line(CODE))

        assert [CODE, CODE] == [first, heard(rig.reader)]

    @rule("READER-012")
    def test_leading_zeros_are_kept(self, rig: ReaderRig) -> None:
        """A code is text: 0007 and 7 are two cards."""
        rig.send(line("0007"))

        assert "0007" == heard(rig.reader)

    @rule("READER-013")
    def test_half_a_frame_is_forgotten(self, rig: ReaderRig) -> None:
        """A card taken away too soon must not become the beginning of the next one's code."""
        rig.send(OTHER[:5].encode())
        heard(rig.reader, 0.1)
        rig.advance(1.0)
        rig.send(line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-014")
    def test_silence_is_none_in_time(self, rig: ReaderRig) -> None:
        """The lane has other things to do: read returns soon after its timeout."""
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
        """Nobody restarts a program because a cable was loose."""
        rig.unplug()
        away(lambda: rig.reader.read(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: heard(rig.reader, 0.0), expected=None)
        rig.send(line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-017")
    def test_what_came_before_a_loss_is_not_read_after_it(self, rig: ReaderRig) -> None:
        """Old input must not open a gate for whoever stands there now."""
        rig.send(line("111111") + line("222222") + b"333")
        first = heard(rig.reader)
        rig.unplug()
        away(lambda: rig.reader.read(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: heard(rig.reader, 0.0), expected=None)
        rig.send(line(CODE))

        assert ["111111", CODE] == [first, heard(rig.reader)]

    @rule("READER-018")
    def test_a_device_may_be_absent_at_the_start(self, rig: ReaderRig) -> None:
        """The machine may boot faster than the reader; making the adapter does not fail."""
        rig.reader.close()
        rig.unplug()
        late = rig.open()
        away(lambda: late.read(0.1))
        rig.replug()
        rig.advance(RECONNECT_WITHIN)
        soon(lambda: heard(late, 0.0), expected=None)
        rig.send(line(CODE))
        found = heard(late)
        late.close()

        assert CODE == found

    @rule("READER-019")
    def test_a_port_has_one_user(self, rig: ReaderRig) -> None:
        """Two programs on one port each get half of the codes.

        The second opens? Ask for the port exclusively.
        """
        second = rig.open()
        away(lambda: second.read(0.1))
        second.close()
        rig.send(line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-020")
    @pytest.mark.parametrize("cue", list(Cue))
    def test_cues_are_shown_or_silent(self, rig: ReaderRig, cue: Cue) -> None:
        """A lane always cues; a reader without lamp or sound takes it silently."""
        rig.reader.cue(cue)

        shows = Capability.CUES in rig.reader.capabilities
        soon(rig.shown, expected=cue if shows else None)

    @rule("READER-021")
    def test_closing_is_quick_and_leaves_nothing(self, rig: ReaderRig) -> None:
        """A process that ends must not hang on a device, nor leave the port taken."""
        rig.reader.close()
        with no_thread_left():
            again = rig.open()
            again.read(0.0)
            closes_cleanly(again)

        with pytest.raises(Unavailable):
            again.read(0.0)

    @rule("READER-022")
    def test_a_code_is_not_shown_by_chance(self, rig: ReaderRig) -> None:
        """Codes open gates: they do not appear where a read is printed or logged."""
        rig.send(line(CODE))
        presented = rig.reader.read(1.0)

        assert presented is not None
        assert CODE not in repr(presented)
