"""What the e-mail channel does with the messages of a batch, and what it keeps to itself."""

import logging
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from miz.config import Secret
from miz.domain.notices import Medium
from miz.ports.channels import Fate, Receipt
from miz_adapters.channels.smtp import Security
from tests.adapters.smtpd import (
    HANGS_UP,
    IS_SILENT,
    NOW,
    SHORT,
    Post,
    messages,
    plain,
    secured,
    told,
)

OPEN = "/proc/self/fd"


@pytest.fixture
def post() -> Iterator[Post]:
    """A server on an open line."""
    with plain() as running:
        yield running


class TestBatch:
    def test_goes_over_one_connection_in_order(self, post: Post) -> None:
        """Greeting and login cost more than a letter (EDK-12)."""
        answers = post.channel().send(messages(20))

        assert [f"k{n}" for n in range(20)] == [a.key for a in answers if isinstance(a, Receipt)]
        assert [f"سلام {n}" for n in range(20)] == [
            mail.get_content().strip() for mail in post.postbox.mails
        ]
        assert 1 == post.postbox.connections

    def test_says_who_writes_to_whom(self, post: Post) -> None:
        """What comes back goes to the sender; each letter has one recipient (EDK-12)."""
        post.channel().send(messages(1))
        envelope = post.postbox.came[0]

        assert ("desk@example.ir", ["ali@example.ir"]) == (envelope.mail_from, envelope.rcpt_tos)
        assert NOW == post.postbox.mails[0]["Date"].datetime

    def test_without_a_letter_nobody_is_asked(self, post: Post) -> None:
        """An empty batch, and one of bad addresses, opens no connection."""
        post.channel().send([])
        answers = post.channel().send(messages(2, address="ali"))

        assert ["Refused recipient.address"] * 2 == told(answers)
        assert 0 == post.postbox.connections

    def test_a_bad_address_fails_alone(self, post: Post) -> None:
        """Its neighbours go out, in their order (EDK-12)."""
        first, last = messages(2)
        answers = post.channel().send([first, *messages(1, address="ali\r\nbcc"), last])

        assert ["ok", "Refused recipient.address", "ok"] == told(answers)
        assert 2 == len(post.postbox.came)

    def test_what_became_of_it_nobody_tells(self, post: Post) -> None:
        """Unknown is final: an e-mail has no receipts (EDK-12)."""
        channel = post.channel()

        assert Medium.EMAIL is channel.medium
        assert [Fate.UNKNOWN] * 2 == channel.delivery(["<a@example.ir>", ""])


class TestPersianAddresses:
    def test_arrive_where_the_server_knows_them(self, post: Post) -> None:
        """Mailbox and domain in Persian (RFC 6531; EDK-12)."""
        answers = post.channel().send(messages(1, address="علی@نمونه.ایران"))

        assert ["ok"] == told(answers)
        assert ["علی@نمونه.ایران"] == post.postbox.came[0].rcpt_tos
        assert post.postbox.came[0].smtp_utf8

    def test_are_refused_where_it_does_not(self) -> None:
        """Alone: the letters beside them go out (EDK-12)."""
        with plain(enable_SMTPUTF8=False) as old:
            answers = old.channel().send(
                [*messages(1), *messages(1, address="علی@example.ir"), *messages(1)]
            )

        assert ["ok", "Refused recipient.smtputf8", "ok"] == told(answers)
        assert 2 == len(old.postbox.came)


class TestPrivacy:
    def test_no_error_and_no_log_names_a_recipient(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Servers like to repeat the address in their refusals (threat 24)."""
        caplog.set_level(logging.DEBUG)
        batch = messages(2, address="canary@example.ir")
        batch += messages(1, address="canary@example.ir\n")
        answers: list[object] = []
        with secured(tmp_path) as post:
            for command in ("MAIL", "RCPT", "DATA"):
                for line in ("550 canary", "450 canary", "nonsense canary", HANGS_UP):
                    post.postbox.answers[command] = [line]
                    answers += post.channel().send(batch)
            answers += post.channel(password=Secret("canary")).send(batch)
        shown = [*map(repr, batch), *map(repr, answers), *map(str, answers)]
        shown += [
            line
            for answer in answers
            if isinstance(answer, Exception)
            for line in traceback.format_exception(answer)
        ]
        shown += [r.getMessage() for r in caplog.records if r.name != "mail.log"]  # the server's

        assert 39 == len(answers)
        assert [] == [line for line in shown if "canary" in line]

    def test_no_line_stays_open(self, tmp_path: Path) -> None:
        """However a batch ended: a worker runs for months (EDK-12)."""
        with secured(tmp_path, Security.TLS) as tls, secured(tmp_path) as starttls, plain() as post:
            taken = [told(one.channel().send(messages(1))) for one in (tls, starttls, post)]
            before = sockets()
            for one in (tls, starttls, post):
                for answer in ("550 no", HANGS_UP, "nonsense", "421 bye", IS_SILENT):
                    one.postbox.answers["RCPT"] = [answer]
                    one.channel(timeout=SHORT).send(messages(2))
            pause, until = Event(), time.monotonic() + 5
            while sockets() > before and time.monotonic() < until:
                pause.wait(0.01)  # the server's ends are closed by its own thread

            assert [["ok"]] * 3 == taken
            assert sockets() <= before


def sockets() -> int:
    """How many this process has open."""
    return sum(target.startswith("socket:") for target in map(pointed, Path(OPEN).iterdir()))


def pointed(link: Path) -> str:
    """Where the link leads, if it is still there."""
    try:
        return str(link.readlink())
    except FileNotFoundError:
        return ""
