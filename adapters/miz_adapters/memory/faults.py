"""Faults on demand, so that a test can see what happens when the storage fails."""

import threading
from collections.abc import Callable
from typing import Any

from miz.errors import MizError, Unavailable


def _away() -> Unavailable:
    return Unavailable("The storage is away: this test asked for it.")


class Faults:
    """Makes the n-th call from now fail, once; nothing fails until asked for. Thread-safe.

    ``nth`` counts calls of the storage or document store, ``step`` counts calls of repositories
    inside a unit of work, and ``lost`` lets the n-th write happen and loses the answer.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, int] = {}
        self._error: Callable[[], MizError] = _away
        self.calls = 0

    def nth(self, count: int, error: Callable[[], MizError] = _away) -> None:
        """The ``count``-th call from now raises, having done nothing."""
        self._arm("call", count, error)

    def step(self, count: int, error: Callable[[], MizError] = _away) -> None:
        """The ``count``-th repository call from now raises inside its unit of work."""
        self._arm("step", count, error)

    def lost(self, count: int, error: Callable[[], MizError] = _away) -> None:
        """The ``count``-th write from now is kept, and raises for all that."""
        self._arm("lost", count, error)

    def calm(self) -> None:
        """Nothing fails any more."""
        with self._lock:
            self._left.clear()

    @property
    def counts_steps(self) -> bool:
        """Whether a repository call is to fail."""
        return "step" in self._left

    def called(self) -> None:
        """A call begins."""
        self.calls += 1
        self._count("call")

    def stepped(self) -> None:
        """A repository is called."""
        self._count("step")

    def kept(self) -> None:
        """A write was kept."""
        self._count("lost")

    def _arm(self, kind: str, count: int, error: Callable[[], MizError]) -> None:
        with self._lock:
            self._left[kind], self._error = count, error

    def _count(self, kind: str) -> None:
        with self._lock:
            if kind not in self._left:
                return
            self._left[kind] -= 1
            if self._left[kind] > 0:
                return
            del self._left[kind]
        raise self._error()


class Watched:
    """A repository whose calls are counted; it looks like the one inside."""

    def __init__(self, inside: object, faults: Faults) -> None:
        self._inside = inside
        self._faults = faults

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] = getattr(self._inside, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._faults.stepped()
            return method(*args, **kwargs)

        return call
