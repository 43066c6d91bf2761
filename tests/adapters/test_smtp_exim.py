"""The e-mail channel with a real mail server: Debian's exim4, started by the test itself."""

import re
import secrets
import time
from collections.abc import Callable, Iterator

import pytest
from attrs import evolve

from miz.config import Secret
from miz.ports.channels import Channel, Message, Receipt
from miz_adapters.channels.smtp import Security
from miz_contracts.channels import ChannelContract
from tests.adapters.exim import Exim, running
from tests.adapters.smtpd import NOW, SENDER, channel, told


@pytest.fixture(scope="module")
def exim() -> Iterator[Exim]:
    """One server for all tests here."""
    with running() as server:
        yield server


def message(text: str = "سلام", *, address: str = "ali@example.ir", subject: str = "") -> Message:
    """A message that no other test sends."""
    return Message(secrets.token_hex(8), address, text, subject)


class TestContract(ChannelContract):
    @pytest.fixture
    def channel(self, exim: Exim) -> Channel:
        """Our channel, over STARTTLS and with a login."""
        return channel(exim.server())

    @pytest.fixture
    def address(self) -> str:
        """It delivers to anybody."""
        return "ali@example.ir"

    @pytest.fixture
    def away(self) -> Callable[[], None] | None:
        """It stays up for the other tests; the misbehaving server is stopped instead."""
        return None


class TestExim:
    @pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
    def test_a_persian_letter_is_delivered_as_it_was_written(
        self, exim: Exim, security: Security
    ) -> None:
        """Over either encryption: name, subject and text, read from the mailbox (EDK-12)."""
        subject = "درخواست شما برای دریافت رونوشت مدارک ثبت شد و تا سه روز کاری دیگر آماده می‌شود"
        sent = message("آقای رضایی، سلام\n.\nبا احترام", subject=subject)
        [answer] = channel(exim.server(security)).send([sent])

        assert isinstance(answer, Receipt)
        [mail] = exim.delivered(answer.reference)
        assert (subject, sent.text) == (mail["Subject"], "\n".join(mail.get_content().splitlines()))
        assert SENDER.name == mail["From"].addresses[0].display_name
        assert ("fa", "auto-generated") == (mail["Content-Language"], mail["Auto-Submitted"])
        assert NOW == mail["Date"].datetime
        assert "<desk@example.ir>" == mail["Return-path"]

    @pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
    def test_signs_in_either_way(
        self, exim: Exim, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        """With what the server calls PLAIN or LOGIN (RFC 4954; EDK-12)."""
        offered = {"plain": ["plain", "login"], "login": ["login"]}[way.lower()]
        monkeypatch.setattr(
            "miz_adapters.channels.smtp.sessions.Client.server_auth_methods",
            property(lambda _: offered, lambda *_: None),
            raising=False,
        )
        [answer] = channel(exim.server()).send([message()])

        assert isinstance(answer, Receipt)
        assert re.search(rf" A={way.lower()}:desk .*id={answer.reference[1:-1]}", exim.log())

    def test_535_makes_the_batch_wait(self, exim: Exim) -> None:
        """A wrong password is told in one try, and nothing is sent (EDK-12)."""
        wrong = evolve(exim.server(), password=Secret("wrong"))
        answers = channel(wrong).send([message(), message()])

        assert ["Unavailable mail.login"] * 2 == told(answers)
        assert "(535)" in str(answers[0])

    def test_without_a_login_nobody_is_relayed(self, exim: Exim) -> None:
        """The server's own answer to strangers is final for the recipient (EDK-12)."""
        stranger = evolve(exim.server(), username="", password=Secret())

        assert ["Refused recipient.refused"] == told(channel(stranger).send([message()]))

    def test_an_unknown_host_s_certificate_is_not_trusted(self, exim: Exim) -> None:
        """Its own authority is not the machine's (EDK-12)."""
        strict = evolve(exim.server(), ca_file=None)

        assert ["Unavailable mail.certificate"] == told(channel(strict).send([message()]))

    def test_refusals_fail_alone(self, exim: Exim) -> None:
        """550, 451 and 552 as exim says them, between letters that arrive (EDK-12)."""
        first, last = message(), message()
        answers = channel(exim.server()).send(
            [
                first,
                message(address="unknown@example.ir"),
                message(address="later@example.ir"),
                message("سلام " * 5000),
                last,
            ]
        )

        assert [
            *("ok", "Refused recipient.refused", "Unavailable mail.later"),
            *("Refused message.too_large", "ok"),
        ] == told(answers)

    def test_a_persian_address_is_reached(self, exim: Exim) -> None:
        """SMTPUTF8 as exim offers it (RFC 6531; EDK-12)."""
        [answer] = channel(exim.server()).send(
            [message(subject="ثبت شد", address="علی@نمونه.ایران")]
        )

        assert isinstance(answer, Receipt)
        [mail] = exim.delivered(answer.reference)
        assert ("علی@نمونه.ایران", "ثبت شد") == (mail["To"], mail["Subject"])

    def test_a_hundred_letters_travel_on_one_connection(
        self, exim: Exim, record_property: Callable[[str, object], None]
    ) -> None:
        """In order, within the ten seconds of a batch; the figure is kept (EDK-12)."""
        subject = secrets.token_hex(8)
        before = exim.connections()
        begun = time.perf_counter()
        answers = channel(exim.server()).send([message(subject=subject) for _ in range(100)])
        took = time.perf_counter() - begun
        record_property("milliseconds_per_mail", round(10 * took, 1))

        assert ["ok"] * 100 == told(answers)
        assert 100 == len(exim.delivered(subject, count=100))
        assert 1 == exim.connections() - before


def test_exim_has_nothing_to_complain_of() -> None:
    """Each session ends with a goodbye, after a refusal and a wrong password too (EDK-12)."""
    with running() as exim:
        channel(exim.server()).send([message(address="unknown@example.ir"), message()])
        channel(exim.server(Security.TLS)).health()
        channel(evolve(exim.server(), password=Secret("wrong"))).send([message()])
        exim.until(lambda: exim.log().count("closed by QUIT") == 3)

        assert [] == re.findall(r".*(?: error|lost|unexpected|synchroni[sz]ation).*", exim.log())
