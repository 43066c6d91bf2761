"""Pictures and scans in a dictionary."""

import hashlib
import hmac

from miz.errors import NotFound
from miz.ports.documents import Documents
from miz_adapters.memory.faults import Faults

_KEY = b"a key for the documents of tests"


class MemoryDocuments(Documents):
    """Keeps contents until the process ends; ``faulty`` makes calls fail."""

    def __init__(self) -> None:
        self.faulty = Faults()
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        self.faulty.called()
        digest = hmac.new(_KEY, content, hashlib.sha256).hexdigest()
        self._contents[digest] = content
        self.faulty.kept()
        return digest

    def open(self, digest: str) -> bytes:
        self.faulty.called()
        try:
            return self._contents[digest]
        except KeyError as error:
            raise NotFound(
                "No document is kept under this digest.", code="document.not_found"
            ) from error

    def delete(self, digest: str) -> None:
        self.faulty.called()
        self._contents.pop(digest, None)
