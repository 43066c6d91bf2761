"""Gates that decide alone: what a gate's machine and its server remember of each other.

A gate's machine (a node) keeps a journal of its own and a replica of what decisions need. Its
journal goes to the server in order, at least once; the server takes each entry once.
"""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from miz.domain.ids import ClashId, GateId, LaneId, PersonId, SiteId, VisitId
from miz.domain.places import Direction
from miz.domain.slipkeys import DayKeys

MAX_AGE = timedelta(hours=12)
"""A snapshot that is older lets no visitor in (06-availability)."""
LATE = timedelta(minutes=10)
"""News of a passage that is older says so, and is never sent as "now" (06-availability)."""


@frozen
class Node:
    """How far a gate's machine and its server are with each other; both keep one of these.

    ``journal`` names the node's journal, as numbers begin anew with another disk; ``taken`` is
    its last entry that the server has. ``number`` is the server's journal at the last snapshot,
    ``snapshot_at`` when the server made that one and ``max_age`` how long it serves, ``seen_at``
    when both last spoke; with ``keys`` a node verifies signed slips.
    """

    id: GateId
    site: SiteId
    journal: str
    taken: int = 0
    number: int = 0
    snapshot_at: datetime | None = None
    max_age: timedelta = MAX_AGE
    seen_at: datetime | None = None
    keys: DayKeys | None = field(default=None, repr=False)
    version: int = 0

    def had(self, journal: str) -> int:
        """The last entry of that journal that was taken; another journal begins from nothing."""
        return self.taken if journal == self.journal else 0

    def take(self, journal: str, upto: int, *, at: datetime) -> "Node":
        """Entries up to a number are the server's now; it never goes back."""
        upto = max(upto, self.had(journal))
        return evolve(self, journal=journal, taken=upto, seen_at=at)


@frozen
class Clash:
    """Somebody whom a gate let through alone, and whom the server would have refused (B6).

    ``reason`` is the server's; ``entered`` says whether a passage followed. Whoever looked into
    it leaves name and time.
    """

    id: ClashId
    site: SiteId
    gate: GateId
    lane: LaneId
    access: str
    reason: str
    at: datetime
    found_at: datetime
    direction: Direction | None = None
    visit: VisitId | None = None
    person: PersonId | None = None
    entered: bool = False
    seen_by: str = ""
    seen_at: datetime | None = None
    version: int = 0

    def enter(self) -> "Clash":
        """The passage followed."""
        return evolve(self, entered=True)

    def see(self, *, by: str, at: datetime) -> "Clash":
        """Somebody of security looked into it; the first one counts."""
        return self if self.seen_at else evolve(self, seen_by=by, seen_at=at)
