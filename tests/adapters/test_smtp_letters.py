"""What a letter looks like on the wire, whatever it is made of."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.errors import InvalidValue, Refused
from miz.ports.channels import Message
from miz_adapters.channels.smtp import Sender
from miz_adapters.channels.smtp.letters import Letter, one_line
from tests.adapters.smtpd import NOW, SENDER, read

HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Language"),
]
ENDS = ["\r\n", "\n", "\r", "\n\r", "\r\n\r\n", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"]
TAILS = ["Bcc: eve@evil.example", " Bcc: eve@evil.example", ".\r\nMAIL FROM:<eve@evil.example>"]
ENCODED = [
    "=?utf-8?q?=0D=0ABcc:_eve@evil.example?=",
    "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
    "=?us-ascii?q?=0A?= =?us-ascii?q?Bcc:_eve@evil.example?=",
    "=?utf-8*fa?q?=0D?=",
    "=?=?utf-8?q?=0D=0A?=",
]
OTHERS = ["eve@evil.example, ali@example.ir", '"a\r\nb" <eve@evil.example>', "\ud800", "x" * 5000]
PAYLOADS = [f"{end}{tail}" for end in ENDS for tail in TAILS] + ENDS + ENCODED + OTHERS
"""Fifty and more ways to end a header early (threat 29)."""


def letter(
    text: str = "سلام", *, address: str = "ali@example.ir", subject: str = "", key: str = "k1"
) -> Letter:
    """A letter from our sender."""
    return SENDER.letter(Message(key, address, text, subject), at=NOW)


def header_names(content: bytes) -> list[str]:
    """The names in the head of a letter, each line read by the letter of RFC 5322."""
    head, separator, _ = content.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")

    assert separator
    assert all(0 < len(line) <= 998 for line in lines)
    assert not [line for line in lines if b"\r" in line or b"\n" in line or b"\0" in line]
    return [
        re.match(rb"([!-9;-~]+):", line)[1].decode()  # type: ignore[index]
        for line in lines
        if not line.startswith((b" ", b"\t"))
    ]


class TestHead:
    def test_says_who_writes_to_whom_about_what(self) -> None:
        """Persian names and subjects are legible in every mail program (EDK-12)."""
        mail = read(letter(subject="درخواست شما ثبت شد").content)

        assert HEADERS == list(mail.keys())
        assert "میز خدمت، سازمان نمونه" == mail["From"].addresses[0].display_name
        assert "desk@example.ir" == mail["From"].addresses[0].addr_spec
        assert ("ali@example.ir", "درخواست شما ثبت شد") == (mail["To"], mail["Subject"])
        assert NOW == mail["Date"].datetime

    def test_is_seven_bit_unless_the_address_is_not(self) -> None:
        """Any server carries it; a Persian address needs SMTPUTF8 (RFC 6531)."""
        usual = letter(subject="ثبت شد")
        persian = letter(subject="ثبت شد", address="علی@نمونه.ایران")

        assert (True, False) == (usual.content.isascii(), usual.international)
        assert (False, True) == (persian.content.isascii(), persian.international)
        assert "علی@نمونه.ایران" == read(persian.content)["To"].addresses[0].addr_spec

    def test_nobody_is_to_answer_by_machine(self) -> None:
        """An absence note to a front desk reads nobody (RFC 3834)."""
        assert "auto-generated" == read(letter().content)["Auto-Submitted"]

    def test_without_a_subject_the_sender_stands_there(self) -> None:
        """A letter without a subject looks like junk."""
        assert SENDER.name == read(letter().content)["Subject"]

    def test_a_long_subject_keeps_its_spaces(self) -> None:
        """Between folded lines too, where Python's own letters lose them (gh-92081)."""
        subject = "درخواست شما برای دریافت رونوشت مدارک ثبت شد و تا سه روز کاری دیگر آماده می‌شود"

        assert subject == read(letter(subject=subject).content)["Subject"]

    def test_a_subject_in_latin_letters_is_legible(self) -> None:
        """In the logs and queues of servers; a comma in a name does not make two senders."""
        sender = Sender("desk@example.ir", "Sample Office, North (Desk)")
        mail = sender.letter(Message("k1", "ali@example.ir", "Hi", "Request 12: done"), at=NOW)

        assert b"\r\nSubject: Request 12: done\r\n" in mail.content
        assert [sender.name] == [a.display_name for a in read(mail.content)["From"].addresses]

    def test_a_long_subject_is_cut(self) -> None:
        """No line grows beyond what SMTP carries."""
        subject = read(letter(subject="ثبت " * 500).content)["Subject"]

        assert 200 == len(subject)
        assert subject.endswith("…")

    def test_a_repetition_is_recognised(self) -> None:
        """The Message-ID follows from the key alone, and does not tell it (I5)."""
        first = letter("یک", key="visit-1/host-2")
        again = SENDER.letter(
            Message("visit-1/host-2", "ali@example.ir", "دو"), at=datetime(2027, 1, 1, tzinfo=UTC)
        )
        other = letter("یک", key="visit-1/host-3")

        assert first.reference == again.reference == read(first.content)["Message-ID"]
        assert first.reference != other.reference
        assert re.fullmatch(r"<[0-9a-f]{32}@example\.ir>", first.reference)
        assert "visit" not in first.content.decode()

    def test_a_long_domain_breaks_no_message_id(self) -> None:
        """Names of ministries are long; a folded Message-ID would be another one."""
        sender = Sender(f"desk@{'visitors.' * 8}example.ir")
        written = sender.letter(Message("k1", "ali@example.ir", "سلام"), at=NOW)

        assert f"Message-ID: {written.reference}\r\n".encode() in written.content


class TestText:
    @pytest.mark.parametrize(
        "text", ["سلام", "", ".", "\n.\n", "\r\n.\r\nMAIL FROM:<>", "\0", "x" * 5000, "👋\u200c"]
    )
    def test_arrives_as_it_was(self, text: str) -> None:
        """Line ends become those of mail, and nothing in it can end the letter."""
        written = letter(text).content
        body = written.partition(b"\r\n\r\n")[2]

        assert b"." not in body
        assert f"{text}\n".splitlines() == read(written).get_content().splitlines()

    def test_half_a_character_does_not_stop_it(self) -> None:
        """A text that no encoding can hold arrives all the same."""
        assert "a?b\r\n" == read(letter("a\ud800b").content).get_content()

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("آقای رضایی وارد شد.", "fa"),
            ("Maryam came in at 9:30.", "en"),
            ("Visitor مريم كاظمی came in through the north gate at 9:30.", "en"),
            ("بازدیدکننده Maryam Kazemi از درب شمالی وارد شد.", "fa"),
            ("", "en"),
        ],
    )
    def test_its_language_is_said(self, text: str, language: str) -> None:
        """Screen readers choose their voice by it; a name in the other script changes nothing."""
        assert language == read(letter(text).content)["Content-Language"]


class TestInjection:
    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_a_subject_or_name_adds_no_header(self, payload: str) -> None:
        """Fifty payloads and more add no header and no line (threat 29)."""
        sender = Sender("desk@example.ir", f"سازمان{payload}")
        message = Message(payload, "ali@example.ir", payload, f"ثبت{payload}")
        mail = sender.letter(message, at=NOW)

        assert HEADERS == header_names(mail.content)
        assert ["ali@example.ir"] == [a.addr_spec for a in read(mail.content)["To"].addresses]
        assert ["desk@example.ir"] == [a.addr_spec for a in read(mail.content)["From"].addresses]

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_an_address_adds_no_recipient(self, payload: str) -> None:
        """The message is refused, and the refusal does not repeat what was typed (threat 29)."""
        for address in (f"ali@example.ir{payload}", f"{payload}@example.ir", payload):
            with pytest.raises(Refused) as caught:
                letter(address=address)

            assert "recipient.address" == caught.value.code
            assert "evil" not in str(caught.value)

    @given(st.text(), st.text(), st.text())
    def test_whatever_is_written_the_head_is_ours(self, name: str, subject: str, text: str) -> None:
        """No name, subject or text changes which headers there are (threat 29)."""
        mail = Sender("desk@example.ir", name).letter(
            Message(text, "ali@example.ir", text, subject), at=NOW
        )

        assert HEADERS == header_names(mail.content)
        assert mail.content.isascii()
        assert one_line(subject) == read(mail.content)["Subject"] or not one_line(subject)

    @given(st.text(alphabet=st.characters() | st.sampled_from("@.=?-aا"), max_size=30))
    def test_an_address_is_one_mailbox_or_none(self, address: str) -> None:
        """What is taken comes out of the letter as it went in (threat 29)."""
        try:
            mail = letter(address=address)
        except Refused:
            return

        assert HEADERS == header_names(mail.content)
        assert [address] == [one.addr_spec for one in read(mail.content)["To"].addresses]


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            *("ali@example.ir", "a.b+c@mail.example.ir", "o'neill@example.ir", "root@localhost"),
            *("علی@example.ir", "علی@نمونه.ایران", "info@xn--mgbaam7a8h.ir"),
        ],
    )
    def test_usual_ones_are_taken(self, address: str) -> None:
        """Also those of RFC 6531."""
        assert address == letter(address=address).recipient

    @pytest.mark.parametrize(
        "address",
        [
            *("", "@", "ali", "ali@", "@example.ir", "a@b@c.ir", "a b@example.ir", "a@b..ir"),
            *(".a@b.ir", "a.@b.ir", "a@-b.ir", "a@b_c.ir", "a@[127.0.0.1]", '"a b"@example.ir'),
            *("<a@b.ir>", "a@b.ir ", "+989120000000", f"{'a' * 250}@b.ir", "a\u200c@b.ir"),
        ],
    )
    def test_others_are_not(self, address: str) -> None:
        """A mistake is told at once, instead of by the server at night."""
        with pytest.raises(Refused, match="no e-mail address"):
            letter(address=address)

    @pytest.mark.parametrize("address", ["", "desk", "میز@example.ir", "desk@example.ir\r\n"])
    def test_a_sender_is_one_that_every_server_takes(self, address: str) -> None:
        """Told when miz starts, with the setting's name."""
        with pytest.raises(InvalidValue, match=r"desk@example\.ir") as caught:
            Sender(address)

        assert "sender" == caught.value.field
