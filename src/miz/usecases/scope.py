"""Records of the actor's own site, or of its own gate; others do not exist for the actor."""

from typing import Any, Protocol, TypeVar

from miz.domain.ids import GateId, LaneId, SiteId
from miz.domain.places import Gate, Lane
from miz.domain.staff import Actor
from miz.errors import NotFound
from miz.ports.records import Repository
from miz.ports.storage import UnitOfWork


class Sited(Protocol):
    """A record that belongs to a site."""

    @property
    def site(self) -> SiteId:
        """Its site."""


S = TypeVar("S", bound=Sited)


def mine(actor: Actor, repository: Repository[Any, S], identity: Any) -> S:
    """The record, if it is of the actor's site; raises NotFound otherwise (ASVS V8.4.1)."""
    found = repository.find(identity)
    if found is None or found.site != actor.site:
        raise _nothing()
    return found


def own_gate(actor: Actor, uow: UnitOfWork, gate: GateId) -> Gate:
    """The gate, for whoever may speak for it."""
    found = mine(actor, uow.gates, gate)
    if not actor.keeps(found.id):
        raise _nothing()
    return found


def own_lane(actor: Actor, uow: UnitOfWork, lane: LaneId) -> Lane:
    """The lane, for whoever may speak for its gate."""
    found = mine(actor, uow.lanes, lane)
    if not actor.keeps(found.gate):
        raise _nothing()
    return found


def _nothing() -> NotFound:
    return NotFound(
        "Nothing with that identity exists here; look it up again.", code="record.not_found"
    )
