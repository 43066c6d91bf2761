"""What HTTP adds: the no-op against a bare ASGI callable, and gate decisions over the wire.

Both servers are gunicorn with its asgi worker and uvloop, one worker each. CPU is read from the
worker's own account in /proc, latency at a keep-alive client on this machine (goals 1 to 4).
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from attrs import define, frozen

from benchmarks.measure import FsyncProbe, Series, table
from tests.stories.demo import end_group, free_port
from tests.stories.served import Bench, Server, furnish, serving

CALLS = 3000
DECISIONS = 600
CLIENTS = 32
TICKS = os.sysconf("SC_CLK_TCK")


@define
class Client:
    """One keep-alive connection."""

    port: int
    connection: HTTPConnection

    @classmethod
    def to(cls, port: int) -> "Client":
        """A fresh connection."""
        return cls(port, HTTPConnection("127.0.0.1", port, timeout=30))

    def get(self, path: str) -> None:
        """A GET that must succeed."""
        self._ask("GET", path)

    def present(self, bench: Bench, code: str) -> None:
        """A decision that must open."""
        body = json.dumps({"code": code}).encode()
        answer = self._ask(
            "POST",
            f"/api/v1/lanes/{bench.lane_in}/reads",
            body,
            Authorization=f"Bearer {bench.key}",
        )
        if not json.loads(answer)["opens"]:
            raise SystemExit(f"not granted: {answer!r}")

    def _ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        headers |= {"Content-Type": "application/json"} if body else {}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{method} {path}: {answer.status} {content!r}")
        return content


@frozen
class Load:
    """What calls cost the server and the client."""

    series: Series
    cpu: float


def cpu_seconds(pid: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def bare_server() -> Iterator[Server]:
    """gunicorn around the bare callable, with the settings of miz."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "-k", "asgi", "--workers", "1", "--no-control-socket",
        "--asgi-loop", "uvloop",
        "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "benchmarks.bare:app",
    ]  # fmt: skip
    process = subprocess.Popen(command, start_new_session=True)
    server = Server(process, f"http://127.0.0.1:{port}")
    try:
        server.wait()
        yield server
    finally:
        end_group(process)


def port_of(server: Server) -> int:
    """Where it listens."""
    return int(server.base.rpartition(":")[2])


def load(server: Server, name: str, call: Callable[[int], None], *, times: int) -> Load:
    """Calls one after the other."""
    worker = server.worker()
    assert worker is not None
    series = Series(name)
    start = cpu_seconds(worker)
    for number in range(times):
        with series.one():
            call(number)
    return Load(series, 1e6 * (cpu_seconds(worker) - start) / times)


def no_ops(bare: Server, ours: Server) -> tuple[Load, Load]:
    """Goal 1, in three interleaved rounds of which the last counts."""
    floor_client, client = Client.to(port_of(bare)), Client.to(port_of(ours))
    for _ in range(3):
        floor = load(bare, "bare ASGI callable", lambda _: floor_client.get("/"), times=CALLS)
        noop = load(ours, "GET /healthz", lambda _: client.get("/healthz"), times=CALLS)
    return floor, noop


def one_client(server: Server, bench: Bench, probe: FsyncProbe) -> Load:
    """Goals 2 and 4: decisions over HTTP, with the probe between them."""
    client, codes = Client.to(bench.port), bench.slips[:DECISIONS]
    series = Series("POST reads")

    def decide(number: int) -> None:
        probe()
        with series.one():
            client.present(bench, codes[number])

    return Load(series, load(server, series.name, decide, times=len(codes)).cpu)


def many_clients(bench: Bench) -> tuple[float, Series]:
    """Goal 3 over the wire: decisions a second, and their latencies."""
    todo, lock, series = list(bench.slips[DECISIONS:]), threading.Lock(), Series("decision")

    def run() -> None:
        client = Client.to(bench.port)
        while True:
            with lock:
                if not todo:
                    return
                code = todo.pop()
            start = time.perf_counter()
            client.present(bench, code)
            series.seconds.append(time.perf_counter() - start)

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(series.seconds) / (time.perf_counter() - start), series


def main() -> None:
    """Prints the tables."""
    with tempfile.TemporaryDirectory(prefix="miz-bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        bench = furnish(folder, slips=DECISIONS * 4)
        probe = FsyncProbe(folder / "probe")
        with bare_server() as bare, serving(bench) as ours:
            floor, noop = no_ops(bare, ours)
            decision = one_client(ours, bench, probe)
            rate, crowd = many_clients(bench)
        probe.close()
    rows = [["one client", "p50 ms", "p95 ms", "server CPU µs", "CPU / bare", "CPU / no-op"]]
    for one in (floor, noop, decision):
        figures = [f"{one.series.p50:.2f}", f"{one.series.at(95):.2f}", f"{one.cpu:.0f}"]
        ratios = [f"{one.cpu / floor.cpu:.2f}", f"{one.cpu / noop.cpu:.2f}"]
        rows.append([one.series.name, *figures, *ratios])
    table("goals 1 (≤ 2.5 × bare), 2 and 4", rows)
    fsync = 1000 / probe.series.p50
    figures = [f"{rate:.0f}", f"{fsync:.0f}", f"{rate / fsync:.2f}"]
    figures += [f"{crowd.at(percent):.1f}" for percent in (50, 99, 100)]
    heading = ["decisions/s", "fsyncs/s", "ratio", "p50 ms", "p99 ms", "worst ms"]
    table(f"{CLIENTS} clients over HTTP, durable (goal 3)", [heading, figures])


if __name__ == "__main__":
    main()
