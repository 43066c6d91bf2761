import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from attrs import evolve

from miz.errors import BadAnswer, PortError, Refused, Unavailable
from miz.ports.channels import RECIPIENT_BLOCKED, Receipt
from miz_adapters.channels.http_line import MOST_BYTES
from miz_adapters.channels.http_request import Request
from miz_adapters.channels.http_sms import HttpSms, Patience
from tests.adapters.sms_provider import HASTE, ONE, TAKEN, described, error, sent
from tests.adapters.sms_server import Script, Stub, drips, hangs, raw, says, serving


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A provider that takes everything."""
    with serving(TAKEN) as stub:
        yield stub


@contextmanager
def full() -> Iterator[int]:
    """A port whose queue is full: who calls there waits for ever."""
    with ExitStack() as stack:
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        where = port.getsockname()
        try:
            while True:
                stack.enter_context(socket.create_connection(where, timeout=0.1))
        except TimeoutError:
            yield where[1]


OWN_WORDS = {
    "busy": (Unavailable, "port.unavailable"),
    "no": (Refused, "port.refused"),
    "opted-out": (Refused, RECIPIENT_BLOCKED),
    "surprise": (BadAnswer, "port.bad_answer"),
}


class TestFaults:
    def test_nobody_there(self, stub: Stub) -> None:
        """Nothing was sent, so the message waits (I5)."""
        stub.stop()
        fault = error(stub)

        assert (Unavailable, True) == (type(fault), "cannot be reached" in fault.message)

    def test_nobody_who_takes_the_call(self, stub: Stub) -> None:
        """A host that answers no connection holds the batch up for a moment only."""
        with full() as port:
            there = Request(f"http://127.0.0.1:{port}", form={"to": "{to}", "text": "{text}"})
            channel = HttpSms(evolve(described(stub), send=there), Patience(connect=0.1))
            (answer,) = channel.send([ONE])
            channel.close()

        assert Unavailable is type(answer)

    @pytest.mark.parametrize("status", [500, 502, 503, 507, 429, 408])
    def test_a_busy_provider(self, stub: Stub, status: int) -> None:
        """5xx and too many requests: again later."""
        fault = error(stub, says("{}", status=status))

        assert (Unavailable, True) == (type(fault), str(status) in fault.message)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 451])
    def test_a_refusal(self, stub: Stub, status: int) -> None:
        """4xx: never again."""
        fault = error(stub, says("<html>", status=status))

        assert (Refused, "port.refused", True) == (
            type(fault),
            fault.code,
            str(status) in fault.message,
        )

    @pytest.mark.parametrize("status", [200, 400, 500])
    @pytest.mark.parametrize("state", OWN_WORDS)
    def test_the_provider_s_own_word(self, stub: Stub, state: str, status: int) -> None:
        """It goes before the HTTP status; an opt-out has a code of its own (directive 3.7)."""
        fault = error(stub, says(json.dumps({"state": state}), status=status))

        assert OWN_WORDS[state] == (type(fault), fault.code)

    @pytest.mark.parametrize(
        "body",
        ["", "<html>welcome</html>", "{", "[]", "null", "7", '{"state": null}', "[" * 100_000],
    )
    def test_garbage(self, stub: Stub, body: str) -> None:
        """A page where an answer should be: the message may have been sent."""

        assert BadAnswer is type(error(stub, says(body)))

    @pytest.mark.parametrize(
        "data",
        [
            b"hello\r\n\r\n",
            b"\0" * 1000,
            b"HTTP/1.1 abc OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200 + b"\r\n",
        ],
    )
    def test_something_that_is_no_http(self, stub: Stub, data: bytes) -> None:
        """Another service at that address."""
        fault = error(stub, raw(data), repeatable=True)

        assert BadAnswer is type(fault)

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirection_is_not_followed(self, stub: Stub, status: int) -> None:
        """Whoever controls one answer does not choose where the next request goes (threat 18)."""
        fault = error(stub, says("", status=status, headers=f"Location: {stub.url}/there\r\n"))

        assert (BadAnswer, 1) == (type(fault), len(stub.asked))
        assert "not followed" in fault.message

    @pytest.mark.parametrize(("surplus", "kind"), [(0, Receipt), (1, BadAnswer)])
    def test_an_answer_of_more_than_a_megabyte_is_cut_off(
        self, stub: Stub, surplus: int, kind: type[Receipt | PortError]
    ) -> None:
        """What fits into memory is not for the provider to decide (threat 18)."""
        start = b'{"state": "ok", "id": 7}'
        stub.script = [says(start + b" " * (MOST_BYTES - len(start) + surplus))]

        assert [kind] == [type(answer) for answer in sent(stub)]


LOST: dict[str, Script] = {
    "at once": raw(b""),
    "in a header": raw(b"HTTP/1.1 200 OK\r\nContent-"),
    "in the body": raw(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"state": "ok"'),
    "in a chunk": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n90\r\n{"),
    "never": hangs,
    "within a slow header": drips(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "within a slow body": drips(b"HTTP/1.1 200 OK\r\n\r\n"),
    "within a slow chunk": drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n"),
    "by a gateway": says("late", status=504),
}


class TestLostAnswers:
    """The request left, and what became of it nobody says."""

    @pytest.mark.parametrize("how", LOST)
    def test_with_a_key_the_message_is_sent_again(self, stub: Stub, how: str) -> None:
        """A provider that drops what it has seen makes repeating safe (G5)."""
        fault = error(stub, LOST[how], repeatable=True, patience=HASTE)

        assert (Unavailable, True) == (type(fault), "same key" in fault.message)

    @pytest.mark.parametrize("how", LOST)
    def test_without_one_it_is_not(self, stub: Stub, how: str) -> None:
        """Nobody is told twice that a visitor came (C3-08); this is the default."""
        fault = error(stub, LOST[how], patience=HASTE)

        assert (BadAnswer, True) == (type(fault), "may have been sent" in fault.message)

    @pytest.mark.parametrize("how", ["never", *(how for how in LOST if "slow" in how)])
    def test_a_slow_answer_is_called_slow(self, stub: Stub, how: str) -> None:
        """A byte now and then does not hold a worker up, and is told from a line that broke."""

        assert "did not answer in time" in error(stub, LOST[how], patience=HASTE).message

    def test_the_next_message_goes(self, stub: Stub) -> None:
        """On a new connection."""
        stub.script = [raw(b"")]
        answers = sent(stub, ONE, ONE, repeatable=True)

        assert [Unavailable, Receipt] == [type(answer) for answer in answers]
