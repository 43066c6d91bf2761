"""Records of the actor's own site; those of another site do not exist for the actor."""

from typing import Any, Protocol, TypeVar

from miz.domain.ids import SiteId
from miz.domain.staff import Actor
from miz.errors import NotFound
from miz.ports.records import Repository


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
        raise NotFound(
            "Nothing with that identity exists here; look it up again.", code="record.not_found"
        )
    return found
