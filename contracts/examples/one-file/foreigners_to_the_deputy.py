"""Requests of foreigners go to the deputy, who speaks their languages: a rule of one office."""

from miz import hookimpl
from miz.domain.catalogue import Service
from miz.domain.ids import HostId
from miz.domain.people import Person, PersonKind


@hookimpl
def miz_route_request(service: Service, person: Person) -> HostId | None:
    """The employee to work on it; None leaves the choice to miz."""
    return service.deputy if person.identity.kind is PersonKind.FOREIGN else None
