"""How the e-mail channel meets a mail server: greeting, encryption, login."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from miz.config import Secret
from miz.errors import InvalidValue, Unavailable
from miz_adapters.channels.smtp import Security, Server
from tests.adapters.smtpd import (
    LOOPBACK,
    SHORT,
    USER,
    Post,
    channel,
    messages,
    plain,
    secured,
    serving,
    told,
)


@pytest.fixture
def post() -> Iterator[Post]:
    """A server on an open line."""
    with plain() as running:
        yield running


class Stub(asyncio.Protocol):
    """A server that says one thing, or nothing, and perhaps leaves."""

    def __init__(self, says: bytes, *, leaves: bool = False) -> None:
        self.says, self.leaves = says, leaves

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greets."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.says)
        if self.leaves:
            transport.close()


class TestOpening:
    @pytest.mark.parametrize(
        ("says", "leaves", "verdict"),
        [
            (b"554 5.3.2 No mail today\r\n", False, "Unavailable mail.away"),
            (b"421 4.3.2 Too busy\r\n", True, "Unavailable mail.away"),
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", True, "Unavailable mail.away"),
            (b"", True, "Unavailable mail.away"),
            (b"", False, "Unavailable mail.away"),
            (b"220 x\r\n", True, "Unavailable mail.away"),
            (b"220 x\r\n", False, "Unavailable mail.away"),
            (b"x" * 100_000, False, "Unavailable mail.away"),
        ],
    )
    def test_a_greeting_that_is_none_makes_all_wait(
        self, says: bytes, leaves: bool, verdict: str
    ) -> None:
        """Whoever listens there is not our mail server, or not well (EDK-12)."""
        with serving(lambda _: Stub(says, leaves=leaves)) as (port, _):
            server = Server(LOOPBACK, Security.NONE, port=port, timeout=SHORT)
            answers = channel(server).send(messages(2))

        assert [verdict] * 2 == told(answers)

    def test_nobody_listens(self, post: Post) -> None:
        """The error names the server, for whoever reads it in `miz check` (EDK-12)."""
        post.stop()
        answer = post.channel().send(messages(1))[0]

        assert isinstance(answer, Unavailable)
        assert f"{LOOPBACK}:{post.server.port} is away" in answer.message
        assert "ConnectionRefusedError" in answer.message

    def test_a_refused_greeting_of_ours_makes_all_wait(self, post: Post) -> None:
        """A server that does not like the name of this machine (EDK-12)."""
        post.postbox.answers["EHLO"] = ["550 Who are you?"]

        assert ["Unavailable mail.away"] * 2 == told(post.channel().send(messages(2)))

    def test_a_name_server_that_hangs_holds_up_nobody(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The deadline holds for looking up the name too; nobody waits for that thread (EDK-12)."""
        answered = threading.Event()

        def hangs(*_: object, **__: object) -> None:
            answered.wait()
            raise socket.gaierror("too late")

        monkeypatch.setattr(socket, "getaddrinfo", hangs)
        begun = time.monotonic()
        answers = post.channel(host="localhost", timeout=SHORT).send(messages(1))
        took = time.monotonic() - begun
        answered.set()

        assert ["Unavailable mail.away"] == told(answers)
        assert took < SHORT + 5

    @pytest.mark.parametrize("name", ["front desk", "میز", "", "-x"])
    def test_an_odd_name_of_this_machine_is_not_told(
        self, post: Post, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        """Servers refuse a greeting that is no host name (EDK-12)."""
        monkeypatch.setattr(socket, "gethostname", lambda: name)

        assert ["ok"] == told(post.channel().send(messages(1)))


class TestEncryption:
    @pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
    def test_is_verified_before_anything_is_told(self, tmp_path: Path, security: Security) -> None:
        """With the office's own authority; the login follows (EDK-12)."""
        with secured(tmp_path, security) as post:
            answers = post.channel().send(messages(3))

        assert ["ok"] * 3 == told(answers)
        assert [("PLAIN", USER)] == post.postbox.logins
        assert 1 == post.postbox.connections

    @pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
    @pytest.mark.parametrize("flaw", ["another host", "unknown authority", "run out"])
    def test_a_certificate_that_does_not_fit_makes_all_wait(
        self, tmp_path: Path, security: Security, flaw: str
    ) -> None:
        """Nothing is told to a stranger, no password either; the error says what to do (EDK-12)."""
        host = "mail.example.ir" if flaw == "another host" else LOOPBACK
        late = timedelta(days=3) if flaw == "run out" else timedelta()
        trusted = {"ca_file": None} if flaw == "unknown authority" else {}
        with secured(tmp_path, security, host=host, late=late) as post:
            answers = post.channel(**trusted).send(messages(2))

        assert ["Unavailable mail.certificate"] * 2 == told(answers)
        assert "ca_file" in str(answers[0])
        assert ([], []) == (post.postbox.logins, post.postbox.heard[1:])

    def test_that_is_not_offered_is_not_done_without(self, tmp_path: Path) -> None:
        """A server, or somebody on the line, that hides STARTTLS learns nothing (EDK-12)."""
        with secured(tmp_path) as post, plain(auth_require_tls=False) as open_line:
            answers = post.channel(port=open_line.server.port).send(messages(2))

        assert ["Unavailable mail.unencrypted"] * 2 == told(answers)
        assert (["EHLO", "QUIT"], []) == (open_line.postbox.heard, open_line.postbox.logins)

    def test_with_a_server_that_speaks_none_makes_all_wait(
        self, post: Post, tmp_path: Path
    ) -> None:
        """The likeliest mistake is the wrong port for that security (EDK-12)."""
        with secured(tmp_path, Security.TLS) as tls:
            answers = tls.channel(port=post.server.port).send(messages(1))

        assert ["Unavailable mail.unencrypted"] == told(answers)
        assert "security and port" in str(answers[0])

    def test_that_hangs_is_left_in_time(self, tmp_path: Path) -> None:
        """A handshake that never ends counts as away (EDK-12)."""
        with secured(tmp_path, Security.TLS) as tls, serving(lambda _: Stub(b"")) as (port, _):
            answers = tls.channel(port=port, timeout=SHORT).send(messages(1))

        assert ["Unavailable mail.away"] == told(answers)


class TestLogin:
    @pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
    def test_goes_by_what_the_server_takes(self, tmp_path: Path, way: str) -> None:
        """PLAIN where it can, LOGIN for older servers (EDK-12)."""
        other = {"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[way]
        with secured(tmp_path, auth_exclude_mechanism=[other]) as post:
            answers = post.channel().send(messages(1))

        assert ["ok"] == told(answers)
        assert [(way, USER)] == post.postbox.logins

    def test_535_makes_all_wait_for_the_office(self, tmp_path: Path) -> None:
        """A wrong password is no fault of the message; one try a batch, lest miz be locked out."""
        with secured(tmp_path) as post:
            answers = post.channel(password=Secret("wrong")).send(messages(3))
            again = post.channel().send(messages(3))

        assert ["Unavailable mail.login"] * 3 == told(answers)
        assert "535" in str(answers[0])
        assert ["ok"] * 3 == told(again)
        assert 2 == len(post.postbox.logins)

    def test_that_is_busy_is_not_wrong(self, tmp_path: Path) -> None:
        """454 is a temporary failure; nobody is sent to look for another password (EDK-12)."""
        with secured(tmp_path) as post:
            post.postbox.answers["AUTH"] = ["454 4.7.0 Temporary failure"]
            answers = post.channel().send(messages(1))

        assert ["Unavailable mail.away"] == told(answers)

    def test_in_no_known_way_is_said(self, tmp_path: Path) -> None:
        """The office asks its provider for PLAIN or LOGIN (EDK-12)."""
        with secured(tmp_path, auth_exclude_mechanism=["LOGIN", "PLAIN"]) as post:
            answers = post.channel().send(messages(1))

        assert ["Unavailable mail.login"] == told(answers)
        assert "PLAIN or LOGIN" in str(answers[0])

    def test_health_signs_in_and_sends_nothing(self, tmp_path: Path) -> None:
        """`miz check` says whether the settings work, before a citizen waits (EDK-12)."""
        with secured(tmp_path) as post:
            line = post.channel().health()
            with pytest.raises(Unavailable, match="correct username and password"):
                post.channel(password=Secret("wrong")).health()

        assert f"{LOOPBACK}:{post.server.port}, starttls" == line
        assert "MAIL" not in post.postbox.heard


class TestSettings:
    @pytest.mark.parametrize(
        ("setting", "settings"),
        [
            ("security", {"host": "mail.example.ir", "security": Security.NONE}),
            ("security", {"host": "192.0.2.1", "security": Security.NONE}),
            (
                "security",
                {"security": Security.NONE, "username": "desk", "password": Secret("s3cret")},
            ),
            ("username", {"username": "desk"}),
            ("username", {"password": Secret("s3cret")}),
            ("host", {"host": ""}),
            ("host", {"host": "mail example"}),
            ("host", {"host": "mail..ir"}),
            ("host", {"host": "mail.example.ir\r\nQUIT"}),
            ("port", {"port": 65536}),
            ("port", {"port": -1}),
            ("timeout", {"timeout": 0.0}),
            ("timeout", {"timeout": 10.5}),
            ("ca_file", {"ca_file": Path("/nowhere.pem")}),
            ("ca_file", {"ca_file": Path(__file__)}),
        ],
    )
    def test_that_cannot_work_are_refused(self, setting: str, settings: dict[str, Any]) -> None:
        """At the start, with the setting's name and what to write (EDK-12)."""
        with pytest.raises(InvalidValue) as caught:
            Server(**{"host": "localhost", **settings})

        assert (setting, "mail.settings") == (caught.value.field, caught.value.code)
        assert caught.value.message.startswith(f"{setting}: ")
        assert "s3cret" not in str(caught.value)

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
    def test_without_encryption_this_machine_is_reached(self, host: str) -> None:
        """A mail server on the same machine needs no certificate (EDK-12)."""
        assert f"{host}:25" == str(Server(host, Security.NONE))

    @pytest.mark.parametrize(
        ("security", "port"), [(Security.STARTTLS, 587), (Security.TLS, 465), (Security.NONE, 25)]
    )
    def test_each_security_has_its_usual_port(self, security: Security, port: int) -> None:
        """Unless another is written (RFC 8314)."""
        assert (port, 2525) == (
            Server("localhost", security).reached,
            Server("localhost", security, port=2525).reached,
        )

    def test_a_password_is_not_shown(self) -> None:
        """Nor the name that goes with it (threat 24)."""
        server = Server("localhost", username="desk", password=Secret("s3cret"))

        assert "s3cret" not in repr(server)
        assert "desk" not in repr(server)
