import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from miz.domain.notices import Medium
from miz.errors import BadAnswer, Refused, Unavailable
from miz.ports.channels import Fate, Message, Receipt
from miz_adapters.channels.http_answer import Reading
from miz_adapters.channels.http_sms import HttpSms
from miz_contracts.channels import ChannelContract
from tests.adapters.sms_provider import ONE, TAKEN, described, sent
from tests.adapters.sms_server import Asked, Script, Stub, Talk, raw, says, serving


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A provider that takes everything."""
    with serving(TAKEN) as stub:
        yield stub


class TestContract(ChannelContract):
    """The rules of every channel."""

    @pytest.fixture
    def channel(self, stub: Stub) -> Iterator[HttpSms]:
        """Taking everything, and knowing what it took."""

        def habit(talk: Talk, asked: Asked) -> bool:
            known = {"id": ["7"]} == asked.query if "?" in asked.target else True
            return says(json.dumps({"state": "ok" if known else "none", "id": 7}))(talk, asked)

        stub.habit = habit
        channel = HttpSms(described(stub))
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


class TestSending:
    def test_a_message_is_one_request(self, stub: Stub) -> None:
        """With the values where the description wants them, and the number in its form."""
        (answer,) = sent(stub)
        (asked,) = stub.asked

        assert Receipt("key-1", "7") == answer
        assert ("POST", "/send", "Bearer t0ken") == (
            asked.method,
            asked.target,
            asked.headers["authorization"],
        )
        assert {"to": "09120000001", "text": "سلام", "id": "key-1"} == json.loads(asked.body)

    def test_it_sends_sms(self, stub: Stub) -> None:
        """And nothing else."""

        assert Medium.SMS is HttpSms(described(stub)).medium

    def test_a_number_that_is_none_is_refused_alone(self, stub: Stub) -> None:
        """The provider never sees it; the messages around it go (29)."""
        odd = ["09120000001", "+98912\r\n0000001", "", "+971501234567", "+98912000000١"]
        answers = sent(stub, ONE, *(Message(f"odd-{n}", a, "x") for n, a in enumerate(odd)), ONE)

        assert [Receipt, *[Refused] * 5, Receipt] == [type(answer) for answer in answers]
        assert 2 == len(stub.asked)

    def test_a_text_that_no_alphabet_writes_is_refused_alone(self, stub: Stub) -> None:
        """Half a surrogate pair is no character."""
        answers = sent(stub, Message("key-0", ONE.address, "a\ud800"), ONE)

        assert [Refused, Receipt] == [type(answer) for answer in answers]

    def test_without_a_status_http_decides(self, stub: Stub) -> None:
        """A provider that has nothing to say but 202 is understood; its key is the reference."""
        stub.script = [says("", status=202)]
        answers = sent(stub, reading=Reading(reference="{key}"))

        assert [Receipt("key-1", "key-1")] == answers

    @pytest.mark.parametrize(
        "name", ["09120000001", "pin", "00989120000001!", "x-t0ken!-x", "7" * 129, "7\n8", ""]
    )
    def test_a_name_that_tells_something_is_none(self, stub: Stub, name: str) -> None:
        """The message was taken; a number, a key or a whole page is not kept as its name (24)."""
        stub.script = [says(json.dumps({"state": "ok", "id": name}))]

        assert [Receipt("key-1", "")] == sent(stub, secrets={"token": "t0ken!", "pin": "pin"})

    def test_a_short_secret_spoils_no_name(self, stub: Stub) -> None:
        """Two digits stand in every number."""
        stub.script = [says('{"state": "ok", "id": 4711}')]

        assert [Receipt("key-1", "4711")] == sent(stub, secrets={"token": "71"})

    def test_without_a_status_the_name_must_be_there(self, stub: Stub) -> None:
        """A page that says welcome with 200 has taken no message."""
        stub.script = [says("welcome"), says('{"id": 7}')]
        page, answer = sent(stub, ONE, ONE, reading=Reading(reference="id"))

        assert (BadAnswer, Receipt("key-1", "7")) == (type(page), answer)

    def test_a_connection_is_kept_where_repeating_is_safe(self, stub: Stub) -> None:
        """And made anew for each message where it is not: it may close as a request leaves."""
        sent(stub, ONE, ONE, repeatable=True)
        together = len(stub.live)
        sent(stub, ONE, ONE, repeatable=False)

        assert (1, 3) == (together, len(stub.live))

    def test_a_connection_that_was_closed_meanwhile_is_made_anew(self, stub: Stub) -> None:
        """An idle hour costs no message its first try."""
        channel = HttpSms(described(stub, repeatable=True))
        first = channel.send([ONE])
        stub.script = [says("{}", headers="Connection: close\r\n")]
        stub.live[0].shutdown(2)
        second = channel.send([ONE, ONE])
        channel.close()

        assert [Receipt, BadAnswer, Receipt] == [type(answer) for answer in [*first, *second]]


class TestBudget:
    def test_a_batch_ends_in_time(self, stub: Stub) -> None:
        """Ten seconds in all: what would not be answered within them is not begun, and waits."""
        now = [0.0]

        def slow(talk: Talk, asked: Asked) -> bool:
            now[0] += 2.0
            return TAKEN(talk, asked)

        stub.habit = slow
        channel = HttpSms(described(stub), clock=lambda: now[0])
        answers = channel.send([ONE] * 6)

        assert [*[Receipt] * 3, *[Unavailable] * 3] == [type(answer) for answer in answers]
        assert (3, 6.0) == (len(stub.asked), now[0])

    def test_a_slow_connection_leaves_time_for_the_answer(self, stub: Stub) -> None:
        """Or the request is not begun: one that must not be repeated would be lost."""
        moments = iter([0.0, 4.0, 6.0])
        channel = HttpSms(described(stub), clock=lambda: next(moments))
        (answer,) = channel.send([ONE])
        channel.close()

        assert (Unavailable, []) == (type(answer), stub.asked)


class TestDelivery:
    def fates(self, stub: Stub, *references: str, **changes: Any) -> list[Fate]:
        """What a channel tells of these."""
        channel = HttpSms(described(stub, **changes))
        try:
            return list(channel.delivery(references))
        finally:
            channel.close()

    def test_each_reference_is_asked_for(self, stub: Stub) -> None:
        """A state that the description does not name is not final."""
        states = ["there", "lost", "none", "new"]
        stub.script = [says(json.dumps({"state": state})) for state in states]
        told = self.fates(stub, "1", "2/&", "3", "4")

        assert [Fate.DELIVERED, Fate.UNDELIVERED, Fate.UNKNOWN, Fate.PENDING] == told
        assert [["1"], ["2/&"], ["3"], ["4"]] == [asked.query["id"] for asked in stub.asked]

    def test_nobody_asks_where_nothing_is_described(self, stub: Stub) -> None:
        """Nor by a name that the provider never gave."""

        assert [Fate.UNKNOWN] == self.fates(stub, "1", delivery=None)
        assert [Fate.UNKNOWN, Fate.UNKNOWN] == self.fates(stub, "", "\ud800")
        assert [] == stub.asked

    @pytest.mark.parametrize("script", [says("{}", status=500), says("", status=429), raw(b"")])
    def test_an_ill_provider_is_asked_later(self, stub: Stub, script: Script) -> None:
        """All of them, since one order of answers is one."""
        stub.script = [says('{"state": "there"}'), script]
        with pytest.raises(Unavailable):
            self.fates(stub, "1", "2")

    @pytest.mark.parametrize(
        ("status", "fate"),
        [(404, Fate.UNKNOWN), (410, Fate.UNKNOWN), (401, Fate.PENDING), (200, Fate.PENDING)],
    )
    def test_an_answer_without_a_state(self, stub: Stub, status: int, fate: Fate) -> None:
        """Gone is final; a key that expired or a page of a proxy is not."""
        stub.script = [says("<html>", status=status)]

        assert [fate] == self.fates(stub, "1")

    def test_what_there_is_no_time_for_is_pending(self, stub: Stub) -> None:
        """What was answered is kept."""
        stub.script = [says('{"state": "there"}')]
        moments = iter([0.0, 0.0, 0.0, 6.0])
        channel = HttpSms(described(stub), clock=lambda: next(moments))
        told = channel.delivery(["1", "2"])
        channel.close()

        assert [Fate.DELIVERED, Fate.PENDING] == told
