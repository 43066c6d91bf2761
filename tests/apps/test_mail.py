"""E-mail as an office meets it: a section of miz.toml, a worker, and what `miz check` says."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from miz import Core, open_core
from miz.domain.ids import NoticeId
from miz.domain.notices import Medium, Notice, NoticeState
from miz.errors import ConfigError
from miz_adapters.channels.smtp import SmtpChannel
from miz_adapters.memory import ManualClock
from tests.adapters.smtpd import LOOPBACK, PASSWORD, USER, Post, plain, secured
from tests.office import CONFIG, Office, TestParts, furnish

SETTINGS = {"provider": "smtp", "host": "mail.example.ir", "sender": "desk@example.ir"}


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    """The office's mail server, with a certificate of its own."""
    with secured(tmp_path) as running:
        yield running


@pytest.fixture
def settings(post: Post, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    """The section that reaches it."""
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    return {
        **SETTINGS,
        "host": LOOPBACK,
        "port": post.server.port,
        "sender_name": "میز خدمت",
        "username": USER,
        "password": {"env": "MAIL_PASSWORD"},
        "ca_file": str(post.server.ca_file),
    }


def opened(mail: Mapping[str, Any], clock: ManualClock | None = None) -> Core:
    """A core in memory with that section."""
    config = {**CONFIG, "channels": {"mail": mail}}
    return open_core(config, plugins=[TestParts(clock or ManualClock())])


def told(mail: Mapping[str, Any]) -> str:
    """What is wrong with the section."""
    with pytest.raises(ConfigError) as caught:
        opened(mail)
    return caught.value.message


def queued(office: Office, address: str) -> None:
    """A notice by e-mail is due."""
    at = office.clock.now()
    notice = Notice(
        id=NoticeId("n1"), site=office.site.id, key="k1", template="host.visitor_entered",
        recipient=office.host.id, address=address, medium=Medium.EMAIL,
        params={"visitor": "مریم کاظمی", "time": "10:00", "gate": "درب شمالی"},
        created_at=at, next_at=at, expires_at=at + timedelta(days=1),
    )  # fmt: skip
    office.core.storage.write(lambda uow: uow.notices.queue(notice))


def state(office: Office) -> tuple[NoticeState, str]:
    """Where the notice stands, and why."""
    notice = office.core.storage.read(lambda uow: uow.notices.get(NoticeId("n1")))
    return notice.state, notice.error


class TestDelivery:
    def test_a_notice_travels_by_e_mail(self, post: Post, settings: Mapping[str, Any]) -> None:
        """From the queue to the mail server, with the office's name on it (EDK-12)."""
        clock = ManualClock()
        with opened(settings, clock) as core:
            office = furnish(core, clock)
            queued(office, "ali@example.ir")
            office.deliver()

            assert (NoticeState.SENT, "") == state(office)
        [mail] = post.postbox.mails
        assert "میز خدمت" == mail["From"].addresses[0].display_name
        assert "مریم کاظمی ساعت ۱۰:۰۰ از درب شمالی وارد شد." == mail.get_content().strip()

    def test_a_wrong_password_loses_nothing(
        self, post: Post, settings: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The notice waits until the office has corrected it (EDK-12)."""
        monkeypatch.setenv("MAIL_PASSWORD", "wrong")
        clock = ManualClock()
        with opened(settings, clock) as core:
            office = furnish(core, clock)
            queued(office, "ali@example.ir")
            office.deliver()

            assert (NoticeState.QUEUED, "mail.login") == state(office)

    def test_a_bad_address_is_told_once(self, settings: Mapping[str, Any]) -> None:
        """It is the notice's own fault, and stays with it (EDK-12)."""
        clock = ManualClock()
        with opened(settings, clock) as core:
            office = furnish(core, clock)
            queued(office, "ali")
            office.deliver()

            assert (NoticeState.FAILED, "recipient.address") == state(office)


class TestHealth:
    def test_signs_in(self, post: Post, settings: Mapping[str, Any]) -> None:
        """And says where (EDK-12)."""
        with opened(settings) as core:
            health = list(core.health())

        assert ("mail server", True, f"{LOOPBACK}:{post.server.port}, starttls") in health
        assert "MAIL" not in post.postbox.heard

    def test_says_what_is_wrong(self, post: Post, settings: Mapping[str, Any]) -> None:
        """Each core asks its own server; one that is away is named (EDK-12)."""
        with plain() as other, opened(settings) as core:
            alone = {**SETTINGS, "host": "localhost", "security": "none"}
            with opened({**alone, "port": other.server.port}) as second:
                post.stop()
                first, well = list(core.health())[-1], list(second.health())[-1]

        assert ("mail server", False) == first[:2]
        assert "[mail.away]" in first[2]
        assert well[1]

    def test_is_part_of_miz_check(
        self, tmp_path: Path, post: Post, settings: Mapping[str, Any]
    ) -> None:
        """Before the first citizen waits for a letter (EDK-12)."""
        lines = "".join(
            f'{name} = "{value}"\n' for name, value in settings.items() if name != "port"
        )
        lines = lines.replace("\"{'env': 'MAIL_PASSWORD'}\"", '{ env = "MAIL_PASSWORD" }')
        memory = "".join(
            f'[{slot}]\nprovider = "memory"\n' for slot in ("vault", "storage", "documents")
        )
        (tmp_path / "miz.toml").write_text(
            f"{memory}[channels.mail]\nport = {post.server.port}\n{lines}", encoding="utf-8"
        )
        check = [sys.executable, "-m", "miz_apps.cli", "check"]
        well = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
        post.stop()
        ill = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)

        assert (0, 1) == (well.returncode, ill.returncode)
        assert f"ok   mail server: {LOOPBACK}:{post.server.port}, starttls" in well.stdout
        assert "FAIL mail server: " in ill.stdout

    def test_an_office_without_e_mail_is_not_asked(self) -> None:
        """Nothing is looked for that nobody named (EDK-12)."""
        with opened({"provider": "memory"}) as core:
            assert "mail server" not in [name for name, _, _ in core.health()]


class TestSettings:
    def test_fill_the_channel(self, settings: Mapping[str, Any]) -> None:
        """The usual ones need not be written (EDK-12)."""
        with opened(SETTINGS) as core:
            channel = core.channels[Medium.EMAIL]

        assert isinstance(channel, SmtpChannel)
        assert ("mail.example.ir:587", 10.0) == (str(channel.server), channel.server.timeout)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"sender": "desk"}, "sender: write an address"),
            ({"sender": "میز@example.ir"}, "sender: write an address in Latin letters"),
            ({"security": "ssl"}, "security: write starttls, tls or none"),
            ({"security": "none"}, "security: only this machine"),
            ({"security": "none", "host": "localhost", "username": "a"}, "username"),
            ({"host": "http://mail.example.ir"}, "host: write the name"),
            ({"port": 99999}, "port: write a number"),
            ({"port": "587"}, "port must be int"),
            ({"timeout": 60}, "timeout: write seconds"),
            ({"username": "desk"}, "username and a password go together"),
            ({"password": "s3cret"}, "password is a secret"),
            ({"ca_file": "nowhere.pem"}, "ca_file: nowhere.pem"),
            ({"sendr": "desk@example.ir"}, "did you mean 'sender'"),
        ],
    )
    def test_that_cannot_work_are_named(self, changes: Mapping[str, Any], said: str) -> None:
        """With their place in miz.toml and what to write, before miz starts (EDK-12)."""
        message = told({**SETTINGS, **changes})

        assert message.startswith("[channels.mail]")
        assert said in message
        assert "s3cret" not in message

    @pytest.mark.parametrize("name", ["host", "sender"])
    def test_that_miz_cannot_guess_are_asked_for(self, name: str) -> None:
        """Where the mail goes and who writes it (EDK-12)."""
        without = {key: value for key, value in SETTINGS.items() if key != name}

        assert f"lacks '{name}'" in told(without)

    def test_a_login_over_an_open_line_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """To this machine too: the settings will be copied to another one (EDK-12)."""
        monkeypatch.setenv("MAIL_PASSWORD", "s3cret")
        login = {"username": "desk", "password": {"env": "MAIL_PASSWORD"}}
        message = told({**SETTINGS, "host": "localhost", "security": "none", **login})

        assert "security: nobody signs in over an open line" in message

    def test_an_office_without_e_mail_does_not_pay_for_it(self) -> None:
        """The library is loaded when a section names it (C3-08)."""
        words = "import sys, miz_plugins.mail; print('aiosmtplib' in sys.modules)"
        done = subprocess.run(
            [sys.executable, "-c", words], capture_output=True, text=True, check=True
        )

        assert "False" == done.stdout.strip()
