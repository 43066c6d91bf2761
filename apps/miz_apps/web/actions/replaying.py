"""What a draft of zones and rules would have changed on an earlier day (B15)."""

from datetime import date, datetime

from msgspec import field

from miz.core import Core
from miz.domain.access import Reason
from miz.domain.ids import ZoneId
from miz.domain.staff import Actor
from miz.errors import NotFound
from miz.usecases.replaying import Change, Draft
from miz_apps.web.actions.action import Answer, Command
from miz_apps.web.actions.fields import Identity, check_day
from miz_apps.web.actions.zones import Limited, Rules


class Redraw(Command, frozen=True, kw_only=True):
    """A day and what would be different; zones by identity."""

    day: date
    rules: Rules | None = None
    zones: dict[Identity, Limited] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_day(self.day, field="day")


class ChangeView(Answer, frozen=True, kw_only=True):
    """One read: why it was decided as it was, and what it would be."""

    access: str
    lane: str
    person: str | None
    at: datetime
    before: Reason
    after: Reason

    @classmethod
    def of(cls, change: Change) -> "ChangeView":
        """Identities only; who may read files looks the person up."""
        return cls(
            access=change.access.id,
            lane=change.access.lane,
            person=change.person,
            at=change.access.at,
            before=change.before,
            after=change.after,
        )


class ReplayView(Answer, frozen=True, kw_only=True):
    """What would have changed; nothing is claimed of the ``unsure``."""

    reads: int
    changes: list[ChangeView]
    unsure: list[ChangeView]


def replay(core: Core, actor: Actor, command: Redraw) -> ReplayView:
    """Decides a day's reads again under a draft, and says what would be different."""
    known = {zone.id: zone for zone in core.zones.list(actor=actor)}
    drafted = {}
    for name, limited in command.zones.items():
        zone = known.get(ZoneId(name))
        if zone is None:
            raise NotFound("There is no such zone; look it up again.", code="record.not_found")
        drafted[zone.id] = limited.limits().on(zone)
    house = command.rules.house() if command.rules else None
    draft = Draft(house=house, zones=drafted)
    found = core.replay.run(actor=actor, day=command.day, draft=draft)
    return ReplayView(
        reads=found.reads,
        changes=[ChangeView.of(one) for one in found.changes],
        unsure=[ChangeView.of(one) for one in found.unsure],
    )
