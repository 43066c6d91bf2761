"""SMS through a real gateway: what phones would get, and what becomes of it."""

import json
import threading
from collections.abc import Iterator

import pytest

from miz.domain.texting import Segments
from miz.errors import Refused
from miz.ports.channels import Fate, Message, Receipt
from miz_adapters.channels.http_answer import DeliveryQuery, Reading
from miz_adapters.channels.http_provider import HttpProvider, Keys
from miz_adapters.channels.http_request import Request
from miz_adapters.channels.http_sms import HttpSms
from tests.adapters.kannel import PASSWORD, Kannel, joined, kannel
from tests.adapters.sms_server import Asked, Stub, Talk, says, serving

TWO_PARTS = (
    "مریم کاظمی ساعت ۱۰:۳۰ از درب شمالی وارد شد. «می‌توانید» به میز خدمت بیایید؛ "
    "کد پیگیری شما ۴۷۱۱ است و تا ساعت ۱۴ اعتبار دارد."
)
SENT = {"1": "delivered", "2": "failed", "16": "rejected"}
FATES = {
    "delivered": Fate.DELIVERED,
    "failed": Fate.UNDELIVERED,
    "rejected": Fate.UNDELIVERED,
    "none": Fate.UNKNOWN,
}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kannel]:
    """Kannel with a centre behind it."""
    with kannel(tmp_path_factory.mktemp("kannel")) as running:
        yield running


class Reports:
    """The office's side of dlr-url: Kannel reports by a key, and the channel asks by it."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.came = threading.Condition()

    def __call__(self, talk: Talk, asked: Asked) -> bool:
        """A report as Kannel calls it, or a question as the channel asks it."""
        key = asked.query["key"][0]
        if asked.path == "/state":
            return says(json.dumps({"state": self.states.get(key, "none")}))(talk, asked)
        state = SENT.get(asked.query["type"][0])
        with self.came:
            if state is not None:
                self.states[key] = state
            self.came.notify_all()
        return says("")(talk, asked)


@pytest.fixture
def reports() -> Reports:
    """Nothing was reported yet."""
    return Reports()


@pytest.fixture
def stub(reports: Reports) -> Iterator[Stub]:
    """Where Kannel reports to."""
    with serving(reports) as stub:
        yield stub


def described(gateway: Kannel, stub: Stub, *, password: str = PASSWORD) -> HttpProvider:
    """Kannel as data: a GET whose answer is a line of text, and reports by another way."""
    return HttpProvider(
        Request(
            gateway.url,
            method="GET",
            query={
                "username": "miz",
                "password": "{password}",
                "from": "{sender}",
                "to": "{to}",
                "text": "{text}",
                "charset": "UTF-8",
                "coding": "2",
                "dlr-mask": "19",
                # The key is a number, so that it stands in an address within an address as it is.
                "dlr-url": f"{stub.url}/report?key={{key}}&type=%d",
            },
        ),
        reading=Reading(reference="{key}", status=(r"re:^(\d): ",), taken=("0", "3")),
        delivery=DeliveryQuery(
            Request(f"{stub.url}/state", method="GET", query={"key": "{reference}"}),
            status=("state",),
            fates=FATES,
        ),
        secrets={"password": password},
        sender="10004346",
        keys=Keys.NUMBER,
    )


def test_a_persian_text_of_two_parts_arrives_whole(gateway: Kannel, stub: Stub) -> None:
    """Cut where we said it would be, with a header that joins the parts (C3-08, 3.7)."""
    segments = Segments.of(TWO_PARTS)
    channel = HttpSms(described(gateway, stub))
    before = len(gateway.arrived(0))
    (receipt,) = channel.send([Message("visit-1", "+989120000001", TWO_PARTS)])
    parts = gateway.arrived(before + 2)[before:]
    channel.close()

    assert Receipt("visit-1", Keys.NUMBER.written("visit-1")) == receipt
    assert TWO_PARTS == joined(parts)
    assert segments.parts == tuple(joined([part]) for part in parts)
    assert {("10004346", "09120000001")} == {(part.sender, part.to) for part in parts}
    assert [(2, 1), (2, 2)] == [(part.header[-2], part.header[-1]) for part in parts]


@pytest.mark.parametrize(
    "text", ["س" * 70, "س" * 71, "س" * 134, "س" * 135, "س" * 66 + "\N{GRINNING FACE}" + "س" * 10]
)
def test_the_gateway_counts_as_we_do(gateway: Kannel, stub: Stub, text: str) -> None:
    """At the edges between one part, two and three."""
    segments = Segments.of(text)
    channel = HttpSms(described(gateway, stub))
    before = len(gateway.arrived(0))
    channel.send([Message(f"edge-{len(text)}", "+989120000002", text)])
    parts = gateway.arrived(before + segments.count)[before:]
    channel.close()

    assert segments.count == len(parts)
    assert text == joined(parts)


def test_a_report_becomes_a_fate(gateway: Kannel, stub: Stub, reports: Reports) -> None:
    """The centre reports to dlr-url, and the channel asks there by its key (C3-08)."""
    channel = HttpSms(described(gateway, stub))
    (receipt,) = channel.send([Message("visit-2/گزارش&x", "+989120000003", "سلام")])
    assert isinstance(receipt, Receipt)
    with reports.came:
        told = reports.came.wait_for(lambda: receipt.reference in reports.states, timeout=30.0)
    fates = channel.delivery([receipt.reference, "never given"])
    channel.close()

    assert told
    assert [Fate.DELIVERED, Fate.UNKNOWN] == fates


def test_a_wrong_password_is_refused(gateway: Kannel, stub: Stub) -> None:
    """By its HTTP status, whatever its text says."""
    channel = HttpSms(described(gateway, stub, password="wrong"))
    (answer,) = channel.send([Message("visit-3", "+989120000004", "سلام")])
    channel.close()

    assert isinstance(answer, Refused)
    assert "wrong" not in str(answer)
