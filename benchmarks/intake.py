"""A clerk files a request with one document of 60 kB: miz beside django-helpdesk, over HTTP.

Both keep rows in SQLite and documents in files and are served by gunicorn; a signed-in clerk on a
keep-alive connection files for a citizen who is known. miz takes request and document in two
calls, draws the picture anew, seals and flushes it, and queues a message to the citizen.
django-helpdesk takes both in one form, keeps the bytes as they came, does not flush the file, and
composes a letter. Rounds of all are interleaved with two floors. At the end everything that was
acknowledged must be there (goal 5 of performance.md: 8 times the better peer at 4 clients).

`python -m benchmarks.intake [FOLDER]` keeps the peer's environment in the folder for next time.
"""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from attrs import field, frozen

from benchmarks import floors, helpdesk, service_desk
from benchmarks.clerks import Side
from benchmarks.helpdesk import Helpdesk
from benchmarks.measure import FsyncProbe, table
from benchmarks.photographs import photographs
from benchmarks.service_desk import ServiceDesk
from tests.stories.served import serving

ROUNDS = 6
CASES = {1: 16, 4: 48}
"""How many cases a round holds, by the number of clerks."""
PEERS = {
    "1 worker, 4 threads": ("--workers", "1", "--worker-class", "gthread", "--threads", "4"),
    "2 workers": ("--workers", "2"),
}


@frozen
class Contest:
    """Who is compared: floors, the peer in each of its settings, and miz."""

    floors: Sequence[Side]
    peers: Sequence[Side]
    ours: Side
    probe: FsyncProbe = field(repr=False)

    def run(self) -> None:
        """All rounds; the first warms up and does not count."""
        sides = (*self.floors, *self.peers, self.ours)
        for number in range(1 + ROUNDS):
            for clerks, cases in CASES.items():
                for side in sides:
                    self.probe()
                    side.work(clerks, cases)
            if number == 0:
                for side in sides:
                    side.warmed_up()

    def tell(self, title: str) -> None:
        """Prints a table for each number of clerks."""
        for clerks in CASES:
            plural = "s" if clerks > 1 else ""
            table(f"{title}, {clerks} client{plural}", self._rows(clerks))

    def _rows(self, clerks: int) -> list[list[str]]:
        peer = max(one.tallies[clerks].rate for one in self.peers)
        measures = {"peer": peer} | {one.name: one.tallies[clerks].rate for one in self.floors}
        heading = ["", "cases/s", "p50 ms", "p95 ms", "CPU ms", "refused"]
        rows = [[*heading, *(f"/ {name}" for name in measures)]]
        for side in (*self.floors, *self.peers, self.ours):
            tally = side.tallies[clerks]
            figures = [tally.rate, tally.series.p50, tally.series.at(95), tally.cpu_each]
            ratios = [f"{tally.rate / rate:.2f}" for rate in measures.values()]
            told = [f"{one:.1f}" for one in figures]
            rows.append([side.name, *told, str(tally.refused), *ratios])
        return rows


def hold(folder: Path, peers: Sequence[Helpdesk], desk: ServiceDesk) -> list[Contest]:
    """Both contests, with a document and without, while all servers run."""
    pictures = photographs((1 + ROUNDS) * sum(CASES.values()))
    probe = FsyncProbe(folder / "probe")
    with ExitStack() as stack:
        servers = [stack.enter_context(one.serving()) for one in peers]
        server = stack.enter_context(serving(desk.bench))
        contests: list[Contest] = []
        for documents in (pictures, ()):
            others = [
                Side(f"django-helpdesk, {name}", helpdesk.seats(one, documents), one)
                for name, one in zip(PEERS, servers, strict=True)
            ]
            ours = Side("miz", service_desk.seats(desk, server, documents), server)
            least = [floors.disk(folder / f"floor{len(contests)}", pictures)]
            if documents:
                least.append(floors.drawing(pictures))
            contests.append(Contest(least, others, ours, probe))
            contests[-1].run()
    probe.close()
    print(f"fsync probe: p50 {probe.series.p50:.2f} ms, p95 {probe.series.at(95):.2f} ms")
    return contests


def agree(side: Side, alone: Side, stored: tuple[int, int]) -> None:
    """What was acknowledged is there; what was refused may be there in part."""
    said = (side.acknowledged + alone.acknowledged, side.acknowledged)
    print(f"  {side.name}: acknowledged {said}, stored {stored} (requests, documents)")
    partly = range(side.refused + alone.refused + 1)
    if any(there - told not in partly for there, told in zip(stored, said, strict=True)):
        raise SystemExit(f"{side.name} does not hold what it acknowledged")


def main() -> None:
    """Prints the tables, then whether both kept what they acknowledged."""
    with tempfile.TemporaryDirectory(prefix="miz-bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        programs = helpdesk.install(Path(sys.argv[1]) if sys.argv[1:] else folder / "venv")
        peers = [
            Helpdesk(programs, folder / f"helpdesk{number}", options)
            for number, options in enumerate(PEERS.values())
        ]
        for peer in peers:
            peer.furnish()
        desk = service_desk.furnished(folder / "miz")
        filled, alone = hold(folder, peers, desk)
        filled.tell("a request with a document of 60 kB (goal: miz ≥ 8 × peer at 4)")
        alone.tell("a request alone")
        print("\nkept:")
        for one, other, peer in zip(filled.peers, alone.peers, peers, strict=True):
            agree(one, other, peer.counts())
        agree(filled.ours, alone.ours, desk.counts())


if __name__ == "__main__":
    main()
