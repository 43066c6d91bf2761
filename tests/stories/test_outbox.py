"""An outbox emptied by workers that are killed, through providers that fail (I5, EDK-12, C3-08)."""

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import define, field

from miz.domain.notices import Medium, Notice, NoticeState
from miz.ports.channels import Channel
from miz_adapters.channels.http_answer import Reading
from miz_adapters.channels.http_provider import HttpProvider
from miz_adapters.channels.http_request import Request
from miz_adapters.channels.http_sms import HttpSms, Patience
from miz_adapters.channels.smtp import Security, Server, SmtpChannel
from miz_adapters.channels.smtp.letters import message_id
from tests.adapters.sms_server import Asked, Talk, serving
from tests.adapters.smtpd import LOOPBACK, SENDER, read
from tests.adapters.smtpd import serving as smtp_serving
from tests.stories.outbox import BATCH, START, Killer, Outbox

NOTICES = 1000
KILLS = 100
FAULTS = {"none": 70, "error": 12, "cut": 12, "silent": 6}
"""Of a hundred requests: 30 fail, 18 of them after the provider took the message."""
MAIL_FAULTS = {"none": 140, "error": 40, "cut": 19, "silent": 1}
"""Of two hundred letters; a silent server costs the time of a batch, so there are few."""
MAIL_WITHIN = 1.0
SHORT = Patience(answer=0.05)


def sms(url: str) -> Channel:
    """The channel to a provider that sends a message with a known key only once."""
    body = '{"to": "{to}", "text": "{text}", "key": "{key}"}'
    reading = Reading(status=("state",), taken=("ok",))
    provider = HttpProvider(Request(f"{url}/send", json=body), reading=reading, repeatable=True)
    return HttpSms(provider, SHORT)


@define
class SmsProvider:
    """Sends each key once; fails as often as told, and sees its clients killed."""

    rng: random.Random
    sent: dict[str, tuple[str, str]] = field(factory=dict)
    repeated: int = 0
    changed: list[str] = field(factory=list)
    faults: Counter[str] = field(factory=Counter)
    killer: Killer | None = None
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def answer(self, talk: Talk, asked: Asked) -> bool:
        """What happens to one request; False ends its connection."""
        assert self.killer is not None
        if self.killer.reaches("asked"):
            return False
        with self._lock:
            fault = self.rng.choices(list(FAULTS), list(FAULTS.values()))[0]
            self.faults[fault] += 1
            if fault != "error":
                self._take(json.loads(asked.body))
        if self.killer.reaches("taken") or fault == "cut":
            return False
        if fault == "silent":
            return bool(talk.rfile.read(1))  # until the client has had enough
        status, body = (500, b"") if fault == "error" else (200, b'{"state": "ok"}')
        talk.write(b"HTTP/1.1 %d So\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
        return not self.killer.reaches("answered")

    def _take(self, message: dict[str, str]) -> None:
        key, told = message["key"], (message["to"], message["text"])
        self.repeated += key in self.sent
        if self.sent.setdefault(key, told) != told:
            self.changed.append(key)
        assert self.killer is not None
        self.killer.taken.add(key)


@pytest.mark.timeout(300)
def test_no_sms_is_lost_or_sent_twice(tmp_path: Path, record_property: Any) -> None:
    """1,000 SMS, 100 workers killed, 30 % faults: each is sent once (I5, EDK-12).

    The provider takes an idempotency key; it fails before and after it took a message.
    """
    provider, began = SmsProvider(random.Random(6)), monotonic()
    with serving(provider.answer) as stub:
        outbox = Outbox(tmp_path / "data", sms, (stub.url,))
        outbox.fill(NOTICES, Medium.SMS)
        provider.killer = Killer(outbox, random.Random(7), NOTICES, KILLS)
        provider.killer.run()
    notices = outbox.notices(NOTICES)
    _record(record_property, provider.killer, notices, seconds=monotonic() - began)
    record_property("requests", provider.faults.total())
    record_property("faults", dict(provider.faults))
    record_property("repetitions_that_the_key_absorbed", provider.repeated)

    assert {NoticeState.SENT: NOTICES} == Counter(one.state for one in notices)
    assert {one.key for one in notices} == provider.sent.keys()
    assert {one.address[-10:] for one in notices} == {to[-10:] for to, _ in provider.sent.values()}
    assert [] == provider.changed
    assert KILLS == provider.killer.killed


def mail(port: int) -> Channel:
    """The channel to the office's mail server."""
    server = Server(LOOPBACK, Security.NONE, port=port, timeout=MAIL_WITHIN)
    return SmtpChannel(server, SENDER, clock=lambda: START)


@define
class MailServer:
    """Takes letters as they come, twice too; fails as often as told."""

    rng: random.Random
    came: Counter[str] = field(factory=Counter)
    faults: Counter[str] = field(factory=Counter)
    killer: Killer | None = None

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        """What happens to one letter, as aiosmtpd asks."""
        assert self.killer is not None
        transport = cast("asyncio.WriteTransport", server.transport)
        if self.killer.reaches("asked"):
            transport.abort()
            return "451 later"
        fault = self.rng.choices(list(MAIL_FAULTS), list(MAIL_FAULTS.values()))[0]
        self.faults[fault] += 1
        if fault != "error":
            letter = str(read(bytes(envelope.original_content or b""))["Message-ID"])
            self.came[letter] += 1
            self.killer.taken.add(letter)
        if self.killer.reaches("taken") or fault == "cut":
            transport.abort()
        if fault == "silent":
            await asyncio.Event().wait()
        self.killer.reaches("answered")
        return "451 later" if fault == "error" else "250 taken"


@pytest.mark.timeout(300)
def test_no_letter_is_lost(tmp_path: Path, record_property: Any) -> None:
    """1,000 letters, 100 workers killed, 30 % faults: none is lost (I5, EDK-12).

    SMTP has no key: a letter whose answer was lost comes again, under the same Message-ID, which
    lets mailboxes that look for it show it once. How many came again is kept with the figures.
    """
    post, began = MailServer(random.Random(8)), monotonic()
    with smtp_serving(lambda loop: SMTP(post, loop=loop, hostname="mx.example.ir")) as (port, _):
        outbox = Outbox(tmp_path / "data", mail, (port,))
        outbox.fill(NOTICES, Medium.EMAIL)
        post.killer = Killer(outbox, random.Random(9), NOTICES, KILLS)
        post.killer.run()
    notices = outbox.notices(NOTICES)
    _record(record_property, post.killer, notices, seconds=monotonic() - began)
    again = post.came.total() - len(post.came)
    record_property("letters_tried", post.faults.total())
    record_property("faults", dict(post.faults))
    record_property("letters_that_came_again", again)
    domain = SENDER.address.rpartition("@")[2]

    assert {NoticeState.SENT: NOTICES} == Counter(one.state for one in notices)
    assert {message_id(one.key, domain=domain) for one in notices} == post.came.keys()
    assert again <= KILLS * BATCH + post.faults["cut"] + post.faults["silent"]
    assert KILLS == post.killer.killed


def _record(
    record_property: Any, killer: Killer, notices: Sequence[Notice], *, seconds: float
) -> None:
    lost = sum(one.state is not NoticeState.SENT for one in notices)
    record_property("notices", len(notices))
    record_property("lost", lost)
    record_property("kills", killer.killed)
    record_property("kills_at", dict(killer.moments))
    record_property("workers", killer.turns)
    record_property("most_attempts", max(one.attempts for one in notices))
    record_property("seconds", round(seconds, 1))
