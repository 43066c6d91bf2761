"""Keys and numbers of an SMS provider are in no repr, no exception and no log line (threat 24)."""

import logging
import secrets
import traceback
from collections.abc import Iterator
from itertools import cycle

import pytest

from miz.errors import PortError
from miz.ports.channels import Message
from miz_adapters.channels.http_sms import HttpSms
from miz_adapters.channels.kavenegar import kavenegar
from tests.adapters.sms_server import Asked, Script, Stub, Talk, says, serving

CANARIES = 3000


def echo(shape: str) -> Script:
    """An answer that repeats the request: in its status line, headers, body, or instead of HTTP."""

    def script(talk: Talk, asked: Asked) -> bool:
        said = f"{asked.target} {asked.body.decode()}"
        talk.write(shape.replace("ECHO", said).replace("PATH", asked.target).encode())
        return False

    return script


def habit(talk: Talk, asked: Asked) -> bool:
    """All shapes in turn."""
    return next(SHAPES)(talk, asked)


SHAPES = cycle(
    [
        echo("HTTP/1.1 200 ECHO\r\n\r\n"),
        echo("HTTP/1.1 ECHO\r\n\r\n"),
        echo("ECHO\r\n\r\n"),
        echo("HTTP/1.1 200 OK\r\nECHO\r\nPATH\r\n\r\n"),
        echo("HTTP/1.1 200 OK\r\n PATH: odd\r\n: ECHO\r\n\r\n{}"),
        echo("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1PATH\r\n\r\n"),
        echo("HTTP/1.1 403 Forbidden\r\n\r\nECHO"),
        echo("HTTP/1.1 503 ECHO\r\n\r\nECHO"),
        echo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nECHO\r\n"),
        echo("HTTP/1.1 200 OK\r\nContent-Length: ECHO\r\n\r\nECHO"),
        echo("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nECHO"),
        echo('HTTP/1.1 200 OK\r\n\r\n{"return": {"status": "ECHO"}}'),
        echo(
            'HTTP/1.1 200 OK\r\n\r\n{"return": {"status": 200}, "entries": [{"messageid": "ECHO"}]}'
        ),
        echo(
            'HTTP/1.1 200 OK\r\n\r\n{"return": {"status": 200}, "entries": [{"messageid": "PATH"}]}'
        ),
        says('{"return": {"status": 200}, "entries": [{"messageid": 7, "status": 1}]}'),
        lambda *_: False,
    ]
)


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A provider that repeats what it hears."""
    with serving(habit) as stub:
        yield stub


def told(channel: HttpSms, message: Message, reference: str) -> Iterator[str]:
    """All that a caller could show of a channel, a message, and what came of both."""
    yield repr(channel)
    yield repr(message)
    for answer in channel.send([message]):
        yield repr(answer)
        if isinstance(answer, PortError):
            yield "".join(traceback.format_exception(answer))
            yield repr((answer.__cause__, answer.__context__))
    try:
        yield repr(channel.delivery([reference]))
    except PortError as error:
        yield "".join(traceback.format_exception(error))
        yield repr((error, error.__cause__, error.__context__))


def test_no_canary_is_told(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    """3,000 keys and as many numbers, with every logger at its most talkative; 0 are found."""
    caplog.set_level(logging.DEBUG)
    for name in ["urllib3", "urllib3.connection", "urllib3.connectionpool", "http.client"]:
        caplog.set_level(logging.DEBUG, logger=name)
    leaks, count, answers = 0, 0, 0
    for n in range(CANARIES):
        key, number = secrets.token_hex(16), f"912{secrets.randbelow(10**7):07}"
        channel = HttpSms(kavenegar(key, url=f"{stub.url}/v1"))
        lines = list(told(channel, Message(f"key-{n}", f"+98{number}", "سلام"), "8792343"))
        lines += [record.getMessage() + str(record.exc_info) for record in caplog.records]
        caplog.clear()
        channel.close()
        leaks += sum(key in line or number in line for line in lines)
        count, answers = count + len(lines), answers + len(stub.asked)
        stub.asked.clear()

    assert 0 == leaks
    assert 2 * CANARIES <= answers
    assert 5 * CANARIES <= count


def test_the_search_would_find_one(caplog: pytest.LogCaptureFixture) -> None:
    """urllib3's own way of reading such an answer logs the address, and with it the key."""
    from urllib3 import PoolManager  # noqa: PLC0415 - only to show what is avoided

    caplog.set_level(logging.DEBUG)
    odd_header = echo("HTTP/1.1 200 OK\r\n PATH: odd\r\n: ECHO\r\n\r\n{}")
    with serving(odd_header) as stub, PoolManager() as pool:
        pool.request("GET", f"{stub.url}/v1/canary/sms/send.json", retries=False)

    assert {"urllib3.connection", "urllib3.connectionpool"} <= {
        record.name for record in caplog.records if "canary" in record.getMessage()
    }
