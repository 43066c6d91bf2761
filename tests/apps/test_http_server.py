import asyncio
import io
import json
import logging
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from attrs import evolve

from miz.domain.persian import persian_digits
from miz.domain.staff import Role
from miz_apps import logs
from miz_apps.web.errors import Busy
from miz_apps.web.running import Crew
from tests.apps.web import OPTIONS, PASSWORD, open_web
from tests.office import NATIONAL_IDS

HOUSE = Path(__file__).resolve().parents[2]
PROGRAM = """
from pathlib import Path
import sys
from miz import open_core
from miz_apps.web.gunicorn import Served, serve
from miz_apps.web.options import WebOptions
from miz_apps.web.server import make_app
from tests.apps.web import Role, hire
from tests.office import CONFIG, TestParts, furnish
from miz_adapters.memory import ManualClock

options = WebOptions(bind=sys.argv[1], https=False, heartbeat_seconds=0.2)

def prepare():
    clock = ManualClock()
    core = open_core(CONFIG, plugins=[TestParts(clock)])
    office = furnish(core, clock)
    for role in Role:
        hire(office, role)
    def close():
        core.close()
        Path(sys.argv[2]).write_text("closed")
    return Served(make_app(core, options=options), close)

serve(prepare, options)
"""


# -- the process -----------------------------------------------------------------------------


@pytest.fixture
def address() -> str:
    """A free address on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def process(address: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn with its worker, as `miz serve` starts it."""
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    words = [sys.executable, "-c", PROGRAM, address, str(tmp_path / "closed")]
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen(words, cwd=tmp_path, env=environment, stderr=log, stdout=log)
        try:
            _until_up(f"http://{address}/healthz")
            yield started
        finally:
            started.kill()
            started.wait()


def _until_up(url: str) -> None:
    pause, end = threading.Event(), time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pause.wait(0.05)
    raise TimeoutError(url)


def test_gunicorn_serves_and_ends_in_order(
    process: subprocess.Popen[bytes], address: str, tmp_path: Path
) -> None:
    """SIGTERM ends open streams, closes the core, and no request is cut (goal 7)."""
    with httpx.Client(base_url=f"http://{address}") as wall:
        wall.post("/api/v1/sessions", json={"login": "wall", "password": PASSWORD})
        with wall.stream("GET", "/api/v1/monitor/stream") as stream:
            lines = stream.iter_lines()
            next(lines)
            process.send_signal(signal.SIGTERM)
            rest = list(lines)
    code = process.wait(20)

    assert 0 == code
    assert rest[-1] == ""
    assert "closed" == (tmp_path / "closed").read_text()


def test_an_interrupt_closes_the_core_too(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """Ctrl-C at a demo is quick and still lets go of the database."""
    process.send_signal(signal.SIGINT)

    assert 0 == process.wait(20)
    assert "closed" == (tmp_path / "closed").read_text()


def test_a_core_that_cannot_open_ends_the_server_with_a_sentence(
    address: str, tmp_path: Path
) -> None:
    """No endless restarts: gunicorn gives up, and the log says what to do."""
    program = PROGRAM.replace("open_core(CONFIG,", "open_core({'storage': {'provider': 'x'}},")
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    words = [sys.executable, "-c", program, address, str(tmp_path / "closed")]
    ended = subprocess.run(
        words, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False
    )

    assert 0 != ended.returncode
    assert b"No plugin provides storage 'x'" in ended.stderr


# -- the pools -------------------------------------------------------------------------------


async def _crowd(crew: Crew) -> tuple[int, str]:
    gate_open = threading.Event()
    waiting = [asyncio.ensure_future(crew.run(gate_open.wait, 10)) for _ in range(60)]
    await asyncio.sleep(0)
    gate = await crew.run_gate(lambda: "decided")
    gate_open.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    return sum(isinstance(one, Busy) for one in answers), gate


def test_a_crowd_at_the_desk_does_not_hold_up_the_gate() -> None:
    """Desks queue and are turned away at some point; lanes have threads of their own (27)."""
    crew = Crew(8)
    turned_away, gate = asyncio.run(_crowd(crew))
    crew.stop()

    assert "decided" == gate
    assert 60 - 6 * 9 == turned_away


# -- the log ---------------------------------------------------------------------------------


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged while a test runs; the settings before are put back."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.configure(stream)
    try:
        yield stream
    finally:
        root.handlers[:], root.level = handlers, level
        structlog.reset_defaults()


def test_every_request_is_one_line_of_json(written: io.StringIO) -> None:
    """The route and not the address, the number of the answer, and no query (threat 24)."""
    with open_web(evolve(OPTIONS, log_requests=True)) as web:
        guard = web.caller(Role.GUARD)
        answer = guard.get("/people?q=0499370899", headers={"Accept": "text/html"})
        guard.post("/api/v1/lookup", json={"typed": NATIONAL_IDS[0]})
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    ours = next(line for line in lines if line.get("request") == answer.headers["X-Request-Id"])

    assert ("GET", "/people", 200) == (ours["method"], ours["route"], ours["status"])
    assert "0499370899" not in written.getvalue()


def test_three_thousand_numbers_do_not_reach_the_log(written: io.StringIO) -> None:
    """National numbers, mobiles and slips, in three scripts, in texts and tracebacks (24)."""
    draw, log = random.Random(24), structlog.stdlib.get_logger("test")
    canaries = []
    for index in range(1000):
        digits = f"{draw.randrange(10**10):010d}"
        mobile, slip = f"09{draw.randrange(10**9):09d}", f"{draw.randrange(10**20):020d}"
        canaries += [digits, mobile, slip]
        shown = [persian_digits(one) if index % 2 else one for one in (digits, mobile, slip)]
        log.info("seen %s", shown[0], person=shown[1], facts={"deep": [shown[2]]}, code=shown[2])
        if index % 50 == 0:
            fault = ValueError(f"bad number {digits} of {persian_digits(mobile)}")
            log.error("failed", exc_info=fault)
    text = written.getvalue()
    leaked = [one for one in canaries if one in text or persian_digits(one) in text]

    assert [] == leaked
    assert 1000 < len(text.splitlines())


def test_a_fault_is_logged_with_its_number_and_without_personal_data(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the answer keeps inside is found here by the same number (threat 24)."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(f"nobody has {NATIONAL_IDS[0]}")

    with open_web() as web:
        monkeypatch.setattr(type(web.office.core.monitor), "counters", broken)
        answer = web.caller(Role.WALL).get("/api/v1/monitor/counters")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    fault = next(line for line in lines if line["event"] == "fault")

    assert answer.headers["X-Request-Id"] == fault["request"]
    assert "ZeroDivisionError: nobody has [number]" in fault["exception"]
    assert NATIONAL_IDS[0] not in written.getvalue()


def test_secrets_are_hidden_by_their_names(written: io.StringIO) -> None:
    """Whatever the value looks like."""
    structlog.stdlib.get_logger("test").info("x", password="hunter two", facts={"token": "abc"})

    assert "hunter" not in written.getvalue()
    assert "abc" not in written.getvalue()
