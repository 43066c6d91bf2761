"""The e-mail channel against a server that refuses, breaks off, hangs and talks nonsense."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from miz.ports.channels import NOT_TRIED, Channel, Message
from miz_adapters.channels.smtp.sessions import Client
from miz_contracts.channels import ChannelContract
from tests.adapters.smtpd import (
    HANGS_UP,
    IS_SILENT,
    SHORT,
    TAKES,
    TAKES_SILENTLY,
    Post,
    messages,
    plain,
    told,
)

WAITS = f"Unavailable {NOT_TRIED}"
"""Behind one that broke the line: it was not begun, which is no attempt."""


@pytest.fixture
def post() -> Iterator[Post]:
    """A server on an open line."""
    with plain() as running:
        yield running


class TestContract(ChannelContract):
    @pytest.fixture
    def channel(self, post: Post) -> Channel:
        """Our channel."""
        return post.channel()

    @pytest.fixture
    def address(self) -> str:
        """Anybody's."""
        return "ali@example.ir"

    @pytest.fixture
    def away(self, post: Post) -> Callable[[], None]:
        """The server is stopped."""
        return post.stop


class TestRefusals:
    def test_451_twice_and_then_taken(self, post: Post) -> None:
        """Greylisting: the message waits, and arrives once (EDK-12)."""
        post.postbox.answers["RCPT"] = ["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"]
        answers = [post.channel().send(messages(1))[0] for _ in range(3)]

        assert ["Unavailable mail.later"] * 2 + ["ok"] == told(answers)
        assert 1 == len(post.postbox.came)

    @pytest.mark.parametrize(
        ("line", "verdict"),
        [
            ("550 5.1.1 No such user", "Refused recipient.refused"),
            ("551 User not local", "Refused recipient.refused"),
            ("552 5.2.2 Mailbox full", "Refused recipient.refused"),
            ("553 Mailbox name not allowed", "Refused recipient.refused"),
            ("450 4.2.1 Mailbox busy", "Unavailable mail.later"),
            ("452 4.2.2 Mailbox full for now", "Unavailable mail.later"),
            ("530 5.7.0 Authentication required", "Unavailable mail.login"),
        ],
    )
    def test_a_refused_recipient_fails_alone(self, post: Post, line: str, verdict: str) -> None:
        """5xx is final unless it asks for a login; the next message goes on (EDK-12)."""
        post.postbox.answers["RCPT"] = [TAKES, line]
        answers = post.channel().send(messages(3))

        assert ["ok", verdict, "ok"] == told(answers)
        assert 1 == post.postbox.connections

    def test_a_success_that_leaves_the_recipient_out_is_none(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The library tells of a partial refusal beside its success, as a dict (EDK-12)."""
        send = Client.sendmail

        async def copied(
            client: Client, sender: str, to: Sequence[str], *rest: Any, **more: Any
        ) -> Any:
            """With a copy to an archive, which the server takes."""
            return await send(client, sender, [*to, "archive@example.ir"], *rest, **more)

        monkeypatch.setattr(Client, "sendmail", copied)
        post.postbox.answers["RCPT"] = ["550 No such user", TAKES, "451 Later", TAKES]
        answers = post.channel().send(messages(3))

        assert ["Refused recipient.refused", "Unavailable mail.later", "ok"] == told(answers)
        assert 3 == len(post.postbox.came)

    @pytest.mark.parametrize(
        ("line", "verdict"),
        [
            ("552 5.3.4 Too big", "Refused message.too_large"),
            ("554 5.7.1 Looks like spam", "Refused message.refused"),
            ("451 4.3.0 Try later", "Unavailable mail.later"),
            ("452 4.3.1 Disk full", "Unavailable mail.later"),
        ],
    )
    def test_a_refused_text_fails_alone(self, post: Post, line: str, verdict: str) -> None:
        """The next message goes on (EDK-12)."""
        post.postbox.answers["DATA"] = [line]
        answers = post.channel().send(messages(2))

        assert [verdict, "ok"] == told(answers)
        assert 1 == len(post.postbox.came)

    def test_552_is_told_before_the_text_is_sent(self) -> None:
        """The size is announced, and a text that is too large never travels (EDK-12)."""
        long = Message("long", "ali@example.ir", "سلام " * 2000)
        with plain(data_size_limit=5000) as small:
            answers = small.channel().send([*messages(1), long, *messages(1)])

        assert ["ok", "Refused message.too_large", "ok"] == told(answers)
        assert 2 == small.postbox.heard.count("DATA")

    @pytest.mark.parametrize(
        ("line", "verdict"),
        [
            ("550 5.7.1 Not your address", "Unavailable mail.sender"),
            ("553 5.7.1 Sender rejected", "Unavailable mail.sender"),
            ("530 5.7.0 Authentication required", "Unavailable mail.login"),
            ("450 4.1.8 Domain not found", "Unavailable mail.later"),
        ],
    )
    def test_a_refused_sender_is_no_fault_of_the_message(
        self, post: Post, line: str, verdict: str
    ) -> None:
        """The office corrects its setting, and nothing is lost (EDK-12)."""
        post.postbox.answers["MAIL"] = [line]

        assert [verdict] == told(post.channel().send(messages(1)))


class TestLines:
    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    def test_one_that_breaks_keeps_what_was_answered(self, post: Post, command: str) -> None:
        """Receipts stay, and the rest waits: EOF in the middle of a batch (EDK-12)."""
        post.postbox.answers[command] = [TAKES, HANGS_UP]
        answers = post.channel().send(messages(4))

        assert ["ok", "Unavailable mail.away", WAITS, WAITS] == told(answers)
        assert 1 == len(post.postbox.came)

    @pytest.mark.parametrize("command", ["MAIL", "RCPT"])
    def test_421_ends_the_batch(self, post: Post, command: str) -> None:
        """A server that shuts down says so; what it took is kept (EDK-12)."""
        post.postbox.answers[command] = [TAKES, "421 4.3.2 Shutting down"]
        answers = post.channel().send(messages(3))

        assert ["ok", "Unavailable mail.later", "Unavailable mail.away"] == told(answers)

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize("line", ["hello", "299 Perhaps", "354 More", "999 What"])
    def test_nonsense_ends_the_batch(self, post: Post, command: str, line: str) -> None:
        """Who cannot be understood has not taken anything; it is tried again (EDK-12)."""
        post.postbox.answers[command] = [TAKES, line]
        answers = post.channel().send(messages(3))

        assert ["ok", "Unavailable mail.away", WAITS] == told(answers)

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    def test_a_silent_server_is_left_in_time(self, post: Post, command: str) -> None:
        """A batch ends by its deadline; what was answered stays answered (EDK-12)."""
        post.postbox.answers[command] = [TAKES, IS_SILENT]
        begun = time.monotonic()
        answers = post.channel(timeout=SHORT).send(messages(3))

        assert ["ok", "Unavailable mail.slow", WAITS] == told(answers)
        assert SHORT <= time.monotonic() - begun < SHORT + 5

    def test_an_unknown_end_is_repeated_recognisably(self, post: Post) -> None:
        """The server took it and its answer never came: the same Message-ID again (EDK-12, I5)."""
        post.postbox.answers["DATA"] = [TAKES_SILENTLY]
        answers = [post.channel(timeout=SHORT).send(messages(1))[0] for _ in range(2)]

        assert ["Unavailable mail.slow", "ok"] == told(answers)
        first, second = post.postbox.mails
        assert first["Message-ID"] == second["Message-ID"]

    def test_the_library_s_own_timeout_is_no_refusal(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """SMTPReadTimeoutError is ambiguous: the message is tried again (EDK-12)."""
        init = Client.__init__

        def impatient(client: Client, **settings: Any) -> None:
            init(client, **{**settings, "timeout": SHORT})

        monkeypatch.setattr(Client, "__init__", impatient)
        post.postbox.answers["DATA"] = [TAKES, IS_SILENT]
        answers = post.channel().send(messages(3))

        assert ["ok", "Unavailable mail.slow", WAITS] == told(answers)

    def test_no_letter_is_begun_that_would_be_cut_off(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A batch at a slow server ends between two letters, with no fate unknown (EDK-12)."""
        real, passed = asyncio.SelectorEventLoop.time, [0.0]
        monkeypatch.setattr(asyncio.SelectorEventLoop, "time", lambda loop: real(loop) + passed[0])

        def takes_three_seconds() -> None:
            passed[0] += 3

        post.postbox.on_text = takes_three_seconds
        answers = post.channel(timeout=10).send(messages(5))

        assert ["ok", "ok", "ok", WAITS, WAITS] == told(answers)
        assert 3 == len(post.postbox.came) == post.postbox.heard.count("DATA")

    @pytest.mark.parametrize("end", ["500 What?", "hello", HANGS_UP])
    def test_a_rude_farewell_changes_nothing(self, post: Post, end: str) -> None:
        """What was taken was taken (EDK-12)."""
        post.postbox.answers["QUIT"] = [end]

        assert ["ok", "ok"] == told(post.channel().send(messages(2)))

    def test_a_farewell_is_not_waited_for(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A server that never says goodbye holds up nobody (EDK-12)."""
        monkeypatch.setattr("miz_adapters.channels.smtp.sessions.FAREWELL_WITHIN", 0.1)
        post.postbox.answers["QUIT"] = [IS_SILENT]
        begun = time.monotonic()

        assert ["ok"] == told(post.channel().send(messages(1)))
        assert time.monotonic() - begun < 5
