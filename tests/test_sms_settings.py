"""SMS providers as an administrator writes them into ``miz.toml``."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from miz import open_core
from miz.config import settings
from miz.domain.notices import Medium, NoticeState
from miz.errors import ConfigError
from miz.ports.channels import Channel, Fate, Message, Receipt
from miz_adapters.channels.http_sms import HttpSms
from miz_adapters.memory import ManualClock
from miz_apps.work import Worker
from miz_plugins.texting import Http
from tests.adapters.sms_server import Stub, says, serving
from tests.office import CONFIG, TestParts, furnish

HOUSE = Path(__file__).resolve().parent.parent
README = (HOUSE / "plugins" / "README.md").read_text(encoding="utf-8")
ONE = Message("key-1", "+989120000001", "سلام")


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret of the examples."""
    monkeypatch.setenv("SMS_TOKEN", "s3cret")


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A provider that takes everything."""
    with serving(says('{"status": 0, "messages": [{"status": 0, "id": "m7"}]}')) as stub:
        yield stub


def example() -> dict[str, Any]:
    """The section of the README."""
    (text,) = re.findall(r"```toml\n(\[channels.sms\].*?)```", README, re.DOTALL)
    section: dict[str, Any] = tomllib.loads(text)["channels"]["sms"]
    return section


def channel(**section: Any) -> Channel:
    """The channel that a core builds from a section."""
    clock = ManualClock()
    config = {**CONFIG, "channels": {"sms": section}}
    with open_core(config, plugins=[TestParts(clock)]) as core:
        return core.channels[Medium.SMS]


def test_the_example_of_the_readme_works(stub: Stub) -> None:
    """Word for word, but for the address."""
    section = example()
    there = section["url"].rpartition("/v2/")[0]
    urls = {name: section[name].replace(there, stub.url) for name in ("url", "delivery_url")}
    made = channel(**{**section, **urls})
    (receipt,) = made.send([ONE])
    stub.script = [says('{"state": 9}')]
    fates = made.delivery(["m7"])
    made.close()
    sent, asked = stub.asked

    assert Receipt("key-1", "m7") == receipt
    assert ("/v2/messages", "Bearer s3cret") == (sent.target, sent.headers["authorization"])
    assert {"from": "10004346", "to": ["09120000001"], "text": "سلام", "ref": "key-1"} == (
        json.loads(sent.body)
    )
    assert [Fate.BLOCKED] == fates
    assert ("GET", "/v2/states?id=m7") == (asked.method, asked.target)


def test_the_host_of_a_visitor_is_told(stub: Stub) -> None:
    """A passage becomes one SMS with the provider's name for it, over a whole core (C3-08, I5)."""
    clock = ManualClock()
    section = {**example(), "url": stub.url, "delivery_url": stub.url}
    with open_core({**CONFIG, "channels": {"sms": section}}, plugins=[TestParts(clock)]) as core:
        office = furnish(core, clock)
        office.enter(office.slip())
        worker = Worker(core, "w1")
        worker.turn()
        worker.turn()
        notices = core.storage.read(lambda uow: uow.notices.of_recipient(office.host.id))
    (asked,) = stub.asked

    assert "وارد شد" in json.loads(asked.body)["text"]
    assert [(NoticeState.SENT, "m7")] == [(n.state, n.reference) for n in notices]


def test_kavenegar_needs_its_key_only() -> None:
    """Which it does not show."""
    made = channel(provider="kavenegar", key={"env": "SMS_TOKEN"})
    assert isinstance(made, HttpSms)

    assert "api.kavenegar.com" == made.provider.send.origin.host
    assert "s3cret" not in repr(made)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "http://sms.example.ir"}, "url would tell keys"),
        ({"json": '{"to": "{too}", "text": "{text}"}'}, "{too} is no place here"),
        ({"numbers": "07"}, "numbers: '07' is none of +98912, 0098912, 98912, 0912, 912"),
        ({"keys": "uuid"}, "keys: 'uuid' is none of text, number"),
        ({"fates": {"1": "gone"}}, "fates: 'gone' is none of pending, delivered, undelivered"),
        ({"taken": [0]}, "taken must be a list of str"),
        ({"headers": {"X": 1}}, "headers.X must be str, not int"),
        ({"secrets": {"token": "s3cret"}}, "secrets.token is a secret: write { env"),
        ({"secrets": {}}, "{token} is no place here"),
        ({"delivery_status": []}, "delivery_status says where to look"),
        ({"repeat": True}, "did you mean 'repeatable'?"),
    ],
)
def test_mistakes_are_told_with_their_place(changes: dict[str, Any], words: str) -> None:
    """Before the office opens, and without the secret."""
    section = {**example(), **changes}
    section.pop("provider")
    with pytest.raises(ConfigError) as caught:
        settings(Http, section, place="[channels.sms]")

    assert words in caught.value.message
    assert caught.value.message.startswith("[channels.sms]")
    assert "s3cret" not in caught.value.message


def test_authorities_are_looked_for_in_the_data_folder(tmp_path: Path) -> None:
    """As other files are; a missing one is named before the first message."""
    section = {**example(), "ca_file": "ca.pem"}
    config = {**CONFIG, "miz": {"data": str(tmp_path)}, "channels": {"sms": section}}
    with pytest.raises(ConfigError, match=re.escape(f"{tmp_path}/ca.pem holds no certificates")):
        open_core(config, plugins=[TestParts(ManualClock())])


def test_without_a_query_nobody_asks(stub: Stub) -> None:
    """A gateway of one line."""
    made = channel(
        provider="http",
        url=stub.url,
        method="GET",
        query={"to": "{to}", "text": "{text}"},
        reference=r're:"id": "(\w+)"',
    )
    answers, fates = made.send([ONE]), made.delivery(["m7"])
    made.close()

    assert ([Receipt("key-1", "m7")], [Fate.UNKNOWN]) == (answers, fates)
