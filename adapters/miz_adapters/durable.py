"""Files that are there wholly and for good, or not at all."""

import os
import secrets
from pathlib import Path

DRAFT = ".draft-"
"""How the names of unfinished files begin."""


def keep(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Writes a file for its owner only (mode 0600), flushed before it gets its name.

    Raises OSError, and FileExistsError where ``replace`` is False and there is one already.
    """
    draft = path.with_name(DRAFT + secrets.token_hex(8))
    try:
        draft.touch(mode=0o600, exist_ok=False)
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            path.hardlink_to(draft)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Makes names that appeared in a folder, or went, last."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush(path: Path) -> None:
    """Makes the content of a file that somebody else wrote last."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
