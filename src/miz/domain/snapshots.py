"""What one gate must know to decide alone: signed, ageing, and without names.

A visit goes without purpose and papers, its host as an identity: a stolen gate tells who may
enter, not why.
"""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from miz.domain.catalogue import Host
from miz.domain.ids import GateId
from miz.domain.nodes import MAX_AGE
from miz.domain.passes import GuestCard, Pass
from miz.domain.places import Gate, Lane, Site
from miz.domain.slipkeys import DayKeys
from miz.domain.values import PersonName
from miz.domain.visits import Visit
from miz.domain.zones import Zone

SIGNED = b"miz/snapshot/1\0"
"""Goes before a snapshot's bytes where they are signed: nothing else that is signed has it."""


NOBODY = PersonName("-", "-")


@frozen
class Snapshot:
    """All that a gate's replica is to hold, or what changed of it.

    ``number`` is the server's journal when it was taken; with ``since`` it holds what changed
    after that number only, and whatever is not in it stays. ``max_age`` is how long it may serve;
    ``escorts`` are the employees whose cards vouch for visitors;
    ``keys`` verify signed slips of this gate for some days, where the office hands out such.
    """

    site: Site
    gate: GateId
    number: int
    taken_at: datetime
    max_age: timedelta = MAX_AGE
    since: int | None = None
    gates: tuple[Gate, ...] = ()
    lanes: tuple[Lane, ...] = ()
    cards: tuple[GuestCard, ...] = ()
    passes: tuple[Pass, ...] = ()
    visits: tuple[Visit, ...] = ()
    keys: DayKeys | None = None
    zones: tuple[Zone, ...] = ()
    escorts: tuple[Host, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it replaces everything before."""
        return self.since is None


def nameless(host: Host) -> Host:
    """The employee as a gate may know him: by the card that he vouches with."""
    return evolve(host, name=NOBODY, room="", mobile=None)


def bare(visit: Visit) -> Visit:
    """The visit as a gate may know it: whom it is to, for escorts, by identity only."""
    return evolve(
        visit,
        service=None,
        purpose="",
        identification=None,
        agreement=None,
        override=None,
        request=None,
        events=(),
    )
