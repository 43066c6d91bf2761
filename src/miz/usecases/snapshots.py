"""Snapshots: what a gate needs to decide alone, taken at the server, applied at the gate."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from attrs import evolve, frozen

from miz.domain.ids import GateId, VisitId
from miz.domain.journal import Sealed
from miz.domain.nodes import MAX_AGE
from miz.domain.passes import Pass, PassState
from miz.domain.places import Gate, Lane, Site
from miz.domain.slipkeys import DayKeys, MasterKey, gate_group
from miz.domain.snapshots import Snapshot, bare, nameless
from miz.domain.staff import Actor, Permission
from miz.domain.visits import OPEN, Visit, VisitState
from miz.ports.clocks import Clock
from miz.ports.records import Repository
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.scope import own_gate

FURTHEST = 2000
"""More entries than this are not searched for changes: the gate gets everything anew."""
MOST = 20_000
GOING = (VisitState.ADMITTED, VisitState.INSIDE)
R = TypeVar("R")


@frozen
class Snapshots:
    """The server's side. Thread-safe."""

    storage: Storage
    clock: Clock
    master: MasterKey | None = None
    max_age: timedelta = MAX_AGE

    def take(self, *, actor: Actor, gate: GateId, since: int | None = None) -> Snapshot:
        """All that the gate needs, or what changed after a number of the server's journal."""
        actor.must(Permission.OPERATE_GATE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Snapshot:
            found = own_gate(actor, uow, gate)
            last = uow.journal.last()
            if since is None or not 0 < since <= last:
                return self._whole(uow, found, at)
            changed = uow.journal.after(since, limit=FURTHEST + 1)
            if len(changed) > FURTHEST:
                return self._whole(uow, found, at)
            return self._changed(uow, found, changed, since=since, at=at)

        return self.storage.read(work)

    def _whole(self, uow: UnitOfWork, gate: Gate, at: datetime) -> Snapshot:
        visits = uow.visits.in_state(gate.site, *GOING, limit=MOST)
        return evolve(
            self._about(uow, gate, visits, at=at),
            cards=tuple(uow.cards.of(gate.site)),
            gates=tuple(uow.gates.of(gate.site)),
            zones=tuple(uow.zones.of(gate.site)),
            escorts=tuple(nameless(one) for one in uow.hosts.of(gate.site) if one.card),
            lanes=tuple(one for one in uow.lanes.of(gate.site) if one.gate == gate.id),
        )

    def _changed(
        self, uow: UnitOfWork, gate: Gate, entries: Sequence[Sealed], *, since: int, at: datetime
    ) -> Snapshot:
        named = [one.entry.facts for one in entries if one.entry.site == gate.site]
        if any("record" in facts for facts in named):
            return self._whole(uow, gate, at)  # a setting changed, which is rare
        visits = _found(uow.visits, {facts["visit"] for facts in named if "visit" in facts})
        cards = _found(uow.cards, {facts["card"] for facts in named if "card" in facts})
        part = self._about(uow, gate, visits, at=at)
        return evolve(part, since=since, cards=tuple(cards))

    def _about(
        self, uow: UnitOfWork, gate: Gate, visits: Iterable[Visit], *, at: datetime
    ) -> Snapshot:
        known, site = tuple(visits), uow.sites.get(gate.site)
        return Snapshot(
            site=site,
            gate=gate.id,
            number=uow.journal.last(),
            taken_at=at,
            max_age=self.max_age,
            passes=tuple(one for visit in known for one in uow.passes.of_visit(visit.id)),
            visits=tuple(bare(visit) for visit in known),
            keys=self._keys(site, gate, at),
        )

    def _keys(self, site: Site, gate: Gate, at: datetime) -> DayKeys | None:
        """What the gate verifies signed slips with: for itself, and for a few days (B17)."""
        if self.master is None:
            return None
        return self.master.held(gate_group(site.id, gate.id), zone=site.zone, at=at)


def part_of(uow: UnitOfWork, gate: Gate, visit: VisitId | None, *, at: datetime) -> Snapshot:
    """What a replica needs to record the passage of one visit."""
    found = uow.visits.find(visit) if visit else None
    passes = tuple(uow.passes.of_visit(found.id)) if found else ()
    cards = [uow.cards.find(one.card) for one in passes if one.card]
    return Snapshot(
        site=uow.sites.get(gate.site),
        gate=gate.id,
        number=0,
        taken_at=at,
        since=0,
        cards=tuple(one for one in cards if one is not None),
        passes=passes,
        visits=(bare(found),) if found else (),
    )


def apply(uow: UnitOfWork, snapshot: Snapshot, *, held: frozenset[str] = frozenset()) -> None:
    """Brings a replica to what the snapshot says; visits in ``held`` stay as the gate knows them.

    What is over comes first, as a person has one open visit and a code one live pass.
    """
    _put(uow.sites, [evolve(snapshot.site, logo=None)])
    _put(uow.gates, snapshot.gates)
    _put(uow.zones, snapshot.zones)
    _put(uow.hosts, snapshot.escorts)
    _put(uow.lanes, [_as_it_stands(uow, one) for one in snapshot.lanes])
    if snapshot.whole:
        _retire(uow, snapshot, held)
    _put(uow.visits, sorted(_free(snapshot.visits, held), key=lambda one: one.state in OPEN))
    passes = [one for one in snapshot.passes if one.visit not in held]
    known = [one for one in passes if _succeeds(uow, one, held)]
    _put(uow.passes, sorted(known, key=lambda one: one.state is PassState.LIVE))
    _put(uow.cards, [evolve(card, events=()) for card in snapshot.cards])


def _as_it_stands(uow: UnitOfWork, lane: Lane) -> Lane:
    """The lane as set up there, with what its contacts told here."""
    known = uow.lanes.find(lane.id)
    if known is None:
        return lane
    return evolve(lane, fire_at=known.fire_at, exit_asked_at=known.exit_asked_at)


def _free(visits: Iterable[Visit], held: frozenset[str]) -> list[Visit]:
    return [visit for visit in visits if visit.id not in held]


def _retire(uow: UnitOfWork, snapshot: Snapshot, held: frozenset[str]) -> None:
    """Visits that a whole snapshot no longer names are over, and so are their passes."""
    named = {visit.id for visit in snapshot.visits} | held
    for visit in uow.visits.in_state(snapshot.site.id, *GOING, limit=MOST):
        if visit.id not in named:
            uow.visits.save(evolve(visit, state=VisitState.EXPIRED, events=()))
            for pass_ in uow.passes.of_visit(visit.id):
                uow.passes.save(evolve(pass_.spend(), events=()))


def _succeeds(uow: UnitOfWork, coming: Pass, held: frozenset[str]) -> bool:
    """Whether a pass may come; a signed slip that the gate took in by itself makes way for it.

    It does not while the server has not heard what was done with it.
    """
    own = uow.passes.by_code(coming.code)
    if own is None or own.id == coming.id or own.state is not PassState.LIVE:
        return True
    if own.visit in held:
        return False
    uow.passes.save(evolve(own.spend(), events=()))
    visit = uow.visits.get(own.visit)
    uow.visits.save(evolve(visit, state=VisitState.EXPIRED, events=()))
    return True


def _put(repository: Repository[Any, R], records: Iterable[R]) -> None:
    """Each record as it came, whatever the replica had under its identity."""
    for record in records:
        coming: Any = record
        known: Any = repository.find(coming.id)
        fresh = evolve(coming, version=known.version if known else 0)
        if known != fresh:
            repository.save(fresh)


def _found(repository: Repository[Any, R], identities: Iterable[str]) -> list[R]:
    found = [repository.find(identity) for identity in sorted(identities)]
    return [one for one in found if one is not None]
