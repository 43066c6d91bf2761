"""Connections that wait for their next use."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Generic, Protocol, TypeVar

from miz.errors import Unavailable

WAIT = 10.0
"""Seconds that a caller waits for a connection when all are in use."""


class Connection(Protocol):
    """What can be pooled."""

    @property
    def usable(self) -> bool:
        """Whether it may be used again."""

    def close(self) -> None:
        """Lets go."""


C = TypeVar("C", bound=Connection)


class Seats:
    """So many may sit; the others wait in line. A semaphore of the library lets others cut in."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._door = Lock()
        self._line: deque[Lock] = deque()

    def take(self, timeout: float) -> bool:
        """Waits for a seat; False when there was none in time."""
        with self._door:
            if self._count and not self._line:
                self._count -= 1
                return True
            place = Lock()
            place.acquire()
            self._line.append(place)
        if place.acquire(timeout=timeout):
            return True
        with self._door:
            if place in self._line:
                self._line.remove(place)
                return False
        return True  # it was given in the last moment

    def free(self) -> None:
        """Gives the seat to the one who waits longest."""
        with self._door:
            if self._line:
                self._line.popleft().release()
            else:
                self._count += 1


class Pool(Generic[C]):
    """At most ``most`` connections; the one used last is used next. Thread-safe."""

    def __init__(self, open_one: Callable[[], C], *, most: int) -> None:
        self._open_one = open_one
        self._free: deque[C] = deque()
        self._seats = Seats(most)
        self._closed = False

    @contextmanager
    def taken(self) -> Iterator[C]:
        """One connection, back in the pool afterwards if it is still usable."""
        if self._closed:
            raise Unavailable("The storage is closed; open it again.", code="storage.closed")
        if not self._seats.take(WAIT):
            raise Unavailable("Every database connection is in use; try again.")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)
        finally:
            self._seats.free()

    def clear(self) -> None:
        """Closes those that wait; after a failure they may all be broken."""
        while self._free:
            try:
                connection = self._free.pop()
            except IndexError:  # another thread was faster
                return
            connection.close()

    def close(self) -> None:
        """Closes those that wait, and the others when they come back."""
        self._closed = True
        self.clear()

    def _take(self) -> C:
        try:
            return self._free.pop()
        except IndexError:
            return self._open_one()

    def _give_back(self, connection: C) -> None:
        if self._closed or not connection.usable:
            connection.close()
        else:
            self._free.append(connection)
