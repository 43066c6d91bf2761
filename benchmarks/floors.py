"""The least that taking a document costs: two floors without a server."""

import hashlib
import itertools
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clerks import Clerk, Side
from benchmarks.measure import BLOCK
from miz_adapters.pictures import PillowPictures


def disk(folder: Path, pictures: Sequence[bytes]) -> Side:
    """The bytes hashed, written and flushed, and a row of 4 KiB flushed after them."""
    folder.mkdir()
    rows = itertools.count()

    def seat() -> Clerk:
        row = os.open(folder / f"rows{next(rows)}", os.O_WRONLY | os.O_CREAT, 0o600)

        def keep(number: int) -> bool:
            data = pictures[number]
            with (folder / hashlib.sha256(data).hexdigest()).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.write(row, BLOCK)
            os.fdatasync(row)
            return True

        return keep

    return Side("sha256, two flushes", seat)


def drawing(pictures: Sequence[bytes]) -> Side:
    """The picture decoded and encoded again, as miz does it, and nothing else."""
    cleaner = PillowPictures()

    def clean(number: int) -> bool:
        return bool(cleaner.clean(pictures[number], kind="scan").data)

    return Side("picture drawn anew", lambda: clean)
