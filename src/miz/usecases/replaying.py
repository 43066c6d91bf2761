"""What a draft would change: the decisions of an earlier day, made again beside it (B15)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from attrs import evolve, field, frozen

from miz.domain.access import Access, Decision, Facts, Reason, Rule, decide
from miz.domain.ids import LaneId, PersonId, ServiceId, ZoneId
from miz.domain.places import Lane
from miz.domain.staff import Actor, Permission
from miz.domain.zones import HouseRules, Zone
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.history import History


@frozen
class Draft:
    """What would be different; what is left out stays as it is.

    ``allowed`` says by service where its visitors may go; ``rules`` stand in for those of the
    plugins. A zone or lane that does not exist yet has no history: nobody was in it.
    """

    house: HouseRules | None = None
    zones: Mapping[ZoneId, Zone] = field(factory=dict)
    lanes: Mapping[LaneId, Lane] = field(factory=dict)
    allowed: Mapping[ServiceId, tuple[ZoneId, ...]] = field(factory=dict)
    rules: Sequence[Rule] | None = None


@frozen
class Change:
    """One decision, and what it would have been."""

    access: Access
    before: Reason
    after: Reason
    detail: str = ""

    @property
    def person(self) -> PersonId | None:
        """Whose pass was read."""
        return self.access.person


@frozen
class Replayed:
    """What a draft would have changed on a day, in the order of the reads.

    ``unsure`` are decisions that today's rules do not repeat: the settings were others then, a
    device failed, or records no longer tell; ``after`` is what they say today. Nothing is said of
    them under the draft. A refusal has no consequences here: each read finds the world as it was.
    """

    day: date
    reads: int
    changes: tuple[Change, ...]
    unsure: tuple[Change, ...]


@frozen
class Replay:
    """For whoever may read the journal. Thread-safe; only reads."""

    storage: Storage
    rules: Callable[[], Sequence[Rule]] = tuple

    def run(self, *, actor: Actor, day: date, draft: Draft) -> Replayed:
        """Decides the reads of a day again, as things are and as the draft would have them."""
        actor.must(Permission.READ_JOURNAL)
        in_force = tuple(self.rules())

        def work(uow: UnitOfWork) -> Replayed:
            site = uow.sites.get(actor.site)
            start = datetime.combine(day, time(), site.zone)
            since, until = (at.astimezone(UTC) for at in (start, start + timedelta(days=1)))
            history = History.of(uow, site, since, until=until)
            reads = [one for one in history.accesses if one.at >= since and one.code]
            pairs = [_both(history, one, draft, in_force=in_force) for one in reads]
            return Replayed(
                day,
                len(reads),
                changes=tuple(new for old, new in pairs if _stands(old) and not _stands(new)),
                unsure=tuple(old for old, _ in pairs if not _stands(old)),
            )

        return self.storage.read(work)


def _both(
    history: History, access: Access, draft: Draft, *, in_force: Sequence[Rule]
) -> tuple[Change, Change]:  # fmt: skip
    """The decision again as things are, and by the draft."""
    facts = history.facts_of(access)
    rules = in_force if draft.rules is None else draft.rules
    as_is = decide(facts, in_force)
    drafted = decide(_drafted(history, facts, draft, access=access), rules)
    return _change(access, as_is), _change(access, drafted)


def _change(access: Access, decision: Decision) -> Change:
    return Change(access, access.reason, decision.reason, decision.detail)


def _stands(change: Change) -> bool:
    return change.before is change.after


def _drafted(history: History, facts: Facts, draft: Draft, *, access: Access) -> Facts:
    lane, visit = facts.lane, facts.visit
    if lane is not None and lane.id in draft.lanes:
        lane = evolve(draft.lanes[lane.id], fire_at=lane.fire_at)
    zone = None
    if lane is not None and lane.zone is not None:
        zone = draft.zones.get(lane.zone) or history.uow.zones.find(lane.zone)
    if visit is not None and visit.service is not None:
        visit = evolve(visit, zones=draft.allowed.get(visit.service, visit.zones))
    return evolve(
        facts,
        lane=lane,
        zone=zone,
        visit=visit,
        inside=history.inside(zone.id, access) if zone else 0,
        house=draft.house or facts.house,
    )
