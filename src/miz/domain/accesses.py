"""Decisions on reads as they are kept: the reason, the grant, and what became of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from miz.domain.events import AccessDecided, Event
from miz.domain.ids import (
    AccessId,
    HostId,
    LaneId,
    PassId,
    PersonId,
    SiteId,
    VisitId,
    ZoneId,
)
from miz.domain.places import Direction
from miz.errors import WrongState

REPEAT_WITHIN = timedelta(seconds=2)
CODE_KEPT = 64


class Reason(StrEnum):
    """Why a lane opens or stays shut; each decision has exactly one."""

    GRANTED = "granted"
    MALFORMED = "malformed"
    UNKNOWN_CODE = "unknown_code"
    CARD_NOT_ASSIGNED = "card_not_assigned"
    CARD_LOST = "card_lost"
    CARD_BLOCKED = "card_blocked"
    PASS_REVOKED = "pass_revoked"  # noqa: S105 - a reason, not a password
    PASS_USED = "pass_used"  # noqa: S105
    PASS_NOT_YET = "pass_not_yet"  # noqa: S105
    PASS_EXPIRED = "pass_expired"  # noqa: S105
    OTHER_SITE = "other_site"
    NOT_ADMITTED = "not_admitted"
    ALREADY_INSIDE = "already_inside"
    NOT_INSIDE = "not_inside"
    LANE_CLOSED = "lane_closed"
    PASSBACK = "passback"
    ZONE_NOT_ALLOWED = "zone_not_allowed"
    ZONE_CLOSED_NOW = "zone_closed_now"
    ESCORT_MISSING = "escort_missing"
    ZONE_FULL = "zone_full"
    ESCORT_NOTED = "escort_noted"
    EMERGENCY = "emergency"
    GRANT_PENDING = "grant_pending"
    FATE_UNKNOWN = "fate_unknown"
    OUT_OF_DATE = "out_of_date"
    OTHER_GATE = "other_gate"
    FORBIDDEN_BY_RULE = "forbidden_by_rule"
    FAULT = "fault"


class GrantState(StrEnum):
    """What became of a grant; ``none`` for a denial, ``unknown`` where the gate died meanwhile."""

    NONE = "none"
    ISSUED = "issued"
    PASSED = "passed"
    PRESUMED = "presumed"
    TIMED_OUT = "timed_out"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


class Mark(StrEnum):
    """What is unusual about a grant: the visitor passes the same way again.

    ``passback`` is an alarm, ``unchecked`` is where nobody asked to look, ``pardoned`` is by the
    word of a guard.
    """

    PASSBACK = "passback"
    UNCHECKED = "unchecked"
    PARDONED = "pardoned"


@frozen
class Access:
    """One read at a lane and what was decided: the record behind every entry (I2).

    ``zone`` is the one that the lane led into then; ``host`` is whose card was read, where it was
    no visitor's.
    """

    id: AccessId
    site: SiteId
    lane: LaneId
    at: datetime
    code: str = field(repr=False)
    reason: Reason
    key: str | None = None
    detail: str = ""
    direction: Direction | None = None
    visit: VisitId | None = None
    person: PersonId | None = None
    pass_: PassId | None = None
    grant: GrantState = GrantState.NONE
    deadline: datetime | None = None
    closed_at: datetime | None = None
    zone: ZoneId | None = None
    host: HostId | None = None
    mark: Mark | None = None
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def allowed(self) -> bool:
        """Whether the lane was to open."""
        return self.reason is Reason.GRANTED

    @property
    def pending(self) -> bool:
        """Whether a passage is still awaited."""
        return self.grant is GrantState.ISSUED

    @property
    def walked(self) -> bool:
        """Whether somebody passed on it, seen or presumed."""
        return self.grant in {GrantState.PASSED, GrantState.PRESUMED}

    def walk(self, *, confirmed: bool, at: datetime) -> "Access":
        """Somebody passed on it; presumed where no sensor saw it (C1-10)."""
        return self.close(GrantState.PASSED if confirmed else GrantState.PRESUMED, at=at)

    def lapsed(self, at: datetime) -> bool:
        """Whether its time is over."""
        return self.deadline is not None and at >= self.deadline

    def announce(self) -> "Access":
        """The record with its event, to be kept."""
        event = AccessDecided(
            site=self.site,
            at=self.at,
            access=self.id,
            lane=self.lane,
            allowed=self.allowed,
            reason=self.reason.value,
            direction=self.direction.value if self.direction else None,
            visit=self.visit,
            person=self.person,
            zone=self.zone,
            host=self.host,
            mark=self.mark.value if self.mark else None,
        )
        return evolve(self, events=(event,))

    def close(self, grant: GrantState, *, at: datetime) -> "Access":
        """The grant ended, once: by a passage, a presumption or the clock."""
        if not self.pending:
            raise WrongState(
                f"This grant is {self.grant} already; present the pass again.",
                code="grant.closed",
            )
        return evolve(self, grant=grant, closed_at=at)
