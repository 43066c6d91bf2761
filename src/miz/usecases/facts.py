"""What a gate knows when somebody holds something to its reader, gathered from records alone."""

from datetime import datetime

from attrs import evolve

from miz.domain.access import (
    CODE_KEPT,
    ESCORT_WITHIN,
    Access,
    Decision,
    Facts,
    GrantState,
    Reason,
)
from miz.domain.catalogue import Host
from miz.domain.codes import card_code
from miz.domain.ids import LaneId
from miz.domain.places import Direction, Lane
from miz.domain.tokens import slip_digits
from miz.domain.visits import Visit
from miz.domain.zones import Zone
from miz.errors import InvalidValue
from miz.ports.storage import UnitOfWork


def facts_of(uow: UnitOfWork, lane: Lane, blank: Access) -> Facts:
    """All that the decision on a read may look at."""
    code, slip = code_of(blank.code)
    card = uow.cards.by_code(code) if code and not slip else None
    pass_ = uow.passes.by_code(code) if code else None
    stray = bool(code) and not slip and card is None and pass_ is None
    visit = uow.visits.find(pass_.visit) if pass_ else None
    site = uow.sites.get(lane.site)
    zone = uow.zones.find(lane.zone) if lane.zone else None
    return Facts(
        at=blank.at,
        site=lane.site,
        lane=lane,
        gate=uow.gates.find(lane.gate),
        readable=bool(code),
        pass_=pass_,
        card=card,
        visit=visit,
        pending=uow.accesses.pending(visit.id) if visit else None,
        house=site.rules,
        clock=site.zone,
        zone=zone,
        inside=_inside(uow, zone, visit, at=blank.at) if zone and visit else 0,
        host=uow.hosts.by_card(code) if stray else None,
        escorts=_escorts(uow, lane.id, at=blank.at) if zone and zone.escort else (),
    )


def decided(blank: Access, facts: Facts, decision: Decision) -> Access:
    """The record of a decision; what belongs to another site is not in it."""
    lane, visit, pass_, host = facts.lane, facts.visit, facts.pass_, facts.host
    access = evolve(
        blank,
        reason=decision.reason,
        detail=decision.detail[:CODE_KEPT],
        direction=decision.direction,
        visit=visit.id if visit and visit.site == blank.site else None,
        person=visit.person if visit and visit.site == blank.site else None,
        pass_=pass_.id if pass_ and pass_.site == blank.site else None,
        zone=lane.zone if lane else None,
        host=host.id if host and host.site == blank.site else None,
        mark=decision.mark if decision.allowed else None,
    )
    if lane is None or not decision.allowed:
        return access
    return evolve(access, grant=GrantState.ISSUED, deadline=blank.at + lane.window)


def _inside(uow: UnitOfWork, zone: Zone, visit: Visit, *, at: datetime) -> int:
    """How many others are in the zone or on their way.

    Those on their way are counted first: whoever passes meanwhile counts twice, never not at all.
    """
    if zone.capacity is None:
        return 0
    pending = [one for one in uow.accesses.pending_in(zone.id) if not one.lapsed(at)]
    coming = {one.visit for one in pending if one.direction is Direction.IN} - {visit.id}
    return len(coming) + uow.visits.count_in(zone.id) - (visit.zone == zone.id)


def _escorts(uow: UnitOfWork, lane: LaneId, *, at: datetime) -> tuple[Host, ...]:
    """Whose cards were read here just before; what a clock put into the future does not count."""
    reads = uow.accesses.escorts(lane, since=at - ESCORT_WITHIN)
    noted = {one.host for one in reads if one.reason is Reason.ESCORT_NOTED and one.at <= at}
    found = [uow.hosts.find(host) for host in sorted(filter(None, noted))]
    return tuple(host for host in found if host is not None)


def code_of(read: str) -> tuple[str, bool]:
    """What a read says, empty for noise, and whether it is a slip's number."""
    digits = slip_digits(read)
    if digits is not None:
        return digits, True
    try:
        return card_code(read), False
    except InvalidValue:
        return "", False
