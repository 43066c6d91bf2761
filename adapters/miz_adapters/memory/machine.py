"""A clock, identities and a vault that a test can foretell."""

import hashlib
import itertools
import threading
from datetime import UTC, datetime, timedelta

from miz.errors import BadAnswer
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.vaults import Vault


class ManualClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)) -> None:
        self._lock = threading.Lock()
        self._start = start
        self._now = start

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    def advance(self, by: timedelta | float) -> datetime:
        """Moves by a span or by seconds; returns the new instant."""
        with self._lock:
            self._now += by if isinstance(by, timedelta) else timedelta(seconds=by)
            return self._now


class SequentialIds(Ids):
    """Counts: the same test gets the same identities every time."""

    def __init__(self, start: int = 1) -> None:
        self._counter = itertools.count(start)

    def new(self) -> str:
        return f"{next(self._counter):032x}"

    def digits(self, count: int) -> str:
        return f"{next(self._counter):0{count}d}"[-count:]

    def secret(self) -> str:
        return f"secret-{next(self._counter):036d}"


class PlainVault(Vault):
    """Seals nothing: for tests that want to read what was stored."""

    def seal(self, plain: bytes, *, context: str) -> bytes:
        return context.encode() + b"\0" + plain

    def open(self, sealed: bytes, *, context: str) -> bytes:
        found, _, plain = sealed.partition(b"\0")
        if found != context.encode():
            raise BadAnswer(f"{context} was damaged or moved.", code="vault.damaged")
        return plain

    def index(self, value: str, *, context: str) -> str:
        message = f"{context}\0{value}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(message).hexdigest()

    @property
    def journal_key(self) -> bytes:
        return b"a key for the journals of tests."

    @property
    def slip_key(self) -> bytes:
        return b"a master for the slips of tests."

    @property
    def badge_key(self) -> bytes:
        return b"a seed for the badges of tests.."
