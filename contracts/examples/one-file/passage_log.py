"""Every entry and exit as a line in a CSV file: a one-file plugin that listens.

It runs in the worker, out of the gates' way, and hears what happens while the worker runs.
"""

import csv
from pathlib import Path

from attrs import define

from miz import Core, hookimpl
from miz.domain.events import Event, VisitorEntered, VisitorLeft

FILE_NAME = "passages.csv"


@define
class PassageLog:
    """Where the lines go, and how many were written."""

    path: Path = Path(FILE_NAME)
    lines: int = 0

    def write(self, event: VisitorEntered | VisitorLeft) -> None:
        """One line: identities only, no names."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([event.at.isoformat(), event.kind, event.visit, event.lane])
        self.lines += 1


log = PassageLog()


@hookimpl
def miz_start(core: Core) -> None:
    """Finds the data folder."""
    log.path = core.config.general.data / FILE_NAME


@hookimpl
def miz_event(event: Event) -> None:
    """Writes entries and exits."""
    if isinstance(event, VisitorEntered | VisitorLeft):
        log.write(event)


@hookimpl
def miz_health() -> tuple[str, str]:
    """Shown by `miz check`."""
    return "passage log", f"{log.lines} lines written to {log.path.name}"
