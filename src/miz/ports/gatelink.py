"""Between a gate's machine and its server: what both remember, and the line between them."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from miz.domain.access import Access
from miz.domain.ids import ClashId, GateId, LaneId, SiteId
from miz.domain.journal import Entry
from miz.domain.nodes import Clash, Node
from miz.domain.snapshots import Snapshot
from miz.ports.records import Repository


class Nodes(Repository[GateId, Node], Protocol):
    """One record for each gate that has a machine of its own."""

    @abstractmethod
    def of(self, site: SiteId) -> Sequence[Node]:
        """The site's, by identity."""


class Clashes(Repository[ClashId, Clash], Protocol):
    """Who was let through alone and would have been refused."""

    @abstractmethod
    def by_access(self, access: str) -> Clash | None:
        """The clash about that decision of a gate."""

    @abstractmethod
    def of(self, site: SiteId, since: datetime, *, limit: int = 200) -> Sequence[Clash]:
        """Those that happened at or after an instant, newest first."""


@frozen
class Numbered:
    """One entry of a node's journal, with its number there (numbers rise, with gaps)."""

    number: int
    entry: Entry


@frozen
class Delivery:
    """Entries of a node's journal that follow ``after``, in order, without a gap between."""

    journal: str
    after: int
    entries: tuple[Numbered, ...] = ()


@frozen
class Told:
    """The server's decision on a read, and what a replica needs to record its passage."""

    access: Access
    fresh: bool
    part: Snapshot


@frozen
class Question:
    """A read that a gate asks its server about; ``key`` is the gate's own name for it."""

    lane: LaneId
    code: str = field(repr=False)
    key: str


class Uplink(Protocol):
    """The line to the server. Thread-safe.

    Raises Unavailable, soon, when no answer came: then whether the server got it is not known.
    Any other PortError means that it answered something else than was asked for.
    """

    @property
    @abstractmethod
    def gate(self) -> GateId:
        """Whose line it is."""

    @abstractmethod
    def ask(self, question: Question) -> Told:
        """Its decision; within half a second, or Unavailable."""

    @abstractmethod
    def deliver(self, delivery: Delivery) -> int:
        """Hands entries over; says up to which number the server has them all, durably."""

    @abstractmethod
    def snapshot(self, since: int | None) -> Snapshot:
        """All that decisions need, or what changed since a number; its signature was proved."""

    @abstractmethod
    def close(self) -> None:
        """Lets go; safe to call twice."""
