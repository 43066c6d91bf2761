"""Pictures and scans, each in a sealed file named by a keyed digest."""

import hashlib
import hmac
import re
import time
from pathlib import Path

from miz.errors import BadAnswer, NotFound, Unavailable
from miz.ports.documents import Documents
from miz.ports.vaults import Vault
from miz_adapters import durable

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FORGOTTEN_AFTER = 3600.0
"""Seconds; a draft this old was left behind by a process that died."""


class FileDocuments(Documents):
    """A folder of sealed files. Several processes may share it.

    The digest is keyed, so that nobody outside can tell whether a photo he has is kept here.
    A put is durable when it returns: the file and its folder are flushed (fsync).
    """

    def __init__(self, folder: Path, *, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
        except OSError as error:
            raise _away(folder, error) from error

    def put(self, content: bytes) -> str:
        digest = self._digest(content)
        if not self._kept(digest):
            sealed = self._vault.seal(content, context=_context(digest))
            try:
                self._store(self._path(digest), sealed)
            except OSError as error:
                raise _away(self._folder, error) from error
        return digest

    def open(self, digest: str) -> bytes:
        try:
            sealed = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise _unknown() from error
        except OSError as error:
            raise _away(self._folder, error) from error
        try:
            content = self._vault.open(sealed, context=_context(digest))
        except BadAnswer as error:
            raise _damaged() from error
        if not hmac.compare_digest(self._digest(content), digest):
            raise _damaged()
        return content

    def delete(self, digest: str) -> None:
        try:
            path = self._path(digest)
            path.unlink()
            durable.sync(path.parent)
        except (NotFound, FileNotFoundError):
            return
        except OSError as error:
            raise _away(self._folder, error) from error

    def _digest(self, content: bytes) -> str:
        return self._vault.index(hashlib.sha256(content).hexdigest(), context="document")

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise _unknown()
        return self._folder / digest[:2] / digest[2:]

    def _kept(self, digest: str) -> bool:
        """Whether the same content lies here undamaged; else it is written anew."""
        try:
            self.open(digest)
        except (NotFound, BadAnswer):
            return False
        return True

    def _store(self, path: Path, sealed: bytes) -> None:
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            durable.sync(self._folder)
        durable.keep(path, sealed)

    def _sweep(self) -> None:
        oldest = time.time() - _FORGOTTEN_AFTER
        for draft in self._folder.glob(f"??/{durable.DRAFT}*"):
            if draft.stat().st_mtime < oldest:
                draft.unlink(missing_ok=True)


def _context(digest: str) -> str:
    return f"document/{digest}/content"


def _unknown() -> NotFound:
    return NotFound("No document is kept under this digest.", code="document.not_found")


def _damaged() -> BadAnswer:
    return BadAnswer(
        "The document is damaged; restore it from a backup or take it again.",
        code="document.damaged",
    )


def _away(folder: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"The document store {folder} does not work ({error.strerror}); free or mount the disk.",
        code="document.unavailable",
    )
