import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from attrs import define, field

from miz.errors import BadAnswer, PortError, Refused, Unavailable
from miz.ports.channels import RECIPIENT_BLOCKED, Fate, Message, Receipt
from miz_adapters.channels.http_sms import HttpSms
from miz_adapters.channels.kavenegar import URL, kavenegar
from miz_contracts.channels import ChannelContract
from tests.adapters.sms_server import Asked, Script, Stub, Talk, raw, says, serving

KEY = "4f3A2d5E6b"
ONE = Message("visit-1/host-1/host.visitor_entered", "+989120000001", "سلام")


@define
class Kavenegar:
    """What kavenegar.com/rest.html says of two methods: POST, the key in the path, one envelope.

    ``sent`` are messages by their localid; a known localid sends nothing.
    """

    sent: dict[str, dict[str, Any]] = field(factory=dict)

    def __call__(self, talk: Talk, asked: Asked) -> bool:
        """One answer; the HTTP status follows the one in the envelope."""
        return self.answer(asked)(talk, asked)

    def answer(self, asked: Asked) -> Script:
        """What is done, and then said."""
        method = asked.path.removeprefix(f"/v1/{KEY}/")
        form = {name: texts[0] for name, texts in asked.form.items()}
        if method == asked.path or asked.method != "POST":
            return envelope(403)
        return self._send(form) if method == "sms/send.json" else self._status(form)

    def _send(self, form: Mapping[str, str]) -> Script:
        if not form["receptor"].startswith("09"):
            return envelope(411)
        if not 0 < len(form["message"]) <= 900:
            return envelope(413)
        fresh = {
            "messageid": 8792343 + len(self.sent),
            "message": form["message"],
            "status": 1,
            "statustext": "در صف ارسال",
            "sender": form.get("sender", "10004346"),
            "receptor": form["receptor"],
            "date": 1356619709,
            "cost": 120,
        }
        return envelope(200, self.sent.setdefault(str(int(form["localid"])), fresh))

    def _status(self, form: Mapping[str, str]) -> Script:
        if not form["messageid"].isdecimal():
            return envelope(400)
        name = int(form["messageid"])
        known = [entry for entry in self.sent.values() if entry["messageid"] == name]
        state = known[0]["status"] if known else 100
        return envelope(200, {"messageid": name, "status": state, "statustext": "…"})


def envelope(status: int, *entries: Mapping[str, Any], http: int | None = None) -> Script:
    """An answer of Kavenegar's form."""
    content = {"return": {"status": status, "message": "پیام"}, "entries": entries or None}
    return says(json.dumps(content), status=http or status)


@pytest.fixture
def provider() -> Kavenegar:
    """What the account has sent."""
    return Kavenegar()


@pytest.fixture
def stub(provider: Kavenegar) -> Iterator[Stub]:
    """The server of the account."""
    with serving(provider) as stub:
        yield stub


@pytest.fixture
def channel(stub: Stub) -> Iterator[HttpSms]:
    """A channel with the account's key."""
    channel = HttpSms(kavenegar(KEY, url=f"{stub.url}/v1"))
    yield channel
    channel.close()


class TestContract(ChannelContract):
    """The rules of every channel."""

    @pytest.fixture
    def channel(self, stub: Stub) -> Iterator[HttpSms]:
        """A channel with the account's key."""
        channel = HttpSms(kavenegar(KEY, url=f"{stub.url}/v1"))
        yield channel
        channel.close()

    @pytest.fixture
    def address(self) -> str:
        """An Iranian mobile."""
        return "+989120000000"

    @pytest.fixture
    def away(self, stub: Stub) -> Callable[[], None]:
        """Nothing listens any more."""
        return stub.stop


def test_a_message_is_one_post(stub: Stub, channel: HttpSms) -> None:
    """With the number as people dial it, and its key as a number (3.7)."""
    (receipt,) = channel.send([ONE])
    (asked,) = stub.asked

    assert Receipt(ONE.key, "8792343") == receipt
    assert f"/v1/{KEY}/sms/send.json" == asked.target
    assert {"receptor", "message", "localid"} == set(asked.form)
    assert (["09120000001"], ["سلام"]) == (asked.form["receptor"], asked.form["message"])


def test_a_line_of_the_office_may_send(stub: Stub) -> None:
    """A service line reaches people who opted out of advertisements (directive 3.7)."""
    channel = HttpSms(kavenegar(KEY, sender="3000505", url=f"{stub.url}/v1"))
    channel.send([ONE])
    channel.close()

    assert ["3000505"] == stub.asked[0].form["sender"]


def test_a_repetition_sends_nothing(stub: Stub, provider: Kavenegar, channel: HttpSms) -> None:
    """An answer was lost after the message was taken: the same key gets the same name (G5)."""

    def take_and_hang_up(_: Talk, asked: Asked) -> bool:
        provider.answer(asked)
        return False

    stub.script = [take_and_hang_up]
    (first,), (second,) = channel.send([ONE]), channel.send([ONE])

    assert Unavailable is type(first)
    assert Receipt(ONE.key, "8792343") == second
    assert (2, 1) == (len(stub.asked), len(provider.sent))


@pytest.mark.parametrize("state", [2, 4, 5, 10, 11])
def test_a_repetition_may_have_gone_on_meanwhile(
    provider: Kavenegar, channel: HttpSms, state: int
) -> None:
    """It was taken all the same; what became of it is asked for later."""
    channel.send([ONE])
    next(iter(provider.sent.values()))["status"] = state

    assert [Receipt(ONE.key, "8792343")] == channel.send([ONE])


@pytest.mark.parametrize("http", [None, 200])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (402, Unavailable),
        (409, Unavailable),
        (418, Unavailable),
        (451, Unavailable),
        (400, Refused),
        (401, Refused),
        (403, Refused),
        (411, Refused),
        (412, Refused),
        (413, Refused),
        (430, Refused),
        (501, Refused),
    ],
)
def test_the_true_status_stands_in_the_body(
    stub: Stub, channel: HttpSms, http: int | None, *, status: int, kind: type[PortError]
) -> None:
    """Whether HTTP repeats it or says 200; no credit waits for credit."""
    stub.script = [envelope(status, http=http)]
    (answer,) = channel.send([ONE])

    assert kind is type(answer)
    assert str(status) in str(answer)


@pytest.mark.parametrize(
    ("entry", "kind", "code"),
    [
        ({"messageid": 1, "status": 14}, Refused, RECIPIENT_BLOCKED),
        ({"messageid": 1, "status": 6}, Refused, "port.refused"),
        ({"messageid": 1, "status": 13}, Refused, "port.refused"),
        ({"messageid": 1, "status": 77}, BadAnswer, "port.bad_answer"),
    ],
)
def test_an_entry_may_say_no(
    stub: Stub, channel: HttpSms, entry: dict[str, int], *, kind: type[PortError], code: str
) -> None:
    """Within an envelope that says yes; an opt-out is told apart (directive 3.7)."""
    stub.script = [envelope(200, entry)]
    (answer,) = channel.send([ONE])

    assert isinstance(answer, kind)
    assert code == answer.code


@pytest.mark.parametrize(
    ("state", "fate"),
    [
        (1, Fate.PENDING),
        (2, Fate.PENDING),
        (4, Fate.PENDING),
        (5, Fate.PENDING),
        (6, Fate.UNDELIVERED),
        (10, Fate.DELIVERED),
        (11, Fate.UNDELIVERED),
        (13, Fate.UNDELIVERED),
        (14, Fate.BLOCKED),
        (100, Fate.UNKNOWN),
        (50, Fate.PENDING),
    ],
)
def test_states_are_fates(provider: Kavenegar, channel: HttpSms, *, state: int, fate: Fate) -> None:
    """A state that is new to us is not final."""
    (receipt,) = channel.send([ONE])
    assert isinstance(receipt, Receipt)
    next(iter(provider.sent.values()))["status"] = state

    assert [fate] == channel.delivery([receipt.reference])


def test_a_forgotten_message_is_unknown(stub: Stub, channel: HttpSms) -> None:
    """States are kept for two days; a key that expired today says nothing of yesterday."""
    stub.script = [envelope(200), envelope(403), raw(b"")]

    assert [Fate.UNKNOWN, Fate.PENDING] == channel.delivery(["1", "2"])
    with pytest.raises(Unavailable):
        channel.delivery(["3"])


def test_the_key_is_never_shown(stub: Stub, channel: HttpSms) -> None:
    """It stands in the path, so no address is ever told (threat 24)."""
    stub.script = [says(KEY, status=status) for status in (200, 302, 404, 500)]
    told = [repr(channel), *map(str, channel.send([ONE] * 4))]

    assert 5 == len([line for line in told if KEY not in line])
    assert KEY not in repr(kavenegar(KEY))


def test_the_account_is_reached_by_tls() -> None:
    """Unless a test says otherwise."""

    assert URL.startswith("https://")
    assert kavenegar(KEY).send.origin.secure
