"""A site as it was when a gate decided: what records and the journal tell of an earlier day.

Settings are not kept by day: lanes, gates and hosts are today's. What happened to visits, passes,
cards and contacts comes from the journal, of the day and three days before it.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, field, frozen

from miz.domain.access import ESCORT_WITHIN, Access, Facts, GrantState, Reason
from miz.domain.admissions import Passage, Sighting
from miz.domain.catalogue import Host
from miz.domain.ids import LaneId, ZoneId
from miz.domain.journal import Entry
from miz.domain.passes import CardState, GuestCard, Pass, PassState
from miz.domain.places import Direction, Site
from miz.domain.visits import Visit, VisitState
from miz.ports.storage import UnitOfWork
from miz.usecases.facts import code_of
from miz.usecases.grants import FIRE

BEFORE = timedelta(days=3)
PAGE = 1000
Moment = tuple[datetime, str]
"""An instant, and the decision it belongs to; what belongs to none comes first."""


@frozen
class History:
    """What is known of a site in a period."""

    uow: UnitOfWork
    site: Site
    accesses: tuple[Access, ...]
    _told: dict[tuple[str, str], list[tuple[Moment, Any]]] = field(
        factory=lambda: defaultdict(list), init=False
    )

    @classmethod
    def of(cls, uow: UnitOfWork, site: Site, since: datetime, *, until: datetime) -> "History":
        """Of that period, and of what came before as far as it is looked back."""
        history = cls(uow, site, tuple(uow.accesses.between(site.id, since - BEFORE, until)))
        for entry in _entries(uow, since - BEFORE):
            if entry.site == site.id and entry.at < until:
                for kind, name, value in _said(entry):
                    moment = (entry.at, str(entry.facts.get("access", "")))
                    history._told[kind, name].append((moment, value))
        return history

    def facts_of(self, access: Access) -> Facts:
        """What the gate looked at when it made that decision, as far as it can be told today."""
        uow, now = self.uow, (access.at, access.id)
        lane = uow.lanes.find(access.lane)
        visit = uow.visits.find(access.visit) if access.visit else None
        pass_ = uow.passes.find(access.pass_) if access.pass_ else None
        zone = uow.zones.find(lane.zone) if lane and lane.zone else None
        then = self._visit(visit, now) if visit else None
        return Facts(
            at=access.at,
            site=access.site,
            lane=evolve(lane, fire_at=self._last("fire", lane.id, now)) if lane else None,
            gate=uow.gates.find(lane.gate) if lane else None,
            readable=bool(code_of(access.code)[0]),
            pass_=self._pass(pass_, then, now) if pass_ else None,
            card=self._card(access, now),
            visit=then,
            pending=self._pending(then, now) if then else None,
            house=self.site.rules,
            clock=self.site.zone,
            zone=zone,
            inside=self.inside(zone.id, access) if zone else 0,
            host=uow.hosts.find(access.host) if access.host else None,
            escorts=self._escorts(access),
        )

    def inside(self, zone: ZoneId, access: Access) -> int:
        """How many others were in the zone or on their way when that decision was made."""
        now = (access.at, access.id)
        seen = {name for kind, name in self._told if kind == "seen" and name != access.visit}
        here = {name for name in seen if (self._last("seen", name, now) or (None,))[0] == zone}
        waits = [one for one in self.accesses if one.zone == zone and _waits(one, now)]
        coming = {str(one.visit) for one in waits if one.direction is Direction.IN}
        return len((here | coming) - {str(access.visit)})

    def _last(self, kind: str, name: str, now: Moment) -> Any:
        """The newest thing told of something before that moment, or None."""
        found = [value for moment, value in self._told.get((kind, name), ()) if moment < now]
        return found[-1] if found else None

    def _visit(self, visit: Visit, now: Moment) -> Visit:
        zone, seen = self._last("seen", visit.id, now) or (None, None)
        pardoned = self._last("pardon", visit.id, now)
        used = seen is not None and pardoned is not None and seen.at >= pardoned
        return evolve(
            visit,
            state=_state(visit, now),
            zone=zone,
            seen=seen,
            pardoned_at=None if used else pardoned,
        )

    def _pass(self, pass_: Pass, visit: Visit | None, now: Moment) -> Pass:
        if self._last("revoked", pass_.id, now):
            return evolve(pass_, state=PassState.REVOKED)
        left = visit is not None and visit.state is VisitState.LEFT
        return evolve(pass_, state=PassState.SPENT if left else PassState.LIVE)

    def _card(self, access: Access, now: Moment) -> GuestCard | None:
        code, slip = code_of(access.code)
        card = self.uow.cards.by_code(code) if code and not slip else None
        if card is None:
            return None
        handed = CardState.OUT if access.pass_ else card.state
        return evolve(card, state=self._last("card", card.id, now) or handed)

    def _pending(self, visit: Visit, now: Moment) -> Access | None:
        own = (one for one in self.accesses if one.visit == visit.id and _waits(one, now))
        return next(own, None)

    def _escorts(self, access: Access) -> tuple[Host, ...]:
        since, now = access.at - ESCORT_WITHIN, (access.at, access.id)
        reads = [
            one
            for one in self.accesses
            if one.lane == access.lane and since <= one.at and (one.at, one.id) < now
        ]
        noted = {one.host for one in reads if one.reason is Reason.ESCORT_NOTED and one.host}
        found = [self.uow.hosts.find(host) for host in sorted(noted)]
        return tuple(host for host in found if host is not None)


def _waits(access: Access, now: Moment) -> bool:
    """Whether a grant waited for its passage at that moment."""
    if access.grant is GrantState.NONE or (access.at, access.id) >= now:
        return False
    closed = access.closed_at is not None and access.closed_at <= now[0]
    return not closed and not access.lapsed(now[0])


def _state(visit: Visit, now: Moment) -> VisitState:
    """Where the visit stood: the last step that came before."""
    ended = visit.closed_at if visit.exit is None else None
    steps: list[tuple[Moment | None, VisitState]] = [
        (_moment(visit.exit), VisitState.LEFT),
        ((ended, "") if ended else None, visit.state),
        (_moment(visit.entry), VisitState.INSIDE),
        ((visit.window.start, "") if visit.window else None, VisitState.ADMITTED),
        ((visit.arrived_at, "") if visit.arrived_at else None, VisitState.ARRIVED),
    ]
    done = (state for moment, state in steps if moment is not None and moment < now)
    return next(done, VisitState.EXPECTED)


def _moment(passage: Passage | None) -> Moment | None:
    return (passage.at, passage.access) if passage else None


def _said(entry: Entry) -> Iterator[tuple[str, str, Any]]:
    """What an entry tells: of what kind, about which record, and what."""
    facts, at = entry.facts, entry.at
    match entry.kind:
        case "VisitorEntered" | "VisitorEnteredAgain":
            yield "seen", facts["visit"], (None, _sighting(facts["lane"], Direction.IN, at))
        case "VisitorLeft":
            yield "seen", facts["visit"], (None, _sighting(facts["lane"], Direction.OUT, at))
        case "VisitorMoved":
            zone = facts.get("zone")
            way = Direction.IN if zone else Direction.OUT
            yield "seen", facts["visit"], (zone, _sighting(facts["lane"], way, at))
        case "VisitorPardoned":
            yield "pardon", facts["visit"], at
        case "PassRevoked":
            yield "revoked", facts["pass_"], True
        case "LaneSignalled" if facts["signal"] == FIRE:
            yield "fire", facts["lane"], at if facts["on"] else None
        case "PassHandedOut" | "CardReturned" | "CardChanged" if facts.get("card"):
            yield "card", facts["card"], _card_state(entry)
        case _:
            return


def _card_state(entry: Entry) -> CardState:
    if entry.kind == "PassHandedOut":
        return CardState.OUT
    known = {state.value: state for state in CardState}
    return known.get(entry.facts.get("state", ""), CardState.FREE)


def _sighting(lane: LaneId, direction: Direction, at: datetime) -> Sighting:
    return Sighting(lane, direction, at)


def _entries(uow: UnitOfWork, since: datetime) -> Iterator[Entry]:
    """The journal from about that instant on: numbers rise with time, so half is left each turn."""
    low, high = 0, uow.journal.last()
    while low < high:
        middle = (low + high) // 2
        following = uow.journal.after(middle, limit=1)
        if following and following[0].entry.at < since:
            low = following[0].number
        else:
            high = middle
    while page := uow.journal.after(low, limit=PAGE):
        yield from (sealed.entry for sealed in page)
        low = page[-1].number
