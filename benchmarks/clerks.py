"""Clerks at work: so many at once, each with one case after the other."""

import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from attrs import define, field

from benchmarks.measure import Series
from benchmarks.web import cpu_seconds
from tests.stories.served import Server

Clerk = Callable[[int], bool]
"""Files the case of that number; says whether it was acknowledged."""
Answer = tuple[int, bytes]


@define
class Tally:
    """What so many clerks did, over all rounds that count."""

    series: Series = field(factory=lambda: Series("case"))
    wall: float = 0.0
    cpu: float = 0.0
    refused: int = 0

    @property
    def rate(self) -> float:
        """Acknowledged cases a second."""
        return len(self.series.seconds) / self.wall

    @property
    def cpu_each(self) -> float:
        """Processor milliseconds for one case, of all the server's processes."""
        return 1000 * self.cpu / len(self.series.seconds)


@define
class Side:
    """Somebody who takes cases: a server, or a floor without one."""

    name: str
    seat: Callable[[], Clerk]
    server: Server | None = None
    acknowledged: int = 0
    refused: int = 0
    tallies: dict[int, Tally] = field(factory=lambda: defaultdict(Tally))
    _numbers: Iterator[int] = field(factory=itertools.count)

    def work(self, clerks: int, cases: int) -> None:
        """One round."""
        tally = self.tallies[clerks]
        shares = [[next(self._numbers) for _ in range(cases // clerks)] for _ in range(clerks)]
        seated = [self.seat() for _ in shares]
        cpu, start = self._cpu(), time.perf_counter()
        with ThreadPoolExecutor(clerks) as pool:
            done = [one for part in pool.map(_timed, seated, shares) for one in part]
        tally.wall += time.perf_counter() - start
        tally.cpu += self._cpu() - cpu
        good = [seconds for seconds, filed in done if filed]
        tally.series.seconds += good
        tally.refused += len(done) - len(good)
        self.acknowledged += len(good)
        self.refused += len(done) - len(good)

    def warmed_up(self) -> None:
        """Forgets the figures so far, though not what was acknowledged."""
        self.tallies.clear()

    def _cpu(self) -> float:
        """Processor seconds so far: of the server's processes, or of this one at a floor."""
        if self.server is None:
            return time.process_time()
        master = self.server.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return sum(cpu_seconds(pid) for pid in (master, *map(int, children)))


def _timed(clerk: Clerk, numbers: list[int]) -> list[tuple[float, bool]]:
    done = []
    for number in numbers:
        start = time.perf_counter()
        filed = clerk(number)
        done.append((time.perf_counter() - start, filed))
    return done


@define
class Line:
    """One keep-alive connection of somebody who signed in."""

    connection: HTTPConnection
    headers: Mapping[str, str]

    @classmethod
    def to(cls, server: Server, headers: Mapping[str, str]) -> "Line":
        """A fresh connection."""
        return cls(HTTPConnection(server.base.removeprefix("http://"), timeout=60), headers)

    def post(self, path: str, body: bytes, media_type: str) -> Answer:
        """Status and content of the answer."""
        headers = {**self.headers, "Content-Type": media_type}
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()
