"""To whom a request goes: the person in charge, the deputy, or whom the office's rule names."""

from collections.abc import Callable
from datetime import date

from attrs import frozen

from miz.domain.catalogue import Service
from miz.domain.ids import HostId, UnitId
from miz.domain.people import Person
from miz.ports.storage import UnitOfWork

Router = Callable[[Service, Person], HostId | None]
"""The organisation's own rule (hook ``miz_route_request``); None leaves it to ours."""


@frozen
class Route:
    """Where a request lies; without an officer the whole unit sees it."""

    officer: HostId | None
    unit: UnitId | None
    deputy: bool = False


def route_of(uow: UnitOfWork, service: Service, *, named: HostId | None, day: date) -> Route:
    """Whom the rule named if he is there, else the person in charge, else the deputy (EDK-07).

    "The officer is away" is no reason not to serve (directive 3.3), so that a request nobody is
    there for lies with the unit.
    """
    if named is not None:
        chosen = uow.hosts.find(named)
        if chosen is not None and chosen.site == service.site and chosen.here(day):
            return Route(chosen.id, chosen.unit)
    for host_id, deputy in ((service.responsible, False), (service.deputy, True)):
        host = uow.hosts.find(host_id) if host_id else None
        if host is not None and host.here(day):
            return Route(host.id, service.unit or host.unit, deputy)
    return Route(None, service.unit)
