"""The demo as its users start it: a process of its own, spoken to over HTTP."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field

from miz_apps.demo.office import PASSWORD

READY = "miz demo is ready"
PATIENCE = 60.0


@define
class Demo:
    """A running demo; ``lines`` is what it printed."""

    process: "subprocess.Popen[str]"
    base: str
    started_after: float = 0.0
    lines: list[str] = field(factory=list)
    _callers: "list[Caller]" = field(factory=list)
    _news: "queue.Queue[str | None]" = field(factory=queue.Queue)

    def listen(self) -> None:
        """Collects what the process prints, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._news.put(line.rstrip("\n"))
        self._news.put(None)

    def wait_for(self, matches: Callable[[str], bool], *, seconds: float = PATIENCE) -> str:
        """The first printed line that matches; fails with all that was printed."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                line = self._news.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                break
            if line is None:
                break
            self.lines.append(line)
            if matches(line):
                return line
        raise AssertionError("the demo did not print it:\n" + "\n".join(self.lines))

    def wait_for_pulse(self) -> None:
        """Returns when it answers; connecting is retried, since it prints before it listens."""
        transport = httpx.HTTPTransport(retries=8)
        with httpx.Client(transport=transport, timeout=20) as client:
            assert client.get(f"{self.base}/healthz").status_code == 200

    def hang_up(self) -> None:
        """Closes every client's connections."""
        for caller in self._callers:
            caller.close()

    def sign_in(self, login: str) -> "Caller":
        """A client with that user's session."""
        caller = Caller(base_url=self.base, timeout=20)
        answer = caller.post("/api/v1/sessions", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        caller.headers["X-CSRF-Token"] = answer.json()["csrf"]
        self._callers.append(caller)
        return caller


class Caller(httpx.Client):
    """A signed-in client of the API."""

    def ask(self, method: str, path: str, *, expect: int = 200, **json: Any) -> Any:
        """The answer's JSON; fails on another status with the answer's text."""
        body = json if method != "GET" else None
        answer = self.request(method, f"/api/v1{path}", json=body)
        assert answer.status_code == expect, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None


@contextmanager
def running_demo(data: Path, *words: str) -> Iterator[Demo]:
    """The demo on a free port, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "miz_apps.cli", "demo", "--port", str(port)]
    start = time.monotonic()
    process = subprocess.Popen(
        [*command, "--data", str(data), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    demo = Demo(process, f"http://127.0.0.1:{port}")
    listener = threading.Thread(target=demo.listen, daemon=True)
    listener.start()
    try:
        demo.wait_for(lambda line: READY in line)
        demo.wait_for_pulse()
        demo.started_after = time.monotonic() - start
        yield demo
    finally:
        demo.hang_up()
        end_group(process)
        listener.join(timeout=5)


def end_group(process: "subprocess.Popen[Any]") -> None:
    """Ends the process and what it forked."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=5)
    if process.stdout is not None:
        process.stdout.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
