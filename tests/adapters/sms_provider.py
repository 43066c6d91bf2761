"""An invented provider behind the stub server, as a description."""

from typing import Any

from attrs import evolve

from miz.errors import PortError
from miz.ports.channels import Fate, Message, Receipt
from miz_adapters.channels.http_answer import DeliveryQuery, Reading
from miz_adapters.channels.http_provider import HttpProvider
from miz_adapters.channels.http_request import Request
from miz_adapters.channels.http_sms import HttpSms, Patience
from tests.adapters.sms_server import Script, Stub, says

HASTE = Patience(answer=0.2)
"""For tests of silence only: on a busy machine a good answer may take longer."""
TAKEN = says('{"state": "ok", "id": 7}')
ONE = Message("key-1", "+989120000001", "سلام")


def described(stub: Stub, **changes: Any) -> HttpProvider:
    """The provider of these tests."""
    provider = HttpProvider(
        Request(
            f"{stub.url}/send",
            json='{"to": "{to}", "text": "{text}", "id": "{key}"}',
            headers={"Authorization": "Bearer {token}"},
        ),
        reading=Reading(
            reference="id",
            status=("state",),
            taken=("ok",),
            again=("busy",),
            refused=("no",),
            blocked=("opted-out",),
        ),
        delivery=DeliveryQuery(
            Request(f"{stub.url}/state", method="GET", query={"id": "{reference}"}),
            status=("state",),
            fates={"there": Fate.DELIVERED, "lost": Fate.UNDELIVERED, "none": Fate.UNKNOWN},
        ),
        secrets={"token": "t0ken"},
    )
    return evolve(provider, **changes)


def sent(stub: Stub, *messages: Message, **changes: Any) -> list[Receipt | PortError]:
    """The answers of a channel to this provider, or to one with changes."""
    patience = changes.pop("patience", Patience())
    channel = HttpSms(described(stub, **changes), patience)
    try:
        return list(channel.send(messages or [ONE]))
    finally:
        channel.close()


def error(stub: Stub, *script: Script, **changes: Any) -> PortError:
    """The only answer, which must be an error."""
    stub.script = list(script)
    (answer,) = sent(stub, **changes)
    assert isinstance(answer, PortError), answer
    return answer
