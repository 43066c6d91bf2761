"""What a reader promises that sends each code as a line of text."""

import pytest

from miz_contracts.gates.readers import ReaderContract, heard
from miz_contracts.gates.rigs import TextReaderRig
from miz_contracts.gates.rules import able, rule

CODE = "12345678901234567897"
OTHER = "04A1B2C3"
FRAMINGS = [b"%b\r", b"%b\n", b"%b\r\n", b"\x02%b\x03"]
LONGER_THAN_ANY = 10_000


def line(code: str) -> bytes:
    """A code as most scanners send it."""
    return f"{code}\r\n".encode()


def send(rig: TextReaderRig, data: bytes) -> None:
    """Lets the device put bytes on the line, if this rig's hand reaches there."""
    able(rig, TextReaderRig).send(data)


class TextReaderContract(ReaderContract):
    """Rules for a reader that sends each code as a line of text, beside those of every reader."""

    @rule("READER-002")
    def test_bytes_may_come_one_by_one(self, rig: TextReaderRig) -> None:
        """A slow line delivers single bytes; the code is read when its end is there.

        Pieces of codes are read? The adapter takes what one read returns for a frame.
        """
        send(rig, CODE[:1].encode())
        early = [heard(rig.reader, 0.1)]
        for byte in CODE[1:].encode():
            send(rig, bytes([byte]))
            early.append(heard(rig.reader, 0.0))
        send(rig, b"\r\n")

        assert [None] * len(CODE) == early
        assert CODE == heard(rig.reader)

    @rule("READER-003")
    def test_a_frame_may_be_split(self, rig: TextReaderRig) -> None:
        """USB hands over what it has; a frame cut in two is one code.

        Two codes, or none? Keep the first piece until the end of the frame arrives.
        """
        send(rig, CODE[:7].encode())

        assert heard(rig.reader, 0.05) is None

        send(rig, line(CODE[7:]))

        assert CODE == heard(rig.reader)

    @rule("READER-004")
    def test_two_frames_in_one_read_are_two_codes(self, rig: TextReaderRig) -> None:
        """Two cards in a row wait in the line together; both are read, in order.

        One is lost? Go on cutting after the first end of a frame.
        """
        send(rig, line(CODE) + line(OTHER))

        assert [CODE, OTHER, None] == [heard(rig.reader), heard(rig.reader), heard(rig.reader, 0.0)]

    @rule("READER-005")
    def test_noise_before_a_frame_is_dropped(self, rig: TextReaderRig) -> None:
        """Plugging in and static put bytes on the line that no code begins with.

        Nothing read? Skip bytes that begin no character before the first that does.
        """
        send(rig, b"\x00\xff\xfe\x7f" + line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-006")
    @pytest.mark.parametrize("noise", [b"\x00", b"\xff", b"\xc3\x28", b"\x1b"])
    def test_a_frame_with_noise_inside_is_no_read(self, rig: TextReaderRig, noise: bytes) -> None:
        """What noise replaced is not known: the rest might be somebody else's card.

        Reads get lost? Look at the shielding and the baud rate, not at this rule.
        """
        send(rig, OTHER[:4].encode() + noise + line(OTHER[4:]) + line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-007")
    def test_an_endless_frame_is_no_read(self, rig: TextReaderRig) -> None:
        """A stuck key or a wrong baud rate must not fill the memory or become a code.

        A long code is read? Give frames a greatest length and skip the rest to their end.
        """
        for _ in range(LONGER_THAN_ANY // 1000):
            send(rig, b"7" * 1000)
            heard(rig.reader, 0.0)
        send(rig, b"\r" + line(CODE))

        assert CODE == heard(rig.reader)

    @rule("READER-008")
    @pytest.mark.parametrize("framing", FRAMINGS)
    def test_every_usual_framing_is_understood(self, rig: TextReaderRig, framing: bytes) -> None:
        """Scanners end a code with CR, LF or both, or put it between STX and ETX.

        Nothing read with one of them? Take each of the four for an end.
        """
        send(rig, framing % CODE.encode() + framing % OTHER.encode())

        assert [CODE, OTHER, None] == [heard(rig.reader), heard(rig.reader), heard(rig.reader, 0.0)]

    @rule("READER-009", level="should")
    @pytest.mark.parametrize("digits", ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
    def test_persian_and_arabic_digits_are_digits(self, rig: TextReaderRig, digits: str) -> None:
        """Some scanners are set to a national digit set; the code is the same.

        Nothing read? Read the bytes as UTF-8, then `miz.domain.persian.ascii_digits`.
        """
        send(rig, line(digits))

        assert "0123456789" == heard(rig.reader)

    @rule("READER-012")
    def test_leading_zeros_are_kept(self, rig: TextReaderRig) -> None:
        """A code is text: 0007 and 7 are two cards.

        The zeros are gone? A code was held for a number on its way.
        """
        send(rig, line("0007"))

        assert "0007" == heard(rig.reader)

    @rule("READER-013")
    def test_half_a_frame_is_forgotten(self, rig: TextReaderRig) -> None:
        """A card taken away too soon must not become the beginning of the next one's code.

        The two are joined? Forget what is held when nothing came for a third of a second.
        """
        send(rig, OTHER[:5].encode())
        heard(rig.reader, 0.1)
        rig.advance(1.0)
        send(rig, line(CODE))

        assert CODE == heard(rig.reader)
