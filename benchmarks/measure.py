"""Taking times fairly: interleaved with an fsync probe, told as percentiles and ratios."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field

BLOCK = b"x" * 4096


@define
class Series:
    """Seconds of many runs of one thing."""

    name: str
    seconds: list[float] = field(factory=list)
    cpu: float = 0.0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Times one run."""
        start = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - start)

    def at(self, percent: float) -> float:
        """A percentile, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    @property
    def p50(self) -> float:
        """The median, in milliseconds."""
        return 1000 * statistics.median(self.seconds)


@define
class FsyncProbe:
    """Appends 4 KiB and calls fdatasync: what durability costs on this disk right now."""

    path: Path
    series: Series = field(factory=lambda: Series("fsync probe"))
    _file: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)

    def __call__(self) -> None:
        """Probes once."""
        with self.series.one():
            os.write(self._file, BLOCK)
            os.fdatasync(self._file)

    def close(self) -> None:
        """Lets go of the file."""
        os.close(self._file)


def interleave(rounds: int, *steps: Callable[[], None]) -> None:
    """Runs the steps in turn, so that a slow second of the disk hits all of them."""
    for _ in range(rounds):
        for step in steps:
            step()


def cpu_of(work: Callable[[], None], *, times: int) -> float:
    """CPU microseconds of one run, all threads of this process included."""
    start = time.process_time()
    for _ in range(times):
        work()
    return 1e6 * (time.process_time() - start) / times


def table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Prints rows in columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print(f"\n{title}")
    for place, row in enumerate(rows):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        if place == 0:
            print("  " + "  ".join("-" * width for width in widths))
