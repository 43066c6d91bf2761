"""What an administrator decides about one service."""

from typing import Annotated

from msgspec import Meta

from miz.core import Core
from miz.domain.ids import HostId, ServiceId, UnitId
from miz.domain.staff import Actor
from miz.usecases.catalogue import Charge
from miz_apps.web.actions.action import Command, Nothing
from miz_apps.web.actions.catalogue import Services, ServiceView
from miz_apps.web.actions.fields import Identity


class OfService(Command, frozen=True, kw_only=True):
    """One service."""

    service: Identity


class PutInCharge(OfService, frozen=True, kw_only=True):
    """Who answers for it: a unit, a person in charge, and who stands in."""

    unit: Identity | None = None
    responsible: Identity | None = None
    deputy: Identity | None = None


class SetSlots(OfService, frozen=True, kw_only=True):
    """How many visits fit into a slot, and how long it is; no seat, no booking."""

    slot_minutes: Annotated[int, Meta(ge=5, le=240)]
    seats: Annotated[int, Meta(ge=0, le=500)]


class SwitchService(OfService, frozen=True, kw_only=True):
    """Whether the service is offered."""

    active: bool


def every(core: Core, actor: Actor, command: Nothing) -> Services:
    """The site's services, those that are switched off included."""
    found = core.catalogue.all_services(actor=actor)
    return Services(services=[ServiceView.of(service) for service in found])


def put_in_charge(core: Core, actor: Actor, command: PutInCharge) -> ServiceView:
    """Says who answers a service's requests from now on."""
    charge = Charge(
        unit=UnitId(command.unit) if command.unit else None,
        responsible=HostId(command.responsible) if command.responsible else None,
        deputy=HostId(command.deputy) if command.deputy else None,
    )
    changed = core.catalogue.put_in_charge(
        actor=actor, service=ServiceId(command.service), charge=charge
    )
    return ServiceView.of(changed)


def set_slots(core: Core, actor: Actor, command: SetSlots) -> ServiceView:
    """Opens seats for booked visits."""
    changed = core.catalogue.set_slots(
        actor=actor,
        service=ServiceId(command.service),
        slot_minutes=command.slot_minutes,
        seats=command.seats,
    )
    return ServiceView.of(changed)


def switch(core: Core, actor: Actor, command: SwitchService) -> ServiceView:
    """Takes a service out of every list, or puts it back."""
    changed = core.catalogue.switch_service(
        actor=actor, service=ServiceId(command.service), active=command.active
    )
    return ServiceView.of(changed)
